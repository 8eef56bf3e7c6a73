//! Reading state variables and their levels.

use super::model::Variable;
use super::names::Reader;
use super::tree::{Node, Table, Value};
use crate::diagnostics::{Diagnostic, suggestion};
use crate::language::{VariableKind, is_name};

/// The most levels of a state variable: their numbers have 16 bits.
const MOST_LEVELS: usize = 65_535;

impl Reader {
    /// State variables.
    pub fn variables(&mut self, tree: &Table) -> Vec<Variable> {
        let mut all = vec![];
        for entry in &tree.table("state").0 {
            let name = self.name(entry);
            if let Some(start) = entry.node.as_boolean() {
                let start = usize::from(start);
                all.push(Variable {
                    name,
                    kind: VariableKind::YesNo,
                    start,
                    each_round: None,
                });
                continue;
            }
            let Some(table) = entry.node.as_table() else {
                continue;
            };
            let kind = match table.get("levels").map(|n| (&n.value, n)) {
                None => VariableKind::YesNo,
                Some((Value::Array(names), node)) => {
                    let names: Vec<String> = names
                        .iter()
                        .filter_map(Node::as_text)
                        .map(str::to_string)
                        .collect();
                    if let Some(bad) = names.iter().find(|n| !is_name(n)) {
                        self.faults.push(
                            Diagnostic::error(node.span, format!("`{bad}` cannot be the name of a level"))
                                .help("a name has letters, digits and _ only, and is no word of the language"),
                        );
                    }
                    let mut sorted = names.clone();
                    sorted.sort();
                    sorted.dedup();
                    if sorted.len() < names.len() {
                        self.faults.push(
                            Diagnostic::error(node.span, "two levels have the same name")
                                .help("rename one"),
                        );
                    }
                    if names.len() > MOST_LEVELS {
                        self.faults.push(
                            Diagnostic::error(
                                node.span,
                                format!("a state variable has at most {MOST_LEVELS} levels"),
                            )
                            .help("two variables of fewer levels say as much"),
                        );
                        continue;
                    }
                    VariableKind::Named(names)
                }
                Some((Value::Number(n), node)) => {
                    if n.fract() != 0.0 || *n < 1.0 || *n > MOST_LEVELS as f64 {
                        self.faults.push(
                            Diagnostic::error(
                                node.span,
                                "the number of levels is whole, from 1 to 65535",
                            )
                            .help("write `levels = 5`, or an array of names"),
                        );
                        continue;
                    }
                    let n = *n as usize;
                    let edge = |key, or| table.get(key).and_then(Node::as_number).unwrap_or(or);
                    let (from, to) = (
                        edge("from", 0.0),
                        edge("to", edge("from", 0.0) + n as f64 - 1.0),
                    );
                    let last = (n - 1).max(1) as f64;
                    let number = |k: usize| (from * (last - k as f64) + to * k as f64) / last;
                    VariableKind::Numbered((0..n).map(number).collect())
                }
                Some((_, node)) => {
                    self.faults.push(
                        Diagnostic::error(
                            node.span,
                            "`levels` is an array of names, or their number",
                        )
                        .help("write `levels = [\"low\", \"high\"]`, or `levels = 5`"),
                    );
                    continue;
                }
            };
            let mut variable = Variable {
                name,
                kind,
                start: 0,
                each_round: None,
            };
            if variable.size() == 0 {
                self.faults.push(
                    Diagnostic::error(entry.key_span, "a state variable has at least one level")
                        .help("write `levels = [\"low\", \"high\"]`, or `levels = 5`"),
                );
                continue;
            }
            let start = table.get("start").and_then(|n| self.level(&variable, n));
            variable.each_round = table
                .get("each_round")
                .and_then(|n| self.level(&variable, n));
            variable.start = start.unwrap_or(0);
            all.push(variable);
        }
        all
    }

    /// A level written as a name, a number, or true or false.
    fn level(&mut self, variable: &Variable, node: &Node) -> Option<usize> {
        let found = match (&variable.kind, &node.value) {
            (VariableKind::Named(names), Value::Text(t, _)) => names.iter().position(|n| n == t),
            (VariableKind::Numbered(values), Value::Number(x)) => {
                values.iter().position(|v| (v - x).abs() < 1e-9)
            }
            (VariableKind::YesNo, Value::Boolean(b)) => Some(usize::from(*b)),
            _ => None,
        };
        if found.is_some() {
            return found;
        }
        let levels: Vec<String> = match variable.kind {
            VariableKind::YesNo => vec!["true".into(), "false".into()],
            _ => (0..variable.size()).map(|l| variable.level(l)).collect(),
        };
        let shown = node.as_text().map_or(node.canonical(), str::to_string);
        let fault = Diagnostic::error(
            node.span,
            format!("`{shown}` is not a level of {}", variable.name.id),
        )
        .help(suggestion(&shown, levels.iter().map(String::as_str)));
        self.fault(fault)
    }
}
