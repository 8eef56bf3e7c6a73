//! Reading options, events and drafts.

use super::turns::count;
use super::{Reader, scope};
use crate::diagnostics::{Diagnostic, suggestion};
use crate::language::{Domain, Expr, Scope, Type, VariableKind, check, check_level};
use crate::scenario::document::tree::{Entry, Node, Table, Value};
use crate::scenario::{Choice, Plays, Scenario};

/// The most options that a turn may have, and the most combinations of those of several actors.
pub(super) const MOST_OPTIONS: usize = 200_000;

impl Reader {
    /// The options of an actor; `owner` is the turn, or the actor at a turn of several.
    pub(super) fn options(
        &mut self,
        table: &Table,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Vec<Choice> {
        self.choices(table, "options", scenario, owner)
    }

    /// The events of a chance turn.
    pub(super) fn events(
        &mut self,
        table: &Table,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Vec<Choice> {
        for entry in &table.0 {
            let event = entry.node.as_table();
            if event.is_some_and(|t| t.get("chance").is_none()) {
                self.error(
                    entry.key_span,
                    format!("the event `{}` has no chance", entry.key),
                    "add `chance = 0.1`, or an expression",
                );
            }
        }
        self.choices(table, "events", scenario, owner)
    }

    /// The choices of a table that is called `key`.
    fn choices(
        &mut self,
        table: &Table,
        key: &str,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Vec<Choice> {
        if table.0.is_empty() {
            self.error(
                owner.key_span,
                format!("the turn `{}` has no {key}", owner.key),
                format!("add [turns.{}.{key}]", owner.key),
            );
        }
        let names = scope(scenario);
        let choices = table.0.iter();
        let choices = choices.filter_map(|e| self.choice(e, &names, scenario));
        let choices: Vec<Choice> = choices.collect();
        let options: usize = choices.iter().map(|c| count(c, scenario)).sum();
        if options > MOST_OPTIONS {
            self.error(
                owner.key_span,
                format!("this turn has {options} options, more than {MOST_OPTIONS}"),
                "with `choose`, every level is an option: give the variable fewer levels",
            );
        }
        choices
    }

    /// One option, event or draft.
    pub(super) fn choice(
        &mut self,
        entry: &Entry,
        names: &Scope,
        scenario: &Scenario,
    ) -> Option<Choice> {
        let table = entry.node.as_table()?;
        let mut names = names.clone();
        if let Some(node) = table.get("choose") {
            names.chosen = Some(self.choose(node, scenario)?);
        }
        let when = table.get("when").and_then(|n| self.condition(n, &names));
        let cost = table.get("cost").and_then(|n| self.expr(n, &names));
        let chance = table.get("chance").and_then(|n| self.expr(n, &names));
        let changes = self.changes(table.table("set"), &names, scenario);
        let count = scenario.variables.len();
        let (set, unseen): (Vec<_>, Vec<_>) = changes.into_iter().partition(|(v, _)| *v < count);
        Some(Choice {
            name: self.name(entry),
            when,
            cost,
            chance,
            set,
            unseen: unseen.into_iter().map(|(v, e)| (v - count, e)).collect(),
            payoff: self.payments(table.get("payoff"), &names, scenario),
            choose: names.chosen,
        })
    }

    /// The state variable of which every level becomes an option.
    fn choose(&mut self, node: &Node, scenario: &Scenario) -> Option<usize> {
        let name = node.as_text()?;
        let ids = scenario.variables.iter().map(|v| v.name.id.as_str());
        let found = ids.clone().position(|id| id == name);
        if found.is_none() {
            self.error(
                node.span,
                format!("there is no state variable `{name}` to choose a level of"),
                suggestion(name, ids),
            );
        }
        found
    }

    /// The variables that a choice sets, with their new levels; private ones count after those of the state.
    fn changes(&mut self, table: &Table, names: &Scope, scenario: &Scenario) -> Vec<(usize, Expr)> {
        let mut changes = vec![];
        let private = scenario.private.iter();
        let of_types = |v: usize| {
            let private = private
                .as_slice()
                .get(v.checked_sub(scenario.variables.len())?)?;
            private
                .prior
                .is_empty()
                .then(|| &scenario.actors[private.owner])
        };
        for change in &table.0 {
            let key = change.key.as_str();
            let ids = names.variables.iter().map(|(id, _)| *id);
            let found = ids.clone().position(|id| id == key);
            if let Some(actor) = found.and_then(of_types) {
                self.error(
                    change.key_span,
                    format!(
                        "the type of {} is drawn before play, and nothing sets it",
                        actor.name.label
                    ),
                    format!(
                        "declare what changes under [private], with `owner = \"{}\"`",
                        actor.name.id
                    ),
                );
                continue;
            }
            match found {
                None => self.keep(
                    Diagnostic::error(
                        change.key_span,
                        format!("there is no state variable `{key}`"),
                    )
                    .unknown(key)
                    .help(suggestion(key, ids)),
                ),
                Some(v) if names.chosen == Some(v) => self.error(
                    change.key_span,
                    format!("`choose` already sets {key}"),
                    "remove it from `set`",
                ),
                Some(v) => changes.extend(self.new_level(&change.node, v, names).map(|e| (v, e))),
            }
        }
        changes
    }

    /// The level that variable `v` is set to.
    fn new_level(&mut self, node: &Node, v: usize, names: &Scope) -> Option<Expr> {
        let (name, kind) = &names.variables[v];
        match (kind, &node.value) {
            (VariableKind::Named(_), Value::Text(..)) => {
                let syntax = self.syntax(node)?;
                self.accept(check_level(&syntax, Domain::State(v), names))
            }
            (VariableKind::Named(levels), _) => self.refuse(
                node.span,
                format!("{name} must be set to one of its levels, by name"),
                format!("there are: {}", levels.join(", ")),
            ),
            (VariableKind::YesNo, Value::Number(_)) => self.refuse(
                node.span,
                format!("{name} must be set to true or false"),
                "write true or false, or a condition",
            ),
            (VariableKind::YesNo, Value::Text(..)) => {
                let syntax = self.syntax(node)?;
                let expr = self.accept(check(&syntax, names))?;
                if expr.ty == Type::Condition {
                    return Some(expr);
                }
                self.refuse(
                    expr.span,
                    format!("{name} must be set to true or false, or a condition"),
                    "compare it with something, such as `x > 0`",
                )
            }
            (VariableKind::YesNo | VariableKind::Numbered(_), _) => self.expr(node, names),
        }
    }

    /// What actors receive: a table of actors and expressions.
    pub(super) fn payments(
        &mut self,
        table: Option<&Node>,
        names: &Scope,
        scenario: &Scenario,
    ) -> Vec<(usize, Expr)> {
        let mut payments = vec![];
        for entry in table.and_then(Node::as_table).map_or(&[][..], |t| &t.0) {
            let actor = self.actor_key(entry, scenario);
            let expr = self.expr(&entry.node, names);
            payments.extend(actor.zip(expr));
        }
        payments
    }

    /// Checks that options have chances if and only if the actor plays a script.
    pub(super) fn script(
        &mut self,
        options: &[Choice],
        actor: usize,
        scenario: &Scenario,
        turn: &Entry,
    ) {
        let name = &scenario.actors[actor].name.id;
        let scripted = scenario.actors[actor]
            .behaviours()
            .any(|p| p == Plays::Script);
        for choice in options {
            match &choice.chance {
                Some(chance) if !scripted => self.error(
                    chance.span,
                    format!("{name} does not play a script, so its options cannot have a chance"),
                    "give it, or one of its types, `plays = \"script\"`",
                ),
                None if scripted => self.keep(
                    Diagnostic::error(
                        choice.name.span,
                        format!("{name} plays a script, but this option has no chance"),
                    )
                    .related(turn.key_span, "at this turn")
                    .help("add `chance = …`, a number or an expression; the chances of the open options add up to 1"),
                ),
                Some(_) | None => {}
            }
        }
    }
}
