//! Other stationary equilibria of a game: searches from starts at random, each block by block, with what
//! lies behind a block as the same search found it.
//!
//! A search draws what a block's rounds are worth at first, goes from there to an equilibrium of the
//! block, and from that perhaps on to another on the same branch. What it finds is a fixed point as exact as
//! the principal one; what it does not find may still be there.

mod onward;
mod seek;
mod start;

use super::block::{Block, Places};
use super::branch::{found, parts, principal, scale};
use super::graph::Graph;
use super::system::System;
use super::{Found, apart};
use crate::game::Game;
use crate::solve::NoEquilibrium;
use crate::solve::columns::Columns;
use crate::task::{Parts, Task};
use rand::SeedableRng;
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use seek::Seeker;
pub(super) use seek::only;

/// What is being done, for who waits for it.
const WORK: &str = "searching for other equilibria";

/// How far apart two equilibria are at least, in scales.
const APART: f64 = 1e-6;

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
            let x = if block.chooses() {
                Seeker::new(&mut system, &mut random, work).anywhere(principal)?
            } else {
                seek::only(&mut system, principal)?
            };
            system.sweep.run(&x, 1.0, None);
            if system.sweep.lost.is_some() {
                return None;
            }
            block.keep(&system.sweep.values, &mut values);
        }
        Some(values)
    }

    /// Whether two equilibria are the same one: what every round's start is worth.
    fn same(&self, a: &[f64], b: &[f64]) -> bool {
        self.blocks
            .iter()
            .all(|(block, _)| apart(&starts(block, a), &starts(block, b)) <= APART * scale(block))
    }
}

/// What the starts of a block's rounds are worth: starts × columns × points.
pub(super) fn starts(block: &Block, values: &[f64]) -> Vec<f64> {
    let nodes = block.starts.iter();
    let node = nodes.map(|own| block.nodes[*own as usize] as usize);
    let all = node.flat_map(|node| &values[block.rows.all_of(node)]);
    all.copied().collect()
}
