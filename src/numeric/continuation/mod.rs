//! Follows the principal branch of solutions of F(z, s) = 0: the one that starts at the solution
//! for share s = 0 and is followed to the share that is wanted.
//!
//! Where the solution is known to be unique, Newton's method goes there at once. Elsewhere predictor
//! and corrector steps in pseudo-arclength follow the branch, so that it may turn back, to its first
//! crossing of the wanted share (Allgower & Georg 1990).
//!
//! Far along a branch most unknowns can be large and follow the few that matter, those near 0. Steps
//! are therefore measured relative to each unknown's size, or absolutely where it is below 1: a step
//! changes what matters by little, however large the rest is.

mod arm;
mod control;
mod point;
mod watch;

pub use arm::BranchPoint;
pub use control::{STEP_CONTROLS, StepControl};
pub use watch::Watch;

use super::linear::{LinearSolver, Unsolved};
use point::{Path, Point, length, probe};

/// A problem F(z, s) = 0 with one equation for each unknown, solved at share 0 and wanted at a
/// larger share.
pub trait Homotopy {
    /// What the Jacobian ∂F/∂z is kept in: a matrix, or what makes products with it.
    type Jacobian;

    /// Number of unknowns.
    fn size(&self) -> usize;

    /// The solution at share 0, or a point near it.
    fn start(&self) -> Vec<f64>;

    /// The largest magnitude of the terms of F at `share`, at least 0: F is rounded in proportion to
    /// it.
    fn magnitude(&self, share: f64) -> f64;

    /// Writes F(z, share) into `f` and, if asked, its slopes there.
    fn evaluate(
        &mut self,
        z: &[f64],
        share: f64,
        f: &mut [f64],
        slopes: Option<Slopes<'_, Self::Jacobian>>,
    );

    /// One step of plain iteration from `z`, where F is `f`: z − F unless a problem knows better.
    fn iterate(&self, z: &mut [f64], f: &[f64]) {
        z.iter_mut().zip(f).for_each(|(z, f)| *z -= f);
    }
}

/// Where a homotopy writes the slopes of F.
pub struct Slopes<'a, J> {
    /// ∂F/∂s, one entry for each equation.
    pub by_share: &'a mut [f64],
    /// ∂F/∂z.
    pub jacobian: &'a mut J,
}

/// How a solution was reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BranchOutcome {
    /// It is the only one.
    Unique,
    /// The branch was followed to it.
    Traced {
        /// Whether the branch turned back on the way.
        turned: bool,
        /// Whether other branches cross it on the way.
        crossed: bool,
    },
}

/// Where a solution was given up.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TraceFailed {
    /// The share that was reached.
    pub share: f64,
    /// What was left at the last attempt to go on: the largest |F|, or the largest change of an
    /// unknown in the last correction.
    pub residual: f64,
}

/// Corrections of a predicted point before the step is given up.
const CORRECTIONS: usize = 8;
/// The shortest step.
const SHORTEST: f64 = 1e-9;
/// Only a step shorter than this may change the orientation or the solution for the probe: another
/// branch crosses there. After a longer one the branch may just pass near another, to which the step
/// has jumped.
const CROSSING: f64 = 1e-6;
/// The longest that the last correction of a point of the branch may be; Newton's method leaves its
/// square.
const CLOSE: f64 = 1e-6;
/// How far a point may therefore be from the branch.
const OFF: f64 = 1e-7;
/// Steps shorter than this may go round a sharp turn. The direction at a point is that before its last
/// correction, so they take one correction more.
const SHARP: f64 = 1e-4;
/// The largest |F| at a solution, relative to the magnitude of its terms.
pub const FINE: f64 = 2e-14;
/// The largest |F| that rounding may leave at a solution.
const ROUGH: f64 = 0.01;
/// Steps of plain iteration before it is given up.
const PASSES: usize = 20_000;

/// Follows branches, one after another, with a linear solver `L` and the same buffers.
#[derive(Debug, Default)]
pub struct Continuation<L> {
    linear: L,
    f: Vec<f64>,
    by_share: Vec<f64>,
}

impl<L: LinearSolver> Continuation<L> {
    /// With `linear` to solve the linear systems.
    pub fn new(linear: L) -> Self {
        Continuation {
            linear,
            f: vec![],
            by_share: vec![],
        }
    }

    /// Finds the solution at `share` where it is known to be unique. `guess` affects only the speed.
    ///
    /// # Errors
    /// Rounding drowns F at `share`, or none of Newton's method, plain iteration and the branch
    /// leads there.
    pub fn unique<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        share: f64,
        guess: Vec<f64>,
    ) -> Result<(Vec<f64>, BranchOutcome), TraceFailed> {
        self.prepare(system, share)?;
        let mut z = guess;
        if !self.newton(system, share, &mut z) {
            z = system.start();
            if !self.iterate(system, share, &mut z) {
                // a solution can be unique also where plain iteration cycles
                z = self.follow(system, share)?.0;
            }
        }
        Ok((z, BranchOutcome::Unique))
    }

    /// Follows the branch from share 0 to its first crossing of `share`, with each of
    /// [`STEP_CONTROLS`] until one arrives.
    ///
    /// # Errors
    /// Rounding drowns F at `share`, or no attempt arrives; the error is that of the last one.
    pub fn follow<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        share: f64,
    ) -> Result<(Vec<f64>, BranchOutcome), TraceFailed> {
        attempts(&STEP_CONTROLS, |control| self.trace(system, share, control))
    }

    /// Follows the branch from share 0 to its first crossing of `share` with one step control.
    ///
    /// # Errors
    /// Rounding drowns F at `share`, or the branch cannot be followed that far under `control`.
    pub fn trace<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        share: f64,
        control: &StepControl,
    ) -> Result<(Vec<f64>, BranchOutcome), TraceFailed> {
        self.trace_watched(system, share, control, &mut ())
    }

    /// The same, watched by `watch`.
    ///
    /// # Errors
    /// As [`trace`](Self::trace), and where `watch` stops it.
    pub fn trace_watched<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        share: f64,
        control: &StepControl,
        watch: &mut dyn Watch,
    ) -> Result<(Vec<f64>, BranchOutcome), TraceFailed> {
        let path = self.prepare(system, share)?;
        let n = system.size();
        let at = system.start().into_iter().chain([0.0]).collect();
        let upward = (0..=n).map(|k| f64::from(k == n)).collect();
        let here = Point::new(at, upward);
        watch.begin();
        match self.correct(system, path, &here, 0.0, false) {
            Some(start) => {
                let _ = watch.pass(&start.at[..n], path.at(&start));
                self.run(system, path, start, control.longest, control, watch)
            }
            None => Err(self.failed(path, &here)),
        }
    }

    /// Follows a branch from `here` on, with a first step of this length, to its first crossing of
    /// the share at its end.
    fn run<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        path: Path,
        mut here: Point,
        mut step: f64,
        control: &StepControl,
        watch: &mut dyn Watch,
    ) -> Result<(Vec<f64>, BranchOutcome), TraceFailed> {
        let n = system.size();
        let Path { share, unit } = path;
        let (mut turned, mut crossed) = (false, false);
        for _ in 0..control.steps {
            if step < SHORTEST || here.at[n] < 0.0 {
                break;
            }
            let next = self.correct(system, path, &here, step, step < SHARP);
            let Some(next) = next.filter(|next| {
                let straight = here.cosine(&here.along, &next.along) >= control.cosine;
                let distance = here.distance(&next.at, &here.ahead(step));
                let steady = here.cosine(&here.probe, &next.probe) >= control.probe_cosine;
                let same = !here.reversed(next) && steady || step < CROSSING;
                straight && distance <= control.correction * step + OFF && same
            }) else {
                if (SHARP..2.0 * SHARP).contains(&step) {
                    here = self.correct(system, path, &here, 0.0, true).unwrap_or(here);
                }
                step /= 2.0;
                continue;
            };
            if here.reversed(&next) || here.cosine(&here.probe, &next.probe) < 0.0 {
                crossed = true;
                if watch.wants_branch_points() {
                    watch.branch_point(self.branch_point(system, path, &here));
                }
            }
            if next.at[n] >= unit {
                let part = (unit - here.at[n]) / (next.at[n] - here.at[n]);
                let end = between(&here.at[..n], &next.at[..n], part);
                let mut z = end.clone();
                if self.newton(system, share, &mut z)
                    && here.distance(&z, &end) <= control.correction * step
                {
                    let _ = watch.pass(&z, share);
                    return Ok((z, BranchOutcome::Traced { turned, crossed }));
                }
                step /= 2.0;
                continue;
            }
            turned |= next.along[n] < 0.0;
            step *= match next.corrections {
                0..=2 => 2.0,
                3 => 1.3,
                _ => 0.8,
            };
            step = step.min(control.longest);
            here = next;
            if watch.pass(&here.at[..n], path.at(&here)).is_break() {
                break;
            }
        }
        Err(self.failed(path, &here))
    }

    /// The error that a branch is lost after `here`.
    fn failed(&self, path: Path, here: &Point) -> TraceFailed {
        TraceFailed {
            share: path.at(here),
            residual: largest(&self.f),
        }
    }

    /// Makes room for `system`, and says how its share is measured along a branch. Fails where rounding
    /// leaves nothing of F at `share`.
    fn prepare(&mut self, system: &impl Homotopy, share: f64) -> Result<Path, TraceFailed> {
        let rounding = FINE * system.magnitude(share);
        if rounding > ROUGH {
            return Err(TraceFailed {
                share: 0.0,
                residual: rounding,
            });
        }
        self.f.resize(system.size(), 0.0);
        self.by_share.resize(system.size(), 0.0);
        Ok(Path {
            share,
            // the coordinate of the share becomes as long as the terms of F
            unit: system.magnitude(share).max(1.0),
        })
    }

    /// Works out F and its slopes.
    fn linearize<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        z: &[f64],
        share: f64,
    ) {
        let slopes = Slopes {
            by_share: &mut self.by_share,
            jacobian: self.linear.jacobian(),
        };
        system.evaluate(z, share, &mut self.f, Some(slopes));
    }

    /// Newton's method at fixed `share` from `z` on. Gives whether it converged.
    fn newton<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        share: f64,
        z: &mut [f64],
    ) -> bool {
        let mut last = f64::INFINITY;
        let magnitude = system.magnitude(share).max(1.0);
        for _ in 0..30 {
            self.linearize(system, z, share);
            let residual = largest(&self.f);
            // rounding can keep the residual above what is wanted
            let still = residual >= last && residual <= 1e-11 * magnitude;
            if residual <= FINE * magnitude || still {
                return true;
            }
            if residual > 10.0 * last || !residual.is_finite() {
                return false;
            }
            last = residual;
            let solved = self.linear.factor();
            if solved
                .and_then(|()| self.linear.solve(&mut self.f, 0.0))
                .is_err()
            {
                return false;
            }
            z.iter_mut().zip(&self.f).for_each(|(z, d)| *z -= d);
        }
        false
    }

    /// Plain iteration from `z` on, which converges wherever it is a contraction. Gives whether it
    /// did.
    fn iterate<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        share: f64,
        z: &mut [f64],
    ) -> bool {
        let magnitude = system.magnitude(share).max(1.0);
        for _ in 0..PASSES {
            system.evaluate(z, share, &mut self.f, None);
            let residual = largest(&self.f);
            if residual <= FINE * magnitude {
                return true;
            }
            if residual.is_infinite() {
                break;
            }
            system.iterate(z, &self.f);
        }
        false
    }

    /// Works out F and its slopes at the unknowns and the coordinate of the share `at`, and factors
    /// the Jacobian bordered by the slope by that coordinate and by `across`.
    fn factor_bordered<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        path: Path,
        at: &[f64],
        across: &[f64],
    ) -> Result<(), Unsolved> {
        let n = system.size();
        self.linearize(system, &at[..n], path.share * at[n] / path.unit);
        for slope in &mut self.by_share {
            *slope = *slope * path.share / path.unit;
        }
        self.linear.factor_bordered(&self.by_share, across)
    }

    /// The point of the branch near the one a step ahead of `from`, across the direction there; with
    /// one correction more where the turn may be `sharp`.
    fn correct<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        path: Path,
        from: &Point,
        step: f64,
        sharp: bool,
    ) -> Option<Point> {
        let n = system.size();
        let guess = from.ahead(step);
        let across = from.across();
        let mut at = guess.clone();
        let mut last = f64::INFINITY;
        for corrections in 1..=CORRECTIONS {
            let factored = self.factor_bordered(system, path, &at, &across);
            let pairs = across.iter().zip(at.iter().zip(&guess));
            self.f.push(pairs.map(|(t, (z, g))| t * (z - g)).sum());
            let solved = factored.and_then(|()| self.linear.solve(&mut self.f, 0.0));
            at.iter_mut().zip(&self.f).for_each(|(z, d)| *z -= d);
            let size = length(&self.f, &from.weights);
            self.f.pop();
            solved.ok()?;
            if size > last.max(CLOSE) {
                return None;
            }
            // one correction more: rounding bars any bound on its length
            let again = sharp && last > CLOSE;
            last = size;
            if size <= CLOSE && !again {
                let mut along = vec![0.0; n];
                along.push(1.0);
                self.linear.solve(&mut along, 0.0).ok()?;
                let mut tried: Vec<f64> = probe(n).chain([0.0]).collect();
                self.linear.solve(&mut tried, 0.0).ok()?;
                return Some(Point {
                    positive: self.linear.positive(),
                    probe: tried,
                    corrections: corrections - usize::from(sharp),
                    ..Point::new(at, along)
                });
            }
        }
        None
    }
}

/// The first of the attempts with each of these controls that arrives, or the error of the last.
fn attempts<T>(
    controls: &[StepControl],
    mut attempt: impl FnMut(&StepControl) -> Result<T, TraceFailed>,
) -> Result<T, TraceFailed> {
    let mut traced = Err(TraceFailed {
        share: 0.0,
        residual: f64::INFINITY,
    });
    for control in controls {
        traced = attempt(control);
        if traced.is_ok() {
            break;
        }
    }
    traced
}

/// The point that is `part` of the way from `a` to `b`.
pub(super) fn between(a: &[f64], b: &[f64], part: f64) -> Vec<f64> {
    let pairs = a.iter().zip(b);
    pairs.map(|(a, b)| a + part * (b - a)).collect()
}

/// The largest magnitude in `f`, infinite if any entry is not a number.
pub(crate) fn largest(f: &[f64]) -> f64 {
    f.iter().fold(0.0, |m, x| {
        if x.is_nan() {
            f64::INFINITY
        } else {
            m.max(x.abs())
        }
    })
}
