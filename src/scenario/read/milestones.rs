//! Reading `[milestones]`: what really happened.

use super::{Reader, scope};
use crate::diagnostics::{Span, suggestion};
use crate::language::Scope;
use crate::scenario::document::tree::{Entry, Node, Table, Value};
use crate::scenario::{Ballot, Choice, Done, Happening, Milestone, Scenario, Seen, TurnKind, Vote};

/// A text of a table, and where it stands.
fn text<'a>(table: &'a Table, key: &str) -> Option<(&'a str, Span)> {
    let node = table.get(key)?;
    Some((node.as_text()?, node.span))
}

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
        let Some((name, span)) = text(table, "turn") else {
            return self.refuse(node.span, "a move needs its `turn`", "add `turn = \"…\"`");
        };
        let mut all = scenario.turns.iter();
        let Some(turn) = all.position(|t| t.name.id == name) else {
            let help = suggestion(name, scenario.turns.iter().map(|t| t.name.id.as_str()));
            return self.refuse(span, format!("there is no turn `{name}`"), help);
        };
        let done = match &scenario.turns[turn].kind {
            TurnKind::Vote(vote) => self.voted(node, table, (name, vote), scenario),
            kind => self.taken(node, table, (name, kind), scenario),
        };
        Some(Happening { turn, done: done? })
    }

    /// An option that is taken at the turn called `name`.
    fn taken(
        &mut self,
        node: &Node,
        table: &Table,
        (name, kind): (&str, &TurnKind),
        scenario: &Scenario,
    ) -> Option<Done> {
        let Some((option, at)) = text(table, "option") else {
            return self.refuse(
                node.span,
                format!("a move at `{name}` needs its `option`"),
                "add `option = \"…\"`",
            );
        };
        let parties: Vec<(Option<usize>, &[Choice])> = match kind {
            TurnKind::Actor(i, all) => vec![(Some(*i), all)],
            TurnKind::Chance(all) => vec![(None, all)],
            TurnKind::Joint(all) => all.iter().map(|(i, all)| (Some(*i), &all[..])).collect(),
            TurnKind::Vote(_) => vec![],
        };
        let named = |i: Option<usize>| i.map(|i| scenario.actors[i].name.id.as_str());
        let party = match text(table, "actor") {
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
                    let message = format!("`{actor}` is not among those who move at `{name}`");
                    return self.refuse(at, message, help);
                }
            },
        };
        let (actor, options) = parties[party];
        if options.iter().all(|c| c.name.id != option) {
            let help = suggestion(option, options.iter().map(|c| c.name.id.as_str()));
            let message = format!("there is no option `{option}` at `{name}`");
            return self.refuse(at, message, help);
        }
        let option = option.to_string();
        Some(Done::Taken { actor, option })
    }

    /// What is done at a vote: a draft is voted on, or a member casts a vote.
    fn voted(
        &mut self,
        node: &Node,
        table: &Table,
        (name, vote): (&str, &Vote),
        scenario: &Scenario,
    ) -> Option<Done> {
        let draft = text(table, "draft");
        let drafts = || vote.drafts.iter().map(|c| c.name.id.as_str());
        if let Some((draft, at)) = draft.filter(|(draft, _)| drafts().all(|id| id != *draft)) {
            let message = format!("there is no draft `{draft}` at `{name}`");
            return self.refuse(at, message, suggestion(draft, drafts()));
        }
        let draft = draft.map(|(draft, _)| draft.to_string());
        let Some((word, at)) = text(table, "option") else {
            let Some(draft) = draft else {
                return self.refuse(
                    node.span,
                    format!("a move at `{name}` needs its `draft`, or an `option` of a member"),
                    "add `draft = \"…\"`, or `option = \"veto\"`",
                );
            };
            let passed = table.get("passed").and_then(Node::as_boolean);
            return Some(Done::Called { draft, passed });
        };
        if let Some(passed) = table.get("passed") {
            return self.refuse(
                passed.span,
                "what a member casts and whether a draft passes are two things",
                "write a milestone for each",
            );
        }
        let Some(ballot) = Ballot::ALL.into_iter().find(|b| b.word() == word) else {
            let help = match drafts().any(|id| id == word) {
                true => format!("it is a draft: write `draft = \"{word}\"`"),
                false => suggestion(word, Ballot::ALL.into_iter().map(Ballot::word)),
            };
            return self.refuse(at, format!("nobody can vote `{word}`"), help);
        };
        let ids = || {
            vote.members
                .iter()
                .map(|i| scenario.actors[*i].name.id.as_str())
        };
        let member = match text(table, "actor") {
            None if ballot == Ballot::Veto => None,
            None => {
                return self.refuse(
                    node.span,
                    format!("several vote at `{name}`"),
                    "add `actor = \"…\"`: who voted so",
                );
            }
            Some((actor, at)) => match ids().position(|id| id == actor) {
                Some(member) => Some(member),
                None => {
                    let message = format!("`{actor}` does not vote at `{name}`");
                    return self.refuse(at, message, suggestion(actor, ids()));
                }
            },
        };
        let holder = |m: &usize| vote.veto.get(*m) == Some(&true);
        if let (Ballot::Veto, Some(false)) = (ballot, member.as_ref().map(holder)) {
            let help = suggestion(
                "",
                (0..vote.members.len())
                    .filter(holder)
                    .filter_map(|m| ids().nth(m)),
            );
            return self.refuse(at, format!("it has no veto at `{name}`"), help);
        }
        Some(Done::Cast {
            draft,
            actor: member.map(|m| vote.members[m]),
            ballot,
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
