//! One pass backward through a round: values of all nodes from the values a round later.
//!
//! The pass carries any number of columns: the actors' values while strategies are chosen, or,
//! with strategies given, values by account, or what a flawless player would get. Positions of a
//! step depend only on later nodes, so they are worked in parallel with the same bits on any
//! number of threads.

use super::choice::choose;
use super::columns::{Column, Columns, Rule};
use crate::game::{Game, Mover};
use rayon::prelude::*;

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
    /// Rounds left; none means for ever.
    pub remaining: Option<usize>,
    /// Share of every actor's precision with which it chooses; what is exact stays exact.
    pub share: f64,
}

/// What 1 in each later round is worth now, with `remaining` rounds left or for ever.
pub fn later(patience: f64, remaining: Option<usize>) -> f64 {
    match remaining {
        Some(rounds) => (1..rounds).fold(0.0, |sum, _| patience * (1.0 + sum)),
        None => patience / (1.0 - patience),
    }
}

/// Positions worked by one task.
const BLOCK: usize = 512;

/// Strategies of a block of positions.
pub(super) enum Slice<'a> {
    Write(&'a mut [f64], &'a mut [f64]),
    Read(&'a [f64], &'a [f64]),
}

pub(super) struct Scratch {
    pub(super) q: Vec<f64>,
    pub(super) p: Vec<f64>,
    pub(super) x: Vec<f64>,
    pub(super) drafts: Vec<f64>,
    pub(super) call: Vec<f64>,
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
        let width = self.columns.width();
        let stride = self.columns.stride;
        let rest = |c: &Column| later(c.patience, self.remaining);
        let rests: Vec<f64> = self.columns.columns.iter().map(rest).collect();
        values
            .par_chunks_exact_mut(width)
            .enumerate()
            .for_each(|(t, row)| {
                for ((value, column), rest) in row.iter_mut().zip(&self.columns.columns).zip(&rests)
                {
                    *value = self.columns.flow[t * stride + column.source];
                    if t >= s.ends {
                        *value += rest * self.columns.later[(t - s.ends) * stride + column.source];
                    }
                }
                if t < s.ends {
                    let next = s.restart[t] as usize;
                    for (c, column) in self.columns.columns.iter().enumerate() {
                        row[c] += column.patience * self.before[next * width + c];
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
    pub(super) fn decide<'s>(
        &self,
        i: usize,
        x: &[f64],
        slice: Slice<'s>,
        q: &'s mut Vec<f64>,
        p: &'s mut Vec<f64>,
    ) -> (Faults, &'s [f64]) {
        let numbers = &self.game.numbers;
        let (precision, first) = (numbers.precision[i], numbers.ties_first[i]);
        let precision = if precision.is_finite() {
            self.share * precision
        } else {
            precision
        };
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
    pub(super) fn take(&self, mover: usize, sigma: &[f64], x: &[f64], row: &mut [f64]) {
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
}
