//! Reading `[state]`: state variables and their levels.

use super::Reader;
use crate::diagnostics::suggestion;
use crate::language::{VariableKind, is_name};
use crate::scenario::document::tree::{Entry, Node, Table, Value};
use crate::scenario::{EachRound, Name, Time, Variable};

/// The most levels of a state variable: their numbers have 16 bits.
const MOST_LEVELS: usize = 65_535;

/// How to write levels.
const LEVELS: &str = "write `levels = [\"low\", \"high\"]`, or `levels = 5`";

impl Reader {
    /// All state variables, the clock last.
    pub(super) fn variables(&mut self, tree: &Table, time: &Time) -> Vec<Variable> {
        let entries = &tree.table("state").0;
        let own = entries.iter().filter_map(|e| self.variable(e));
        let mut all: Vec<Variable> = own.collect();
        all.extend(time.clock.map(|span| Variable {
            name: Name {
                id: "round".to_string(),
                label: "round".to_string(),
                span,
            },
            kind: VariableKind::Numbered((1..=time.rounds).map(|t| t as f64).collect()),
            start: 0,
            each_round: EachRound::Counts,
        }));
        all
    }

    pub(super) fn variable(&mut self, entry: &Entry) -> Option<Variable> {
        let mut variable = Variable {
            name: self.name(entry),
            kind: VariableKind::YesNo,
            start: 0,
            each_round: EachRound::Stays,
        };
        if let Some(start) = entry.node.as_boolean() {
            variable.start = usize::from(start);
            return Some(variable);
        }
        let table = entry.node.as_table()?;
        variable.kind = self.levels(table)?;
        if variable.size() == 0 {
            return self.refuse(entry.key_span, "a variable has at least one level", LEVELS);
        }
        let mut level = |key| table.get(key).and_then(|n| self.level(&variable, n));
        let (start, each_round) = (level("start"), level("each_round"));
        variable.start = start.unwrap_or(0);
        if let Some(level) = each_round {
            variable.each_round = EachRound::Returns(level);
        }
        Some(variable)
    }

    /// The levels that a table of a variable gives.
    fn levels(&mut self, table: &Table) -> Option<VariableKind> {
        let Some(node) = table.get("levels") else {
            return Some(VariableKind::YesNo);
        };
        match &node.value {
            Value::Array(names) => self.named_levels(node, names),
            Value::Number(count) => self.numbered_levels(node, *count, table),
            _ => self.refuse(
                node.span,
                "`levels` must be an array of names, or a number",
                LEVELS,
            ),
        }
    }

    fn named_levels(&mut self, node: &Node, names: &[Node]) -> Option<VariableKind> {
        let names = names.iter().filter_map(Node::as_text);
        let names: Vec<String> = names.map(str::to_string).collect();
        if let Some(bad) = names.iter().find(|n| !is_name(n)) {
            self.error(
                node.span,
                format!("`{bad}` cannot be the name of a level"),
                "a name has only letters, digits and _, and is not a word of the language",
            );
        }
        let mut sorted = names.clone();
        sorted.sort();
        sorted.dedup();
        if sorted.len() < names.len() {
            self.error(node.span, "two levels have the same name", "rename one");
        }
        if names.len() > MOST_LEVELS {
            return self.refuse(
                node.span,
                format!("a variable has at most {MOST_LEVELS} levels"),
                "use two variables with fewer levels",
            );
        }
        Some(VariableKind::Named(names))
    }

    /// `count` levels with numbers evenly spaced from `from` to `to`.
    fn numbered_levels(&mut self, node: &Node, count: f64, table: &Table) -> Option<VariableKind> {
        if count.fract() != 0.0 || !(1.0..=MOST_LEVELS as f64).contains(&count) {
            return self.refuse(
                node.span,
                "the number of levels must be a whole number from 1 to 65535",
                "write `levels = 5`, or an array of names",
            );
        }
        let n = count as usize;
        let number = |key, or| table.get(key).and_then(Node::as_number).unwrap_or(or);
        let from = number("from", 0.0);
        let to = number("to", from + n as f64 - 1.0);
        let last = (n - 1).max(1) as f64;
        let value = |k: usize| (from * (last - k as f64) + to * k as f64) / last;
        Some(VariableKind::Numbered((0..n).map(value).collect()))
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
            VariableKind::Named(_) | VariableKind::Numbered(_) => {
                (0..variable.size()).map(|l| variable.level(l)).collect()
            }
        };
        let shown = node.as_text().map_or(node.canonical(), str::to_string);
        self.refuse(
            node.span,
            format!("`{shown}` is not a level of {}", variable.name.id),
            suggestion(&shown, levels.iter().map(String::as_str)),
        )
    }
}
