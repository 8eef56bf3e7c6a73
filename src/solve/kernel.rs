//! One pass backward through a round: values of all nodes from the values a round later.
//!
//! The pass carries any number of columns, each with a value for every point of the grid of beliefs: the actors' values while strategies are chosen, or,
//! with strategies given, values by account, or what a flawless player would get. Positions of a
//! step depend only on later nodes, so they are worked in parallel with the same bits on any
//! number of threads.

use super::branch::{Branch, BranchOutcome as Found, TraceFailed as Lost};
use super::columns::{Column, Columns};
use crate::game::{Game, Mover};
use rayon::prelude::*;

/// What a pass does with strategies.
pub enum Mode<'a> {
    /// Chooses them and writes them: weights of moves, cells of roll calls.
    Choose(&'a mut [f64], &'a mut [f64]),
    /// Follows those given, and, if columns guide, measures how far they are from the rule.
    Check(&'a [f64], &'a [f64]),
}

/// What a pass found: how far strategies are from the choice rule, and how stages at which types
/// show or several move at once were solved.
#[derive(Clone, Copy, Debug, Default)]
pub struct Faults {
    /// max |σ − logit(λQ)|.
    pub residual: f64,
    /// max KL(σ‖logit(λQ))/λ, in units of payoff.
    pub epsilon: f64,
    /// How stages were solved.
    pub stages: Stages,
    /// The first position at which no equilibrium was found.
    pub lost: Option<Astray>,
}

/// How many stages had their equilibrium shown to be the only one, or found by following the
/// principal branch, straight or through a turn; and along how many of these branches other
/// equilibria branch off: there the answer may hang on a hair.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[allow(missing_docs)]
pub struct Stages {
    pub unique: u64,
    pub traced: u64,
    pub turned: u64,
    pub crossed: u64,
}

/// A position at which no equilibrium was found.
#[derive(Clone, Copy, Debug)]
pub struct Astray {
    /// The position.
    pub position: usize,
    /// The share of precision that was reached.
    pub share: f64,
    /// The residual there.
    pub residual: f64,
}

impl Stages {
    pub(super) fn join(self, other: Stages) -> Stages {
        Stages {
            unique: self.unique + other.unique,
            traced: self.traced + other.traced,
            turned: self.turned + other.turned,
            crossed: self.crossed + other.crossed,
        }
    }
}

impl Faults {
    pub(super) fn join(self, other: Faults) -> Faults {
        let lost = self.lost.into_iter().chain(other.lost);
        Faults {
            residual: self.residual.max(other.residual),
            epsilon: self.epsilon.max(other.epsilon),
            stages: self.stages.join(other.stages),
            lost: lost.min_by_key(|l| l.position),
        }
    }

    /// Notes how a stage at `position` was solved.
    pub(super) fn note(&mut self, position: usize, found: Result<Found, Lost>) {
        match found {
            Ok(Found::Unique) => self.stages.unique += 1,
            Ok(Found::Traced { turned, crossed }) => {
                self.stages.traced += u64::from(!turned);
                self.stages.turned += u64::from(turned);
                self.stages.crossed += u64::from(crossed);
            }
            Err(Lost { share, residual }) => {
                self.lost.get_or_insert(Astray {
                    position,
                    share,
                    residual,
                });
            }
        }
    }

    /// Compares what an agent of precision λ does with the rule's answer.
    pub(super) fn compare(&mut self, given: f64, rule: f64) -> f64 {
        self.residual = self.residual.max((given - rule).abs());
        if given > 0.0 && rule > 0.0 {
            given * libm::log(given / rule)
        } else {
            0.0
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

/// Positions worked by one task, each at so many points in all.
const BLOCK: usize = 512;

/// Strategies of a block of positions.
pub(super) enum Slice<'a> {
    Write(&'a mut [f64], &'a mut [f64]),
    Read(&'a [f64], &'a [f64]),
}

/// Buffers of a task.
#[derive(Default)]
pub(super) struct Scratch {
    pub(super) q: Vec<f64>,
    pub(super) p: Vec<f64>,
    /// What each move is worth: moves × columns × points.
    pub(super) x: Vec<f64>,
    /// The mover's strategy: options × types × points.
    pub(super) sigma: Vec<f64>,
    pub(super) drafts: Vec<f64>,
    pub(super) call: Vec<f64>,
    pub(super) branch: Branch,
}

impl Work<'_> {
    /// Length of a node's row: columns × points.
    pub(super) fn row(&self) -> usize {
        self.columns.width() * self.game.beliefs.count
    }

    /// Fills `values`, nodes × columns × points. Strategies to be chosen hold a first guess.
    pub fn backward(&self, values: &mut [f64], mut mode: Mode) -> Faults {
        let s = &self.game.structure;
        let layout = &self.game.layout;
        let width = self.row();
        self.tails(&mut values[s.positions * width..]);
        let mut faults = Faults::default();
        for k in (0..s.turns.len()).rev() {
            let (from, to) = (s.steps[k] as usize, s.steps[k + 1] as usize);
            let wide = layout.wide(k);
            let (here, after) = values[from * width..].split_at_mut((to - from) * width);
            let mut tasks = vec![];
            let mut here = &mut *here;
            let (m, c) = (s.moves[from] as usize, s.cells[from] as usize);
            let moves = (s.moves[to] as usize - m) * wide;
            let cells = (s.cells[to] as usize - c) * wide;
            let (m, c) = (layout.weight(k, m), layout.cell(k, c));
            let mut slices = match &mut mode {
                Mode::Choose(w, x) => Slice::Write(&mut w[m..m + moves], &mut x[c..c + cells]),
                Mode::Check(w, x) => Slice::Read(&w[m..m + moves], &x[c..c + cells]),
            };
            let block = (BLOCK / self.game.beliefs.count).max(1);
            for first in (from..to).step_by(block) {
                let last = (first + block).min(to);
                let (block, rest) = here.split_at_mut((last - first) * width);
                here = rest;
                let moves = (s.moves[last] - s.moves[first]) as usize * wide;
                let cells = (s.cells[last] - s.cells[first]) as usize * wide;
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
        let points = self.game.beliefs.count;
        let width = self.row();
        let stride = self.columns.stride;
        let rest = |c: &Column| later(c.patience, self.remaining);
        let rests: Vec<f64> = self.columns.columns.iter().map(rest).collect();
        values
            .par_chunks_exact_mut(width)
            .enumerate()
            .for_each(|(t, row)| {
                let columns = self.columns.columns.iter().enumerate();
                for ((c, column), row) in columns.zip(row.chunks_exact_mut(points)) {
                    let mut value = self.columns.flow[t * stride + column.source];
                    if t >= s.ends {
                        value +=
                            rests[c] * self.columns.later[(t - s.ends) * stride + column.source];
                        row.fill(value);
                        continue;
                    }
                    let next = s.restart[t] as usize * width + c * points;
                    let next = &self.before[next..next + points];
                    for (x, next) in row.iter_mut().zip(next) {
                        *x = value + column.patience * next;
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
        let points = self.game.beliefs.count;
        let wide = self.game.layout.wide(k);
        let width = self.row();
        let mut scratch = Scratch::default();
        let mut faults = Faults::default();
        let (m0, c0) = (s.moves[range.start] as usize, s.cells[range.start] as usize);
        let mut calls = match &s.turns[k].mover {
            // ballots before this block, for their rows of costs
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
            scratch.x.clear();
            for m in moves.clone() {
                let pay = self.game.numbers.pay[m] as usize * self.columns.stride;
                let next = (s.next[m] as usize - base) * width;
                let pays = &self.columns.rows[pay..pay + self.columns.stride];
                let after = after[next..next + width].chunks_exact(points);
                for (column, after) in self.columns.columns.iter().zip(after) {
                    let pay = pays[column.source];
                    scratch.x.extend(after.iter().map(|v| pay + v));
                }
            }
            let w0 = (moves.start - m0) * wide;
            let cells = (s.cells[p] as usize - c0) * wide..(s.cells[p + 1] as usize - c0) * wide;
            let here = match &mut slice {
                Slice::Write(w, c) => Slice::Write(&mut w[w0..w0 + n * wide], &mut c[cells]),
                Slice::Read(w, c) => Slice::Read(&w[w0..w0 + n * wide], &c[cells]),
            };
            let found = match &s.turns[k].mover {
                Mover::Vote(template) => {
                    self.vote(template, k, p, &mut calls, &mut scratch, row, here)
                }
                Mover::Joint(joint) => self.joint(joint, k, p, &mut scratch, row, here),
                Mover::Chance => {
                    let chance = &self.game.numbers.chance[moves];
                    scratch.sigma.clear();
                    for p in chance {
                        scratch.sigma.resize(scratch.sigma.len() + points, *p);
                    }
                    if let Slice::Write(w, _) = here {
                        w.copy_from_slice(&scratch.sigma);
                    }
                    self.take(None, n, &scratch.sigma, &scratch.x, row);
                    Faults::default()
                }
                Mover::Actor(i) => {
                    let (x, mut sigma) = scratch.lend();
                    sigma.clear();
                    let script = Some(&self.game.numbers.chance[moves]);
                    let found = match here {
                        Slice::Write(w, _) => {
                            let found = self.decide(*i, p, &x, script, w, true, &mut scratch);
                            self.take(Some(*i), n, w, &x, row);
                            found
                        }
                        Slice::Read(w, _) => {
                            sigma.extend_from_slice(w);
                            let found =
                                self.decide(*i, p, &x, script, &mut sigma, false, &mut scratch);
                            self.take(Some(*i), n, w, &x, row);
                            found
                        }
                    };
                    scratch.give_back(x, sigma);
                    found
                }
            };
            faults = faults.join(found);
        }
        faults
    }

    /// The number of ballots at turns before `k`.
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
}

impl Scratch {
    /// Takes out the values of moves and the strategy, to be used beside the other buffers.
    pub(super) fn lend(&mut self) -> (Vec<f64>, Vec<f64>) {
        (std::mem::take(&mut self.x), std::mem::take(&mut self.sigma))
    }

    /// Puts them back.
    pub(super) fn give_back(&mut self, x: Vec<f64>, sigma: Vec<f64>) {
        (self.x, self.sigma) = (x, sigma);
    }
}
