//! Equilibria at places of a curve: from what the starts of rounds are worth to strategies.

use super::super::block::Block;
use super::super::branch::{SAME, path, scale, wanted};
use super::super::graph::Graph;
use super::super::rounds::Rounds;
use super::super::system::System;
use super::super::{Found, apart};
use super::track::{Track, root, share, spots};
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
        let [low, high] = [n, n + 1].map(|n| self.shares[self.crossings[n].value]);
        let wanted = (1.0 - part) * low + part * high;
        let [first, last] = self.tracks[self.tracks.len() - 1].pieces[n].ends();
        let at = root(first, last, |at| share(&self.tracks, n, at) - wanted)?;
        let columns = Columns::totals(game);
        let guess = worth(&self.tracks, n, at);
        let (starts, x) = self.refined(game, &columns, &guess, &|near, guess, found| {
            let [a, b] = [n, n + 1].map(|n| near.of(&self.crossings[n].x));
            let found = found?;
            (apart(&found, &guess) <= apart(&a, &b) + near.same).then_some(found)
        })?;
        exactly(game, &columns, &starts, &x).ok()
    }

    /// The equilibrium of `game` at fold `n`, as nearly as a fold can be told: to some four digits.
    ///
    /// # Errors
    /// It cannot be played.
    pub fn at_fold(&self, n: usize, game: &Game) -> Result<Solution, NoEquilibrium> {
        let columns = Columns::totals(game);
        let guess = &self.folds[n].x;
        // the block that turns has none, or another, where its fold is told a little too far out
        let refined = self.refined(game, &columns, guess, &|near, guess, found| {
            let found = found.filter(|found| apart(found, &guess) <= BESIDE * near.same);
            Some(found.unwrap_or(guess))
        });
        let (starts, x) = refined.unwrap_or_else(|| (self.starts.clone(), guess.clone()));
        closely(game, &columns, &starts, &x).map(|(solution, _)| solution)
    }

    /// The starts of `game`, in order of its blocks, and what they are worth: of each block what `accept`
    /// makes of a guess, which is what `all` says of it, and of what Newton's method finds from there.
    fn refined(
        &self,
        game: &Game,
        columns: &Columns,
        all: &[f64],
        accept: Accept,
    ) -> Option<(Vec<Node>, Vec<f64>)> {
        let graph = Graph::new(game, columns);
        let rows = columns.rows(game);
        let mut values = vec![0.0; rows.blocks(0..graph.kinds.len()).len()];
        let (mut nodes, mut worth) = (vec![], vec![]);
        for block in &grid::blocks(&graph) {
            let mut system = System::new(block, &values);
            let mut x = vec![];
            if block.unknowns() > 0 {
                let (own, scale) = (starts(block), scale(block));
                let near = Near {
                    curve: self,
                    starts: &own,
                    size: rows.block(),
                    same: SAME * scale,
                };
                let guess = near.of(all);
                let (mut z, mut path) = (guess.clone(), path(block, COARSE, scale));
                let found = path.newton(&mut system, 1.0, &mut z, TOLERANCE * scale);
                x = accept(near, guess, found.is_ok().then_some(z))?;
                nodes.extend(own);
            }
            system.sweep.run(&x, 1.0, None);
            block.keep(&system.sweep.values, &mut values);
            worth.extend(x);
        }
        Some((nodes, worth))
    }
}

/// What is made of a guess of a block's unknowns, and of the equilibrium found from there if there is one.
type Accept<'f> = &'f dyn Fn(Near, Vec<f64>, Option<Vec<f64>>) -> Option<Vec<f64>>;

/// How far from a guess, in units of [`SAME`], a block's equilibrium may lie at another block's fold.
const BESIDE: f64 = 1e6;

/// A block of a game near a curve.
struct Near<'a> {
    curve: &'a Curve,
    starts: &'a [Node],
    /// Length of what a start is worth.
    size: usize,
    /// How far apart two equilibria may lie and still be the same one.
    same: f64,
}

impl Near<'_> {
    /// What its starts are worth, of what all starts of the curve are.
    fn of(&self, all: &[f64]) -> Vec<f64> {
        moved(&self.curve.starts, all, self.starts, self.size)
    }
}

/// What all starts are worth at `at` on piece `piece` of the last track.
pub(super) fn worth(tracks: &[Track], piece: usize, at: f64) -> Vec<f64> {
    spots(tracks, piece, at)
        .into_iter()
        .flat_map(|spot| spot.x)
        .collect()
}
