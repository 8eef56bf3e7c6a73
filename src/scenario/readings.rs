//! Reading measures, claims and milestones: what is read off a run.

use super::model::*;
use super::names::{Reader, scope};
use super::tree::{Entry, Node, Table, Value};
use crate::diagnostics::{Diagnostic, suggestion, visible, visible_lines};

impl Reader {
    /// Measures, claims and milestones.
    pub fn readings(&mut self, tree: &Table, scenario: &mut Scenario) {
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
                self.faults.push(
                    Diagnostic::error(
                        entry.key_span,
                        format!("the measure `{}` wants either `event` or `mean`", entry.key),
                    )
                    .help(
                        "`event = \"condition\"` reads a probability, `mean = \"number\"` a mean",
                    ),
                );
                continue;
            }
            let expr = match event {
                Some(node) => self.condition(node, &scope),
                None => self.expr(mean.unwrap_or(&entry.node), &scope),
            };
            let moment = self.moment(entry, table, &scenario.time);
            if let (Some(Moment::By(_)), Some(node)) = (moment, mean) {
                self.faults.push(
                    Diagnostic::error(node.span, "a mean is read `at` a time, not `by` it")
                        .help("write `at = …` instead of `by = …`"),
                );
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
                self.faults.push(
                    Diagnostic::error(
                        entry.key_span,
                        format!("the milestone `{}` has no event", entry.key),
                    )
                    .help("add `event = \"condition\"`"),
                );
                continue;
            };
            let expr = self.condition(event, &scope);
            let moment = self.moment(entry, table, &scenario.time);
            let happened = match table.get("happened").map(|n| (&n.value, n.span)) {
                Some((Value::Boolean(b), _)) => Some(f64::from(*b)),
                Some((Value::Number(x), _)) if (0.0..=1.0).contains(x) => Some(*x),
                Some((Value::Number(_), span)) => self.fault(
                    Diagnostic::error(span, "`happened` is true, false or a number from 0 to 1")
                        .help("a number between says how far it counts as having happened"),
                ),
                Some(_) => None,
                None => self.fault(
                    Diagnostic::error(
                        entry.key_span,
                        format!("the milestone `{}` does not say what `happened`", entry.key),
                    )
                    .help("add `happened = true` or `happened = false`"),
                ),
            };
            let base = table.get("base_rate").and_then(|n| match n.value {
                Value::Number(x) if x > 0.0 && x < 1.0 => Some(x),
                _ => self.fault(
                    Diagnostic::error(n.span, "`base_rate` is a number between 0 and 1")
                        .help("how often such a thing happens in comparable cases"),
                ),
            });
            let name = self.name(entry);
            if let (Some(expr), Some(moment), Some(happened)) = (expr, moment, happened) {
                scenario.milestones.push(Milestone {
                    name,
                    expr,
                    moment,
                    base,
                    happened,
                });
            }
        }
        for entry in &tree.table("hypotheses").0 {
            let claim = self.hypothesis(entry, tree, scenario);
            scenario.hypotheses.extend(claim);
        }
    }

    fn hypothesis(
        &mut self,
        entry: &Entry,
        tree: &Table,
        scenario: &Scenario,
    ) -> Option<Hypothesis> {
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
                self.faults.push(
                    Diagnostic::error(
                        entry.key_span,
                        format!("the claim `{}` has no `{key}`", entry.key),
                    )
                    .help("a claim has claim, vary, over, measure and expect"),
                );
            }
        }
        if let Some(vary) = table.get("vary") {
            let fault = super::merge::path_fault(tree, vary.as_text()?, vary.span);
            self.faults.extend(fault);
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
            Value::Text(t, _) => match t.as_str() {
                "increasing" => Some(Expect::Increasing),
                "decreasing" => Some(Expect::Decreasing),
                "flat" => Some(Expect::Flat),
                _ => None,
            },
            Value::Table(t) if t.0.len() == 1 => {
                let number = |key| t.get(key).and_then(Node::as_number);
                let above = number("above").map(Expect::Above);
                above.or_else(|| number("below").map(Expect::Below))
            }
            _ => None,
        };
        if sense.is_none() {
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
            claim: visible_lines(&text("claim")).into_owned(),
            who: visible(&text("who")).into_owned(),
            vary: text("vary"),
            over: over.iter().map(Node::canonical).collect(),
            measure: text("measure"),
            expect: sense?,
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
                return self.fault(
                    Diagnostic::error(node.span, "a time is \"end\", a round number or a date")
                        .help("a date is written without quotes: 2006-07-05"),
                );
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
