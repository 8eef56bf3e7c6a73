//! Equilibria of play without end along a parameter: one curve, followed through its folds.
//!
//! The games at some values of the parameter are given; between two neighbouring values all that the
//! parameter changes is taken to change evenly. The curve begins at the equilibrium that the game has
//! at one of the values, found block by block along its branch, and is followed both ways, all that
//! play can reach at once, until it leaves the range of the values.

mod along;
mod follow;
mod grid;
mod source;

use super::branch::{SAME, SCALE, wanted};
use super::rounds::Rounds;
use super::{Found, block::Block};
use crate::game::{Game, Node};
use crate::solve::certificate::Certificate;
use crate::solve::columns::Columns;
use crate::solve::{Layer, NoEquilibrium, Solution, overflow};
use crate::task::Task;
use follow::{Crossed, Follower, Side};
use grid::Grid;

/// Where the curve of equilibria crosses a value of the parameter.
#[derive(Clone, Debug)]
pub struct Crossing {
    /// The value, by number.
    pub value: usize,
    /// The equilibrium there, without a certificate.
    pub solution: Solution,
}

/// Where the curve turns back.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fold {
    /// The parameter's value.
    pub at: f64,
    /// The number of crossings before it, in the order of the curve.
    pub after: usize,
    /// Whether the parameter rises along the curve until there; else it falls until there.
    pub rising: bool,
}

/// How an end of a curve came about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Ending {
    /// The curve leaves the range of the values.
    Left,
    /// It comes back to where it began: it is closed.
    Closed,
    /// It was followed no further than to this value of the parameter, because it turns too often,
    /// takes too many steps, or no step could be trusted.
    Lost(f64),
}

/// A curve of equilibria. Its order is that in which it is followed, from the end that the parameter
/// falls to from the beginning.
#[derive(Clone, Debug)]
pub struct Curve {
    /// Where it crosses values.
    pub crossings: Vec<Crossing>,
    /// The number of the crossing at which it was begun.
    pub start: usize,
    /// Where it turns.
    pub folds: Vec<Fold>,
    /// How its two ends came about.
    pub ends: [Ending; 2],
    /// Steps taken.
    pub steps: usize,
}

/// Follows the curve of equilibria through the games `games`, which have no end and differ in one
/// parameter, whose `values` rise. It begins at the equilibrium of number `start`. None if the
/// parameter changes more than payments, probabilities, patience and finite precision, or if there is
/// nothing to be followed. `task` hears the share of the range that is done.
///
/// # Errors
/// The first equilibrium's; what is found is no equilibrium; or `task` says to stop.
pub fn curve(
    games: &[Game],
    values: &[f64],
    start: usize,
    task: &dyn Task,
) -> Result<Option<Curve>, NoEquilibrium> {
    let columns: Vec<Columns> = games.iter().map(Columns::totals).collect();
    let Some(mut graphs) = grid::graphs(games, &columns) else {
        return Ok(None);
    };
    let rows = grid::align(&mut graphs);
    let nodes = grid::reached(&graphs[0]);
    let grid = Grid::new(&graphs, rows, values, &nodes);
    graphs.truncate(1);
    let block = grid::whole(&graphs[0], nodes);
    if block.unknowns() == 0 || values.len() < 2 {
        return Ok(None);
    }
    let starts = starts(&block);
    let found = super::solve(&games[start], false, task)?;
    let x = unknowns(&block, &starts, &found);
    let precision = games.iter().flat_map(|game| &game.payments.precision);
    let most = precision.copied().fold(0.0, f64::max);
    let follower = Follower {
        block: &block,
        grid: &grid,
        start,
        x,
        scale: if most > 0.0 { SCALE / most } else { 1.0 },
        task,
    };
    let (mut down, up) = follower.sides()?;
    if up.ending == Ending::Closed {
        down = Side::default();
    }
    let solution = |crossed: &Crossed| {
        let (game, columns) = (&games[crossed.value], &columns[crossed.value]);
        solution(game, columns, &starts, &crossed.x)
    };
    let at = |share: f64| values[0] + share * (values[values.len() - 1] - values[0]);
    assemble(down, follower.begun(), up, at, solution).map(Some)
}

/// The whole curve: one side backward, where it was begun, and the other side.
fn assemble(
    down: Side,
    begun: Crossed,
    up: Side,
    at: impl Fn(f64) -> f64,
    solution: impl Fn(&Crossed) -> Result<Solution, NoEquilibrium>,
) -> Result<Curve, NoEquilibrium> {
    let before = down.crossed.len();
    let lower = down.folds.iter().rev().map(|fold| Fold {
        at: at(fold.at),
        after: before - fold.after,
        rising: !fold.rising,
    });
    let upper = up.folds.iter().map(|fold| Fold {
        at: at(fold.at),
        after: before + 1 + fold.after,
        ..*fold
    });
    let folds = lower.chain(upper).collect();
    let all = down.crossed.into_iter().rev();
    let all = all.chain([begun]).chain(up.crossed);
    let crossings = all.map(|crossed| {
        Ok(Crossing {
            value: crossed.value,
            solution: solution(&crossed)?,
        })
    });
    let ending = |ending| match ending {
        Ending::Lost(share) => Ending::Lost(at(share)),
        Ending::Left | Ending::Closed => ending,
    };
    Ok(Curve {
        crossings: crossings.collect::<Result<_, NoEquilibrium>>()?,
        start: before,
        folds,
        ends: [ending(down.ending), ending(up.ending)],
        steps: down.steps + up.steps,
    })
}

/// The game's node of each of the block's starts.
fn starts(block: &Block) -> Vec<Node> {
    let graph = block.graph;
    let s = &graph.game.structure;
    let mut all: Vec<(u32, Node)> = s
        .ends()
        .filter_map(|end| s.restart(end))
        .map(|node| (graph.of_node[node.get()], node))
        .collect();
    all.sort_unstable_by_key(|(at, _)| *at);
    let of = |start: &u32| {
        let node = block.nodes[*start as usize];
        let at = all.partition_point(|(at, _)| *at < node);
        all[at].1
    };
    block.starts.iter().map(of).collect()
}

/// The block's unknowns in an equilibrium of its game. Columns without patience come of themselves.
fn unknowns(block: &Block, starts: &[Node], found: &Found) -> Vec<f64> {
    let (rows, roles) = (block.rows, block.graph.game.beliefs.prior.len());
    let mut x = vec![0.0; block.unknowns()];
    for (start, x) in starts.iter().zip(x.chunks_exact_mut(rows.block())) {
        let own = roles * rows.points;
        x[..own].copy_from_slice(&found.values[start.get() * own..][..own]);
    }
    x
}

/// The equilibrium of `game` in which the nodes `starts` are worth `x` a round later.
fn solution(
    game: &Game,
    columns: &Columns,
    starts: &[Node],
    x: &[f64],
) -> Result<Solution, NoEquilibrium> {
    let mut rounds = Rounds::new(game, columns);
    let mut layer = Layer::new(game);
    let size = rounds.rows().block();
    // play does not come to the others
    let reached = |node: &Node| starts.iter().position(|start| start == node);
    let of: Vec<Option<usize>> = rounds.starts.iter().map(reached).collect();
    let mut all = rounds.unknowns();
    for (at, all) in of.iter().zip(all.chunks_exact_mut(size)) {
        if let Some(at) = at {
            all.copy_from_slice(&x[at * size..][..size]);
        }
    }
    let mut image = all.clone();
    rounds.pass(&all, &mut image, 1.0, layer.choose());
    if let Some(overflow) = overflow(game, columns, &rounds.values) {
        return Err(overflow);
    }
    let pairs = all.chunks_exact(size).zip(image.chunks_exact(size));
    let gaps = of.iter().zip(pairs).filter(|(at, _)| at.is_some());
    let gaps = gaps.flat_map(|(_, (x, t))| x.iter().zip(t));
    let residual = gaps.map(|(x, t)| (x - t).abs()).fold(0.0, f64::max);
    let wanted = wanted(&rounds);
    if residual > wanted {
        return Err(NoEquilibrium::Unsettled {
            share: 1.0,
            residual,
            wanted,
        });
    }
    let found = Found::new(game, columns, rounds, layer)?;
    let mut certificate = Certificate::default();
    certificate.stages = found.stages;
    Ok(Solution {
        horizon: None,
        layers: vec![found.layer],
        first: 0,
        values: found.values,
        certificate,
    })
}

#[cfg(test)]
mod tests;
