//! The exact derivative of a sweep, as products with it: what the values of rounds' starts change by
//! when those of the next round's change.

use super::block::{Block, by_width};
use super::graph::Kind;
use super::numbers::Numbers;
use crate::game::Rows;
use crate::numeric::krylov::Product;
use crate::numeric::linear::Unsolved;
use crate::solve::stage::StageSlopes;

/// What the derivative at a point is made of. At a choice of role i with probabilities σ and worth Q
///
/// dV = Σₐ σₐ (dQₐ + mλ (Qₐ − V) dQⁱₐ) + dm λ Σₐ σₐ (Qⁱₐ − Vⁱ)(Qₐ − V).
///
/// The σₐ (Qₐ − V) add up to 0, so that of the last option is not needed if the others' dQⁱ are counted
/// from its own.
pub(super) struct Slopes<'a> {
    block: &'a Block<'a>,
    /// Those of the sweep.
    pub numbers: Numbers<'a>,
    /// σ: edges × points.
    pub sigma: Vec<f64>,
    /// mλσ (Q − V), of all edges of a node but its last: columns × points for each.
    pub answer: Vec<f64>,
    /// The change with the share, or with the number that a curve goes along, that comes about at
    /// each node: nodes × columns × points.
    pub source: Vec<f64>,
    /// Stages in the order of the sweep: each node's, point after point; and the first of each node.
    pub stages: Vec<StageSlopes>,
    pub first_stage: Vec<usize>,
    /// Changes of all rows of values that are not behind the block, then one row of zeros for all that
    /// is; and of the edges of a node.
    change: Vec<f64>,
    worth: Vec<f64>,
    /// Whether a stage has no derivative.
    pub singular: bool,
}

/// One point of belief at a choice.
pub(super) struct At<'s> {
    sigma: &'s mut [f64],
    answer: &'s mut [f64],
    source: &'s mut [f64],
    rows: Rows,
    point: usize,
}

impl<'a> Slopes<'a> {
    /// Of `block`.
    pub fn new(block: &'a Block<'a>) -> Self {
        let rows = block.rows;
        let edges = block.target.len();
        let nodes = block.kinds.len();
        Slopes {
            block,
            numbers: Numbers::of(block),
            sigma: vec![0.0; edges * rows.points],
            answer: vec![0.0; rows.blocks(0..edges - nodes).len()],
            source: vec![0.0; rows.blocks(0..nodes).len()],
            stages: vec![],
            first_stage: vec![0; nodes],
            change: vec![0.0; rows.blocks(0..block.known() + 1).len()],
            worth: vec![],
            singular: false,
        }
    }

    /// Makes room for another sweep.
    pub fn clear(&mut self) {
        self.stages.clear();
        self.singular = false;
    }

    /// Point `point` of the choice at node `n`, whose first edge is `edge`.
    pub fn at(&mut self, n: usize, edge: usize, point: usize) -> At<'_> {
        let rows = self.block.rows;
        At {
            sigma: &mut self.sigma[edge * rows.points..],
            answer: &mut self.answer[rows.all_of(edge - n).start..],
            source: &mut self.source[rows.all_of(n)],
            rows,
            point,
        }
    }

    /// The stage at point `b` of node `n`; the points of a node come in order.
    pub fn stage(&mut self, n: usize, b: usize, slopes: Result<StageSlopes, Unsolved>) {
        let Ok(slopes) = slopes else {
            self.singular = true;
            return;
        };
        if b == 0 {
            self.first_stage[n] = self.stages.len();
        }
        let rows = self.block.rows;
        let own = &mut self.source[rows.all_of(n)];
        let by_column = own.iter_mut().skip(b).step_by(rows.points);
        by_column.zip(slopes.by_share()).for_each(|(s, x)| *s = *x);
        self.stages.push(slopes);
    }

    /// What the starts change by with the share: starts × columns × points.
    pub fn by_share(&mut self, out: &mut [f64]) {
        let unknown = self.block.unknown_rows();
        self.change[unknown].fill(0.0);
        self.pass(true);
        self.read(out);
    }

    /// What all nodes change by with the number that a curve goes along, if the starts change by `x` a
    /// round later: nodes × columns × points, and more that is not theirs.
    pub fn along(&mut self, x: &[f64]) -> &[f64] {
        let unknown = self.block.unknown_rows();
        self.change[unknown].copy_from_slice(x);
        self.pass(true);
        &self.change
    }

    /// What the starts change by if they change by `x` a round later.
    pub fn times(&mut self, x: &[f64], out: &mut [f64]) {
        let unknown = self.block.unknown_rows();
        self.change[unknown].copy_from_slice(x);
        self.pass(false);
        self.read(out);
    }

    fn read(&self, out: &mut [f64]) {
        let rows = self.block.rows;
        for (start, out) in self
            .block
            .starts
            .iter()
            .zip(out.chunks_exact_mut(rows.block()))
        {
            out.copy_from_slice(&self.change[rows.all_of(*start as usize)]);
        }
    }

    /// Changes of all nodes; `sources` says whether the share changes too.
    fn pass(&mut self, sources: bool) {
        by_width!(self.block, self.pass_of or pass_of_any(sources));
    }

    /// The same for `W` columns and one point.
    fn pass_of<const W: usize>(&mut self, sources: bool) {
        let block = self.block;
        let (change, _) = self.change.as_chunks_mut::<W>();
        let (source, _) = self.source.as_chunks::<W>();
        let (answer, _) = self.answer.as_chunks::<W>();
        let from = |n: usize| if sources { source[n] } else { [0.0; W] };
        for run in block.runs.iter().rev() {
            let nodes = run.nodes.clone().rev();
            match run.kind {
                Kind::Terminal => nodes.for_each(|n| change[n] = from(n)),
                Kind::End => {
                    let patience = self.numbers.patience.first_chunk().unwrap_or(&[0.0; W]);
                    for n in nodes {
                        let next = &change[block.near[run.edges(n).start] as usize];
                        let own = from(n);
                        change[n] = std::array::from_fn(|k| own[k] + patience[k] * next[k]);
                    }
                }
                Kind::Chance => {
                    for n in nodes {
                        let edges = run.edges(n);
                        let ways = self.numbers.chance[edges.clone()].iter();
                        change[n] = ways
                            .zip(&block.near[edges])
                            .fold(from(n), |sum, (chance, row)| {
                                plus(sum, *chance, &change[*row as usize])
                            });
                    }
                }
                Kind::Choice(role) => {
                    let guide = block.graph.columns.guide[role as usize];
                    for n in nodes {
                        let edges = run.edges(n);
                        let answer = &answer[edges.start - n..edges.end - (n + 1)];
                        let options = (&self.sigma[edges.clone()], answer, &block.near[edges]);
                        change[n] = choice(change, from(n), guide, options);
                    }
                }
                Kind::Stage(_) | Kind::Ballot(_) => {
                    for n in nodes {
                        let next = block.near[run.edges(n)].iter();
                        self.worth.clear();
                        self.worth
                            .extend(next.flat_map(|row| &change[*row as usize]));
                        let mut own = from(n);
                        self.stages[self.first_stage[n]].add(&self.worth, &mut own);
                        change[n] = own;
                    }
                }
            }
        }
    }

    /// The same for any number of columns and points.
    fn pass_of_any(&mut self, sources: bool) {
        let (block, rows) = (self.block, self.block.rows);
        let (points, width) = (rows.points, rows.block());
        for n in (0..block.kinds.len()).rev() {
            let (own, later) = self.change[rows.all_of(n).start..].split_at_mut(width);
            let to = |row: u32| &later[rows.all_of(row as usize - (n + 1))];
            let edges = block.edges(n);
            let targets = &block.near[edges.clone()];
            if sources {
                own.copy_from_slice(&self.source[rows.all_of(n)]);
            } else {
                own.fill(0.0);
            }
            match block.kinds[n] {
                Kind::Terminal => {}
                Kind::End => {
                    let own = own.chunks_exact_mut(points);
                    let next = to(targets[0]).chunks_exact(points);
                    for ((own, next), patience) in own.zip(next).zip(&self.numbers.patience) {
                        add(*patience, next, own);
                    }
                }
                Kind::Chance => {
                    for (chance, row) in self.numbers.chance[edges].iter().zip(targets) {
                        add(*chance, to(*row), own);
                    }
                }
                Kind::Choice(role) => {
                    let guide = rows.at(0, block.graph.columns.guide[role as usize], 0);
                    let Some((base, others)) = targets.split_last() else {
                        continue;
                    };
                    let base = to(*base);
                    let shares = Rows { inner: 1, points };
                    let sigma = self.sigma[shares.blocks(edges.clone())].chunks_exact(points);
                    for (sigma, row) in sigma.zip(targets) {
                        let pairs = own.iter_mut().zip(to(*row)).zip(sigma.iter().cycle());
                        pairs.for_each(|((v, x), sigma)| *v += sigma * x);
                    }
                    let answers =
                        self.answer[rows.all_of(edges.start - n).start..].chunks_exact(width);
                    for (answer, row) in answers.zip(others) {
                        let next = to(*row);
                        for b in 0..points {
                            let above = next[guide + b] - base[guide + b];
                            for at in (b..width).step_by(points) {
                                own[at] += answer[at] * above;
                            }
                        }
                    }
                }
                Kind::Stage(_) | Kind::Ballot(_) => {
                    self.worth.clear();
                    for (o, row) in targets.iter().enumerate() {
                        match block.read_from(n, o) {
                            [] => self.worth.extend(to(*row)),
                            from => {
                                let own = from.iter().map(|c| rows.row(0, *c));
                                let next = to(*row);
                                self.worth.extend(own.flat_map(|own| &next[own]));
                            }
                        }
                    }
                    let first = self.first_stage[n];
                    for stage in &self.stages[first..first + points] {
                        stage.add(&self.worth, own);
                    }
                }
            }
        }
    }
}

/// `sum`, and what a choice changes by whose edges have these probabilities, answers and rows of
/// `change`, if `guide` is the column of who chooses.
#[inline]
fn choice<const W: usize>(
    change: &[[f64; W]],
    sum: [f64; W],
    guide: usize,
    (sigma, answer, rows): (&[f64], &[[f64; W]], &[u32]),
) -> [f64; W] {
    let ([sigma @ .., last], [others @ .., base]) = (sigma, rows) else {
        return sum;
    };
    let base = &change[*base as usize];
    let mut sum = plus(sum, *last, base);
    let base = base[guide];
    for ((sigma, row), answer) in sigma.iter().zip(others).zip(answer) {
        let next = &change[*row as usize];
        let above = next[guide] - base;
        sum = std::array::from_fn(|k| sum[k] + (sigma * next[k] + answer[k] * above));
    }
    sum
}

/// `sum` + `factor` · `row`.
#[inline]
pub(super) fn plus<const W: usize>(sum: [f64; W], factor: f64, row: &[f64; W]) -> [f64; W] {
    std::array::from_fn(|k| sum[k] + factor * row[k])
}

/// Adds `factor` · `v` to `w`.
fn add(factor: f64, v: &[f64], w: &mut [f64]) {
    w.iter_mut().zip(v).for_each(|(w, v)| *w += factor * v);
}

impl At<'_> {
    /// The same as [`choice`](Self::choice) for `W` columns and one point.
    pub fn choice_of<const W: usize>(
        self,
        sigma: &[f64],
        worth: &[[f64; W]],
        value: &[f64; W],
        guide: usize,
        [lambda, share]: [f64; 2],
    ) {
        let above = |worth: &[f64; W]| -> [f64; W] { std::array::from_fn(|k| worth[k] - value[k]) };
        let mut source = [0.0; W];
        for ((own, sigma), worth) in self.sigma.iter_mut().zip(sigma).zip(worth) {
            *own = *sigma;
            let above = above(worth);
            source = plus(source, lambda * sigma * above[guide], &above);
        }
        let others = worth[..worth.len() - 1].iter().zip(sigma);
        for (answer, (worth, sigma)) in self.answer.as_chunks_mut().0.iter_mut().zip(others) {
            let sharp = share * lambda * sigma;
            *answer = above(worth).map(|above| sharp * above);
        }
        self.source.copy_from_slice(&source);
    }

    /// A choice with probabilities `sigma` among edges worth `worth` (edges × columns × points), which
    /// makes the node worth `value`; `guide` is the column of who chooses with precision λ, at a share
    /// of it.
    pub fn choice(
        self,
        sigma: &[f64],
        worth: &[f64],
        value: &[f64],
        guide: usize,
        [lambda, share]: [f64; 2],
    ) {
        let (rows, b) = (self.rows, self.point);
        let (points, block) = (rows.points, value.len());
        let (own, last) = (rows.at(0, guide, b), sigma.len() - 1);
        let at = Rows { inner: 1, points };
        for k in (b..block).step_by(points) {
            self.source[k] = 0.0;
        }
        for (o, (sigma, worth)) in sigma.iter().zip(worth.chunks_exact(block)).enumerate() {
            self.sigma[at.at(o, 0, b)] = *sigma;
            let gain = lambda * sigma * (worth[own] - value[own]);
            for k in (b..block).step_by(points) {
                let above = worth[k] - value[k];
                if o < last {
                    self.answer[o * block + k] = share * lambda * sigma * above;
                }
                self.source[k] += gain * above;
            }
        }
    }
}

impl Product for Slopes<'_> {
    fn size(&self) -> usize {
        self.block.unknowns()
    }

    /// x less the derivative times x.
    fn apply(&mut self, x: &[f64], out: &mut [f64]) {
        self.times(x, out);
        out.iter_mut().zip(x).for_each(|(d, x)| *d = x - *d);
    }
}
