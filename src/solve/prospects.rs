//! How play is likely to end from each node on, as those see it who know of types what all know.

use super::columns::Columns;
use super::{Rounds, Solution};
use crate::game::{Game, Node, Rows};

/// The probability of each outcome at the end of the report, from each node of a round on.
pub struct Prospects<'a> {
    game: &'a Game,
    /// Nodes × (types of the first actor × outcomes) × points of belief: what somebody expects who
    /// knows of which type that actor is.
    values: &'a [f64],
    rows: Rows,
    outcomes: usize,
}

impl Prospects<'_> {
    /// The probability of outcome `o` for histories that are at `node` where beliefs are at point `b`
    /// of their grid.
    pub fn of(&self, node: Node, o: usize, b: usize) -> f64 {
        let beliefs = &self.game.beliefs;
        let given = |type_: usize| {
            let column = type_ * self.outcomes + o;
            let value = self.values[self.rows.at(node.get(), column, b)];
            beliefs.weight(beliefs.role(0, type_), b) * value
        };
        (0..beliefs.type_count(0)).map(given).sum()
    }
}

/// Passes backward through the reported rounds under the strategies of `solution`, and shows `visit` each
/// round (from 1), the last one first, with the prospects of its nodes. Of round ends those are the
/// prospects of histories that stand there. There are so many `outcomes`.
pub fn prospects(
    game: &Game,
    solution: &Solution,
    outcomes: usize,
    mut visit: impl FnMut(usize, &Prospects),
) {
    let s = &game.structure;
    let nothing =
        vec![
            0.0;
            game.payments.row_totals.len() / game.beliefs.prior.len() / game.payments.draws
                * outcomes
        ];
    let later = vec![0.0; (s.finishes().len() - s.ends().len()) * outcomes];
    // an outcome is worth 1 where it is certain: where play ends, and at the end of the report
    let certain = |report_ends: bool| {
        let mut flow = vec![0.0; s.finishes().len() * outcomes];
        for finish in s.finishes() {
            if report_ends || s.terminal(finish).is_some() {
                flow[finish.get() * outcomes + s.outcome(finish)] = 1.0;
            }
        }
        flow
    };
    let (last, earlier) = (certain(true), certain(false));
    let columns = |flow| Columns::outcomes(game, outcomes, [&nothing, flow, &later]);
    let mut rounds = Rounds::new(game, columns(&last));
    for t in (1..=game.rounds).rev() {
        rounds.next(solution.layer(t, 0).follow());
        let rows = rounds.columns.rows(game);
        visit(
            t,
            &Prospects {
                game,
                values: &rounds.values,
                rows,
                outcomes,
            },
        );
        rounds.columns = columns(&earlier);
    }
}
