//! Reading `at` and `by`: when something is read.

use super::Reader;
use crate::scenario::document::tree::{Entry, Node, Table, Value};
use crate::scenario::{Moment, Time};

impl Reader {
    /// When the measure or milestone of `entry` is read.
    pub(super) fn moment(&mut self, entry: &Entry, table: &Table, time: &Time) -> Option<Moment> {
        match (table.get("at"), table.get("by")) {
            (Some(node), None) => self.round(node, time).map(Moment::At),
            (None, Some(node)) => self.round(node, time).map(Moment::By),
            (Some(_), Some(_)) | (None, None) => self.refuse(
                entry.key_span,
                format!(
                    "`{}` needs either `at` (holds then) or `by` (has held by then)",
                    entry.key
                ),
                "each is \"end\", a round number or a date",
            ),
        }
    }

    /// When the milestone of `entry` is read: as a measure, or `during` rounds.
    pub(super) fn span(&mut self, entry: &Entry, table: &Table, time: &Time) -> Option<Moment> {
        let Some(node) = table.get("during") else {
            return self.moment(entry, table, time);
        };
        if let Some(other) = table.get("at").or(table.get("by")) {
            return self.refuse(
                other.span,
                format!("`{}` has `during` and another time", entry.key),
                "keep one of `at`, `by` and `during`",
            );
        }
        let (first, last) = match &node.value {
            Value::Array(ends) => match &ends[..] {
                [from, to] => (self.round(from, time)?, self.round(to, time)?),
                _ => {
                    return self.refuse(
                        node.span,
                        "a span has two ends",
                        "write `during = [from, to]`, each a round or a date",
                    );
                }
            },
            _ => {
                let round = self.round(node, time)?;
                (round, round)
            }
        };
        if last < first {
            return self.refuse(node.span, "it ends before it begins", "swap the two ends");
        }
        Some(Moment::During(first, last))
    }

    /// The round, from 1 to `rounds`, that a time stands for.
    fn round(&mut self, node: &Node, time: &Time) -> Option<usize> {
        let round = match &node.value {
            Value::Text(t, _) if t == "end" => time.rounds as i64,
            Value::Number(x) if x.fract() == 0.0 => *x as i64,
            Value::Date(date) => match time.round_of(*date) {
                Some(round) => round,
                None => {
                    return self.refuse(
                        node.span,
                        "a date needs `start` and a `round` of day, week, month, quarter or year",
                        "set both under [time], or give the round's number",
                    );
                }
            },
            _ => {
                return self.refuse(
                    node.span,
                    "a time must be \"end\", a round number or a date",
                    "a date is written without quotes: 2006-07-05",
                );
            }
        };
        if round < 1 || round > time.rounds as i64 {
            return self.refuse(
                node.span,
                format!("this is round {round}, outside rounds 1 to {}", time.rounds),
                "change it, or `rounds` under [time]",
            );
        }
        Some(round as usize)
    }
}
