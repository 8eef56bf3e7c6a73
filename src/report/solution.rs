//! What documents say of a solved game: its certificate and its size.

use super::screen::count;
use crate::game::Game;
use crate::solve::{Solution, TreeEquilibrium};
use serde::Serialize;

/// Residuals, and how many stages were solved how.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs)]
pub struct CertificateSummary {
    /// max |σ − logit(λQ)|.
    pub residual: f64,
    /// max KL(σ‖logit)/λ in units of payoff.
    pub epsilon: f64,
    /// Whether a stage may have several equilibria; null if that was not examined, as where play
    /// has no end or a tree was solved as a whole.
    pub multiple: Option<bool>,
    /// Stages, at which types show or several move at once, whose equilibrium was shown to be the
    /// only one; was found by following the principal branch; the same through a turn. One that
    /// fails is an error and leaves no result.
    pub unique: u64,
    pub traced: u64,
    pub turned: u64,
    /// Along how many of those branches other equilibria branch off, and of a tree that is solved as a
    /// whole at how many points of its branch: there a tiny change decides.
    pub branch_points: u64,
    /// How the blocks of play without end were solved; absent with an end, or if iteration found the
    /// strategies.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branches: Option<BranchesSummary>,
}

/// How the blocks of play without end were solved.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs)]
pub struct BranchesSummary {
    /// Sets of states that play can leave for good, solved one after another.
    pub blocks: usize,
    /// Turns of their branches on the way to the wanted precision.
    pub folds: usize,
    /// Blocks whose branch was followed again in smaller steps, to the same equilibrium; to another.
    pub confirmed: usize,
    pub differ: usize,
    /// Largest change of a value by one more round, in units of payoff.
    pub residual: f64,
}

impl BranchesSummary {
    /// Of two solutions: the larger residual, and the sums of what was counted.
    fn join(self, other: Self) -> Self {
        BranchesSummary {
            blocks: self.blocks + other.blocks,
            folds: self.folds + other.folds,
            confirmed: self.confirmed + other.confirmed,
            differ: self.differ + other.differ,
            residual: self.residual.max(other.residual),
        }
    }
}

impl CertificateSummary {
    /// Of a solution.
    pub fn of(solution: &Solution) -> Self {
        let c = &solution.certificate;
        CertificateSummary {
            residual: c.residual,
            epsilon: c.epsilon,
            multiple: c.multiple(),
            unique: c.stages.unique,
            traced: c.stages.traced,
            turned: c.stages.turned,
            branch_points: c.stages.crossed,
            branches: c.branches.map(|b| BranchesSummary {
                blocks: b.blocks,
                folds: b.folds,
                confirmed: b.confirmed,
                differ: b.differ,
                residual: b.residual,
            }),
        }
    }

    /// Of a tree that was solved as a whole: one branch. Where it turns or others cross it there are several
    /// equilibria at some precision; elsewhere that is not examined.
    pub fn of_tree(found: &TreeEquilibrium) -> Self {
        let several = found.turned || !found.branch_points.is_empty();
        CertificateSummary {
            residual: found.certificate.residual,
            epsilon: found.certificate.epsilon,
            multiple: several.then_some(true),
            unique: 0,
            traced: u64::from(!found.turned),
            turned: u64::from(found.turned),
            branch_points: found.branch_points.len() as u64,
            branches: None,
        }
    }

    /// How play without end was solved, in a sentence.
    pub fn without_end(&self) -> Option<String> {
        let b = self.branches?;
        let folds = match b.folds {
            0 => "without a fold".to_string(),
            n => format!("through {}", count(n, "fold")),
        };
        let again = match (b.confirmed, b.differ) {
            (_, 0) if b.confirmed == b.blocks => "smaller steps led to the same equilibrium",
            (_, 0) => "smaller steps did not arrive everywhere",
            (_, _) => "smaller steps led to another equilibrium: there are several",
        };
        let blocks = match b.blocks {
            1 => "Solved as one block of states along its branch".to_string(),
            n => format!("Solved as {n} blocks of states, each along its branch"),
        };
        Some(format!("{blocks} from precision 0, {folds}; {again}."))
    }

    /// A warning where a tiny change of a payoff can reverse the answer.
    pub fn warning(&self) -> Option<String> {
        let n = self.branch_points;
        let stages = count(n as usize, "stage");
        (n > 0).then(|| {
            format!(
                "Beware: on the way to {stages} other equilibria branch off. There a tiny change of a \
                 payoff can reverse the answer; look at lower precisions too."
            )
        })
    }

    /// Of two solutions: the larger residuals, and the sums of what was counted.
    pub fn join(self, other: Self) -> Self {
        CertificateSummary {
            residual: self.residual.max(other.residual),
            epsilon: self.epsilon.max(other.epsilon),
            multiple: match (self.multiple, other.multiple) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                (None, _) | (_, None) => None,
            },
            unique: self.unique + other.unique,
            traced: self.traced + other.traced,
            turned: self.turned + other.turned,
            branch_points: self.branch_points + other.branch_points,
            branches: match (self.branches, other.branches) {
                (Some(a), Some(b)) => Some(a.join(b)),
                (one, none) => one.or(none),
            },
        }
    }
}

/// The size of a game.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Size {
    pub positions: usize,
    pub decisions: usize,
    pub options: usize,
    pub bytes: usize,
    /// Points of the grid of beliefs that each position has: 1 without types.
    pub beliefs: usize,
    /// Rounds solved; null if they have no end, and strategies are the same in each.
    pub rounds: Option<usize>,
}

impl Size {
    /// Of a compiled game.
    pub fn of(game: &Game) -> Self {
        let s = &game.structure;
        Size {
            positions: s.positions().len(),
            decisions: s.positions().len() * game.horizon().unwrap_or(1),
            rounds: game.horizon(),
            options: s.all_moves().len(),
            bytes: game.layout.bytes(
                s,
                game.beliefs.prior.len(),
                game.shadow.map_or(1, |_| game.rounds + 4),
            ),
            beliefs: game.beliefs.count,
        }
    }
}
