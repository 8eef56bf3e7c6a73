//! One step along a branch: a prediction on a straight line, Newton's corrections across it, and
//! whether to trust the point they reach.

use super::{Path, Point, ROUNDED, SHARE, SOLVED, forcing};
use crate::numeric::continuation::{Homotopy, TraceFailed};
use crate::numeric::linear::{LinearSolver, Unsolved};

/// Corrections of a predicted point before its step is given up.
const CORRECTIONS: usize = 5;
/// How much what is left of F may grow from one correction to the next.
const GROWN: f64 = 2.0;
/// No less is asked of what is left of F at an accepted point, in scales.
const FLOOR: f64 = 1e-10;
/// The shortest step.
const SHORTEST: f64 = 1e-7;
/// What the length of a step that is taken back is multiplied by.
pub const SHORTER: f64 = 0.4;
/// A correction shorter than this is never too long: what rounding and an inexact solution leave of
/// it does not shrink with the step.
const NEVER_LONG: f64 = 1e-6;
/// The next step is longer only above this cosine between the directions before and after a step, and
/// only after corrections no longer than this part of what is allowed.
const STRAIGHT: f64 = 0.95;
const EASY: f64 = 0.5;

impl<L: LinearSolver> Path<L> {
    /// The point of the branch at `share` that Newton's method finds from `z`, to be followed upward,
    /// with the share growing from there, or downward.
    ///
    /// # Errors
    /// Newton's method does not converge, or the branch has a fold there.
    pub fn begin<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        mut z: Vec<f64>,
        share: f64,
        upward: bool,
    ) -> Result<Point, TraceFailed> {
        self.evaluations = 0;
        self.newton(system, share, &mut z, SOLVED * self.scale)?;
        let mut across = vec![0.0; z.len()];
        across.push(if upward { 1.0 } else { -1.0 });
        let along = self.direction(&across).map_err(|_| self.failed(share))?;
        let step = 0.0;
        Ok(Point {
            z,
            share,
            step,
            along,
        })
    }

    /// The next point of the branch after `from`, by a step of length `h` that is shortened until it
    /// can be trusted. Leaves in `h` the length to try next.
    ///
    /// # Errors
    /// No step can be trusted, however short; the residual is the last root mean square of F.
    pub fn step<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        from: &Point,
        h: &mut f64,
    ) -> Result<Point, TraceFailed> {
        *h = h.min(self.control.longest);
        while *h >= SHORTEST {
            let corrected = self.correct(system, from, *h);
            if let Some(Corrected { next, by, passes }) = corrected {
                let cosine = from.cosine(&next);
                if by <= self.allowed(*h) && cosine >= self.control.cosine {
                    let easy = by <= EASY * self.allowed(*h) && cosine > STRAIGHT;
                    let longer = match passes {
                        0..=2 => 2.0,
                        3 => 1.4,
                        4.. => 1.0,
                    };
                    if easy {
                        *h = (*h * longer).min(self.control.longest);
                    }
                    return Ok(next);
                }
            }
            *h *= SHORTER;
        }
        Err(self.failed(from.share))
    }

    /// How far from a prediction a step of length `h` ahead the branch may be.
    pub(super) fn allowed(&self, h: f64) -> f64 {
        (self.control.correction * h).max(NEVER_LONG)
    }

    /// The point of the branch near the one a step of length `h` ahead of `from`, across the
    /// direction there; `None` if Newton's method does not reach it.
    fn correct<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        from: &Point,
        h: f64,
    ) -> Option<Corrected> {
        let unit = self.unit(from.z.len());
        let guess = from.ahead(h, unit);
        let (mut z, mut share) = guess.clone();
        let wanted = (self.control.close * h.min(1.0)).max(FLOOR);
        let mut last = f64::INFINITY;
        for passes in 0..=CORRECTIONS {
            self.linearize(system, &z, share);
            let rounding = || ROUNDED * system.magnitude(share) / self.scale;
            let still = self.residual >= last && self.residual <= rounding();
            if self.residual <= wanted || still {
                let along = self.direction(&from.along).ok()?;
                let step = h;
                let next = Point {
                    z,
                    share,
                    step,
                    along,
                };
                let by = next.distance(&guess.0, guess.1, unit);
                return Some(Corrected { next, by, passes });
            }
            let converges = self.residual <= GROWN * last && self.residual.is_finite();
            if passes == CORRECTIONS || !converges {
                break;
            }
            last = self.residual;
            self.correct_all(&mut z, &mut share, &from.along, wanted)
                .ok()?;
        }
        None
    }

    /// Moves `z` and `share`, where the system was linearized last, by one correction across `along`,
    /// toward a root mean square of F of `wanted`.
    fn correct_all(
        &mut self,
        z: &mut [f64],
        share: &mut f64,
        along: &[f64],
        wanted: f64,
    ) -> Result<(), Unsolved> {
        self.linear.factor_bordered(&self.by_share, along)?;
        self.f.push(0.0);
        let forcing = forcing(self.residual, wanted);
        self.linear.solve(&mut self.f, forcing)?;
        let unit = self.unit(z.len());
        z.iter_mut().zip(&self.f).for_each(|(z, d)| *z -= unit * d);
        *share -= SHARE * self.f[z.len()];
        Ok(())
    }
}

/// A predicted point, corrected.
struct Corrected {
    next: Point,
    /// How far it is from the predicted one, in u.
    by: f64,
    /// The number of corrections.
    passes: usize,
}
