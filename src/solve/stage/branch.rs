//! The logit equilibrium of one stage on the principal branch: the one that is reached from
//! precision 0 by raising the precision of all agents together (McKelvey & Palfrey 1995; Turocy 2005).
//! The share of a [`Homotopy`] is the share of precision.

use crate::numeric::continuation::Continuation;
pub(in crate::solve) use crate::numeric::continuation::{
    BranchOutcome, Homotopy, Slopes, TraceFailed,
};
use crate::numeric::dense::{Dense, Matrix};

/// A stage as a homotopy, and how its unknowns stand for probabilities.
pub(in crate::solve) trait StageSystem: Homotopy<Jacobian = Matrix> {
    /// The unknowns that stand for the probabilities `sigma`.
    fn guess(&self, sigma: &[f64]) -> Vec<f64>;

    /// Writes the probabilities for which `z` stands at `share` into `sigma`.
    fn finish(&mut self, z: &[f64], share: f64, sigma: &mut [f64]);
}

/// Finds the equilibria of stages, one after another with the same buffers.
#[derive(Default)]
pub(in crate::solve) struct Branch(Continuation<Dense>);

impl Branch {
    /// Finds the equilibrium of `system` at `share` of every precision. `sigma` holds a first guess,
    /// which affects only the speed, and becomes the result. `unique` says that there is only one
    /// equilibrium.
    pub fn find(
        &mut self,
        system: &mut impl StageSystem,
        unique: bool,
        share: f64,
        sigma: &mut [f64],
    ) -> Result<BranchOutcome, TraceFailed> {
        let (z, outcome) = if system.size() == 0 {
            (vec![], BranchOutcome::Unique)
        } else if unique {
            let guess = system.guess(sigma);
            self.0.unique(system, share, guess)?
        } else {
            self.0.follow(system, share)?
        };
        system.finish(&z, share, sigma);
        Ok(outcome)
    }
}
