//! Reading `[parameters]`: values and ranges.

use super::Reader;
use crate::diagnostics::{Diagnostic, visible_lines};
use crate::scenario::document::tree::{Entry, Node, Table};
use crate::scenario::{Distribution, Parameter};

impl Reader {
    /// All parameters.
    pub(super) fn parameters(&mut self, tree: &Table) -> Vec<Parameter> {
        let entries = &tree.table("parameters").0;
        entries.iter().map(|e| self.parameter(e)).collect()
    }

    fn parameter(&mut self, entry: &Entry) -> Parameter {
        let table = entry.node.as_table();
        let get = |key| table.and_then(|t| t.get(key));
        let value = entry.node.as_number();
        let value = value.or(get("value").and_then(Node::as_number));
        let range = get("range").and_then(|node| self.range(node));
        if table.is_some() && get("value").is_none() {
            self.error(
                entry.key_span,
                format!("the parameter `{}` has no value", entry.key),
                "add `value = …`",
            );
        }
        if let (Some(x), Some((low, high))) = (value, range)
            && !(low..=high).contains(&x)
        {
            let span = get("value").unwrap_or(&entry.node).span;
            let message = format!("{} = {x} is outside its range, {low} to {high}", entry.key);
            self.keep(
                Diagnostic::warning(span, message)
                    .help("widen the range if this value is possible"),
            );
        }
        let value = value.unwrap_or(0.0);
        let about = get("about").and_then(Node::as_text);
        Parameter {
            distribution: table.map_or(Distribution::Uniform, |t| {
                self.distribution(t, value, range)
            }),
            name: self.name(entry),
            value,
            range,
            about: visible_lines(about.unwrap_or("")).into_owned(),
        }
    }

    /// The lowest and the highest value.
    fn range(&mut self, node: &Node) -> Option<(f64, f64)> {
        let all = node.as_array()?.iter().filter_map(Node::as_number);
        match all.collect::<Vec<f64>>()[..] {
            [low, high] if low <= high && (high - low).is_finite() => Some((low, high)),
            _ => self.refuse(
                node.span,
                "`range` must be [lowest, highest]",
                "write two numbers, the smaller one first",
            ),
        }
    }
}
