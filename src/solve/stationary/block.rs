//! A block: nodes that can all be reached from each other, or such as cannot be reached again at all,
//! with what lies behind them known.

use super::graph::{Graph, Kind};
use crate::game::Rows;

/// A block. Its rows of values are those of its own nodes in order of the walk, then one for each
/// start of a round, which are the unknowns, then what lies behind it.
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
    /// The row of payments of each edge.
    pub pay: Vec<u32>,
    /// The probability of each edge of chance.
    pub chance: Vec<f64>,
    /// The same edges without those that lead behind the block: edges of node n are
    /// `inner_first[n]..inner_first[n + 1]`, each with its number above and its row.
    inner_first: Vec<u32>,
    inner: Vec<(u32, u32)>,
    /// The nodes at which rounds begin.
    pub starts: Vec<u32>,
    /// The graph's nodes behind the block, in order of their rows.
    behind: Vec<u32>,
}

/// Where the graph's nodes stand in the block being made; empty between blocks.
pub(super) struct Places(Vec<Option<u32>>);

impl Places {
    pub fn new(graph: &Graph) -> Self {
        Places(vec![None; graph.kinds.len()])
    }
}

impl<'a> Block<'a> {
    /// The block of `nodes`, given in order of the walk: edges of a round lead to later ones. If it is
    /// `cyclic`, rounds that end in it begin in it again.
    pub fn new(graph: &'a Graph<'a>, nodes: Vec<u32>, cyclic: bool, places: &mut Places) -> Self {
        let places = &mut places.0;
        let all = nodes.len();
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
            pay: vec![],
            chance: vec![],
            inner_first: vec![0],
            inner: vec![],
            starts,
            behind: vec![],
            nodes,
        };
        let known = all + block.starts.len();
        for own in 0..all {
            let node = block.nodes[own] as usize;
            for e in graph.edges(node) {
                let to = graph.target[e] as usize;
                let row = match places[to] {
                    // nothing is read there
                    Some(_) if matches!(graph.kinds[node], Kind::Terminal) => own,
                    Some(at) if cyclic && matches!(graph.kinds[node], Kind::End) => {
                        let start = block.starts.binary_search(&at);
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
                if row < known && !matches!(graph.kinds[node], Kind::Terminal) {
                    block.inner.push((count(block.target.len()), count(row)));
                }
                block.target.push(count(row));
                block.pay.push(graph.pay[e]);
                block.chance.push(graph.chance[e]);
            }
            block.first.push(count(block.target.len()));
            block.inner_first.push(count(block.inner.len()));
        }
        for node in block.nodes.iter().chain(&block.behind) {
            places[*node as usize] = None;
        }
        block
    }

    /// The edges of a node.
    pub fn edges(&self, node: usize) -> std::ops::Range<usize> {
        self.first[node] as usize..self.first[node + 1] as usize
    }

    /// The edges of a node that do not lead behind the block: each one's number and row.
    pub fn inner(&self, node: usize) -> &[(u32, u32)] {
        &self.inner[self.inner_first[node] as usize..self.inner_first[node + 1] as usize]
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
        let known = self.nodes.len() + self.starts.len();
        let mut values = vec![0.0; self.rows.blocks(0..known).len()];
        for node in &self.behind {
            values.extend_from_slice(&all[self.rows.all_of(*node as usize)]);
        }
        values
    }

    /// Where the unknowns stand among the rows of values.
    pub fn unknown_rows(&self) -> std::ops::Range<usize> {
        let from = self.nodes.len();
        self.rows.blocks(from..from + self.starts.len())
    }
}

/// A number of a row or an edge: at most as many as the graph has.
fn count(n: usize) -> u32 {
    u32::try_from(n).expect("a block is no larger than its graph")
}

/// The block's own numbers of the nodes at which its rounds begin, in order.
fn starts(graph: &Graph, nodes: &[u32], places: &[Option<u32>]) -> Vec<u32> {
    let ends = nodes
        .iter()
        .filter(|n| matches!(graph.kinds[**n as usize], Kind::End));
    let all = ends.filter_map(|n| places[graph.target[graph.first[*n as usize] as usize] as usize]);
    let mut all: Vec<u32> = all.collect();
    all.sort_unstable();
    all.dedup();
    all
}
