//! Play without end: strategies that do not depend on the round, as a fixed point of the backward pass
//! in the values of the nodes at which rounds begin.
//!
//! The round is a graph, and so is play: what cannot be undone cuts it into blocks that are left for
//! good. They are solved from the last on, each with what lies behind it known: the block's branch of
//! equilibria is followed from precision 0 to its first crossing of the wanted precision (principal
//! *block by block*, as it is stage by stage in a finite game).

mod block;
mod branch;
mod curve;
mod exact;
mod given;
mod graph;
mod linear;
mod lost;
mod near;
mod numbers;
mod rounds;
mod search;
mod sweep;
mod system;
mod watch;

pub use curve::{Crossing, Curve, Ending, Fold, curve};
pub(in crate::solve) use given::{accounts, certify};
pub use lost::{Lost, LostBlock};
pub(in crate::solve) use near::near;
pub(in crate::solve) use search::several;

use super::columns::Columns;
use super::residuals::Stages;
use super::{Branches, Layer, NoEquilibrium};
use crate::game::Game;
use crate::task::Task;
use rounds::Rounds;

/// Largest residual, relative to the largest range of a column's values (model.md, section 6): what
/// is added to all payoffs alike does not make the search less exact.
const TOLERANCE: f64 = 1e-12;

/// A stationary equilibrium.
pub(in crate::solve) struct Found {
    pub layer: Layer,
    /// Values of all nodes: nodes × roles × points.
    pub values: Vec<f64>,
    pub stages: Stages,
    /// How its blocks were solved; none if iteration found it.
    pub branches: Option<Branches>,
}

impl Found {
    /// What the last pass of `rounds` left, with the strategies in `layer`.
    fn new(
        game: &Game,
        columns: &Columns,
        rounds: Rounds,
        layer: Layer,
    ) -> Result<Self, NoEquilibrium> {
        if let Some(lost) = rounds.lost {
            return Err(NoEquilibrium::LostBranch(lost));
        }
        Ok(Found {
            layer,
            values: columns.narrow(&rounds.values, game.beliefs.prior.len(), game),
            stages: rounds.stages,
            branches: None,
        })
    }
}

/// The largest difference between two lists of values.
fn apart(a: &[f64], b: &[f64]) -> f64 {
    let gaps = a.iter().zip(b).map(|(a, b)| (a - b).abs());
    gaps.fold(0.0, f64::max)
}

/// The stationary equilibrium of `game`. `task` hears the share of the work done; `twice` says whether
/// each branch is followed a second time, more carefully.
pub(in crate::solve) fn solve(
    game: &Game,
    twice: bool,
    task: &dyn Task,
) -> Result<Found, NoEquilibrium> {
    if game.payments.precision.iter().any(|p| p.is_infinite()) {
        exact::iterate(game, task)
    } else {
        branch::follow(game, twice, task)
    }
}

#[cfg(test)]
mod tests;
