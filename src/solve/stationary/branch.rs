//! The stationary equilibrium of a whole game, block by block along each one's branch.

use super::block::{Block, Places};
use super::graph::Graph;
use super::linear::Slopes;
use super::rounds::Rounds;
use super::system::System;
use super::{Found, TOLERANCE};
use crate::game::{Game, Rows};
use crate::numeric::components::strongly_connected;
use crate::numeric::continuation::{Homotopy, TraceFailed};
use crate::numeric::krylov::Krylov;
use crate::numeric::path::{Arrived, COARSE, FINE, Path, PathControl, Stopped};
use crate::solve::columns::Columns;
use crate::solve::residuals::LostBranch;
use crate::solve::{Branches, Layer, NoEquilibrium, WORK, overflow};
use crate::task::Task;
use std::ops::ControlFlow;

/// Values at which steps along a branch are measured, in units of payoff over which an actor's odds
/// change e-fold.
pub(super) const SCALE: f64 = 5.0;

/// How far apart two solutions of a block may lie and still be the same one, in scales.
pub(super) const SAME: f64 = 1e-8;

/// The equilibrium of `game`, whose precisions are all finite.
pub(super) fn follow(game: &Game, twice: bool, task: &dyn Task) -> Result<Found, NoEquilibrium> {
    let columns = Columns::totals(game);
    let graph = Graph::new(game, &columns);
    let mut blocks = Blocks::new(&graph, twice, task);
    let components = strongly_connected(&graph.first, &graph.target);
    let mut single = vec![];
    for component in components.iter() {
        if let [node] = component
            && !graph.returns(*node)
        {
            single.push(*node);
            continue;
        }
        blocks.known(std::mem::take(&mut single))?;
        blocks.solve(component)?;
    }
    blocks.known(single)?;
    let Blocks {
        values, branches, ..
    } = blocks;
    let mut rounds = Rounds::new(game, &columns);
    let mut layer = Layer::new(game);
    let rows = graph.columns.rows(game);
    let x: Vec<f64> = rounds
        .starts
        .iter()
        .flat_map(|start| &values[rows.all_of(graph.of_node[start.get()] as usize)])
        .copied()
        .collect();
    let mut image = x.clone();
    rounds.pass(&x, &mut image, 1.0, layer.choose());
    if let Some(overflow) = overflow(game, &columns, &rounds.values) {
        return Err(overflow);
    }
    let gaps = x.iter().zip(&image).map(|(x, t)| (x - t).abs());
    let residual = gaps.fold(0.0, f64::max);
    let wanted = wanted(&rounds);
    if residual > wanted {
        return Err(NoEquilibrium::Unsettled {
            share: 1.0,
            residual,
            wanted,
        });
    }
    let mut found = Found::new(game, &columns, rounds, layer)?;
    found.branches = Some(Branches {
        residual,
        ..branches
    });
    Ok(found)
}

/// The residual that the last pass over the whole game may leave.
pub(super) fn wanted(rounds: &Rounds) -> f64 {
    let largest = rounds.values.iter().fold(0.0, |m: f64, x| m.max(x.abs()));
    (100.0 * TOLERANCE * rounds.range()).max(ROUNDING * largest)
}

/// Rounding moves an image by about this share of the largest one.
const ROUNDING: f64 = 256.0 * f64::EPSILON;

/// Blocks of a game, one after another.
struct Blocks<'a> {
    graph: &'a Graph<'a>,
    rows: Rows,
    /// Values of the graph's nodes that are known.
    values: Vec<f64>,
    branches: Branches,
    twice: bool,
    places: Places,
    task: &'a dyn Task,
    /// Nodes whose values are known.
    done: usize,
}

impl<'a> Blocks<'a> {
    fn new(graph: &'a Graph<'a>, twice: bool, task: &'a dyn Task) -> Self {
        let rows = graph.columns.rows(graph.game);
        Blocks {
            graph,
            rows,
            values: vec![0.0; rows.blocks(0..graph.kinds.len()).len()],
            branches: Branches::default(),
            twice,
            places: Places::new(graph),
            task,
            done: 0,
        }
    }

    /// Nodes that play does not come back to, each after all that it leads to.
    fn known(&mut self, mut nodes: Vec<u32>) -> Result<(), NoEquilibrium> {
        if nodes.is_empty() {
            return Ok(());
        }
        nodes.reverse();
        let block = Block::new(self.graph, nodes, false, &mut self.places);
        let mut system = System::new(&block, &self.values);
        system.sweep.run(&[], 1.0, None);
        self.keep(&block, &system)
    }

    /// A block that play comes back to.
    fn solve(&mut self, component: &[u32]) -> Result<(), NoEquilibrium> {
        let mut nodes = component.to_vec();
        nodes.sort_unstable();
        let block = Block::new(self.graph, nodes, true, &mut self.places);
        self.branches.blocks += 1;
        let mut system = System::new(&block, &self.values);
        let x = if block.chooses() {
            self.branch(&block)?
        } else {
            let mut path = path(&block, COARSE);
            let mut x = system.start();
            path.newton(&mut system, 1.0, &mut x, TOLERANCE)
                .map_err(|failed| self.unsettled(failed))?;
            x
        };
        system.sweep.run(&x, 1.0, None);
        self.keep(&block, &system)
    }

    /// The solution on the branch of `block`. What the looser control finds is the answer, so that it
    /// is the same whether or not the other one confirms it; the other answers where it fails.
    fn branch(&mut self, block: &Block<'a>) -> Result<Vec<f64>, NoEquilibrium> {
        let follow = |control| {
            trace(block, &self.values, control, &|share| {
                let nodes = self.graph.kinds.len() as f64;
                let part = self.done as f64 + share.clamp(0.0, 1.0) * block.nodes.len() as f64;
                self.task.at(WORK, part / nodes)
            })
        };
        let (loose, tight) = if self.twice {
            let (loose, tight) = rayon::join(|| follow(COARSE), || follow(FINE));
            (loose, Some(tight))
        } else {
            (follow(COARSE), None)
        };
        let (arrived, checked) = match (loose, tight) {
            (Ok(arrived), tight) => (arrived, tight.and_then(Result::ok)),
            (
                Err(Traced {
                    stopped: Stopped::Cancelled,
                    ..
                }),
                _,
            ) => {
                return Err(NoEquilibrium::Cancelled);
            }
            (Err(_), Some(tight)) => (tight.map_err(|e| self.stopped(e))?, None),
            (Err(_), None) => (follow(FINE).map_err(|e| self.stopped(e))?, None),
        };
        self.branches.folds += arrived.folds;
        if let Some(checked) = checked {
            let gaps = arrived.z.iter().zip(&checked.z).map(|(a, b)| (a - b).abs());
            if gaps.fold(0.0, f64::max) <= SAME * scale(block) {
                self.branches.confirmed += 1;
            } else {
                self.branches.differ += 1;
            }
        }
        Ok(arrived.z)
    }

    /// Keeps what a sweep over `block` found.
    fn keep(&mut self, block: &Block, system: &System) -> Result<(), NoEquilibrium> {
        if let Some(lost) = system.sweep.lost {
            return Err(NoEquilibrium::LostBranch(lost));
        }
        for (own, node) in block.nodes.iter().enumerate() {
            self.values[self.rows.all_of(*node as usize)]
                .copy_from_slice(&system.sweep.values[self.rows.all_of(own)]);
        }
        self.done += block.nodes.len();
        let share = self.done as f64 / self.graph.kinds.len() as f64;
        match self.task.at(WORK, share) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(NoEquilibrium::Cancelled),
        }
    }

    fn stopped(&self, traced: Traced) -> NoEquilibrium {
        if let Some(lost) = traced.lost {
            return NoEquilibrium::LostBranch(lost);
        }
        let (share, residual) = match traced.stopped {
            Stopped::Cancelled => return NoEquilibrium::Cancelled,
            Stopped::Lost(TraceFailed { share, residual }) => (share, residual),
            Stopped::Jumped { share } | Stopped::Folded { share } => (share, f64::NAN),
        };
        self.unsettled(TraceFailed { share, residual })
    }

    fn unsettled(&self, failed: TraceFailed) -> NoEquilibrium {
        NoEquilibrium::Unsettled {
            share: failed.share,
            residual: failed.residual,
            wanted: TOLERANCE,
        }
    }
}

/// A branch that was not followed to its end.
struct Traced {
    stopped: Stopped,
    /// The stage of which no equilibrium was found there.
    lost: Option<LostBranch>,
}

/// Follows the branch of `block` under one step control; `values` holds those of all that lies behind
/// it.
fn trace(
    block: &Block,
    values: &[f64],
    control: PathControl,
    watch: &(dyn Fn(f64) -> ControlFlow<()> + Sync),
) -> Result<Arrived, Traced> {
    let mut system = System::new(block, values);
    let mut path = path(block, control);
    let arrived = path.follow(&mut system, 1.0, &mut |point| watch(point.share));
    arrived.map_err(|stopped| Traced {
        stopped,
        lost: system.sweep.lost,
    })
}

pub(super) fn path<'a>(block: &'a Block<'a>, control: PathControl) -> Path<Krylov<Slopes<'a>>> {
    Path::new(Krylov::new(Slopes::new(block)), control, scale(block))
}

/// The typical size of a difference of values that matters in `block`.
pub(super) fn scale(block: &Block) -> f64 {
    let precision = block.graph.game.payments.precision.iter();
    let most = precision.copied().fold(0.0, f64::max);
    if most > 0.0 { SCALE / most } else { 1.0 }
}
