//! Reading turns: an actor's options, chance, votes.

use super::model::{Choice, Occasion, Scenario, Turn, TurnKind, Vote};
use super::names::{Reader, fixed, scope};
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
                    .related(first.key_span, "here"),
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
            self.faults.push(Diagnostic::error(
                key.key_span,
                format!("`{}` has no meaning in a turn with `{kind}`", key.key),
            ));
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
                    .help(suggestion(name, ids)),
            );
        }
        found
    }

    fn actor_key(&mut self, entry: &Entry, scenario: &Scenario) -> Option<usize> {
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
            self.faults.push(Diagnostic::error(
                owner.key_span,
                format!("the turn `{}` has no {key}", owner.key),
            ));
        }
        if entries.len() > MOST {
            self.faults.push(Diagnostic::error(
                owner.key_span,
                format!("a turn has at most {MOST} {key}"),
            ));
        }
        let mut all = vec![];
        for entry in entries {
            all.extend(self.choice(entry, number, scope, scenario));
        }
        all
    }

    fn choice(
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
                    );
                    self.faults.push(fault.help(suggestion(&change.key, ids)));
                }
                Some(v) if choose == Some(v) => self.faults.push(Diagnostic::error(
                    change.key_span,
                    format!("`choose` already sets {}", change.key),
                )),
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
            (VariableKind::YesNo, Value::Number(_)) => self.fault(Diagnostic::error(
                node.span,
                format!("{name} is set to true or false"),
            )),
            (VariableKind::YesNo, Value::Text(..)) => {
                let syntax = self.syntax(node)?;
                match check(&syntax, scope) {
                    Ok(expr) if expr.ty == Type::Condition => Some(expr),
                    Ok(expr) => self.fault(Diagnostic::error(
                        expr.span,
                        format!("{name} is set to true or false, or a condition"),
                    )),
                    Err(fault) => self.fault(fault),
                }
            }
            _ => self.expr(node, scope),
        }
    }

    fn vote(&mut self, table: &Table, scenario: &Scenario, owner: &Entry) -> Option<Vote> {
        let mut scope = scope(scenario);
        if let Some(node) = table.get("ballot") {
            match node.as_text() {
                Some("roll call") => {}
                Some("together") => self.faults.push(
                    Diagnostic::error(node.span, "votes cast together come in a later version")
                        .help("use \"roll call\"; runs report the reversed order beside the given one"),
                ),
                _ => self.faults.push(Diagnostic::error(node.span, "`ballot` is \"roll call\" or \"together\"")),
            }
        }
        let mut members: Vec<usize> = vec![];
        for node in table.get("members").and_then(Node::as_array).unwrap_or(&[]) {
            match self.actor(node, scenario) {
                Some(a) if members.contains(&a) => {
                    self.faults
                        .push(Diagnostic::error(node.span, "this member is listed twice"));
                }
                a => members.extend(a),
            }
        }
        if members.len() > 12 {
            self.faults.push(
                Diagnostic::error(
                    owner.key_span,
                    "a vote has at most 12 members who are actors",
                )
                .help("let `others` stand for the rest"),
            );
        }
        let mut veto = vec![false; members.len()];
        for node in table.get("veto").and_then(Node::as_array).unwrap_or(&[]) {
            let Some(actor) = self.actor(node, scenario) else {
                continue;
            };
            match members.iter().position(|m| *m == actor) {
                Some(m) => veto[m] = true,
                None => self.faults.push(
                    Diagnostic::error(
                        node.span,
                        format!(
                            "{} can veto only as a member",
                            scenario.actors[actor].name.id
                        ),
                    )
                    .help("add it to `members`"),
                ),
            }
        }
        let others = table.table("others");
        let seats = others.get("seats").and_then(Node::as_number).unwrap_or(0.0) as usize;
        let seats_yes = match others.get("yes") {
            Some(node) => self.expr(node, &scope)?,
            None if seats > 0 => {
                return self.fault(
                    Diagnostic::error(
                        owner.key_span,
                        "`others` needs `yes`, the probability that each votes yes",
                    )
                    .help("others = { seats = 11, yes = 0.95 }"),
                );
            }
            None => Expr::number(0.0, owner.key_span),
        };
        if !fixed(&seats_yes) {
            self.faults.push(Diagnostic::error(
                seats_yes.span,
                "`yes` may read parameters only",
            ));
        }
        let Some(needs) = table.get("needs") else {
            return self.fault(
                Diagnostic::error(
                    owner.key_span,
                    format!(
                        "the vote `{}` does not say how many yes it `needs`",
                        owner.key
                    ),
                )
                .help("add `needs = …`"),
            );
        };
        let count = needs.as_number().unwrap_or(0.0) as usize;
        if count > members.len() + seats {
            self.faults.push(
                Diagnostic::error(
                    needs.span,
                    format!(
                        "no draft can ever pass: {count} yes are needed of {} votes",
                        members.len() + seats
                    ),
                )
                .help("lower `needs`, or add members or seats"),
            );
        }
        if count == 0 {
            self.faults.push(Diagnostic::error(
                needs.span,
                "a vote needs at least one yes",
            ));
        }
        let entries = &table.table("drafts").0;
        let ids: Vec<&str> = entries.iter().map(|e| e.key.as_str()).collect();
        let plain = scope.clone();
        let drafts: Vec<Choice> = entries
            .iter()
            .filter_map(|e| self.choice(e, "chance of a draft", &plain, scenario))
            .collect();
        if entries.is_empty() {
            self.faults.push(Diagnostic::error(
                owner.key_span,
                format!("the vote `{}` has no drafts", owner.key),
            ));
        }
        for entry in entries.iter().filter(|e| e.key == "none") {
            self.faults.push(Diagnostic::error(
                entry.key_span,
                "a draft cannot be called `none`: that is calling nothing",
            ));
        }
        let proposer = match table.get("proposer") {
            Some(node) => Some(self.actor(node, scenario)?),
            None => None,
        };
        if proposer.is_none() && drafts.len() > 1 {
            self.faults.push(Diagnostic::error(
                owner.key_span,
                format!(
                    "the vote `{}` has several drafts but no `proposer` to pick one",
                    owner.key
                ),
            ));
        }
        scope.drafts = Some(ids);
        let mut costs = vec![];
        for entry in &table.table("cost").0 {
            let Some(actor) = self.actor_key(entry, scenario) else {
                continue;
            };
            for cost in entry.node.as_table().map_or(&[][..], |t| &t.0) {
                let Some((occasion, word)) =
                    Occasion::ALL.into_iter().find(|(_, k)| *k == cost.key)
                else {
                    continue;
                };
                let member = members.iter().position(|m| *m == actor);
                let sense = match occasion {
                    Occasion::Propose => proposer == Some(actor),
                    Occasion::Yes | Occasion::No | Occasion::Abstain => member.is_some(),
                    Occasion::Veto | Occasion::LoneVeto => member.is_some(),
                    Occasion::Passes | Occasion::Fails => true,
                };
                if !sense {
                    self.faults.push(Diagnostic::error(
                        cost.key_span,
                        format!("{} can never pay `{word}` in this vote", entry.key),
                    ));
                }
                costs.extend(self.expr(&cost.node, &scope).map(|e| (actor, occasion, e)));
            }
        }
        let abstain = table
            .get("abstain")
            .and_then(Node::as_boolean)
            .unwrap_or(false);
        Some(Vote {
            members,
            seats,
            seats_yes,
            needs: count,
            veto,
            abstain,
            proposer,
            drafts,
            costs,
        })
    }
}
