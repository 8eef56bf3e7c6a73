//! Reading turns: an actor's options, chance, votes.

use super::model::{Choice, Scenario, Turn, TurnKind};
use super::names::{Reader, scope};
use super::tree::{Entry, Node, Table, Value};
use crate::language::{Domain, Expr, Scope, Type, VariableKind, check, check_level};
use crate::source::{Diagnostic, suggestion};

/// The most options that a turn may have.
const MOST: usize = 60_000;

impl Reader {
    /// All turns in order of play.
    pub fn turns(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Turn> {
        let mut order: Vec<&Entry> = vec![];
        for entry in &tree.table("turns").0 {
            let after = entry.node.as_table().and_then(|t| t.get("after"));
            match after.map(|n| {
                (
                    n,
                    order
                        .iter()
                        .position(|e| Some(e.key.as_str()) == n.as_text()),
                )
            }) {
                None => order.push(entry),
                Some((_, Some(i))) => order.insert(i + 1, entry),
                Some((node, None)) => {
                    let name = node.as_text().unwrap_or("");
                    let fault = Diagnostic::error(
                        node.span,
                        format!("there is no turn `{name}` before this one"),
                    );
                    self.faults
                        .push(fault.help(suggestion(name, order.iter().map(|e| e.key.as_str()))));
                }
            }
        }
        let turns: Vec<Turn> = order
            .iter()
            .filter_map(|e| self.turn(e, scenario))
            .collect();
        if order.is_empty() {
            self.faults.push(
                Diagnostic::general("the scenario has no turns: nobody ever moves")
                    .help("add a [turns.NAME] with `actor` and [turns.NAME.options]; `demarche new` writes an example"),
            );
        }
        turns
    }

    fn turn(&mut self, entry: &Entry, scenario: &Scenario) -> Option<Turn> {
        let table = entry.node.as_table()?;
        let scope = scope(scenario);
        let when = table.get("when").and_then(|n| self.condition(n, &scope));
        if let Some(later) = table.entry("actors") {
            return self.fault(
                Diagnostic::error(
                    later.key_span,
                    "turns of several actors at once come in a later version",
                )
                .help("give each actor a turn of its own"),
            );
        }
        let kinds = ["actor", "events", "members"];
        let present: Vec<&Entry> = kinds.iter().filter_map(|k| table.entry(k)).collect();
        let kind = match present[..] {
            [one] => one.key.as_str(),
            [] => {
                return self.fault(
                    Diagnostic::error(entry.key_span, format!("nobody moves at the turn `{}`", entry.key))
                        .help("give it `actor` and options, or `events` (chance), or `members` and drafts (a vote)"),
                );
            }
            [first, second, ..] => {
                return self.fault(
                    Diagnostic::error(
                        second.key_span,
                        format!("a turn has either `{}` or `{}`", first.key, second.key),
                    )
                    .related(first.key_span, "here")
                    .help("make two turns of it"),
                );
            }
        };
        let foreign: &[&str] = match kind {
            "actor" => &[
                "others", "needs", "veto", "abstain", "ballot", "proposer", "drafts", "cost",
            ],
            "events" => &[
                "options", "others", "needs", "veto", "abstain", "ballot", "proposer", "drafts",
                "cost",
            ],
            _ => &["options"],
        };
        for key in foreign.iter().filter_map(|k| table.entry(k)) {
            self.faults.push(
                Diagnostic::error(
                    key.key_span,
                    format!("`{}` has no meaning in a turn with `{kind}`", key.key),
                )
                .help("take it away, or give it a turn of its own"),
            );
        }
        let kind = match kind {
            "actor" => {
                let actor = self.actor(table.get("actor")?, scenario)?;
                TurnKind::Actor(
                    actor,
                    self.choices(table, "options", "cost", &scope, scenario, entry),
                )
            }
            "events" => {
                TurnKind::Chance(self.choices(table, "events", "chance", &scope, scenario, entry))
            }
            _ => TurnKind::Vote(Box::new(self.vote(table, scenario, entry)?)),
        };
        Some(Turn {
            name: self.name(entry),
            when,
            kind,
        })
    }

    /// The index of the actor named at `node`.
    pub fn actor(&mut self, node: &Node, scenario: &Scenario) -> Option<usize> {
        let name = node.as_text()?;
        let found = scenario.actors.iter().position(|a| a.name.id == name);
        if found.is_none() {
            let ids = scenario.actors.iter().map(|a| a.name.id.as_str());
            self.faults.push(
                Diagnostic::error(node.span, format!("there is no actor `{name}`"))
                    .help(suggestion(name, ids))
                    .unknown(name),
            );
        }
        found
    }

    pub fn actor_key(&mut self, entry: &Entry, scenario: &Scenario) -> Option<usize> {
        let node = Node {
            value: Value::Text(entry.key.clone(), None),
            span: entry.key_span,
        };
        self.actor(&node, scenario)
    }

    /// What each actor receives: a table of actors and expressions.
    pub fn payments(
        &mut self,
        table: Option<&Node>,
        scope: &Scope,
        scenario: &Scenario,
    ) -> Vec<(usize, Expr)> {
        let mut all = vec![];
        for entry in table.and_then(Node::as_table).map_or(&[][..], |t| &t.0) {
            let actor = self.actor_key(entry, scenario);
            let expr = self.expr(&entry.node, scope);
            all.extend(actor.zip(expr));
        }
        all
    }

    fn choices(
        &mut self,
        turn: &Table,
        key: &str,
        number: &str,
        scope: &Scope,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Vec<Choice> {
        let entries = &turn.table(key).0;
        if entries.is_empty() {
            self.faults.push(
                Diagnostic::error(
                    owner.key_span,
                    format!("the turn `{}` has no {key}", owner.key),
                )
                .help(format!("add [turns.{}.{key}]", owner.key)),
            );
        }
        if entries.len() > MOST {
            self.faults.push(
                Diagnostic::error(owner.key_span, format!("a turn has at most {MOST} {key}"))
                    .help("a numbered variable with fewer levels, or two turns, keep a game small"),
            );
        }
        let mut all = vec![];
        for entry in entries {
            all.extend(self.choice(entry, number, scope, scenario));
        }
        all
    }

    pub fn choice(
        &mut self,
        entry: &Entry,
        number: &str,
        scope: &Scope,
        scenario: &Scenario,
    ) -> Option<Choice> {
        let table = entry.node.as_table()?;
        let mut scope = scope.clone();
        let mut choose = None;
        if let Some(node) = table.get("choose") {
            let name = node.as_text()?;
            choose = scenario.variables.iter().position(|v| v.name.id == name);
            if choose.is_none() {
                let ids = scenario.variables.iter().map(|v| v.name.id.as_str());
                let fault = Diagnostic::error(
                    node.span,
                    format!("there is no state variable `{name}` to choose a level of"),
                );
                return self.fault(fault.help(suggestion(name, ids)));
            }
            scope.chosen = choose;
        }
        let when = table.get("when").and_then(|n| self.condition(n, &scope));
        let value = table.get(number).and_then(|n| self.expr(n, &scope));
        if number == "chance" && table.get("chance").is_none() {
            self.faults.push(
                Diagnostic::error(
                    entry.key_span,
                    format!("the event `{}` has no chance", entry.key),
                )
                .help("add `chance = 0.1`, or an expression"),
            );
        }
        let mut set = vec![];
        for change in &table.table("set").0 {
            let v = scenario
                .variables
                .iter()
                .position(|v| v.name.id == change.key);
            match v {
                None => {
                    let ids = scenario.variables.iter().map(|v| v.name.id.as_str());
                    let fault = Diagnostic::error(
                        change.key_span,
                        format!("there is no state variable `{}`", change.key),
                    )
                    .unknown(&change.key);
                    self.faults.push(fault.help(suggestion(&change.key, ids)));
                }
                Some(v) if choose == Some(v) => self.faults.push(
                    Diagnostic::error(
                        change.key_span,
                        format!("`choose` already sets {}", change.key),
                    )
                    .help("take it out of `set`"),
                ),
                Some(v) => set.extend(self.set_value(&change.node, v, &scope).map(|e| (v, e))),
            }
        }
        let payoff = self.payments(table.get("payoff"), &scope, scenario);
        Some(Choice {
            name: self.name(entry),
            when,
            number: value,
            set,
            payoff,
            choose,
        })
    }

    fn set_value(&mut self, node: &Node, v: usize, scope: &Scope) -> Option<Expr> {
        let (name, kind) = &scope.variables[v];
        match (kind, &node.value) {
            (VariableKind::Named(_), Value::Text(..)) => {
                let syntax = self.syntax(node)?;
                match check_level(&syntax, Domain::State(v), scope) {
                    Ok(expr) => Some(expr),
                    Err(fault) => self.fault(fault),
                }
            }
            (VariableKind::Named(levels), _) => {
                let fault = Diagnostic::error(
                    node.span,
                    format!("{name} is set to one of its levels, by name"),
                );
                self.fault(fault.help(format!("there are: {}", levels.join(", "))))
            }
            (VariableKind::YesNo, Value::Number(_)) => self.fault(
                Diagnostic::error(node.span, format!("{name} is set to true or false"))
                    .help("write true or false, or a condition"),
            ),
            (VariableKind::YesNo, Value::Text(..)) => {
                let syntax = self.syntax(node)?;
                match check(&syntax, scope) {
                    Ok(expr) if expr.ty == Type::Condition => Some(expr),
                    Ok(expr) => self.fault(
                        Diagnostic::error(
                            expr.span,
                            format!("{name} is set to true or false, or a condition"),
                        )
                        .help("compare it with something, as `x > 0`"),
                    ),
                    Err(fault) => self.fault(fault),
                }
            }
            _ => self.expr(node, scope),
        }
    }
}
