//! Other stationary equilibria of a game: searches from starts at random, each block by block, with what
//! lies behind a block as the same search found it.
//!
//! A search draws what a block's rounds are worth at first, lets it settle by damped iteration and
//! then solves for it by Newton's method. What it finds is a fixed point as exact as the principal
//! one; what it does not find may still be there.

use super::block::{Block, Places};
use super::branch::{found, parts, path, principal, scale};
use super::graph::{Graph, Kind};
use super::system::System;
use super::{Found, TOLERANCE};
use crate::game::Game;
use crate::numeric::continuation::Homotopy;
use crate::numeric::krylov::dot;
use crate::numeric::path::COARSE;
use crate::solve::NoEquilibrium;
use crate::solve::columns::Columns;
use crate::task::{Parts, Task};
use rand::SeedableRng;
use rand::rand_core::Rng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;

/// What is being done, for who waits for it.
const WORK: &str = "searching for other equilibria";

/// How far apart two equilibria are at least, in scales: that of a difference of values that matters.
const APART: f64 = 1e-6;

/// The most sweeps of the damped iteration of a block.
const SWEEPS: usize = 900;

/// The largest change of a value by a sweep, in scales, from which Newton's method is tried.
const CLOSE: f64 = 3e-3;

/// The step of the damped iteration, as a share of the change by a sweep: the first, the least and the
/// most; and what it is multiplied by where changes go on the same way, and where they turn.
const STEP: [f64; 3] = [0.05, 0.001, 0.25];
const LONGER: f64 = 1.03;
const SHORTER: f64 = 0.8;

/// The equilibria of a game.
pub(in crate::solve) struct Several {
    /// The principal one, then the others in order of discovery; each with the number of searches that
    /// came to it.
    pub found: Vec<(Found, usize)>,
    /// Searches that came to no equilibrium.
    pub failed: usize,
}

/// The principal equilibrium of `game`, whose precisions are all finite, and others to which
/// `searches` lead.
pub(in crate::solve) fn several(
    game: &Game,
    searches: usize,
    task: &dyn Task,
) -> Result<Several, NoEquilibrium> {
    let columns = Columns::totals(game);
    let graph = Graph::new(game, &columns);
    let (values, branches) = principal(&graph, true, task)?;
    let first = found(&graph, &values, Some(branches))?;
    let searcher = Searcher::new(&graph, &values);
    let work = Parts::new(task, WORK, searches);
    let ends: Vec<Option<Vec<f64>>> = (0..searches)
        .into_par_iter()
        .map(|number| {
            let end = searcher.search(number, &work);
            work.advance(1);
            end
        })
        .collect();
    if work.stopped() {
        return Err(NoEquilibrium::Cancelled);
    }
    let mut several = Several {
        found: vec![(first, 0)],
        failed: 0,
    };
    let mut known = vec![values];
    for end in ends {
        let Some(end) = end else {
            several.failed += 1;
            continue;
        };
        if let Some(same) = known.iter().position(|other| searcher.same(other, &end)) {
            several.found[same].1 += 1;
        } else if let Ok(next) = found(&graph, &end, None) {
            several.found.push((next, 1));
            known.push(end);
        } else {
            several.failed += 1;
        }
    }
    Ok(several)
}

/// What all searches share.
struct Searcher<'a> {
    graph: &'a Graph<'a>,
    /// The parts of the graph in solving order, each with the principal values of its starts.
    blocks: Vec<(Block<'a>, Vec<f64>)>,
}

impl<'a> Searcher<'a> {
    /// Around the `principal` values of all nodes.
    fn new(graph: &'a Graph<'a>, principal: &[f64]) -> Self {
        let mut places = Places::new(graph);
        let blocks = parts(graph).into_iter().map(|part| {
            let block = Block::new(graph, part.nodes, part.cyclic, &mut places);
            let own = starts(&block, principal);
            (block, own)
        });
        let blocks = blocks.collect();
        Searcher { graph, blocks }
    }

    /// The values of all nodes at the equilibrium to which search `number` comes; none if it fails.
    fn search(&self, number: usize, work: &Parts) -> Option<Vec<f64>> {
        let rows = self.graph.columns.rows(self.graph.game);
        let mut values = vec![0.0; rows.blocks(0..self.graph.kinds.len()).len()];
        for (k, (block, principal)) in self.blocks.iter().enumerate() {
            if work.stopped() {
                return None;
            }
            let mut random = ChaCha8Rng::seed_from_u64(number as u64);
            random.set_stream(k as u64);
            let mut system = System::new(block, &values);
            let x = solve(&mut system, principal, &mut random)?;
            system.sweep.run(&x, 1.0, None);
            if system.sweep.lost.is_some() {
                return None;
            }
            for (own, node) in block.nodes.iter().enumerate() {
                values[rows.all_of(*node as usize)]
                    .copy_from_slice(&system.sweep.values[rows.all_of(own)]);
            }
        }
        Some(values)
    }

    /// Whether two equilibria are the same one: what every round's start is worth.
    fn same(&self, a: &[f64], b: &[f64]) -> bool {
        self.blocks.iter().all(|(block, _)| {
            let pairs = starts(block, a).into_iter().zip(starts(block, b));
            let gaps = pairs.map(|(a, b)| (a - b).abs());
            gaps.fold(0.0, f64::max) <= APART * scale(block)
        })
    }
}

/// What the starts of a block's rounds are worth: starts × columns × points.
fn starts(block: &Block, values: &[f64]) -> Vec<f64> {
    let nodes = block.starts.iter();
    let node = nodes.map(|own| block.nodes[*own as usize] as usize);
    let all = node.flat_map(|node| &values[block.rows.all_of(node)]);
    all.copied().collect()
}

/// A solution of a block, from a start at random; none if none is found.
fn solve(system: &mut System, principal: &[f64], random: &mut ChaCha8Rng) -> Option<Vec<f64>> {
    let block = system.sweep.block;
    if principal.is_empty() {
        return Some(vec![]);
    }
    let mut x = principal.to_vec();
    let mut path = path(block, COARSE);
    let wanted = TOLERANCE * scale(block);
    if block.chooses() {
        draw(block, random, &mut x);
        if DIRECT {
            let mut y = x.clone();
            if path.newton(system, 1.0, &mut y, wanted).is_ok() {
                return Some(y);
            }
        }
        settle(system, &mut x);
        if path.newton(system, 1.0, &mut x, wanted).is_ok() {
            return Some(x);
        }
        x.copy_from_slice(principal);
    }
    path.newton(system, 1.0, &mut x, wanted).ok()?;
    Some(x)
}
static DIRECT: bool = true;

/// Moves the values `x` of a block's starts away from the principal ones that they are: by up to as much
/// as these differ among each other, or to any level between what the least and the most of a round
/// is worth for ever.
fn draw(block: &Block, random: &mut ChaCha8Rng, x: &mut [f64]) {
    let rows = block.rows;
    let anywhere = share(random) < 0.5;
    for (c, column) in block.graph.columns.columns.iter().enumerate() {
        let own = (0..block.starts.len()).map(|start| rows.row(start, c));
        let level = if anywhere {
            let forever = 1.0 / (1.0 - column.patience);
            let ends = (0..block.kinds.len()).filter(|n| matches!(block.kinds[*n], Kind::End));
            let rows = ends.map(|n| block.pay[block.edges(n).start]);
            range(rows.map(|row| forever * block.graph.row(row)[c]))
        } else {
            let (low, high) = range(own.clone().flat_map(|row| &x[row]).copied());
            let size = (high - low).max(scale(block));
            (-size, size)
        };
        for value in own.flat_map(|row| row) {
            let drawn = level.0 + (level.1 - level.0) * share(random);
            x[value] = if anywhere { drawn } else { x[value] + drawn };
        }
    }
}

/// A number from 0 to 1.
fn share(random: &mut ChaCha8Rng) -> f64 {
    let bits = random.next_u64() >> 11;
    bits as f64 / (1u64 << 53) as f64
}

/// The least and the largest of some numbers, of which there is one at least.
fn range(all: impl Iterator<Item = f64>) -> (f64, f64) {
    all.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
        (low.min(x), high.max(x))
    })
}

/// Iterates sweeps from `x` with damping until they change no value by much, or as long as that is
/// worth while.
fn settle(system: &mut System, x: &mut [f64]) {
    let close = CLOSE * scale(system.sweep.block);
    let (mut change, mut last) = (vec![0.0; x.len()], vec![0.0; x.len()]);
    let [mut step, least, most] = STEP;
    for _ in 0..SWEEPS {
        system.evaluate(x, 1.0, &mut change, None);
        let largest = change.iter().fold(0.0, |m: f64, f| m.max(f.abs()));
        if largest <= close || change.iter().any(|f| !f.is_finite()) {
            return;
        }
        let turns = dot(&change, &last) < 0.0;
        step = (step * if turns { SHORTER } else { LONGER }).clamp(least, most);
        x.iter_mut().zip(&change).for_each(|(x, f)| *x -= step * f);
        std::mem::swap(&mut change, &mut last);
    }
}
