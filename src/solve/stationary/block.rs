//! A block: nodes that can all be reached from each other, or such as cannot be reached again at all,
//! with what lies behind them known.

use super::graph::{Graph, Kind};
use crate::game::Rows;
use std::cmp::Reverse;
use std::ops::Range;

/// Calls the method `known` of `own` for the number of columns that a block has, if it has one point and
/// few columns; else the method `any`. Loops of a known length are several times as fast.
macro_rules! by_width {
    ($block:expr, $own:ident.$known:ident or $any:ident($($argument:expr),*)) => {
        match $block.width() {
            Some(2) => $own.$known::<2>($($argument),*),
            Some(3) => $own.$known::<3>($($argument),*),
            Some(4) => $own.$known::<4>($($argument),*),
            Some(5) => $own.$known::<5>($($argument),*),
            Some(6) => $own.$known::<6>($($argument),*),
            Some(7) => $own.$known::<7>($($argument),*),
            Some(8) => $own.$known::<8>($($argument),*),
            _ => $own.$any($($argument),*),
        }
    };
}
pub(super) use by_width;

/// A block. Its rows of values are those of its own nodes, each before all that it leads to within a
/// round, then one for each start of a round, which are the unknowns, then what lies behind it.
pub(super) struct Block<'a> {
    pub graph: &'a Graph<'a>,
    /// The layout of rows of values: rows × columns × points.
    pub rows: Rows,
    /// The graph's nodes.
    pub nodes: Vec<u32>,
    pub kinds: Vec<Kind>,
    /// Edges of node n are `first[n]..first[n + 1]`.
    first: Vec<u32>,
    /// The row of values that each edge leads to.
    pub target: Vec<u32>,
    /// The same, with all rows that lie behind the block as one: the first of them.
    pub near: Vec<u32>,
    /// Nodes of one kind and number of edges that follow each other.
    pub runs: Vec<Run>,
    /// The row of payments of each edge, among the block's own rows, and which of the graph's those are.
    pub pay: Vec<u32>,
    pub pay_rows: Vec<u32>,
    /// The block's rows of payments, laid out as the graph's.
    pub pays: Vec<f64>,
    /// The probability of each edge of chance.
    pub chance: Vec<f64>,
    /// The nodes at which rounds begin, in the graph's order.
    pub starts: Vec<u32>,
    /// The graph's nodes behind the block, in order of their rows.
    behind: Vec<u32>,
}

/// Nodes of one kind, and role if one chooses, with equally many edges.
pub(super) struct Run {
    /// That of the first.
    pub kind: Kind,
    pub nodes: Range<usize>,
    /// Number of edges of each, and the first edge of the first.
    options: usize,
    edge: usize,
}

impl Run {
    /// The edges of one of its nodes.
    pub fn edges(&self, node: usize) -> Range<usize> {
        let first = self.edge + (node - self.nodes.start) * self.options;
        first..first + self.options
    }
}

/// Where the graph's nodes and rows of payments stand in the block being made; empty between blocks.
pub(super) struct Places {
    nodes: Vec<Option<u32>>,
    pays: Vec<Option<u32>>,
}

impl Places {
    pub fn new(graph: &Graph) -> Self {
        let pays = graph.pays.len() / graph.paid.block();
        Places {
            nodes: vec![None; graph.kinds.len()],
            pays: vec![None; pays],
        }
    }
}

impl<'a> Block<'a> {
    /// The columns of what edge `o` of node `n` leads to that its own are read from; empty if they are the same.
    pub fn read_from(&self, n: usize, o: usize) -> &[usize] {
        let Kind::Stage(at) = self.kinds[n] else {
            return &[];
        };
        let from = &self.graph.stages[at as usize].from;
        match from.is_empty() {
            true => &[],
            false => &from[o * self.rows.inner..][..self.rows.inner],
        }
    }

    /// The block of `nodes`, given so that edges of a round lead to later ones. If it is `cyclic`,
    /// rounds that end in it begin in it again.
    pub fn new(graph: &'a Graph<'a>, nodes: Vec<u32>, cyclic: bool, places: &mut Places) -> Self {
        let Places {
            nodes: places,
            pays,
        } = places;
        let all = nodes.len();
        let nodes = if cyclic {
            alike(graph, nodes, places)
        } else {
            nodes
        };
        for (own, node) in (0..).zip(&nodes) {
            places[*node as usize] = Some(own);
        }
        let starts = if cyclic {
            starts(graph, &nodes, places)
        } else {
            vec![]
        };
        let mut block = Block {
            graph,
            rows: graph.columns.rows(graph.game),
            kinds: nodes.iter().map(|n| graph.kinds[*n as usize]).collect(),
            first: vec![0],
            target: vec![],
            near: vec![],
            runs: vec![],
            pay: vec![],
            pay_rows: vec![],
            pays: vec![],
            chance: vec![],
            starts,
            behind: vec![],
            nodes,
        };
        let known = block.known();
        for own in 0..all {
            let node = block.nodes[own] as usize;
            for e in graph.edges(node) {
                let to = graph.target[e] as usize;
                let row = match places[to] {
                    // nothing is read there
                    Some(_) if matches!(graph.kinds[node], Kind::Terminal) => own,
                    Some(at) if cyclic && matches!(graph.kinds[node], Kind::End) => {
                        let of = |start: &u32| block.nodes[*start as usize];
                        let start = block.starts.binary_search_by_key(&of(&at), of);
                        all + start.expect("the block's rounds begin at its starts")
                    }
                    Some(at) => at as usize,
                    None => {
                        let row = known + block.behind.len();
                        places[to] = Some(count(row));
                        block.behind.push(graph.target[e]);
                        row
                    }
                };
                block.target.push(count(row));
                block.near.push(count(row.min(known)));
                let paid = graph.pay[e];
                let own = pays[paid as usize].get_or_insert_with(|| {
                    block.pay_rows.push(paid);
                    block.pays.extend_from_slice(graph.row(paid));
                    count(block.pay_rows.len() - 1)
                });
                block.pay.push(*own);
                block.chance.push(graph.chance[e]);
            }
            block.first.push(count(block.target.len()));
        }
        block.runs = runs(&block);
        for node in block.nodes.iter().chain(&block.behind) {
            places[*node as usize] = None;
        }
        for paid in &block.pay_rows {
            pays[*paid as usize] = None;
        }
        block
    }

    /// The edges of a node.
    pub fn edges(&self, node: usize) -> Range<usize> {
        self.first[node] as usize..self.first[node + 1] as usize
    }

    /// Number of rows that are not behind the block.
    pub fn known(&self) -> usize {
        self.nodes.len() + self.starts.len()
    }

    /// Whether anybody chooses in the block whose choice hangs on precision.
    pub fn chooses(&self) -> bool {
        let precision = &self.graph.game.payments.precision;
        precision.iter().any(|p| *p > 0.0)
            && (0..self.kinds.len()).any(|n| match self.kinds[n] {
                Kind::Choice(_) => self.edges(n).len() > 1,
                Kind::Stage(_) | Kind::Ballot(_) => true,
                Kind::Terminal | Kind::End | Kind::Chance => false,
            })
    }

    /// The number of columns if there is but one point of belief.
    pub fn width(&self) -> Option<usize> {
        (self.rows.points == 1).then_some(self.rows.inner)
    }

    /// Number of unknowns: starts × columns × points.
    pub fn unknowns(&self) -> usize {
        self.starts.len() * self.rows.block()
    }

    /// Writes the values of its own nodes among those of all the graph's.
    pub fn keep(&self, values: &[f64], all: &mut [f64]) {
        for (own, node) in self.nodes.iter().enumerate() {
            let to = &mut all[self.rows.all_of(*node as usize)];
            to.copy_from_slice(&values[self.rows.all_of(own)]);
        }
    }

    /// Rows of values: `all` holds those of the graph's nodes, of which only what lies behind the block
    /// is read.
    pub fn values(&self, all: &[f64]) -> Vec<f64> {
        let rows = self.known() + self.behind.len();
        let mut values = vec![0.0; self.rows.blocks(0..rows).len()];
        if !all.is_empty() {
            self.look(all, &mut values);
        }
        values
    }

    /// Writes what lies behind the block among its rows of `values`, from `all` of the graph's nodes.
    pub fn look(&self, all: &[f64], values: &mut [f64]) {
        let first = self.rows.blocks(0..self.known()).len();
        let rows = values[first..].chunks_exact_mut(self.rows.block());
        for (node, row) in self.behind.iter().zip(rows) {
            row.copy_from_slice(&all[self.rows.all_of(*node as usize)]);
        }
    }

    /// The graph's nodes behind the block.
    pub fn behind(&self) -> &[u32] {
        &self.behind
    }

    /// Where the unknowns stand among the rows of values.
    pub fn unknown_rows(&self) -> Range<usize> {
        self.rows.blocks(self.nodes.len()..self.known())
    }
}

/// A number of a row or an edge: at most as many as the graph has.
fn count(n: usize) -> u32 {
    u32::try_from(n).expect("a block is no larger than its graph")
}

/// The nodes of a cyclic block, so that a walk from the last one back meets many of one shape after another, which
/// a processor foresees: by the longest way that is left of the round, then by kind and number of
/// edges.
fn alike(graph: &Graph, mut nodes: Vec<u32>, places: &mut [Option<u32>]) -> Vec<u32> {
    for (own, node) in (0..).zip(&nodes) {
        places[*node as usize] = Some(own);
    }
    let mut ways = vec![0; nodes.len()];
    for (own, node) in nodes.iter().enumerate().rev() {
        let node = *node as usize;
        if !matches!(graph.kinds[node], Kind::End | Kind::Terminal) {
            let next = graph.edges(node).map(|e| graph.target[e] as usize);
            let next = next.filter_map(|to| places[to]);
            ways[own] = next.map(|to| ways[to as usize] + 1).max().unwrap_or(0);
        }
    }
    nodes.sort_by_cached_key(|node| {
        let own = places[*node as usize].expect("it was placed above");
        let node = *node as usize;
        let shape = shape(graph.kinds[node], graph.edges(node).len());
        Reverse((ways[own as usize], shape))
    });
    nodes
}

/// What a walk does alike at nodes for which this is the same.
fn shape(kind: Kind, edges: usize) -> (u32, u32, usize) {
    let (kind, role) = match kind {
        Kind::Terminal => (0, 0),
        Kind::End => (1, 0),
        Kind::Chance => (2, 0),
        Kind::Choice(role) => (3, role),
        Kind::Stage(_) => (4, 0),
        Kind::Ballot(_) => (5, 0),
    };
    (kind, role, edges)
}

/// The nodes of `block` in runs, in order.
fn runs(block: &Block) -> Vec<Run> {
    let nodes: Vec<usize> = (0..block.kinds.len()).collect();
    let shape = |n: usize| shape(block.kinds[n], block.edges(n).len());
    let runs = nodes.chunk_by(|a, b| shape(*a) == shape(*b));
    let run = |run: &[usize]| {
        let first = run[0];
        Run {
            kind: block.kinds[first],
            nodes: first..first + run.len(),
            options: block.edges(first).len(),
            edge: block.edges(first).start,
        }
    };
    runs.map(run).collect()
}

/// The block's own numbers of the nodes at which its rounds begin, in the graph's order.
fn starts(graph: &Graph, nodes: &[u32], places: &[Option<u32>]) -> Vec<u32> {
    let ends = nodes
        .iter()
        .filter(|n| matches!(graph.kinds[**n as usize], Kind::End));
    let all = ends.filter_map(|n| places[graph.target[graph.first[*n as usize] as usize] as usize]);
    let mut all: Vec<u32> = all.collect();
    all.sort_unstable_by_key(|own| nodes[*own as usize]);
    all.dedup();
    all
}
