//! The second half of reading: time, actors, outcomes, measures, claims, milestones.

use super::model::*;
use super::names::{Reader, scope};
use super::tree::{Entry, Node, Table, Value};
use crate::diagnostics::{Diagnostic, Severity, Span, visible, visible_lines};
use crate::language::{Expr, Scope};

/// Reads a whole tree.
pub fn read(tree: &Table) -> (Scenario, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let text = |key: &str| {
        tree.get(key)
            .and_then(Node::as_text)
            .unwrap_or("")
            .trim()
            .to_string()
    };
    let mut scenario = Scenario {
        title: visible(&text("title")).into_owned(),
        about: visible_lines(&text("about")).into_owned(),
        ..Scenario::default()
    };
    scenario.time = reader.time(tree.table("time"));
    scenario.belief_points = reader.belief_points(tree.table("beliefs"));
    scenario.parameters = reader.parameters(tree);
    scenario.variables = reader.variables(tree);
    reader.tables_and_definitions(tree, &mut scenario);
    reader.name_space(tree, &scenario);
    reader.actors(tree, &mut scenario);
    if tree.table("actors").0.is_empty() {
        reader.faults.push(
            Diagnostic::general("the scenario has no actors")
                .help("add [actors.NAME]: even pure chance matters to somebody"),
        );
    }
    scenario.turns = reader.turns(tree, &scenario);
    scenario.outcomes = reader.outcomes(tree, &scenario);
    reader.readings(tree, &mut scenario);
    reader.privacy(&scenario);
    let (warnings, errors) = reader
        .faults
        .into_iter()
        .partition(|f| f.severity == Severity::Warning);
    scenario.warnings = warnings;
    scenario.warnings.extend(scenario.unused());
    (scenario, errors)
}

impl Reader {
    fn time(&mut self, table: &Table) -> Time {
        let mut time = Time {
            round: "round".into(),
            start: None,
            rounds: 1,
            shadow: Some(0),
            shadow_span: None,
        };
        if let Some(word) = table.get("round").and_then(Node::as_text) {
            time.round = visible(word).into_owned();
        }
        time.start = table.get("start").and_then(|node| match &node.value {
            Value::Date(date) => Some(*date),
            // Its quotes are complained about elsewhere.
            _ => node.as_text()?.parse().ok(),
        });
        if let Some(node) = table.get("rounds") {
            time.rounds = node.as_number().unwrap_or(1.0) as usize;
            if time.rounds == 0 || time.rounds > 10_000 {
                self.faults.push(
                    Diagnostic::error(node.span, "`rounds` is from 1 to 10000")
                        .help("`rounds = 10` plays and reports ten"),
                );
                // dates are not complained about besides
                time.rounds = 10_000;
            }
        }
        if let Some(node) = table.get("shadow") {
            time.shadow_span = Some(node.span);
            match node.value {
                Value::Number(x) if x >= 0.0 && x.fract() == 0.0 && x <= 10_000.0 => {
                    time.shadow = Some(x as usize)
                }
                Value::Text(ref t, _) if t == "unbounded" => time.shadow = None,
                _ => self.faults.push(
                    Diagnostic::error(
                        node.span,
                        "`shadow` is a whole number of rounds, from 0 to 10000, or \"unbounded\"",
                    )
                    .help("they lie ahead of the last reported round and are solved, not reported"),
                ),
            }
        }
        time
    }

    fn actors(&mut self, tree: &Table, scenario: &mut Scenario) {
        let ids: Vec<String> = scenario
            .parameters
            .iter()
            .map(|p| p.name.id.clone())
            .collect();
        let parameters = Scope {
            parameters: ids.iter().map(String::as_str).collect(),
            ..Scope::default()
        };
        let everything = scenario.clone();
        let everything = scope(&everything);
        for entry in &tree.table("actors").0 {
            let Some(table) = entry.node.as_table() else {
                continue;
            };
            let plays = self.plays(table, "actor");
            let types = self.types(table, &parameters, scenario);
            let exact = table.get("precision").and_then(Node::as_text) == Some("exact");
            let patience = self.own_number(entry, table, "patience", 1.0, &parameters, scenario);
            let precision = if plays == Plays::Random || plays == Plays::Script {
                Some(Expr::number(0.0, entry.key_span))
            } else if exact {
                None
            } else {
                Some(self.own_number(
                    entry,
                    table,
                    "precision",
                    f64::INFINITY,
                    &parameters,
                    scenario,
                ))
            };
            if let (true, false, Some(node)) = (exact, types.is_empty(), table.get("precision")) {
                self.faults
                    .push(not_exact(node.span, &entry.key, "has types"));
            }
            let ties = match table.get("ties").map(|n| (n.as_text(), n)) {
                None | Some((Some("shared"), _)) => Ties::Shared,
                Some((Some("first"), _)) => Ties::First,
                Some((_, node)) => {
                    self.faults.push(
                        Diagnostic::error(node.span, "`ties` is \"shared\" or \"first\"")
                            .help("\"first\" takes the first of equal options in the file's order"),
                    );
                    Ties::Shared
                }
            };
            let mut payoff = vec![];
            for term in &table.table("payoff").0 {
                if ["costs", "once", "beyond"].contains(&term.key.as_str()) {
                    self.faults.push(
                        Diagnostic::error(
                            term.key_span,
                            format!(
                                "`{}` cannot name a payoff term: reports use the word",
                                term.key
                            ),
                        )
                        .help("rename it"),
                    );
                }
                payoff.extend(
                    self.expr(&term.node, &everything)
                        .map(|e| (self.name(term), e)),
                );
            }
            let name = self.name(entry);
            scenario.actors.push(Actor {
                name,
                patience,
                precision,
                ties,
                plays,
                payoff,
                types,
            });
        }
    }

    /// An actor's patience or precision: its own, or the parameter of that name.
    fn own_number(
        &mut self,
        entry: &Entry,
        table: &Table,
        key: &str,
        most: f64,
        scope: &Scope,
        scenario: &Scenario,
    ) -> Expr {
        let node = table.get(key);
        let span = node.map_or(entry.key_span, |n| n.span);
        let shared = Node {
            value: Value::Text(key.into(), None),
            span,
        };
        if node.is_none() && !scope.parameters.contains(&key) {
            self.faults.push(
                Diagnostic::error(entry.key_span, format!("{} has no {key}", entry.key)).help(
                    format!("add `{key} = …` to the actor, or a parameter named {key} for all"),
                ),
            );
            return Expr::number(0.0, span);
        }
        let Some(expr) = self.expr(node.unwrap_or(&shared), scope) else {
            return Expr::number(0.0, span);
        };
        let value = scenario.number(&expr);
        if !(0.0..=most).contains(&value) || !value.is_finite() {
            let (wanted, meaning) = if most == 1.0 {
                (
                    "from 0 to 1",
                    "what a payoff one round later is worth today",
                )
            } else {
                (
                    "0 or more, or \"exact\"",
                    "0 chooses blindly; an option worse by 1 is taken e^-precision as often",
                )
            };
            let shared = scenario
                .parameters
                .iter()
                .find(|p| node.is_none() && p.name.id == key);
            let place = shared.map_or(expr.span, |p| p.name.span);
            self.faults.push(
                Diagnostic::error(place, format!("{key} is {wanted}; here it is {value}"))
                    .help(format!("{key}: {meaning}")),
            );
        }
        expr
    }

    fn outcomes(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Outcome> {
        let scope = scope(scenario);
        let mut all: Vec<Outcome> = vec![];
        let mut last: Option<Outcome> = None;
        for entry in &tree.table("outcomes").0 {
            let Some(table) = entry.node.as_table() else {
                continue;
            };
            let otherwise = table.get("otherwise").and_then(Node::as_boolean) == Some(true);
            let when = table.get("when").and_then(|n| self.condition(n, &scope));
            if otherwise == table.get("when").is_some() {
                self.faults.push(
                    Diagnostic::error(
                        entry.key_span,
                        format!(
                            "the outcome `{}` wants either `when` or `otherwise = true`",
                            entry.key
                        ),
                    )
                    .help("one outcome, the last, is `otherwise`; the others say `when` they hold"),
                );
            }
            let ends = table
                .get("ends")
                .and_then(Node::as_boolean)
                .unwrap_or(table.get("ends").is_some());
            for key in ["payoff", "flow"].iter().filter_map(|k| table.entry(k)) {
                if !ends {
                    self.faults.push(
                        Diagnostic::error(key.key_span, format!("`{}` belongs to an outcome that ends the play", key.key))
                            .help("add `ends = true`, or move what is received each round to [actors.NAME.payoff]"),
                    );
                }
            }
            let payoff = self.payments(table.get("payoff"), &scope, scenario);
            let flow = self.payments(table.get("flow"), &scope, scenario);
            let outcome = Outcome {
                name: self.name(entry),
                when,
                ends,
                payoff,
                flow,
            };
            if !otherwise {
                all.push(outcome);
                continue;
            }
            if ends {
                self.faults.push(
                    Diagnostic::error(
                        entry.key_span,
                        "the outcome `otherwise` cannot end the play: it would end at once",
                    )
                    .help("take `ends` away, or say `when` it holds"),
                );
            }
            if let Some(first) = &last {
                self.faults.push(
                    Diagnostic::error(
                        entry.key_span,
                        "a second outcome with `otherwise` can never hold",
                    )
                    .related(first.name.span, "the first")
                    .help("take one away, or say `when` it holds"),
                );
            }
            last.get_or_insert(outcome);
        }
        all.extend(last);
        if all.is_empty() {
            self.faults.push(
                Diagnostic::general("the scenario names no outcomes")
                    .help("add at least [outcomes.NAME] with `otherwise = true`"),
            );
        }
        all
    }
}

/// Who moves with others or has types is solved by a method that wants a number.
pub(super) fn not_exact(span: Span, actor: &str, why: &str) -> Diagnostic {
    Diagnostic::error(span, format!("{actor} {why}, so its precision is a number"))
        .help("write a large number, as 1000")
}
