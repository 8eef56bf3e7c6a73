//! Games along a parameter, on one graph: its blocks, and their numbers.

use super::super::block::{Block, Places};
use super::super::branch::parts;
use super::super::graph::Graph;
use super::super::numbers::Numbers;
use crate::game::Game;
use crate::solve::columns::Columns;
use std::collections::HashMap;

/// The numbers of a block at the values of a parameter.
pub(super) struct Grid {
    pub numbers: Vec<Numbers<'static>>,
}

/// The graph of each game, all with the same edges; none if a parameter changed more than numbers do.
pub(super) fn graphs<'a>(games: &'a [Game], columns: &'a [Columns<'a>]) -> Option<Vec<Graph<'a>>> {
    let first = games.first()?;
    if !games.iter().all(|game| resembles(first, game)) {
        return None;
    }
    let pairs = games.iter().zip(columns);
    let all: Vec<Graph> = pairs.map(|(g, c)| Graph::among(g, c, games)).collect();
    all.iter()
        .all(|graph| matches(&all[0], graph))
        .then_some(all)
}

/// Whether a game differs from `first` in nothing but payments, probabilities, patience and finite
/// precision, before its graph is made.
fn resembles(first: &Game, game: &Game) -> bool {
    let (a, b) = (&first.payments, &game.payments);
    // at precision 0 a stage does not say what its answer is in proportion to
    let plain = |precision: &[f64]| -> Vec<bool> { precision.iter().map(|p| *p > 0.0).collect() };
    first.structure.nodes() == game.structure.nodes()
        && first.structure.start() == game.structure.start()
        && first.beliefs.prior == game.beliefs.prior
        && first.beliefs.count == game.beliefs.count
        && first.beliefs.start == game.beliefs.start
        && (a.chance.len(), a.draws) == (b.chance.len(), b.draws)
        && (&a.script, a.ballot_width) == (&b.script, b.ballot_width)
        && (&a.myopic, &a.scripted, &a.ties_first) == (&b.myopic, &b.scripted, &b.ties_first)
        && b.precision.iter().all(|p| p.is_finite())
        && plain(&a.precision) == plain(&b.precision)
        && game.horizon().is_none()
}

fn matches(first: &Graph, graph: &Graph) -> bool {
    let scripts = first.stages.iter().zip(&graph.stages);
    first.kinds == graph.kinds
        && (&first.first, &first.target) == (&graph.first, &graph.target)
        && first.of_node == graph.of_node
        && first.costs.len() == graph.costs.len()
        && scripts.into_iter().all(|(a, b)| a.script == b.script)
}

/// For each graph its rows of payments, numbered alike: one row for all edges that have equal ones in
/// every graph. `pay` of the graphs becomes that number.
pub(super) fn align(graphs: &mut [Graph]) -> Vec<Vec<f64>> {
    let mut known: HashMap<Vec<u32>, u32> = HashMap::new();
    let mut rows: Vec<Vec<f64>> = graphs.iter().map(|_| vec![]).collect();
    let mut next = 0;
    for e in 0..graphs[0].target.len() {
        let key: Vec<u32> = graphs.iter().map(|graph| graph.pay[e]).collect();
        let row = *known.entry(key).or_insert_with(|| {
            for (graph, rows) in graphs.iter().zip(&mut rows) {
                rows.extend_from_slice(graph.row(graph.pay[e]));
            }
            next += 1;
            next - 1
        });
        graphs.iter_mut().for_each(|graph| graph.pay[e] = row);
    }
    for (graph, rows) in graphs.iter_mut().zip(&rows) {
        graph.pays.clone_from(rows);
    }
    rows
}

impl Grid {
    /// Of `block`, one of the first of aligned `graphs`, which have these rows of payments.
    pub fn new(graphs: &[Graph], rows: &[Vec<f64>], block: &Block) -> Self {
        let pairs = graphs.iter().zip(rows);
        let numbers = pairs.map(|(graph, rows)| Numbers::with(graph, block, rows));
        Grid {
            numbers: numbers.collect(),
        }
    }
}

/// What play can reach in `graph`: its parts as blocks, each after all that it leads to.
pub(super) fn blocks<'a>(graph: &'a Graph<'a>) -> Vec<Block<'a>> {
    let reached = reached(graph);
    let mut places = Places::new(graph);
    let parts = parts(graph).into_iter().filter_map(|mut part| {
        part.nodes.retain(|n| reached[*n as usize]);
        let any = !part.nodes.is_empty();
        any.then(|| Block::new(graph, part.nodes, part.cyclic, &mut places))
    });
    parts.collect()
}

/// Whether play can reach each node of `graph`.
fn reached(graph: &Graph) -> Vec<bool> {
    let start = graph.of_node[graph.game.structure.start().get()];
    let mut seen = vec![false; graph.kinds.len()];
    let mut left = vec![start];
    seen[start as usize] = true;
    while let Some(n) = left.pop() {
        for e in graph.edges(n as usize) {
            let to = graph.target[e];
            if !std::mem::replace(&mut seen[to as usize], true) {
                left.push(to);
            }
        }
    }
    seen
}
