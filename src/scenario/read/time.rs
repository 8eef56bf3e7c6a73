//! Reading `[time]`: rounds and dates.

use super::Reader;
use crate::diagnostics::visible;
use crate::scenario::Time;
use crate::scenario::document::tree::{Node, Table, Value};

/// The most rounds, and the most rounds of the shadow.
const MOST_ROUNDS: usize = 10_000;

impl Reader {
    pub(super) fn time(&mut self, table: &Table) -> Time {
        let round = table.get("round").and_then(Node::as_text);
        let start = table.get("start").and_then(|node| match &node.value {
            Value::Date(date) => Some(*date),
            // the check of kinds complains about the quotes
            _ => node.as_text()?.parse().ok(),
        });
        let shadow = table.get("shadow");
        Time {
            round: visible(round.unwrap_or("round")).into_owned(),
            start,
            rounds: table.get("rounds").map_or(1, |node| self.rounds(node)),
            shadow: shadow.map_or(Some(0), |node| self.shadow(node)),
            shadow_span: shadow.map(|node| node.span),
            clock: table
                .get("clock")
                .filter(|node| node.as_boolean() == Some(true))
                .map(|node| node.span),
        }
    }

    fn rounds(&mut self, node: &Node) -> usize {
        let rounds = node.as_number().unwrap_or(1.0) as usize;
        if (1..=MOST_ROUNDS).contains(&rounds) {
            return rounds;
        }
        self.error(
            node.span,
            "`rounds` must be from 1 to 10000",
            "`rounds = 10` plays and reports ten",
        );
        // so that no date is outside them
        MOST_ROUNDS
    }

    /// The number of rounds after the reported ones; none means without end.
    fn shadow(&mut self, node: &Node) -> Option<usize> {
        match &node.value {
            Value::Number(x) if *x >= 0.0 && x.fract() == 0.0 && *x <= MOST_ROUNDS as f64 => {
                Some(*x as usize)
            }
            Value::Text(t, _) if t == "unbounded" => None,
            _ => {
                self.error(
                    node.span,
                    "`shadow` must be a whole number of rounds, from 0 to 10000, or \"unbounded\"",
                    "these rounds follow the last reported one; they are solved, but not reported",
                );
                Some(0)
            }
        }
    }
}
