//! Reading `[hypotheses]`: claims to be tested.

use super::Reader;
use crate::diagnostics::{suggestion, visible, visible_lines};
use crate::scenario::document::set::path_fault;
use crate::scenario::document::tree::{Entry, Node, Table, Value};
use crate::scenario::{Expect, Hypothesis, Scenario};

/// The keys that a claim must have.
const KEYS: [&str; 5] = ["claim", "vary", "over", "measure", "expect"];

impl Reader {
    /// All claims; outcomes and measures are read.
    pub(super) fn hypotheses(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Hypothesis> {
        let entries = tree.table("hypotheses").0.iter();
        let claims = entries.filter_map(|e| self.hypothesis(e, tree, scenario));
        claims.collect()
    }

    fn hypothesis(
        &mut self,
        entry: &Entry,
        tree: &Table,
        scenario: &Scenario,
    ) -> Option<Hypothesis> {
        let table = entry.node.as_table()?;
        for key in KEYS.iter().filter(|k| table.get(k).is_none()) {
            self.error(
                entry.key_span,
                format!("the claim `{}` has no `{key}`", entry.key),
                "a claim needs claim, vary, over, measure and expect",
            );
        }
        if let Some(vary) = table.get("vary") {
            let fault = path_fault(tree, vary.as_text()?, vary.span);
            self.diagnostics.extend(fault);
        }
        let measure = self.claimed_measure(table.get("measure")?, scenario)?;
        let expect = self.expect(table.get("expect")?);
        let text = |key| table.get(key).and_then(Node::as_text).unwrap_or("");
        let over = table.get("over").and_then(Node::as_array).unwrap_or(&[]);
        Some(Hypothesis {
            name: self.name(entry),
            claim: visible_lines(text("claim")).into_owned(),
            who: visible(text("who")).into_owned(),
            vary: text("vary").to_string(),
            over: over.iter().map(Node::canonical).collect(),
            measure,
            expect: expect?,
        })
    }

    /// The id of the measure or outcome that a claim is about.
    fn claimed_measure(&mut self, node: &Node, scenario: &Scenario) -> Option<String> {
        let name = node.as_text()?;
        let measures = scenario.measures.iter().map(|m| m.name.id.as_str());
        let outcomes = scenario.outcomes.iter().map(|o| o.name.id.as_str());
        let ids: Vec<&str> = measures.chain(outcomes).collect();
        if !ids.contains(&name) {
            self.error(
                node.span,
                format!("there is no measure or outcome `{name}`"),
                suggestion(name, ids),
            );
        }
        Some(name.to_string())
    }

    fn expect(&mut self, node: &Node) -> Option<Expect> {
        let expect = match &node.value {
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
        if expect.is_none() {
            self.error(
                node.span,
                "`expect` is none of the possible expectations",
                "\"increasing\", \"decreasing\", \"flat\", { above = 0.5 } or { below = 0.05 }",
            );
        }
        expect
    }
}
