//! How the strategies of a stage answer small changes of what options are worth and of the share of
//! precision: the implicit function theorem on F = y − ln logit(sλQ(y)) = 0.

use super::branch::{Homotopy, Slopes, StageSystem};
use super::logit::{Logit, Problem};
use crate::numeric::dense::Dense;
use crate::numeric::linear::{LinearSolver, Unsolved};

/// The derivative of y, the logarithms of the probabilities that are sought. Other probabilities
/// stand still: those of a script, and of the only option.
pub(super) struct Response {
    /// The entries that are sought.
    pub sought: Vec<usize>,
    /// By what each entry that is sought is worth at the strategies as they stand; what their answer
    /// changes in turn is counted in: entries × y.
    pub by_worth: Vec<f64>,
    /// By the share.
    pub by_share: Vec<f64>,
    /// What each entry that is sought is worth, less a number of its agent's own.
    pub worth: Vec<f64>,
    /// The probability of each entry, sought or not.
    pub sigma: Vec<f64>,
}

impl Response {
    /// Of `stage` where `sigma` is its equilibrium at `share`.
    ///
    /// # Errors
    /// F_y is singular: the branch of equilibria turns or is crossed there, so there is no
    /// derivative.
    pub fn new(stage: &mut impl Problem, share: f64, sigma: &[f64]) -> Result<Self, Unsolved> {
        let mut solver = Dense::default();
        let mut system = Logit::new(stage, sigma);
        let y = system.guess(sigma);
        let n = y.len();
        let (mut f, mut by_share) = (vec![0.0; n], vec![0.0; n]);
        let slopes = Slopes {
            by_share: &mut by_share,
            jacobian: solver.jacobian(),
        };
        system.evaluate(&y, share, &mut f, Some(slopes));
        solver.factor()?;
        by_share.iter_mut().for_each(|x| *x = -*x);
        solver.solve(&mut by_share, 0.0)?;
        let mut by_worth = vec![0.0; n * n];
        for block in &system.blocks {
            debug_assert!(
                block.precision.is_finite(),
                "the reader refuses exact play here"
            );
            let scale = share * block.precision;
            for at in block.own() {
                // ln logit(sλQ) changes with Q_k by sλ(1 − σ_k) there and by −sλσ_k elsewhere
                let row = &mut by_worth[at * n..(at + 1) * n];
                row[block.own()].fill(-scale * sigma[system.sought[at]]);
                row[at] += scale;
                solver.solve(row, 0.0)?;
            }
        }
        Ok(Response {
            worth: system.sought.iter().map(|e| system.worth[*e]).collect(),
            sigma: system.sigma,
            sought: system.sought,
            by_worth,
            by_share,
        })
    }
}
