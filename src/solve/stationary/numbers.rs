//! The numbers of a block that a parameter may change without changing its graph: what edges pay, how
//! likely chance is, and how roles weigh it.

use super::block::Block;
use super::graph::Graph;
use crate::game::Rows;
use std::borrow::Cow;

/// Numbers of a block: those of a game, or such as lie between those of two games.
#[derive(Clone, Debug, Default)]
pub(super) struct Numbers<'a> {
    /// Rows of payments, laid out as `paid` says.
    pub pays: Cow<'a, [f64]>,
    /// The probability of each of the block's edges if it is of chance; else 0.
    pub chance: Cow<'a, [f64]>,
    /// λ by role.
    pub precision: Cow<'a, [f64]>,
    /// What a payoff one round later is worth, by column.
    pub patience: Vec<f64>,
    /// What voting costs at each of the graph's ballots, in rows.
    pub costs: Cow<'a, [f64]>,
    /// The layout of rows of payments: rows × columns × points of belief by which they differ, which may be 1.
    paid: Rows,
    /// Length of a row of costs.
    voting: usize,
}

impl<'a> Numbers<'a> {
    /// Those of the game that `block` was made of.
    pub fn of(block: &'a Block<'a>) -> Self {
        let graph = block.graph;
        Numbers {
            pays: Cow::Borrowed(&block.pays),
            chance: Cow::Borrowed(&block.chance),
            precision: Cow::Borrowed(&graph.game.payments.precision),
            costs: Cow::Borrowed(&graph.costs),
            ..Self::sizes(graph)
        }
    }

    /// Those of `block` in another graph of the same shape, with these rows of payments.
    pub fn with(graph: &Graph, block: &Block, pays: &[f64]) -> Self {
        let own = block.pay_rows.iter();
        let edges = block.nodes.iter().flat_map(|n| graph.edges(*n as usize));
        Numbers {
            pays: own
                .flat_map(|row| &pays[graph.paid.all_of(*row as usize)])
                .copied()
                .collect(),
            chance: edges.map(|e| graph.chance[e]).collect(),
            precision: Cow::Owned(graph.game.payments.precision.clone()),
            costs: Cow::Owned(graph.costs.clone()),
            ..Self::sizes(graph)
        }
    }

    fn sizes(graph: &Graph) -> Self {
        let columns = &graph.columns.columns;
        Numbers {
            patience: columns.iter().map(|c| c.patience).collect(),
            paid: graph.paid,
            voting: graph.game.payments.ballot_width,
            ..Numbers::default()
        }
    }

    /// A row of payments: for each column one number for all points of belief, or one for each.
    pub fn row(&self, row: u32) -> impl Iterator<Item = &[f64]> {
        self.pays[self.paid.all_of(row as usize)].chunks_exact(self.paid.points)
    }

    /// Writes what the edges of node `n` of `block` lead to: edges × columns × points; `values` are those of all nodes.
    pub fn gather(&self, block: &Block, n: usize, values: &[f64], worth: &mut Vec<f64>) {
        worth.clear();
        for (o, e) in block.edges(n).enumerate() {
            let next = &values[block.rows.all_of(block.target[e] as usize)];
            self.leads(block.pay[e], next, block.read_from(n, o), worth);
        }
    }

    /// Adds to `worth` what a row pays, and `next` comes after it: columns × points; of each column that of `next` which
    /// it is read `from`.
    fn leads(&self, row: u32, next: &[f64], from: &[usize], worth: &mut Vec<f64>) {
        let pay = &self.pays[self.paid.all_of(row as usize)];
        if !from.is_empty() {
            let points = next.len() / from.len();
            let paid = pay.chunks_exact(self.paid.points);
            for (from, paid) in from.iter().zip(paid) {
                let next = next[from * points..][..points].iter();
                worth.extend(next.zip(paid.iter().cycle()).map(|(x, pay)| pay + x));
            }
            return;
        }
        if pay.len() == next.len() {
            worth.extend(pay.iter().zip(next).map(|(pay, x)| pay + x));
            return;
        }
        // paid alike at all points
        for (next, pay) in next.chunks_exact(next.len() / pay.len()).zip(pay) {
            worth.extend(next.iter().map(|x| pay + x));
        }
    }

    /// What a row pays column `c` at point `b`.
    pub fn at(&self, row: u32, c: usize, b: usize) -> f64 {
        let b = if self.paid.points == 1 { 0 } else { b };
        self.pays[self.paid.at(row as usize, c, b)]
    }

    /// All rows of payments, if there are `W` columns and one point.
    pub fn rows_of<const W: usize>(&self) -> &[[f64; W]] {
        self.pays.as_chunks().0
    }

    /// What voting costs at a ballot.
    pub fn costs(&self, ballot: usize) -> &[f64] {
        &self.costs[ballot * self.voting..][..self.voting]
    }

    /// Becomes what lies at `part` of the way from `low`, where that is 0, to `high`, where it is 1:
    /// exactly what they are there.
    pub fn between(&mut self, low: &Numbers, high: &Numbers, part: f64) {
        self.of_both(low, high, |a, b| (1.0 - part) * a + part * b);
    }

    /// Becomes how fast they grow from `low` to `high`, if `rate` is how fast the way does.
    pub fn growth(&mut self, low: &Numbers, high: &Numbers, rate: f64) {
        self.of_both(low, high, |a, b| rate * (b - a));
    }

    fn of_both(&mut self, low: &Numbers, high: &Numbers, of: impl Fn(f64, f64) -> f64) {
        for (own, (low, high)) in self.all_mut().zip(low.all().zip(high.all())) {
            own.clear();
            own.extend(low.iter().zip(high).map(|(a, b)| of(*a, *b)));
        }
        (self.paid, self.voting) = (low.paid, low.voting);
    }

    fn all(&self) -> impl Iterator<Item = &[f64]> {
        let all = [
            &*self.pays,
            &self.chance,
            &self.precision,
            &self.patience,
            &self.costs,
        ];
        all.into_iter()
    }

    fn all_mut(&mut self) -> impl Iterator<Item = &mut Vec<f64>> {
        let all = [
            self.pays.to_mut(),
            self.chance.to_mut(),
            self.precision.to_mut(),
            &mut self.patience,
            self.costs.to_mut(),
        ];
        all.into_iter()
    }
}

/// The largest of these precisions that is finite.
pub(super) fn sharpest<'p>(precision: impl IntoIterator<Item = &'p f64>) -> f64 {
    let finite = precision.into_iter().filter(|p| p.is_finite());
    finite.copied().fold(0.0, f64::max)
}

/// Calls `of` at each point of belief with what is there, what comes after, and what is paid, which may be the same at
/// all.
#[inline]
pub(super) fn at_points(
    own: &mut [f64],
    next: &[f64],
    pay: &[f64],
    of: impl Fn(&mut f64, f64, f64),
) {
    let pairs = own.iter_mut().zip(next);
    match pay {
        [pay] => pairs.for_each(|(v, x)| of(v, *x, *pay)),
        each => pairs.zip(each).for_each(|((v, x), pay)| of(v, *x, *pay)),
    }
}
