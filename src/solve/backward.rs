//! One pass backward through a round: values of all nodes from the values a round later.
//!
//! The pass carries any number of columns, each with a value for every point of the grid of
//! beliefs: the actors' values while strategies are chosen, or, with strategies given, values by
//! account, or what a flawless player would get. Positions of a turn depend only on later nodes, so
//! they are worked in parallel with the same bits on any number of threads. How a position is worked
//! by who moves there stands in `turn/`; what a pass works with, in `work.rs`.

use super::columns::Column;
use super::residuals::Residuals;
use super::strategy::Strategy;
use super::work::{Here, Scratch, Work};
use crate::game::{Finish, Indices, Mover, Node, Position, Rows, Turn};
use rayon::prelude::*;

/// What 1 in each later round is worth now, with `remaining` rounds left or for ever.
pub fn annuity(patience: f64, remaining: Option<usize>) -> f64 {
    match remaining {
        Some(rounds) => (1..rounds).fold(0.0, |sum, _| patience * (1.0 + sum)),
        None => patience / (1.0 - patience),
    }
}

/// Positions times points of belief that one task works.
const BLOCK: usize = 512;

impl Work<'_> {
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
        let rest = |c: &Column| annuity(c.patience, self.remaining);
        let rests: Vec<f64> = columns.iter().map(rest).collect();
        let all = values.par_chunks_exact_mut(rows.block()).enumerate();
        all.for_each(|(f, row)| {
            let finish = Finish::new(f);
            let flow = self.columns.flow(f);
            let by_column = row.chunks_exact_mut(rows.points);
            for ((c, column), row) in columns.iter().enumerate().zip(by_column) {
                let Some(next) = s.restart(finish) else {
                    let later = self.columns.later(f - s.ends().len());
                    for (b, x) in row.iter_mut().enumerate() {
                        *x = flow.at(column, b) + rests[c] * later.at(column, b);
                    }
                    continue;
                };
                let next = &self.next_round[rows.row(next.get(), c)];
                for (b, (x, next)) in row.iter_mut().zip(next).enumerate() {
                    *x = flow.at(column, b) + column.patience * next;
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
                let pays = self.columns.paid(self.game.payments.row(m));
                let next = after.row(rows, s.next(m));
                let mut add = |column: &Column, next: &[f64]| match pays.row(column) {
                    [pay] => worth.extend(next.iter().map(|v| pay + v)),
                    each => worth.extend(each.iter().zip(next).map(|(pay, v)| pay + v)),
                };
                let columns = self.columns.columns.iter();
                match s.turn(k).hidden {
                    None => {
                        let next = next.chunks_exact(rows.points);
                        columns.zip(next).for_each(|(c, next)| add(c, next));
                    }
                    Some(i) => columns.enumerate().for_each(|(c, column)| {
                        let from = self.columns.after(c, i, |t| self.game.changes.after(m, t));
                        add(column, &next[rows.row(0, from)]);
                    }),
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
                Mover::Chance(told) => self.chance(*told, here, own, &mut scratch),
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
