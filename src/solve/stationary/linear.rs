//! The exact derivative of a sweep, as products with it: what the values of rounds' starts change by
//! when those of the next round's change.

use super::block::Block;
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
    /// mλσ (Q − V): edges × columns × points.
    pub answer: Vec<f64>,
    /// The change with the share, or with the number that a curve goes along, that comes about at
    /// each node: nodes × columns × points.
    pub source: Vec<f64>,
    /// Stages in the order of the sweep: each node's, point after point; and the first of each node.
    pub stages: Vec<StageSlopes>,
    pub first_stage: Vec<usize>,
    /// Changes of all rows of values that are not behind the block, and of the edges of a node.
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
            answer: vec![0.0; rows.blocks(0..edges).len()],
            source: vec![0.0; rows.blocks(0..nodes).len()],
            stages: vec![],
            first_stage: vec![0; nodes],
            change: vec![0.0; rows.blocks(0..nodes + block.starts.len()).len()],
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
            answer: &mut self.answer[rows.all_of(edge).start..],
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
        // loops of a known length are several times as fast
        match self.block.width() {
            Some(2) => self.pass_of::<2>(sources),
            Some(3) => self.pass_of::<3>(sources),
            Some(4) => self.pass_of::<4>(sources),
            Some(5) => self.pass_of::<5>(sources),
            Some(6) => self.pass_of::<6>(sources),
            Some(7) => self.pass_of::<7>(sources),
            Some(8) => self.pass_of::<8>(sources),
            _ => self.pass_of::<0>(sources),
        }
    }

    /// The same for `W` columns and one point, or for any number of either if `W` is 0.
    fn pass_of<const W: usize>(&mut self, sources: bool) {
        let block = self.block;
        let numbers = &self.numbers;
        let points = if W == 0 { block.rows.points } else { 1 };
        let width = if W == 0 { block.rows.block() } else { W };
        for n in (0..block.kinds.len()).rev() {
            let (own, later) = self.change[n * width..].split_at_mut(width);
            let later = Later {
                values: later,
                first: n + 1,
                width,
            };
            if sources {
                own.copy_from_slice(&self.source[n * width..][..width]);
            } else {
                own.fill(0.0);
            }
            match block.kinds[n] {
                Kind::Terminal => {}
                Kind::End => {
                    let patience = &numbers.patience;
                    for (_, row) in block.inner(n) {
                        let next = later.row(*row).chunks_exact(points);
                        let own = own.chunks_exact_mut(points);
                        for ((own, next), patience) in own.zip(next).zip(patience) {
                            let pairs = own.iter_mut().zip(next);
                            pairs.for_each(|(v, x)| *v += patience * x);
                        }
                    }
                }
                Kind::Chance => {
                    for (e, row) in block.inner(n) {
                        let chance = numbers.chance[*e as usize];
                        let pairs = own.iter_mut().zip(later.row(*row));
                        pairs.for_each(|(v, x)| *v += chance * x);
                    }
                }
                Kind::Choice(role) => {
                    let guide = block.graph.columns.guide[role as usize];
                    let guide = block.rows.at(0, guide, 0);
                    let node = Node {
                        options: block.inner(n),
                        whole: block.inner(n).len() == block.edges(n).len(),
                        guide,
                        sigma: &self.sigma,
                        answer: &self.answer,
                    };
                    if let Some(own) = own.first_chunk_mut::<W>().filter(|_| W > 0) {
                        node.add(own, later);
                    } else {
                        node.add_rows(own, points, later);
                    }
                }
                Kind::Stage(_) | Kind::Ballot(_) => {
                    let edges = block.edges(n);
                    self.worth.clear();
                    self.worth.resize(edges.len() * width, 0.0);
                    for (e, row) in block.inner(n) {
                        let option = *e as usize - edges.start;
                        self.worth[option * width..][..width].copy_from_slice(later.row(*row));
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

/// Changes of the rows that come after a node.
#[derive(Clone, Copy)]
struct Later<'s> {
    values: &'s [f64],
    first: usize,
    width: usize,
}

impl<'s> Later<'s> {
    #[inline]
    fn row(self, row: u32) -> &'s [f64] {
        &self.values[(row as usize - self.first) * self.width..][..self.width]
    }
}

/// An edge of the block and the row of values it leads to.
type Inner = (u32, u32);

/// A choice.
struct Node<'s> {
    /// Its edges that do not lead behind the block, and whether these are all.
    options: &'s [Inner],
    whole: bool,
    /// Where the column of who chooses begins.
    guide: usize,
    sigma: &'s [f64],
    answer: &'s [f64],
}

impl<'s> Node<'s> {
    /// The options whose answers count, and the one from whose worth the others' is counted.
    fn parts(&self) -> (&'s [Inner], Option<Inner>) {
        match self.options {
            [others @ .., last] if self.whole => (others, Some(*last)),
            all => (all, None),
        }
    }

    /// Adds the change of `W` columns at the only point.
    #[inline]
    fn add<const W: usize>(&self, own: &mut [f64; W], later: Later) {
        let array = |row: &'s [f64]| row.first_chunk::<W>().copied().unwrap_or([0.0; W]);
        let mut sum = *own;
        let mut base = 0.0;
        let (options, last) = self.parts();
        if let Some((e, row)) = last {
            let next: &[f64; W] = later.row(row).first_chunk().unwrap_or(&[0.0; W]);
            let sigma = self.sigma[e as usize];
            base = next[self.guide];
            (0..W).for_each(|k| sum[k] += sigma * next[k]);
        }
        for (e, row) in options {
            let e = *e as usize;
            let next: &[f64; W] = later.row(*row).first_chunk().unwrap_or(&[0.0; W]);
            let answer = array(&self.answer[e * W..]);
            let (sigma, above) = (self.sigma[e], next[self.guide] - base);
            (0..W).for_each(|k| sum[k] += sigma * next[k] + answer[k] * above);
        }
        *own = sum;
    }

    /// The same at any number of points.
    fn add_rows(&self, own: &mut [f64], points: usize, later: Later) {
        let width = own.len();
        let (options, last) = self.parts();
        let mut base: &[f64] = &[];
        if let Some((e, row)) = last {
            let (sigma, next) = (&self.sigma[e as usize * points..], later.row(row));
            base = &next[self.guide..self.guide + points];
            for at in 0..width {
                own[at] += sigma[at % points] * next[at];
            }
        }
        for (e, row) in options {
            let (e, next) = (*e as usize, later.row(*row));
            let sigma = &self.sigma[e * points..][..points];
            let answer = &self.answer[e * width..][..width];
            for b in 0..points {
                let above = next[self.guide + b] - base.get(b).unwrap_or(&0.0);
                for at in (b..width).step_by(points) {
                    own[at] += sigma[b] * next[at] + answer[at] * above;
                }
            }
        }
    }
}

impl At<'_> {
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
        let own = rows.at(0, guide, b);
        let at = Rows { inner: 1, points };
        for k in (b..block).step_by(points) {
            self.source[k] = 0.0;
        }
        for (o, (sigma, worth)) in sigma.iter().zip(worth.chunks_exact(block)).enumerate() {
            self.sigma[at.at(o, 0, b)] = *sigma;
            let gain = lambda * sigma * (worth[own] - value[own]);
            for k in (b..block).step_by(points) {
                let above = worth[k] - value[k];
                self.answer[o * block + k] = share * lambda * sigma * above;
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
