//! The second half of reading: time, actors, outcomes, measures, claims, milestones.

use super::model::*;
use super::names::{Reader, scope};
use super::tree::{Entry, Node, Table, Value};
use crate::language::{Expr, Scope};
use crate::source::{Diagnostic, suggestion};

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
        title: text("title"),
        about: text("about"),
        ..Scenario::default()
    };
    scenario.time = reader.time(tree.table("time"));
    scenario.parameters = reader.parameters(tree);
    scenario.variables = reader.variables(tree);
    reader.tables_and_definitions(tree, &mut scenario);
    reader.name_space(&scenario);
    reader.actors(tree, &mut scenario);
    scenario.turns = reader.turns(tree, &scenario);
    scenario.outcomes = reader.outcomes(tree, &scenario);
    reader.readings(tree, &mut scenario);
    scenario.warnings = scenario.unused();
    (scenario, reader.faults)
}

impl Reader {
    fn time(&mut self, table: &Table) -> Time {
        let mut time = Time {
            round: "round".into(),
            start: None,
            rounds: 1,
            shadow: 0,
        };
        if let Some(word) = table.get("round").and_then(Node::as_text) {
            time.round = word.to_string();
        }
        if let Some(Value::Date(date)) = table.get("start").map(|n| &n.value) {
            time.start = Some(*date);
        }
        if let Some(node) = table.get("rounds") {
            time.rounds = node.as_number().unwrap_or(1.0) as usize;
            if time.rounds == 0 || time.rounds > 10_000 {
                self.faults
                    .push(Diagnostic::error(node.span, "`rounds` is from 1 to 10000"));
                time.rounds = 1;
            }
        }
        if let Some(node) = table.get("shadow") {
            match node.value {
                Value::Number(x) if x >= 0.0 && x.fract() == 0.0 && x <= 10_000.0 => time.shadow = x as usize,
                Value::Text(ref t, _) if t == "unbounded" => self.faults.push(
                    Diagnostic::error(node.span, "an unbounded shadow comes in a later version")
                        .help("use a number, and see in the report whether a longer one would change anything"),
                ),
                _ => self.faults.push(Diagnostic::error(node.span, "`shadow` is a whole number of rounds, from 0 to 10000")),
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
            if let Some(later) = table.entry("types") {
                self.faults.push(
                    Diagnostic::error(later.key_span, "private types come in a later version")
                        .help("write one variant file for each type"),
                );
            }
            let exact = table.get("precision").and_then(Node::as_text) == Some("exact");
            let patience = self.own_number(entry, table, "patience", 1.0, &parameters, scenario);
            let precision = if exact {
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
            let ties = match table.get("ties").map(|n| (n.as_text(), n)) {
                None | Some((Some("shared"), _)) => Ties::Shared,
                Some((Some("first"), _)) => Ties::First,
                Some((_, node)) => {
                    self.faults.push(Diagnostic::error(
                        node.span,
                        "`ties` is \"shared\" or \"first\"",
                    ));
                    Ties::Shared
                }
            };
            let mut payoff = vec![];
            for term in &table.table("payoff").0 {
                if ["costs", "once", "beyond"].contains(&term.key.as_str()) {
                    self.faults.push(Diagnostic::error(
                        term.key_span,
                        format!(
                            "`{}` cannot name a payoff term: reports use the word",
                            term.key
                        ),
                    ));
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
                payoff,
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
        let values = scenario.values();
        let evaluator = crate::language::Evaluator {
            parameters: &values,
            values: &[],
            tables: &[],
            definitions: &[],
        };
        let value = evaluator.walk(&expr, &[]);
        if !(0.0..=most).contains(&value) || !value.is_finite() {
            let wanted = if most == 1.0 {
                "from 0 to 1"
            } else {
                "0 or more, or \"exact\""
            };
            self.faults.push(Diagnostic::error(
                expr.span,
                format!("{key} is {wanted}; here it is {value}"),
            ));
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
                self.faults.push(Diagnostic::error(
                    entry.key_span,
                    format!(
                        "the outcome `{}` wants either `when` or `otherwise = true`",
                        entry.key
                    ),
                ));
            }
            let ends = table
                .get("ends")
                .and_then(Node::as_boolean)
                .unwrap_or(false);
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
                self.faults.push(Diagnostic::error(
                    entry.key_span,
                    "the outcome `otherwise` cannot end the play: it would end at once",
                ));
            }
            if let Some(first) = &last {
                self.faults.push(
                    Diagnostic::error(
                        entry.key_span,
                        "a second outcome with `otherwise` can never hold",
                    )
                    .related(first.name.span, "the first"),
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

    /// Measures, claims and milestones.
    fn readings(&mut self, tree: &Table, scenario: &mut Scenario) {
        let copy = scenario.clone();
        let scope = scope(&copy);
        for entry in &tree.table("measures").0 {
            let Some(table) = entry.node.as_table() else {
                continue;
            };
            if let Some(outcome) = scenario.outcomes.iter().find(|o| o.name.id == entry.key) {
                self.faults.push(
                    Diagnostic::error(entry.key_span, format!("`{}` is already an outcome", entry.key))
                        .related(outcome.name.span, "here")
                        .help("outcomes and measures share one name space; an outcome's probability is reported anyway"),
                );
            }
            let (event, mean) = (table.get("event"), table.get("mean"));
            if event.is_some() == mean.is_some() {
                self.faults.push(Diagnostic::error(
                    entry.key_span,
                    format!("the measure `{}` wants either `event` or `mean`", entry.key),
                ));
                continue;
            }
            let expr = match event {
                Some(node) => self.condition(node, &scope),
                None => self.expr(mean.unwrap_or(&entry.node), &scope),
            };
            let moment = self.moment(entry, table, &scenario.time);
            if let (Some(Moment::By(_)), Some(node)) = (moment, mean) {
                self.faults.push(Diagnostic::error(
                    node.span,
                    "a mean is read `at` a time, not `by` it",
                ));
            }
            let name = self.name(entry);
            scenario
                .measures
                .extend(expr.zip(moment).map(|(expr, moment)| Measure {
                    name,
                    expr,
                    mean: mean.is_some(),
                    moment,
                }));
        }
        for entry in &tree.table("milestones").0 {
            let Some(table) = entry.node.as_table() else {
                continue;
            };
            let Some(event) = table.get("event") else {
                self.faults.push(Diagnostic::error(
                    entry.key_span,
                    format!("the milestone `{}` has no event", entry.key),
                ));
                continue;
            };
            let expr = self.condition(event, &scope);
            let moment = self.moment(entry, table, &scenario.time);
            let happened = match table.get("happened").map(|n| (&n.value, n.span)) {
                Some((Value::Boolean(b), _)) => Some(f64::from(*b)),
                Some((Value::Number(x), _)) if (0.0..=1.0).contains(x) => Some(*x),
                Some((_, span)) => self.fault(Diagnostic::error(
                    span,
                    "`happened` is true, false or a number from 0 to 1",
                )),
                None => self.fault(
                    Diagnostic::error(
                        entry.key_span,
                        format!("the milestone `{}` does not say what `happened`", entry.key),
                    )
                    .help("add `happened = true` or `happened = false`"),
                ),
            };
            let name = self.name(entry);
            if let (Some(expr), Some(moment), Some(happened)) = (expr, moment, happened) {
                scenario.milestones.push(Milestone {
                    name,
                    expr,
                    moment,
                    happened,
                });
            }
        }
        for entry in &tree.table("hypotheses").0 {
            let claim = self.hypothesis(entry, scenario);
            scenario.hypotheses.extend(claim);
        }
    }

    fn hypothesis(&mut self, entry: &Entry, scenario: &Scenario) -> Option<Hypothesis> {
        let table = entry.node.as_table()?;
        let text = |key| {
            table
                .get(key)
                .and_then(Node::as_text)
                .unwrap_or("")
                .to_string()
        };
        for key in ["claim", "vary", "over", "measure", "expect"] {
            if table.get(key).is_none() {
                self.faults.push(Diagnostic::error(
                    entry.key_span,
                    format!("the claim `{}` has no `{key}`", entry.key),
                ));
            }
        }
        let measure = table.get("measure")?;
        let ids: Vec<&str> = (scenario.measures.iter().map(|m| m.name.id.as_str()))
            .chain(scenario.outcomes.iter().map(|o| o.name.id.as_str()))
            .collect();
        if !ids.contains(&measure.as_text()?) {
            let fault = Diagnostic::error(
                measure.span,
                format!("there is no measure or outcome `{}`", measure.as_text()?),
            );
            self.faults
                .push(fault.help(suggestion(measure.as_text()?, ids)));
        }
        let expect = table.get("expect")?;
        let sense = match &expect.value {
            Value::Text(t, _) => ["increasing", "decreasing", "flat"].contains(&t.as_str()),
            Value::Table(t) => {
                t.0.len() == 1
                    && ["above", "below"]
                        .iter()
                        .any(|k| t.get(k).and_then(Node::as_number).is_some())
            }
            _ => false,
        };
        if !sense {
            self.faults.push(
                Diagnostic::error(
                    expect.span,
                    "`expect` is not one of the things that can be expected",
                )
                .help(
                    "\"increasing\", \"decreasing\", \"flat\", { above = 0.5 } or { below = 0.05 }",
                ),
            );
        }
        let over = table.get("over").and_then(Node::as_array).unwrap_or(&[]);
        Some(Hypothesis {
            name: self.name(entry),
            claim: text("claim"),
            who: text("who"),
            vary: text("vary"),
            over: over.iter().map(Node::canonical).collect(),
            measure: text("measure"),
        })
    }

    fn moment(&mut self, entry: &Entry, table: &Table, time: &Time) -> Option<Moment> {
        let (node, by) = match (table.get("at"), table.get("by")) {
            (Some(node), None) => (node, false),
            (None, Some(node)) => (node, true),
            _ => {
                return self.fault(
                    Diagnostic::error(
                        entry.key_span,
                        format!(
                            "`{}` wants either `at` (holds then) or `by` (has held by then)",
                            entry.key
                        ),
                    )
                    .help("each is \"end\", a round number or a date"),
                );
            }
        };
        let round = match &node.value {
            Value::Text(t, _) if t == "end" => time.rounds as i64,
            Value::Number(x) if x.fract() == 0.0 => *x as i64,
            Value::Date(date) => match time.round_of(*date) {
                Some(round) => round,
                None => {
                    return self.fault(
                        Diagnostic::error(node.span, "a date has a meaning only with `start` and a `round` of day, week, month, quarter or year")
                            .help("set both under [time], or give the round's number"),
                    );
                }
            },
            _ => {
                return self.fault(Diagnostic::error(
                    node.span,
                    "a time is \"end\", a round number or a date",
                ));
            }
        };
        if round < 1 || round > time.rounds as i64 {
            return self.fault(
                Diagnostic::error(
                    node.span,
                    format!("this is round {round}, outside rounds 1 to {}", time.rounds),
                )
                .help("change it, or `rounds` under [time]"),
            );
        }
        let round = round as usize;
        Some(if by {
            Moment::By(round)
        } else {
            Moment::At(round)
        })
    }
}
