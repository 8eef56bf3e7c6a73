//! Equilibria at places of a curve: from what the starts of rounds are worth to strategies.

use super::super::block::Block;
use super::super::branch::{SAME, path, scale, wanted};
use super::super::graph::Graph;
use super::super::rounds::Rounds;
use super::super::system::System;
use super::super::{Found, apart};
use super::{Curve, grid};
use crate::game::{Game, Node, Rows};
use crate::numeric::path::COARSE;
use crate::solve::columns::Columns;
use crate::solve::stationary::TOLERANCE;
use crate::solve::{Layer, NoEquilibrium, Solution, finish};
use crate::task::Silent;

/// The game's node of each of the block's starts.
pub(super) fn starts(block: &Block) -> Vec<Node> {
    let graph = block.graph;
    let s = &graph.game.structure;
    let ends = s.ends().filter_map(|end| s.restart(end));
    let mut all: Vec<(u32, Node)> = ends.map(|n| (graph.of_node[n.get()], n)).collect();
    all.sort_unstable();
    let of = |start: &u32| {
        let node = block.nodes[*start as usize];
        all[all.partition_point(|(at, _)| *at < node)].1
    };
    block.starts.iter().map(of).collect()
}

/// The block's unknowns in an equilibrium of its game. Columns without patience come of themselves.
pub(super) fn unknowns(block: &Block, starts: &[Node], found: &Found) -> Vec<f64> {
    let (rows, roles) = (block.rows, block.graph.game.beliefs.prior.len());
    let own = Rows {
        inner: roles,
        points: rows.points,
    }
    .block();
    let mut x = vec![0.0; block.unknowns()];
    for (start, x) in starts.iter().zip(x.chunks_exact_mut(rows.block())) {
        x[..own].copy_from_slice(&found.values[start.get() * own..][..own]);
    }
    x
}

/// What the nodes `wanted` are worth if `starts` are worth `x`, each a row of `size` numbers; 0 where
/// that is not known.
fn moved(starts: &[Node], x: &[f64], wanted: &[Node], size: usize) -> Vec<f64> {
    let mut all = vec![0.0; wanted.len() * size];
    for (node, all) in wanted.iter().zip(all.chunks_exact_mut(size)) {
        if let Some(at) = starts.iter().position(|start| start == node) {
            all.copy_from_slice(&x[at * size..][..size]);
        }
    }
    all
}

/// The equilibrium of `game` in which the nodes `starts`, to which play comes, are worth `x` a round
/// later, as closely as one pass says it; and how far what they are worth now is from that.
fn closely(
    game: &Game,
    columns: &Columns,
    starts: &[Node],
    x: &[f64],
) -> Result<(Solution, [f64; 2]), NoEquilibrium> {
    let mut rounds = Rounds::new(game, columns);
    let mut layer = Layer::new(game);
    let size = rounds.rows().block();
    let all = moved(starts, x, &rounds.starts, size);
    let image = rounds.choose(&all, &mut layer)?;
    let image = moved(&rounds.starts, &image, starts, size);
    let residual = apart(x, &image);
    let wanted = wanted(&rounds);
    let found = Found::new(game, columns, rounds, layer)?;
    let solution = finish(game, found, false, &Silent)?;
    Ok((solution, [residual, wanted]))
}

/// The same where it is one.
pub(super) fn exactly(
    game: &Game,
    columns: &Columns,
    starts: &[Node],
    x: &[f64],
) -> Result<Solution, NoEquilibrium> {
    let (solution, [residual, wanted]) = closely(game, columns, starts, x)?;
    if residual > wanted {
        let share = 1.0;
        return Err(NoEquilibrium::Unsettled {
            share,
            residual,
            wanted,
        });
    }
    Ok(solution)
}

impl Curve {
    /// The equilibrium of `game` between crossing `n` and the next, `part` of the way; none if none is
    /// found near there. The curve has no fold between the two.
    pub fn between(&self, n: usize, part: f64, game: &Game) -> Option<Solution> {
        let columns = Columns::totals(game);
        let graph = Graph::new(game, &columns);
        let block = grid::whole(&graph, grid::reached(&graph));
        let (own, size) = (starts(&block), block.rows.block());
        let [a, b] = [n, n + 1].map(|n| moved(&self.starts, &self.crossings[n].x, &own, size));
        let guess: Vec<f64> = a.iter().zip(&b).map(|(a, b)| a + part * (b - a)).collect();
        let mut x = guess.clone();
        let mut system = System::new(&block, &[]);
        let scale = scale(&block);
        let mut path = path(&block, COARSE, scale);
        path.newton(&mut system, 1.0, &mut x, TOLERANCE * scale)
            .ok()?;
        let near = apart(&x, &guess) <= apart(&a, &b) + SAME * scale;
        near.then(|| exactly(game, &columns, &own, &x).ok())?
    }

    /// The equilibrium of `game` at fold `n`, as nearly as a fold can be told: to some four digits.
    ///
    /// # Errors
    /// It cannot be played.
    pub fn at_fold(&self, n: usize, game: &Game) -> Result<Solution, NoEquilibrium> {
        let columns = Columns::totals(game);
        let found = closely(game, &columns, &self.starts, &self.folds[n].x);
        found.map(|(solution, _)| solution)
    }
}
