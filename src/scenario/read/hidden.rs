//! Reading what is done unseen: hidden turns of an actor, and chance that changes what somebody knows.

use super::Reader;
use crate::diagnostics::{Diagnostic, Span};
use crate::scenario::document::tree::{Entry, Table, Value};
use crate::scenario::{Choice, Scenario, TurnKind};

/// A private variable that is set, the choice that sets it, and where.
type Setting<'a> = (usize, &'a Choice, Span);

impl Reader {
    /// Whose private variables a turn of this kind sets, unseen; none if all see what is done there.
    pub(super) fn hidden<'a>(
        &mut self,
        table: &Table,
        kind: &'a TurnKind,
        scenario: &Scenario,
        entry: &Entry,
    ) -> Option<usize> {
        let marked = table.entry("hidden");
        let marked = marked.filter(|e| matches!(e.node.value, Value::Boolean(true)));
        let choices: Vec<&'a Choice> = match kind {
            TurnKind::Actor(_, all) | TurnKind::Chance(all) => all.iter().collect(),
            TurnKind::Joint(all) => all.iter().flat_map(|(_, all)| all).collect(),
            TurnKind::Vote(vote) => vote.drafts.iter().collect(),
        };
        let set = |c: &&'a Choice| c.unseen.first().map(|(p, e)| (*p, *c, e.span));
        let first: Option<Setting> = choices.iter().find_map(set);
        let (span, first) = match (marked, first) {
            (None, None) => return None,
            // what is wrong with what it sets is told there
            (Some(_), None) if sets_anything(table) => return None,
            (Some(mark), None) => {
                return self.refuse(
                    mark.key_span,
                    format!("the hidden turn `{}` sets nothing private", entry.key),
                    "what is done unseen is kept in a private variable of who moves: let options `set` one",
                );
            }
            (mark, Some(first)) => (mark.map_or(entry.key_span, |e| e.key_span), first),
        };
        let owner = match kind {
            TurnKind::Actor(i, _) => {
                if marked.is_none() {
                    return self.refuse(
                        first.2,
                        format!(
                            "`{}` sets `{}`, which is private, where all see what is done",
                            first.1.name.id,
                            name(scenario, first)
                        ),
                        "add `hidden = true` to the turn: then nobody else sees it",
                    );
                }
                *i
            }
            TurnKind::Chance(_) => scenario.private[first.0].owner,
            TurnKind::Joint(_) | TurnKind::Vote(_) => {
                return self.refuse(
                    first.2,
                    format!(
                        "`{}` sets `{}`, which is private, where several move",
                        first.1.name.id,
                        name(scenario, first)
                    ),
                    "give who sets it a turn of its own, with `hidden = true`",
                );
            }
        };
        self.only_own(owner, &choices, scenario);
        if scenario.correlated() {
            return self.refuse(
                span,
                format!(
                    "the turn `{}` changes what is private, while private variables are drawn together",
                    entry.key
                ),
                "let no prior read a private variable of another owner",
            );
        }
        // an actor that could not be read is missing
        let actor = scenario.actors.get(owner)?;
        let own = scenario.private.iter().filter(|p| p.owner == owner);
        let ways: usize = own.map(|p| p.variable.size()).product();
        if actor.types.len() > ways {
            return self.refuse(
                span,
                format!(
                    "the turn `{}` changes what {} is, whose types have no name of their own",
                    entry.key, actor.name.label
                ),
                format!(
                    "types are called after their actor: rename what else is called `{}`",
                    actor.name.id
                ),
            );
        }
        Some(owner)
    }

    /// Keeps an error for everything that the choices of a hidden turn set but what `owner` alone knows.
    fn only_own(&mut self, owner: usize, choices: &[&Choice], scenario: &Scenario) {
        for choice in choices {
            let id = &choice.name.id;
            let public = choice.set.iter().map(|(v, _)| *v).chain(choice.choose);
            for v in public {
                let message = format!(
                    "`{id}` sets `{}`, which all see, at a turn that nobody sees",
                    scenario.variables[v].name.id
                );
                let help = "set it at a turn of its own, after this one";
                self.error(choice.name.span, message, help);
            }
            for (p, e) in choice
                .unseen
                .iter()
                .filter(|(p, _)| scenario.private[*p].owner != owner)
            {
                let variable = &scenario.private[*p].variable.name;
                let message = format!("`{id}` sets `{}`, which another owns", variable.id);
                self.keep(
                    Diagnostic::error(e.span, message)
                        .related(variable.span, "its owner stands here")
                        .help("a turn that nobody sees sets private variables of one owner; of an actor who moves, its own"),
                );
            }
        }
    }
}

fn name<'a>(scenario: &'a Scenario, (p, ..): Setting) -> &'a str {
    &scenario.private[p].variable.name.id
}

/// Whether any option or event of a turn sets something, whatever that is.
fn sets_anything(turn: &Table) -> bool {
    let all = [turn.table("options"), turn.table("events")].into_iter();
    let mut choices = all.flat_map(|all| &all.0).filter_map(|e| e.node.as_table());
    choices.any(|choice| !choice.table("set").0.is_empty())
}
