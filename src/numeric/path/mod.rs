//! Follows a branch of solutions of a large system F(z, s) = 0 by pseudo-arclength steps whose linear
//! systems are solved only as well as a step needs (Allgower & Georg 1990; Dembo, Eisenstat &
//! Steihaug 1982).
//!
//! Steps are measured in u = (z / (scale · √n), s / [`SHARE`]) for n unknowns, and what is left of F
//! by its root mean square over the equations, so that both keep their meaning whatever n is.
//! [`continuation`](super::continuation) is for small systems: it weighs each unknown by its own size
//! and knows where other branches cross.

mod fold;
mod follow;
mod point;
mod step;

pub use follow::{Arrived, Stopped};
pub use point::Point;
pub use step::SHORTER;

use super::continuation::{Homotopy, Slopes, TraceFailed, largest};
use super::krylov::length;
use super::linear::{LinearSolver, Unsolved};

/// The change of the share that counts as much as a change of every unknown by its scale.
pub const SHARE: f64 = 0.05;
/// The first step from a point where no length is known to be good.
pub const FIRST: f64 = 0.5;

/// A good max|F| at a solution, in scales.
const SOLVED: f64 = 1e-12;
/// Corrections at a fixed share before it is given up.
const PASSES: usize = 30;
/// What rounding may leave of F, relative to the magnitude of its terms.
const ROUNDED: f64 = 64.0 * f64::EPSILON;
/// How much larger than wanted max|F| may stay where it falls no further.
const STALLED: f64 = 10.0;
/// The part of what is wanted of F that the linear system of a last correction may leave, and the
/// largest relative residual ever asked for.
const ENOUGH: f64 = 0.5;
const LOOSEST: f64 = 0.1;
/// How much max|F| may grow from one pass to the next.
const GROWN: f64 = 10.0;

/// How carefully a branch is followed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PathControl {
    /// The largest distance between a predicted point and its correction, as a share of the step.
    pub correction: f64,
    /// The least cosine between the directions before and after a step.
    pub cosine: f64,
    /// The relative residual of the linear system for a direction. A loose one leaves an error in
    /// the direction that no shorter step makes smaller.
    pub tangent: f64,
    /// What is left of F at an accepted point, in scales and for a step of length 1 or more; for a
    /// shorter step it is less in proportion.
    pub close: f64,
    /// The longest step, in u.
    pub longest: f64,
    /// The most folds before the branch is given up.
    pub folds: usize,
    /// The most steps before the branch is given up.
    pub steps: usize,
}

/// For the first attempt.
pub const COARSE: PathControl = PathControl {
    correction: 0.2,
    cosine: 0.9,
    tangent: 1e-4,
    close: 1e-4,
    longest: 6.0,
    folds: 40,
    steps: 2_000,
};

/// For a branch that [`COARSE`] steps have left, and to confirm where they led.
pub const FINE: PathControl = PathControl {
    correction: 0.07,
    cosine: 0.97,
    tangent: 1e-6,
    close: 1e-5,
    longest: 2.0,
    folds: 40,
    steps: 20_000,
};

/// Follows branches, one after another, with a linear solver `L` and the same buffers.
#[derive(Debug)]
pub struct Path<L> {
    linear: L,
    control: PathControl,
    scale: f64,
    /// F, then corrections, in the units of u; with room for the border's entry.
    f: Vec<f64>,
    /// ∂F/∂s in the units of u.
    by_share: Vec<f64>,
    /// The root mean square of F where it was worked out last, in scales.
    residual: f64,
    /// Evaluations of F since the branch began.
    evaluations: usize,
}

impl<L: LinearSolver> Path<L> {
    /// With `linear` to solve the linear systems. `scale` > 0 is the typical size of an unknown and
    /// of a term of F: it says how small an F is small.
    pub fn new(linear: L, control: PathControl, scale: f64) -> Self {
        Path {
            linear,
            control,
            scale,
            f: vec![],
            by_share: vec![],
            residual: 0.0,
            evaluations: 0,
        }
    }

    /// The linear solver, for what it counts.
    pub fn linear(&self) -> &L {
        &self.linear
    }

    /// Newton's method at fixed `share` from `z` on, until max|F| ≤ `wanted`. Where max|F| falls no
    /// further, up to ten times as much is accepted, or what rounding may leave. Gives the max|F| reached.
    ///
    /// # Errors
    /// It does not converge; the residual is the last max|F|, and `z` means nothing.
    pub fn newton<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        share: f64,
        z: &mut [f64],
        wanted: f64,
    ) -> Result<f64, TraceFailed> {
        let unit = self.unit(z.len());
        let mut last = f64::INFINITY;
        for _ in 0..PASSES {
            self.linearize(system, z, share);
            let most = unit * largest(&self.f);
            let enough = || (STALLED * wanted).max(ROUNDED * system.magnitude(share));
            let still = most >= last && most <= enough();
            if most <= wanted || still {
                return Ok(most);
            }
            let diverges = most > GROWN * last || !most.is_finite();
            last = most;
            if diverges || self.correct_unknowns(z).is_err() {
                break;
            }
        }
        let residual = last;
        Err(TraceFailed { share, residual })
    }

    /// Moves `z`, where the system was linearized last, by one correction at a fixed share.
    fn correct_unknowns(&mut self, z: &mut [f64]) -> Result<(), Unsolved> {
        self.linear.factor()?;
        self.linear
            .solve(&mut self.f, forcing(self.residual, 0.0))?;
        let unit = self.unit(z.len());
        z.iter_mut().zip(&self.f).for_each(|(z, d)| *z -= unit * d);
        Ok(())
    }

    /// Works out F and its slopes, in the units of u.
    fn linearize<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        z: &[f64],
        share: f64,
    ) {
        self.f.resize(z.len(), 0.0);
        self.by_share.resize(z.len(), 0.0);
        let slopes = Slopes {
            by_share: &mut self.by_share,
            jacobian: self.linear.jacobian(),
        };
        system.evaluate(z, share, &mut self.f, Some(slopes));
        self.evaluations += 1;
        let unit = self.unit(z.len());
        self.f.iter_mut().for_each(|f| *f /= unit);
        self.by_share.iter_mut().for_each(|s| *s *= SHARE / unit);
        self.residual = length(&self.f);
    }

    /// The direction of the branch where the system was linearized last, on the side of `across`.
    fn direction(&mut self, across: &[f64]) -> Result<Vec<f64>, Unsolved> {
        let mut along = vec![0.0; across.len() - 1];
        along.push(1.0);
        self.linear.factor_bordered(&self.by_share, across)?;
        self.linear.solve(&mut along, self.control.tangent)?;
        let length = length(&along);
        along.iter_mut().for_each(|x| *x /= length);
        Ok(along)
    }

    /// What a unit of u is worth in each of `n` unknowns.
    fn unit(&self, n: usize) -> f64 {
        unit(self.scale, n)
    }

    /// The failure at `share`, with the root mean square of F where it was worked out last.
    fn failed(&self, share: f64) -> TraceFailed {
        TraceFailed {
            share,
            residual: self.scale * self.residual,
        }
    }
}

/// What a unit of u is worth in each of `n` unknowns whose typical size is `scale`.
pub fn unit(scale: f64, n: usize) -> f64 {
    scale * (n as f64).sqrt()
}

/// The relative residual to ask of a correction where F has the root mean square `residual`, in
/// scales: loose far from the branch, tighter near it, where Newton's method can use it; but no
/// tighter than it takes to come to `wanted`, which may be 0.
fn forcing(residual: f64, wanted: f64) -> f64 {
    let useful = if residual > 1e-3 {
        3e-2
    } else {
        (residual / 10.0).max(1e-8)
    };
    useful.max((ENOUGH * wanted / residual).min(LOOSEST))
}
