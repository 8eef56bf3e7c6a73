//! One pass backward through a round: values of all nodes from the values a round later.
//!
//! The pass carries any number of columns: the actors' values while strategies are chosen, or,
//! with strategies given, values by account, or what a flawless player would get. Positions of a
//! step depend only on later nodes, so they are worked in parallel with the same bits on any
//! number of threads.

use super::choice::choose;
use crate::game::{CHOICES, Game, Mover, Template};
use rayon::prelude::*;

/// How a column's value is taken where its own actor moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// As the strategy has it.
    Follow,
    /// The best option.
    Best,
    /// The worst option.
    Worst,
}

/// A column of values.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Its index in the arrays of payments.
    pub source: usize,
    /// Whose it is.
    pub actor: usize,
    /// How it is taken at that actor's own choices.
    pub rule: Rule,
    /// Whether the costs of voting are booked here.
    pub pays: bool,
}

/// Columns and the arrays of payments they read.
pub struct Columns<'a> {
    /// The columns.
    pub columns: Vec<Column>,
    /// For each actor the column whose values guide its choices.
    pub guide: Vec<usize>,
    stride: usize,
    rows: &'a [f64],
    flow: &'a [f64],
    later: &'a [f64],
}

impl<'a> Columns<'a> {
    /// One column for each actor.
    pub fn totals(game: &'a Game) -> Self {
        Self::with(game, &[Rule::Follow])
    }

    /// One column for each rule and actor.
    pub fn with(game: &'a Game, rules: &[Rule]) -> Self {
        let n = game.numbers.actors;
        let column = |rule: Rule| {
            (0..n).map(move |i| Column {
                source: i,
                actor: i,
                rule,
                pays: true,
            })
        };
        Columns {
            columns: rules.iter().flat_map(|r| column(*r)).collect(),
            guide: (0..n).collect(),
            stride: n,
            rows: &game.numbers.row_totals,
            flow: &game.numbers.flow_totals,
            later: &game.numbers.later_totals,
        }
    }

    /// One column for each account.
    pub fn accounts(game: &'a Game) -> Self {
        let accounts = game.numbers.accounts.iter().enumerate();
        let column = |(source, (actor, id, _)): (usize, &(usize, String, String))| Column {
            source,
            actor: *actor,
            rule: Rule::Follow,
            pays: id == "costs",
        };
        Columns {
            columns: accounts.map(column).collect(),
            guide: vec![],
            stride: game.numbers.accounts.len(),
            rows: &game.numbers.rows,
            flow: &game.numbers.flow,
            later: &game.numbers.later,
        }
    }

    /// Number of columns.
    pub fn width(&self) -> usize {
        self.columns.len()
    }
}

/// What a pass does with strategies.
pub enum Mode<'a> {
    /// Chooses them and writes them: weights of moves, cells of roll calls.
    Choose(&'a mut [f64], &'a mut [f64]),
    /// Follows those given, and, if columns guide, measures how far they are from the rule.
    Check(&'a [f64], &'a [f64]),
}

/// How far strategies are from the choice rule: largest difference of a probability, and largest
/// KL(σ‖logit)/λ in units of payoff.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// max |σ − logit(λQ)|.
    pub residual: f64,
    /// max KL(σ‖logit(λQ))/λ.
    pub epsilon: f64,
}

impl Faults {
    pub(super) fn join(self, other: Faults) -> Faults {
        Faults {
            residual: self.residual.max(other.residual),
            epsilon: self.epsilon.max(other.epsilon),
        }
    }
}

/// A pass through the round with `remaining` rounds left, itself included.
pub struct Work<'a> {
    /// The game.
    pub game: &'a Game,
    /// What is carried.
    pub columns: &'a Columns<'a>,
    /// Values of the nodes a round later.
    pub before: &'a [f64],
    /// Rounds left.
    pub remaining: usize,
}

/// Positions worked by one task.
const BLOCK: usize = 512;

/// Strategies of a block of positions.
enum Slice<'a> {
    Write(&'a mut [f64], &'a mut [f64]),
    Read(&'a [f64], &'a [f64]),
}

struct Scratch {
    q: Vec<f64>,
    p: Vec<f64>,
    x: Vec<f64>,
    drafts: Vec<f64>,
    call: Vec<f64>,
}

impl Work<'_> {
    /// Fills `values`, nodes × columns.
    pub fn backward(&self, values: &mut [f64], mut mode: Mode) -> Faults {
        let s = &self.game.structure;
        let width = self.columns.width();
        self.tails(&mut values[s.positions * width..]);
        let mut faults = Faults::default();
        for k in (0..s.turns.len()).rev() {
            let (from, to) = (s.steps[k] as usize, s.steps[k + 1] as usize);
            let (here, after) = values[from * width..].split_at_mut((to - from) * width);
            let mut tasks = vec![];
            let mut here = &mut *here;
            let mut slices = match &mut mode {
                Mode::Choose(w, c) => Slice::Write(
                    &mut w[s.moves[from] as usize..s.moves[to] as usize],
                    &mut c[s.cells[from] as usize..s.cells[to] as usize],
                ),
                Mode::Check(w, c) => Slice::Read(
                    &w[s.moves[from] as usize..s.moves[to] as usize],
                    &c[s.cells[from] as usize..s.cells[to] as usize],
                ),
            };
            for first in (from..to).step_by(BLOCK) {
                let last = (first + BLOCK).min(to);
                let (block, rest) = here.split_at_mut((last - first) * width);
                here = rest;
                let moves = (s.moves[last] - s.moves[first]) as usize;
                let cells = (s.cells[last] - s.cells[first]) as usize;
                let (slice, rest) = match slices {
                    Slice::Write(w, c) => {
                        let (w, w_rest) = w.split_at_mut(moves);
                        let (c, c_rest) = c.split_at_mut(cells);
                        (Slice::Write(w, c), Slice::Write(w_rest, c_rest))
                    }
                    Slice::Read(w, c) => {
                        let (w, w_rest) = w.split_at(moves);
                        let (c, c_rest) = c.split_at(cells);
                        (Slice::Read(w, c), Slice::Read(w_rest, c_rest))
                    }
                };
                slices = rest;
                tasks.push((first..last, block, slice));
            }
            let after = &*after;
            let found = tasks
                .into_par_iter()
                .map(|(range, block, slice)| self.block(k, range, block, slice, after, to))
                .reduce(Faults::default, Faults::join);
            faults = faults.join(found);
        }
        faults
    }

    /// Values of round ends and frozen nodes.
    fn tails(&self, values: &mut [f64]) {
        let s = &self.game.structure;
        let numbers = &self.game.numbers;
        let width = self.columns.width();
        let stride = self.columns.stride;
        values
            .par_chunks_exact_mut(width)
            .enumerate()
            .for_each(|(t, row)| {
                for (value, column) in row.iter_mut().zip(&self.columns.columns) {
                    let patience = numbers.patience[column.actor];
                    *value = self.columns.flow[t * stride + column.source];
                    if t >= s.ends {
                        let rest: f64 = (1..self.remaining)
                            .rev()
                            .fold(0.0, |sum, _| patience * (1.0 + sum));
                        *value += rest * self.columns.later[(t - s.ends) * stride + column.source];
                    }
                }
                if t < s.ends {
                    let next = s.restart[t] as usize;
                    for (c, column) in self.columns.columns.iter().enumerate() {
                        row[c] += numbers.patience[column.actor] * self.before[next * width + c];
                    }
                }
            });
    }

    fn block(
        &self,
        k: usize,
        range: std::ops::Range<usize>,
        values: &mut [f64],
        mut slice: Slice,
        after: &[f64],
        base: usize,
    ) -> Faults {
        let s = &self.game.structure;
        let width = self.columns.width();
        let mut scratch = Scratch {
            q: vec![],
            p: vec![],
            x: vec![],
            drafts: vec![],
            call: vec![],
        };
        let mut faults = Faults::default();
        let (m0, c0) = (s.moves[range.start] as usize, s.cells[range.start] as usize);
        let mut calls = match &s.turns[k].mover {
            // roll calls before this block, for their rows of costs
            Mover::Vote(template) => {
                c0 / template.cells().max(1)
                    - (s.cells[s.steps[k] as usize] as usize) / template.cells().max(1)
                    + self.calls_before(k)
            }
            _ => 0,
        };
        for (p, row) in range.zip(values.chunks_exact_mut(width)) {
            let moves = s.moves_of(p);
            let n = moves.len();
            // what each move is worth, moves × columns
            scratch.x.clear();
            for m in moves.clone() {
                let pay = self.game.numbers.pay[m] as usize * self.columns.stride;
                let next = (s.next[m] as usize - base) * width;
                let after = &after[next..next + width];
                let pays = &self.columns.rows[pay..pay + self.columns.stride];
                scratch.x.extend(
                    self.columns
                        .columns
                        .iter()
                        .zip(after)
                        .map(|(c, v)| pays[c.source] + v),
                );
            }
            let w0 = moves.start - m0;
            match &s.turns[k].mover {
                Mover::Vote(template) => {
                    let cells = s.cells[p] as usize - c0..s.cells[p + 1] as usize - c0;
                    let found = match &mut slice {
                        Slice::Write(w, c) => self.vote(
                            template,
                            p,
                            &mut calls,
                            &mut scratch,
                            row,
                            Slice::Write(&mut w[w0..w0 + n], &mut c[cells]),
                        ),
                        Slice::Read(w, c) => self.vote(
                            template,
                            p,
                            &mut calls,
                            &mut scratch,
                            row,
                            Slice::Read(&w[w0..w0 + n], &c[cells]),
                        ),
                    };
                    faults = faults.join(found);
                }
                Mover::Chance => {
                    let chance = &self.game.numbers.chance[moves];
                    if let Slice::Write(w, _) = &mut slice {
                        w[w0..w0 + n].copy_from_slice(chance);
                    }
                    self.take(usize::MAX, chance, &scratch.x, row);
                }
                Mover::Actor(i) => {
                    let options = match &mut slice {
                        Slice::Write(w, _) => Slice::Write(&mut w[w0..w0 + n], &mut []),
                        Slice::Read(w, _) => Slice::Read(&w[w0..w0 + n], &[]),
                    };
                    let (found, sigma) =
                        self.decide(*i, &scratch.x, options, &mut scratch.q, &mut scratch.p);
                    faults = faults.join(found);
                    self.take(*i, sigma, &scratch.x, row);
                }
            }
        }
        faults
    }

    /// The number of roll calls at turns before `k`.
    fn calls_before(&self, k: usize) -> usize {
        let s = &self.game.structure;
        let calls = |j: usize| match &s.turns[j].mover {
            Mover::Vote(template) => {
                (s.cells[s.steps[j + 1] as usize] - s.cells[s.steps[j] as usize]) as usize
                    / template.cells()
            }
            _ => 0,
        };
        (0..k).map(calls).sum()
    }

    /// Chooses, or checks what was chosen, among options worth `x` (options × columns).
    fn decide<'s>(
        &self,
        i: usize,
        x: &[f64],
        slice: Slice<'s>,
        q: &'s mut Vec<f64>,
        p: &'s mut Vec<f64>,
    ) -> (Faults, &'s [f64]) {
        let numbers = &self.game.numbers;
        let (precision, first) = (numbers.precision[i], numbers.ties_first[i]);
        if let (Slice::Read(given, _), true) = (&slice, self.columns.guide.is_empty()) {
            return (Faults::default(), given);
        }
        q.clear();
        q.extend(
            x.chunks_exact(self.columns.width())
                .map(|row| row[self.columns.guide[i]]),
        );
        match slice {
            Slice::Write(out, _) => {
                choose(q, precision, first, out);
                (Faults::default(), out)
            }
            Slice::Read(given, _) => {
                p.clear();
                p.resize(q.len(), 0.0);
                choose(q, precision, first, p);
                let mut faults = Faults::default();
                let mut divergence = 0.0;
                for (a, b) in given.iter().zip(&*p) {
                    faults.residual = faults.residual.max((a - b).abs());
                    if *a > 0.0 && *b > 0.0 {
                        divergence += a * libm::log(a / b);
                    }
                }
                if precision > 0.0 && precision.is_finite() {
                    faults.epsilon = divergence.max(0.0) / precision;
                }
                (faults, given)
            }
        }
    }

    /// The value of a node where options worth `x` are taken with probabilities `sigma`.
    fn take(&self, mover: usize, sigma: &[f64], x: &[f64], row: &mut [f64]) {
        let width = self.columns.width();
        row.fill(0.0);
        for (w, x) in sigma.iter().zip(x.chunks_exact(width)) {
            row.iter_mut().zip(x).for_each(|(v, x)| *v += w * x);
        }
        for (c, column) in self.columns.columns.iter().enumerate() {
            if column.actor == mover && column.rule != Rule::Follow {
                let all = x.iter().skip(c).step_by(width).copied();
                row[c] = match column.rule {
                    Rule::Best => all.fold(f64::NEG_INFINITY, f64::max),
                    _ => all.fold(f64::INFINITY, f64::min),
                };
            }
        }
    }

    fn vote(
        &self,
        template: &Template,
        p: usize,
        calls: &mut usize,
        scratch: &mut Scratch,
        row: &mut [f64],
        slice: Slice,
    ) -> Faults {
        let s = &self.game.structure;
        let width = self.columns.width();
        let (m0, c0) = (s.moves[p] as usize, s.cells[p] as usize);
        let none = s.option[m0] == 0;
        let mut faults = Faults::default();
        let mut drafts = std::mem::take(&mut scratch.drafts);
        drafts.clear();
        if none {
            drafts.extend(&scratch.x[..width]);
        }
        let (mut weights, mut cells) = match slice {
            Slice::Write(w, c) => (Ok(w), Ok(c)),
            Slice::Read(w, c) => (Err(w), Err(c)),
        };
        let mut passes = vec![];
        for (range, pass) in s.roll_calls(p, template) {
            let range = range.start - c0..range.end - c0;
            let x = (pass - m0) * width;
            let worth = scratch.x[x..x + 2 * width].to_vec();
            let one = match &mut cells {
                Ok(c) => Slice::Write(&mut c[range.clone()], &mut []),
                Err(c) => Slice::Read(&c[range.clone()], &[]),
            };
            let found = self.call(template, *calls, &worth, scratch, one);
            *calls += 1;
            faults = faults.join(found);
            drafts.extend(&scratch.call[..width]);
            let given = match &cells {
                Ok(c) => &c[range],
                Err(c) => &c[range],
            };
            passes.push(template.passes(given));
        }
        // the proposer's choice among none and the open drafts
        let picks = drafts.len() / width;
        let mut sigma = vec![1.0; picks];
        if let Err(w) = &weights {
            for (d, p) in sigma.iter_mut().enumerate() {
                *p = match (none, d) {
                    (true, 0) => w[0],
                    (true, d) => w[2 * d - 1] + w[2 * d],
                    (false, d) => w[2 * d] + w[2 * d + 1],
                };
            }
        }
        if let Some(i) = template.proposer {
            let slice = match weights {
                Ok(_) => Slice::Write(&mut sigma, &mut []),
                Err(_) => Slice::Read(&sigma, &[]),
            };
            let (found, _) = self.decide(i, &drafts, slice, &mut scratch.q, &mut scratch.p);
            faults = faults.join(found);
        }
        self.take(
            template.proposer.unwrap_or(usize::MAX),
            &sigma,
            &drafts,
            row,
        );
        if let Ok(w) = &mut weights {
            let mut d = sigma.iter();
            let mut out = w.iter_mut();
            if none {
                *out.next().expect("none is a move") = *d.next().expect("none is a pick");
            }
            for (sigma, pass) in d.zip(&passes) {
                *out.next().expect("each draft passes") = sigma * pass;
                *out.next().expect("or fails") = sigma * (1.0 - pass);
            }
        }
        scratch.drafts = drafts;
        faults
    }

    /// Works out one roll call; its value is left in the first columns of `scratch.call`.
    /// `worth` is what passing, then failing, is worth.
    fn call(
        &self,
        template: &Template,
        index: usize,
        worth: &[f64],
        scratch: &mut Scratch,
        mut slice: Slice,
    ) -> Faults {
        let numbers = &self.game.numbers;
        let width = self.columns.width();
        let (pass, fail) = worth.split_at(width);
        let stride = self.ballot_stride();
        let costs = &numbers.ballot_costs[numbers.ballot[index] as usize * stride..][..stride];
        let calls = template.calls.len();
        let mut call = std::mem::take(&mut scratch.call);
        call.clear();
        call.resize((calls + template.leaves.len()) * width, 0.0);
        for (l, leaf) in template.leaves.iter().enumerate() {
            let at = &mut call[(calls + l) * width..][..width];
            let through = if leaf.noes == 0 { leaf.enough } else { 0.0 };
            for c in 0..width {
                at[c] = through * pass[c] + (1.0 - through) * fail[c];
            }
            for (m, actor) in template.members.iter().enumerate() {
                if leaf.noes >> m & 1 == 1 {
                    let lone = if leaf.noes.count_ones() == 1 {
                        costs[m * 5 + 4]
                    } else {
                        0.0
                    };
                    self.charge(*actor, leaf.enough * (costs[m * 5 + 3] + lone), at);
                }
            }
            if let Slice::Write(cells, _) = &mut slice {
                cells[calls * CHOICES + 2 * l] = leaf.enough;
                cells[calls * CHOICES + 2 * l + 1] = 1.0 - leaf.enough;
            }
        }
        let mut faults = Faults::default();
        let mut x = vec![];
        for (k, node) in template.calls.iter().enumerate().rev() {
            let actor = template.members[node.member];
            x.clear();
            let mut open = [0; CHOICES];
            let mut n = 0;
            for (choice, next) in node.next.iter().enumerate() {
                let Some(next) = next else { continue };
                let from = x.len();
                x.extend_from_slice(&call[next * width..(next + 1) * width]);
                self.charge(actor, costs[node.member * 5 + choice], &mut x[from..]);
                open[n] = choice;
                n += 1;
            }
            let mut sigma = [0.0; CHOICES];
            let found = match &mut slice {
                Slice::Write(cells, _) => {
                    let (found, _) = self.decide(
                        actor,
                        &x,
                        Slice::Write(&mut sigma[..n], &mut []),
                        &mut scratch.q,
                        &mut scratch.p,
                    );
                    for i in 0..n {
                        cells[k * CHOICES + open[i]] = sigma[i];
                    }
                    found
                }
                Slice::Read(cells, _) => {
                    for i in 0..n {
                        sigma[i] = cells[k * CHOICES + open[i]];
                    }
                    self.decide(
                        actor,
                        &x,
                        Slice::Read(&sigma[..n], &[]),
                        &mut scratch.q,
                        &mut scratch.p,
                    )
                    .0
                }
            };
            faults = faults.join(found);
            let (head, _) = call.split_at_mut((k + 1) * width);
            self.take(actor, &sigma[..n], &x, &mut head[k * width..]);
        }
        scratch.call = call;
        faults
    }

    fn ballot_stride(&self) -> usize {
        let members = |t: &crate::game::Turn| match &t.mover {
            Mover::Vote(t) => t.members.len() * 5,
            _ => 0,
        };
        self.game
            .structure
            .turns
            .iter()
            .map(members)
            .max()
            .unwrap_or(0)
    }

    fn charge(&self, actor: usize, cost: f64, row: &mut [f64]) {
        if cost != 0.0 {
            for (x, column) in row.iter_mut().zip(&self.columns.columns) {
                if column.actor == actor && column.pays {
                    *x -= cost;
                }
            }
        }
    }
}
