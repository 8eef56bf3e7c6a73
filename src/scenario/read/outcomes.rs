//! Reading `[outcomes]`: how histories are named.

use super::{Reader, scope};
use crate::diagnostics::Diagnostic;
use crate::scenario::document::tree::{Entry, Node, Table};
use crate::scenario::{Outcome, Scenario};

impl Reader {
    /// All outcomes in the file's order, with the `otherwise` one last.
    pub(super) fn outcomes(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Outcome> {
        let mut all: Vec<Outcome> = vec![];
        let mut otherwise: Option<Outcome> = None;
        for entry in &tree.table("outcomes").0 {
            let Some(table) = entry.node.as_table() else {
                continue;
            };
            let outcome = self.outcome(entry, table, scenario);
            if !is_otherwise(table) {
                all.push(outcome);
                continue;
            }
            if outcome.ends {
                self.error(
                    entry.key_span,
                    "the `otherwise` outcome cannot end the play: play would end at once",
                    "remove `ends`, or write `when` it holds",
                );
            }
            if let Some(first) = &otherwise {
                self.keep(
                    Diagnostic::error(
                        entry.key_span,
                        "a second outcome with `otherwise` can never hold",
                    )
                    .related(first.name.span, "the first")
                    .help("remove one, or write `when` it holds"),
                );
            }
            otherwise.get_or_insert(outcome);
        }
        all.extend(otherwise);
        if all.is_empty() {
            self.keep(
                Diagnostic::general("the scenario has no outcomes")
                    .help("add at least [outcomes.NAME] with `otherwise = true`"),
            );
        }
        all
    }

    fn outcome(&mut self, entry: &Entry, table: &Table, scenario: &Scenario) -> Outcome {
        let names = scope(scenario);
        let when = table.get("when").and_then(|n| self.condition(n, &names));
        if is_otherwise(table) == table.get("when").is_some() {
            self.error(
                entry.key_span,
                format!(
                    "the outcome `{}` needs either `when` or `otherwise = true`",
                    entry.key
                ),
                "one outcome has `otherwise`; every other says `when` it holds",
            );
        }
        let ends = table.get("ends");
        let ends = ends.is_some_and(|n| n.as_boolean().unwrap_or(true));
        for key in ["payoff", "flow"].iter().filter_map(|k| table.entry(k)) {
            if !ends {
                self.error(
                    key.key_span,
                    format!("only an outcome that ends the play can have `{}`", key.key),
                    "add `ends = true`, or move what is received each round to [actors.NAME.payoff]",
                );
            }
        }
        Outcome {
            name: self.name(entry),
            when,
            ends,
            payoff: self.payments(table.get("payoff"), &names, scenario),
            flow: self.payments(table.get("flow"), &names, scenario),
        }
    }
}

/// Whether an outcome holds where no other does.
fn is_otherwise(table: &Table) -> bool {
    table.get("otherwise").and_then(Node::as_boolean) == Some(true)
}
