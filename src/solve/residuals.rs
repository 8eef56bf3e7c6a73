//! How far strategies are from the choice rule, and how the stages of a pass were solved.

use crate::game::Position;
use crate::numeric::continuation::{BranchOutcome, TraceFailed};

/// What a pass found: how far strategies are from the choice rule, and how stages at which types
/// show or several move at once were solved.
#[derive(Clone, Copy, Debug, Default)]
pub struct Residuals {
    /// max |σ − logit(λQ)|.
    pub residual: f64,
    /// max KL(σ‖logit(λQ))/λ, in units of payoff.
    pub epsilon: f64,
    /// The most that rounding the logarithms of probabilities may add to the residual of a stage.
    pub rounding: f64,
    /// How stages were solved.
    pub stages: Stages,
    /// The first position at which no equilibrium was found.
    pub lost: Option<LostBranch>,
}

/// How many stages had their equilibrium shown to be the only one, or found by following the
/// principal branch, straight or through a turn; and along how many of these branches other
/// equilibria branch off: there the answer may turn on the smallest difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Stages {
    pub unique: u64,
    pub traced: u64,
    pub turned: u64,
    pub crossed: u64,
}

/// A position at which no equilibrium was found.
#[derive(Clone, Copy, Debug)]
pub struct LostBranch {
    /// The position.
    pub position: Position,
    /// The share of precision that was reached.
    pub share: f64,
    /// The residual there.
    pub residual: f64,
}

impl Stages {
    pub(super) fn join(self, other: Stages) -> Stages {
        Stages {
            unique: self.unique + other.unique,
            traced: self.traced + other.traced,
            turned: self.turned + other.turned,
            crossed: self.crossed + other.crossed,
        }
    }
}

impl Residuals {
    #[inline]
    pub(super) fn join(self, other: Residuals) -> Residuals {
        let lost = self.lost.into_iter().chain(other.lost);
        Residuals {
            residual: self.residual.max(other.residual),
            epsilon: self.epsilon.max(other.epsilon),
            rounding: self.rounding.max(other.rounding),
            stages: self.stages.join(other.stages),
            lost: lost.min_by_key(|l| l.position),
        }
    }

    /// Notes how a stage at `position` was solved.
    pub(super) fn note(&mut self, position: Position, found: Result<BranchOutcome, TraceFailed>) {
        match found {
            Ok(BranchOutcome::Unique) => self.stages.unique += 1,
            Ok(BranchOutcome::Traced { turned, crossed }) => {
                self.stages.traced += u64::from(!turned);
                self.stages.turned += u64::from(turned);
                self.stages.crossed += u64::from(crossed);
            }
            Err(TraceFailed { share, residual }) => {
                self.lost.get_or_insert(LostBranch {
                    position,
                    share,
                    residual,
                });
            }
        }
    }

    /// Compares what an agent of precision λ does with the rule's answer.
    #[inline]
    pub(super) fn compare(&mut self, given: f64, rule: f64) -> f64 {
        self.residual = self.residual.max((given - rule).abs());
        if given > 0.0 && rule > 0.0 {
            given * libm::log(given / rule)
        } else {
            0.0
        }
    }
}
