//! Reading `[milestones]`: what really happened.

use super::{Reader, scope};
use crate::diagnostics::suggestion;
use crate::language::Scope;
use crate::scenario::document::tree::{Entry, Node, Table, Value};
use crate::scenario::{Choice, Happening, Milestone, Scenario, Seen, TurnKind};

impl Reader {
    /// All milestones.
    pub(super) fn milestones(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Milestone> {
        let names = scope(scenario);
        let entries = tree.table("milestones").0.iter();
        let milestones = entries.filter_map(|e| self.milestone(e, &names, scenario));
        milestones.collect()
    }

    fn milestone(
        &mut self,
        entry: &Entry,
        names: &Scope,
        scenario: &Scenario,
    ) -> Option<Milestone> {
        let table = entry.node.as_table()?;
        let seen = match (table.get("event"), table.get("move")) {
            (Some(event), None) => self.condition(event, names).map(Seen::Event),
            (None, Some(made)) => self.made(made, scenario).map(Seen::Move),
            (Some(_), Some(_)) | (None, None) => {
                return self.refuse(
                    entry.key_span,
                    format!(
                        "the milestone `{}` needs either `event` or `move`",
                        entry.key
                    ),
                    "add `event = \"condition\"`, or `move = { turn = …, option = … }`",
                );
            }
        };
        let moment = self.span(entry, table, &scenario.time);
        if let (Some(_), Some(at)) = (table.get("move"), table.get("at")) {
            return self.refuse(
                at.span,
                "a move is made within a round, not at its end",
                "write `during = …` instead of `at = …`",
            );
        }
        let happened = self.happened(entry, table);
        let base = table.get("base_rate").and_then(|node| self.base_rate(node));
        Some(Milestone {
            name: self.name(entry),
            seen: seen?,
            moment: moment?,
            base,
            happened: happened?,
        })
    }

    /// A move.
    fn made(&mut self, node: &Node, scenario: &Scenario) -> Option<Happening> {
        let table = node.as_table()?;
        let text = |key: &str| table.get(key).and_then(|n| Some((n.as_text()?, n.span)));
        let Some((name, span)) = text("turn") else {
            return self.refuse(node.span, "a move needs its `turn`", "add `turn = \"…\"`");
        };
        let mut all = scenario.turns.iter();
        let Some(turn) = all.position(|t| t.name.id == name) else {
            let help = suggestion(name, scenario.turns.iter().map(|t| t.name.id.as_str()));
            return self.refuse(span, format!("there is no turn `{name}`"), help);
        };
        let kind = &scenario.turns[turn].kind;
        let word = match kind {
            TurnKind::Vote(_) => "draft",
            TurnKind::Actor(..) | TurnKind::Joint(_) | TurnKind::Chance(_) => "option",
        };
        let Some((choice, at)) = text(word) else {
            return self.refuse(
                node.span,
                format!("a move at `{name}` needs its `{word}`"),
                format!("add `{word} = \"…\"`"),
            );
        };
        let parties: Vec<(Option<usize>, &[Choice])> = match kind {
            TurnKind::Actor(i, all) => vec![(Some(*i), all)],
            TurnKind::Chance(all) => vec![(None, all)],
            TurnKind::Joint(all) => all.iter().map(|(i, all)| (Some(*i), &all[..])).collect(),
            TurnKind::Vote(vote) => vec![(None, &vote.drafts)],
        };
        let named = |i: Option<usize>| i.map(|i| scenario.actors[i].name.id.as_str());
        let party = match text("actor") {
            None if parties.len() == 1 => 0,
            None => {
                return self.refuse(
                    node.span,
                    format!("several move at `{name}`"),
                    "add `actor = \"…\"`: who made the move",
                );
            }
            Some((actor, at)) => match parties.iter().position(|(i, _)| named(*i) == Some(actor)) {
                Some(party) => party,
                None => {
                    let help = suggestion(actor, parties.iter().filter_map(|(i, _)| named(*i)));
                    let message = format!("`{actor}` is not among several who move at `{name}`");
                    return self.refuse(at, message, help);
                }
            },
        };
        let options = parties[party].1;
        if options.iter().all(|c| c.name.id != choice) {
            let help = suggestion(choice, options.iter().map(|c| c.name.id.as_str()));
            return self.refuse(
                at,
                format!("there is no {word} `{choice}` at `{name}`"),
                help,
            );
        }
        Some(Happening {
            turn,
            actor: parties[party].0,
            choice: choice.to_string(),
            passed: table.get("passed").and_then(Node::as_boolean),
        })
    }

    /// 1 if it happened, 0 if not, or a number between.
    fn happened(&mut self, entry: &Entry, table: &Table) -> Option<f64> {
        let Some(node) = table.get("happened") else {
            return self.refuse(
                entry.key_span,
                format!("the milestone `{}` does not say what `happened`", entry.key),
                "add `happened = true` or `happened = false`",
            );
        };
        match node.value {
            Value::Boolean(b) => Some(f64::from(b)),
            Value::Number(x) if (0.0..=1.0).contains(&x) => Some(x),
            Value::Number(_) => self.refuse(
                node.span,
                "`happened` must be true, false or a number from 0 to 1",
                "a number between 0 and 1 means that it happened in part",
            ),
            // the check of kinds complains about these
            Value::Text(..) | Value::Date(_) | Value::Array(_) | Value::Table(_) => None,
        }
    }

    fn base_rate(&mut self, node: &Node) -> Option<f64> {
        match node.as_number() {
            Some(x) if x > 0.0 && x < 1.0 => Some(x),
            _ => self.refuse(
                node.span,
                "`base_rate` must be a number between 0 and 1",
                "it is how often such a thing happens in comparable cases",
            ),
        }
    }
}
