//! The stationary equilibrium of a whole game, block by block along each one's branch.

use super::block::{Block, Places};
use super::graph::Graph;
use super::linear::Slopes;
use super::lost::{Lost, LostBlock};
use super::numbers::sharpest;
use super::rounds::Rounds;
use super::system::System;
use super::{Found, TOLERANCE, apart};
use crate::game::Game;
use crate::numeric::components::strongly_connected;
use crate::numeric::continuation::Homotopy;
use crate::numeric::krylov::Krylov;
use crate::numeric::path::{Arrived, COARSE, FINE, Path, PathControl, Stopped};
use crate::solve::columns::Columns;
use crate::solve::residuals::LostBranch;
use crate::solve::{Branches, Layer, NoEquilibrium, WORK};
use crate::task::Task;
use std::ops::ControlFlow;

/// Values at which steps along a branch are measured, in units of payoff over which an actor's odds
/// change e-fold.
const SCALE: f64 = 5.0;

/// How far apart two solutions of a block may lie and still be the same one, in scales.
pub(super) const SAME: f64 = 1e-8;

/// The equilibrium of `game`, whose precisions are all finite.
pub(super) fn follow(game: &Game, twice: bool, task: &dyn Task) -> Result<Found, NoEquilibrium> {
    let columns = Columns::totals(game);
    let graph = Graph::new(game, &columns);
    let (values, branches) = principal(&graph, twice, task)?;
    found(&graph, &values, Some(branches))
}

/// The values of all nodes of `graph` on the principal branch, block by block, and how they were found.
pub(super) fn principal(
    graph: &Graph,
    twice: bool,
    task: &dyn Task,
) -> Result<(Vec<f64>, Branches), NoEquilibrium> {
    let mut blocks = Blocks::new(graph, twice, task);
    let parts = parts(graph);
    blocks.count = parts.iter().filter(|part| part.cyclic).count();
    for part in parts {
        if part.cyclic {
            blocks.solve(part.nodes)?;
        } else {
            blocks.known(part.nodes)?;
        }
    }
    Ok((blocks.values, blocks.branches))
}

/// Nodes that are solved together.
pub(super) struct Part {
    /// The nodes, in order of the walk if they are a block.
    pub nodes: Vec<u32>,
    /// Whether they are a block, which play comes back to; else each leads to earlier ones of these,
    /// or behind them.
    pub cyclic: bool,
}

/// All nodes of `graph` in parts, each after all that it leads to.
pub(super) fn parts(graph: &Graph) -> Vec<Part> {
    let components = strongly_connected(&graph.first, &graph.target);
    let comes_back = |component: &[u32]| component.len() > 1 || graph.returns(component[0]);
    let (mut parts, mut single) = (vec![], vec![]);
    let known = |mut nodes: Vec<u32>| {
        nodes.reverse();
        let cyclic = false;
        (!nodes.is_empty()).then_some(Part { nodes, cyclic })
    };
    for component in components.iter() {
        if !comes_back(component) {
            single.push(component[0]);
            continue;
        }
        parts.extend(known(std::mem::take(&mut single)));
        let mut nodes = component.to_vec();
        nodes.sort_unstable();
        let cyclic = true;
        parts.push(Part { nodes, cyclic });
    }
    parts.extend(known(single));
    parts
}

/// The equilibrium at which the nodes of `graph` are worth `values`.
pub(super) fn found(
    graph: &Graph,
    values: &[f64],
    branches: Option<Branches>,
) -> Result<Found, NoEquilibrium> {
    let (game, columns) = (graph.game, graph.columns);
    let mut rounds = Rounds::new(game, columns);
    let mut layer = Layer::new(game);
    let rows = columns.rows(game);
    let x: Vec<f64> = rounds
        .starts
        .iter()
        .flat_map(|start| &values[rows.all_of(graph.of_node[start.get()] as usize)])
        .copied()
        .collect();
    let image = rounds.choose(&x, &mut layer)?;
    let residual = apart(&x, &image);
    let wanted = wanted(&rounds);
    if residual > wanted {
        return Err(NoEquilibrium::Unsettled {
            share: 1.0,
            residual,
            wanted,
        });
    }
    let mut found = Found::new(game, columns, rounds, layer)?;
    found.branches = branches.map(|branches| Branches {
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
    /// Values of the graph's nodes that are known.
    values: Vec<f64>,
    branches: Branches,
    twice: bool,
    places: Places,
    task: &'a dyn Task,
    /// Number of blocks that play comes back to.
    count: usize,
    /// Nodes whose values are known.
    done: usize,
}

impl<'a> Blocks<'a> {
    fn new(graph: &'a Graph<'a>, twice: bool, task: &'a dyn Task) -> Self {
        let rows = graph.columns.rows(graph.game);
        Blocks {
            graph,
            values: vec![0.0; rows.blocks(0..graph.kinds.len()).len()],
            branches: Branches::default(),
            twice,
            places: Places::new(graph),
            task,
            count: 0,
            done: 0,
        }
    }

    /// Nodes that play does not come back to, each after all that it leads to.
    fn known(&mut self, nodes: Vec<u32>) -> Result<(), NoEquilibrium> {
        let block = Block::new(self.graph, nodes, false, &mut self.places);
        let mut system = System::new(&block, &self.values);
        system.sweep.run(&[], 1.0, None);
        self.keep(&block, &system)
    }

    /// A block that play comes back to.
    fn solve(&mut self, nodes: Vec<u32>) -> Result<(), NoEquilibrium> {
        let block = Block::new(self.graph, nodes, true, &mut self.places);
        self.branches.blocks += 1;
        let mut system = System::new(&block, &self.values);
        let x = if block.chooses() {
            self.branch(&block)?
        } else {
            let mut path = path(&block, COARSE, scale(&block));
            let mut x = system.start();
            path.newton(&mut system, 1.0, &mut x, TOLERANCE)
                .map_err(|failed| self.stopped(&block, failed.into()))?;
            // nobody chooses: there is one solution
            self.branches.confirmed += 1;
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
            (Err(_), Some(tight)) => (tight.map_err(|e| self.lost(block, e))?, None),
            // smaller steps turn as often
            (Err(traced), None) if matches!(traced.stopped, Stopped::Folded { .. }) => {
                return Err(self.lost(block, traced));
            }
            (Err(_), None) => (follow(FINE).map_err(|e| self.lost(block, e))?, None),
        };
        self.branches.folds += arrived.folds;
        if let Some(checked) = checked {
            if apart(&arrived.z, &checked.z) <= SAME * scale(block) {
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
        block.keep(&system.sweep.values, &mut self.values);
        self.done += block.nodes.len();
        let share = self.done as f64 / self.graph.kinds.len() as f64;
        match self.task.at(WORK, share) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(NoEquilibrium::Cancelled),
        }
    }

    fn lost(&self, block: &Block, traced: Traced) -> NoEquilibrium {
        match traced.lost {
            Some(stage) => NoEquilibrium::LostBranch(stage),
            None => self.stopped(block, traced.stopped),
        }
    }

    fn stopped(&self, block: &Block, stopped: Stopped) -> NoEquilibrium {
        let Some((how, share)) = Lost::of(stopped) else {
            return NoEquilibrium::Cancelled;
        };
        let start = |row: &u32| self.graph.position[block.nodes[*row as usize] as usize];
        NoEquilibrium::LostBlock(Box::new(LostBlock {
            number: self.branches.blocks,
            of: self.count,
            starts: block.starts.iter().filter_map(start).collect(),
            share: share.clamp(0.0, 1.0),
            how,
        }))
    }
}

/// A branch that was not followed to its end.
pub(super) struct Traced {
    stopped: Stopped,
    /// The stage of which no equilibrium was found there.
    lost: Option<LostBranch>,
}

/// Follows the branch of `block` under one step control; `values` holds those of all that lies behind
/// it.
pub(super) fn trace(
    block: &Block,
    values: &[f64],
    control: PathControl,
    watch: &(dyn Fn(f64) -> ControlFlow<()> + Sync),
) -> Result<Arrived, Traced> {
    let mut system = System::new(block, values);
    let mut path = path(block, control, scale(block));
    let arrived = path.follow(&mut system, 1.0, &mut |point| watch(point.share));
    arrived.map_err(|stopped| Traced {
        stopped,
        lost: system.sweep.lost,
    })
}

/// What follows branches of `block`, where differences of the size `scale` matter.
pub(super) fn path<'a>(
    block: &'a Block<'a>,
    control: PathControl,
    scale: f64,
) -> Path<Krylov<Slopes<'a>>> {
    Path::new(Krylov::new(Slopes::new(block)), control, scale)
}

/// The typical size of a difference of values that matters in `block`.
pub(super) fn scale(block: &Block) -> f64 {
    scale_at(&block.graph.game.payments.precision)
}

/// The same for roles of these precisions.
pub(super) fn scale_at<'p>(precision: impl IntoIterator<Item = &'p f64>) -> f64 {
    let most = sharpest(precision);
    if most > 0.0 { SCALE / most } else { 1.0 }
}
