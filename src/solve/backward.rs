//! One pass backward through a round: values of all nodes from the values a round later.
//!
//! The pass carries any number of columns, each with a value for every point of the grid of
//! beliefs: the actors' values while strategies are chosen, or, with strategies given, values by
//! account, or what a flawless player would get. Positions of a turn depend only on later nodes, so
//! they are worked in parallel with the same bits on any number of threads.

use super::branch::Branch;
use super::columns::{Column, Columns};
use super::strategy::Strategy;
use crate::game::{Finish, Game, Indices, Mover, Node, Position, Rows, Turn};
use crate::numeric::continuation::{BranchOutcome, TraceFailed};
use rayon::prelude::*;

/// What a pass found: how far strategies are from the choice rule, and how stages at which types
/// show or several move at once were solved.
#[derive(Clone, Copy, Debug, Default)]
pub struct Residuals {
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
    pub position: Position,
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

impl Residuals {
    pub(super) fn join(self, other: Residuals) -> Residuals {
        let lost = self.lost.into_iter().chain(other.lost);
        Residuals {
            residual: self.residual.max(other.residual),
            epsilon: self.epsilon.max(other.epsilon),
            stages: self.stages.join(other.stages),
            lost: lost.min_by_key(|l| l.position),
        }
    }

    /// Notes how a stage at `position` was solved.
    pub(super) fn note(&mut self, position: Position, found: Result<BranchOutcome, TraceFailed>) {
        match found {
            Ok(BranchOutcome::Unique) => self.stages.unique += 1,
            Ok(BranchOutcome::Traced { turned, crossed }) => {
                self.stages.traced += u64::from(!turned);
                self.stages.turned += u64::from(turned);
                self.stages.crossed += u64::from(crossed);
            }
            Err(TraceFailed { share, residual }) => {
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

/// A position being worked.
pub(super) struct Here<'a> {
    pub turn: Turn,
    pub position: Position,
    /// What each of its moves is worth: moves × columns × points.
    pub worth: &'a [f64],
    /// What the position is worth, to be written: columns × points.
    pub value: &'a mut [f64],
}

/// Buffers of a task.
#[derive(Default)]
pub(super) struct Scratch {
    pub q: Vec<f64>,
    pub rule: Vec<f64>,
    /// What each move is worth: moves × columns × points.
    worth: Vec<f64>,
    /// The mover's strategy: options × types × points.
    pub sigma: Vec<f64>,
    /// What calling nothing and each draft is worth: proposals × columns × points.
    pub proposals: Vec<f64>,
    /// What each call and leaf is worth: calls and leaves × columns × points.
    pub calls: Vec<f64>,
    pub branch: Branch,
}

impl Work<'_> {
    /// The layout of values: nodes (or moves, or options) × columns × points.
    pub(super) fn rows(&self) -> Rows {
        self.columns.rows(self.game)
    }

    /// Fills `values`, nodes × columns × points.
    pub fn backward(&self, values: &mut [f64], mut strategy: Strategy) -> Residuals {
        let s = &self.game.structure;
        let layout = &self.game.layout;
        let rows = self.rows();
        self.finishes(&mut values[rows.all_of(s.positions().len()).start..]);
        let mut residuals = Residuals::default();
        for k in s.all_turns().rev() {
            let positions = s.positions_of(k);
            let blocks = rows.blocks(positions.range());
            let (before, after) = values.split_at_mut(blocks.end);
            let mut values = &mut before[blocks.start..];
            let moves = layout.of_moves(k, &s.moves_between(&positions));
            let cells = layout.of_cells(k, &s.cells_between(&positions));
            let mut strategies = strategy.part(moves, cells);
            let mut tasks = vec![];
            let block = (BLOCK / rows.points).max(1);
            let range = positions.range();
            for first in range.clone().step_by(block) {
                let own = Indices::new(first..(first + block).min(range.end));
                let (here, rest) = values.split_at_mut(rows.blocks(0..own.len()).end);
                values = rest;
                let (strategy, rest) = strategies.split(
                    layout.of_moves(k, &s.moves_between(&own)).len(),
                    layout.of_cells(k, &s.cells_between(&own)).len(),
                );
                strategies = rest;
                tasks.push((own, here, strategy));
            }
            let after = After {
                values: after,
                first: range.end,
            };
            let found = tasks
                .into_par_iter()
                .map(|(own, values, strategy)| self.block(k, own, values, strategy, &after))
                .reduce(Residuals::default, Residuals::join);
            residuals = residuals.join(found);
        }
        residuals
    }

    /// Values of round ends and terminals.
    fn finishes(&self, values: &mut [f64]) {
        let s = &self.game.structure;
        let rows = self.rows();
        let columns = &self.columns.columns;
        let stride = self.columns.stride;
        let rest = |c: &Column| later(c.patience, self.remaining);
        let rests: Vec<f64> = columns.iter().map(rest).collect();
        let all = values.par_chunks_exact_mut(rows.block()).enumerate();
        all.for_each(|(f, row)| {
            let finish = Finish::new(f);
            let flow = &self.columns.flow[f * stride..][..stride];
            let by_column = row.chunks_exact_mut(rows.points);
            for ((c, column), row) in columns.iter().enumerate().zip(by_column) {
                let value = flow[column.source];
                let Some(next) = s.restart(finish) else {
                    let terminal = f - s.ends().len();
                    let later = self.columns.later[terminal * stride + column.source];
                    row.fill(value + rests[c] * later);
                    continue;
                };
                let next = &self.before[rows.row(next.get(), c)];
                for (x, next) in row.iter_mut().zip(next) {
                    *x = value + column.patience * next;
                }
            }
        });
    }

    fn block(
        &self,
        k: Turn,
        positions: Indices<Position>,
        values: &mut [f64],
        mut strategy: Strategy,
        after: &After,
    ) -> Residuals {
        let s = &self.game.structure;
        let layout = &self.game.layout;
        let rows = self.rows();
        let mut scratch = Scratch::default();
        let mut residuals = Residuals::default();
        let first_move = layout.of_moves(k, &s.moves_between(&positions)).start;
        let first_cell = layout.of_cells(k, &s.cells_between(&positions)).start;
        for (position, value) in positions.zip(values.chunks_exact_mut(rows.block())) {
            let mut worth = std::mem::take(&mut scratch.worth);
            worth.clear();
            for m in s.moves_of(position) {
                let pay = self.game.payments.row(m) * self.columns.stride;
                let pays = &self.columns.rows[pay..pay + self.columns.stride];
                let next = after.row(rows, s.next(m)).chunks_exact(rows.points);
                for (column, next) in self.columns.columns.iter().zip(next) {
                    let pay = pays[column.source];
                    worth.extend(next.iter().map(|v| pay + v));
                }
            }
            let moves = layout.of_moves(k, &s.moves_of(position));
            let cells = layout.of_cells(k, &s.cells_of(position));
            let own = strategy.part(
                moves.start - first_move..moves.end - first_move,
                cells.start - first_cell..cells.end - first_cell,
            );
            let here = Here {
                turn: k,
                position,
                worth: &worth,
                value,
            };
            residuals = residuals.join(match &s.turn(k).mover {
                Mover::Actor(i) => self.actor(*i, here, own, &mut scratch),
                Mover::Joint(joint) => self.joint(joint, here, own, &mut scratch),
                Mover::Chance => self.chance(here, own, &mut scratch),
                Mover::Vote(template) => self.vote(template, here, own, &mut scratch),
            });
            scratch.worth = worth;
        }
        residuals
    }
}

/// Values of the nodes that come after a turn.
struct After<'a> {
    values: &'a [f64],
    /// The first of these nodes.
    first: usize,
}

impl After<'_> {
    /// What a node is worth: columns × points.
    fn row(&self, rows: Rows, node: Node) -> &[f64] {
        &self.values[rows.all_of(node.get() - self.first)]
    }
}
