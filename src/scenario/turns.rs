//! Reading turns: an actor's options, chance, votes.

use super::model::{Choice, Plays, Scenario, Turn, TurnKind};
use super::names::{Reader, scope};
use super::read::not_exact;
use super::tree::{Entry, Node, Table, Value};
use crate::diagnostics::{Diagnostic, suggestion};
use crate::language::{Domain, Expr, Scope, Type, VariableKind, check, check_level};

/// What a choice is.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Sort {
    Option,
    Event,
    Draft,
}

/// The most options that a turn may have, and the most ways in which those of several actors combine.
const MOST: usize = 200_000;

/// The most options of all turns.
const MOST_IN_ALL: usize = 1_000_000;

/// The number of options that `choice` stands for.
fn family(choice: &Choice, scenario: &Scenario) -> usize {
    choice.choose.map_or(1, |v| scenario.variables[v].size())
}

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
        let count: usize = turns
            .iter()
            .flat_map(|t| t.choices())
            .map(|(_, c)| family(c, scenario))
            .sum();
        if count > MOST_IN_ALL {
            self.faults.push(
                Diagnostic::error(
                    turns[0].name.span,
                    format!("all turns have {count} options, more than {MOST_IN_ALL}"),
                )
                .help("each level that `choose` chooses is one: give the variables fewer"),
            );
        }
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
        let kinds = ["actor", "actors", "events", "members"];
        let present: Vec<&Entry> = kinds.iter().filter_map(|k| table.entry(k)).collect();
        let kind = match present[..] {
            [one] => one.key.as_str(),
            [] => {
                return self.fault(
                    Diagnostic::error(entry.key_span, format!("nobody moves at the turn `{}`", entry.key))
                        .help("give it `actor` and options (or `actors`, each with options), or `events` (chance), or `members` and drafts (a vote)"),
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
            "actor" | "actors" => &[
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
                let options = self.choices(table.table("options"), Sort::Option, scenario, entry);
                self.script(&options, actor, scenario, entry);
                TurnKind::Actor(actor, options)
            }
            "actors" => TurnKind::Joint(self.joint(table, scenario, entry)?),
            "events" => {
                TurnKind::Chance(self.choices(table.table("events"), Sort::Event, scenario, entry))
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

    /// The options of several actors who move at once.
    fn joint(
        &mut self,
        turn: &Table,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Option<Vec<(usize, Vec<Choice>)>> {
        let mut all: Vec<(usize, Vec<Choice>)> = vec![];
        let movers = turn.get("actors").and_then(Node::as_array).unwrap_or(&[]);
        for node in movers {
            let actor = self.actor(node, scenario)?;
            if all.iter().any(|(a, _)| *a == actor) {
                self.faults.push(
                    Diagnostic::error(node.span, "this actor is listed twice")
                        .help("each picks one option; take one away"),
                );
                continue;
            }
            let id = &scenario.actors[actor].name.id;
            if scenario.actors[actor].precision.is_none() {
                self.faults
                    .push(not_exact(node.span, id, "moves together with others"));
            }
            let options = match turn.table("options").entry(id) {
                Some(own) => self.choices(own.node.as_table()?, Sort::Option, scenario, own),
                None => {
                    return self.fault(
                        Diagnostic::error(node.span, format!("{id} has no options at this turn"))
                            .help(format!("add [turns.{}.options.{id}]", owner.key)),
                    );
                }
            };
            self.script(&options, actor, scenario, owner);
            all.push((actor, options));
        }
        if all.len() < 2 {
            self.faults.push(
                Diagnostic::error(owner.key_span, "a turn of `actors` has two or more")
                    .help("write `actor = \"…\"` for one"),
            );
        }
        for own in &turn.table("options").0 {
            if !all
                .iter()
                .any(|(a, _)| scenario.actors[*a].name.id == own.key)
            {
                let ids = all
                    .iter()
                    .map(|(a, _)| scenario.actors[*a].name.id.as_str());
                self.faults.push(
                    Diagnostic::error(
                        own.key_span,
                        format!("{} does not move at this turn", own.key),
                    )
                    .help(suggestion(&own.key, ids)),
                );
            }
        }
        self.profiles(&all, scenario, owner);
        self.own_variables(&all, scenario);
        Some(all)
    }

    /// Not more options, each level that is chosen being one, than a game is worth.
    fn few(&mut self, all: &[Choice], scenario: &Scenario, owner: &Entry) {
        let count: usize = all.iter().map(|c| family(c, scenario)).sum();
        if count > MOST {
            self.faults.push(
                Diagnostic::error(
                    owner.key_span,
                    format!("this turn has {count} options, more than {MOST}"),
                )
                .help("each level that `choose` chooses is one: give the variable fewer"),
            );
        }
    }

    /// Not more ways to choose together either.
    fn profiles(&mut self, all: &[(usize, Vec<Choice>)], scenario: &Scenario, owner: &Entry) {
        let count = |options: &Vec<Choice>| -> f64 {
            let own: usize = options.iter().map(|c| family(c, scenario)).sum();
            own as f64
        };
        let profiles: f64 = all.iter().map(|(_, o)| count(o).max(1.0)).product();
        // each may also do nothing, where nothing is open, and a number has 32 bits
        let numbers: f64 = all.iter().map(|(_, o)| count(o) + 1.0).product();
        if profiles > MOST as f64 || numbers > f64::from(u32::MAX) {
            let profiles = if profiles > MOST as f64 {
                profiles
            } else {
                numbers
            };
            self.faults.push(
                Diagnostic::error(
                    owner.key_span,
                    format!(
                        "the options of this turn combine in {profiles} ways, more than {MOST}"
                    ),
                )
                .help("take options or levels away, or let some actors move later"),
            );
        }
    }

    /// Two actors who move at once may not set the same variable: neither would be the last.
    fn own_variables(&mut self, all: &[(usize, Vec<Choice>)], scenario: &Scenario) {
        let sets = |choice: &Choice| -> Vec<usize> {
            choice
                .set
                .iter()
                .map(|(v, _)| *v)
                .chain(choice.choose)
                .collect()
        };
        for (n, (_, options)) in all.iter().enumerate() {
            for choice in options {
                for v in sets(choice) {
                    let earlier = all[..n].iter().flat_map(|(_, o)| o);
                    let Some(other) = earlier.into_iter().find(|c| sets(c).contains(&v)) else {
                        continue;
                    };
                    let name = &scenario.variables[v].name.id;
                    self.faults.push(
                        Diagnostic::error(
                            choice.name.span,
                            format!("two actors who move at once both set {name}"),
                        )
                        .related(other.name.span, "the other")
                        .help("give each a variable of its own; a chance turn after this one can join them"),
                    );
                }
            }
        }
    }

    /// Chances are there if and only if the actor follows a script.
    fn script(&mut self, options: &[Choice], actor: usize, scenario: &Scenario, owner: &Entry) {
        let name = &scenario.actors[actor].name;
        let scripted = scenario.actors[actor]
            .behaviours()
            .any(|p| p == Plays::Script);
        for choice in options {
            match &choice.chance {
                Some(chance) if !scripted => self.faults.push(
                    Diagnostic::error(
                        chance.span,
                        format!("{} chooses, so its options have no chance", name.id),
                    )
                    .help("give it, or one of its types, `plays = \"script\"`"),
                ),
                None if scripted => self.faults.push(
                    Diagnostic::error(
                        choice.name.span,
                        format!("{} plays a script, but this option has no chance", name.id),
                    )
                    .related(owner.key_span, "at this turn")
                    .help("add `chance = …`, a number or an expression; over the open options they add up to 1"),
                ),
                _ => {}
            }
        }
    }

    fn choices(
        &mut self,
        table: &Table,
        sort: Sort,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Vec<Choice> {
        let entries = &table.0;
        let key = match sort {
            Sort::Option => "options",
            Sort::Event => "events",
            Sort::Draft => "drafts",
        };
        if entries.is_empty() {
            self.faults.push(
                Diagnostic::error(
                    owner.key_span,
                    format!("the turn `{}` has no {key}", owner.key),
                )
                .help(format!("add [turns.{}.{key}]", owner.key)),
            );
        }
        let scope = scope(scenario);
        let mut all = vec![];
        for entry in entries {
            all.extend(self.choice(entry, sort, &scope, scenario));
        }
        self.few(&all, scenario, owner);
        all
    }

    pub fn choice(
        &mut self,
        entry: &Entry,
        sort: Sort,
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
        let cost = table.get("cost").and_then(|n| self.expr(n, &scope));
        let chance = table.get("chance").and_then(|n| self.expr(n, &scope));
        if sort == Sort::Event && table.get("chance").is_none() {
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
            cost,
            chance,
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
