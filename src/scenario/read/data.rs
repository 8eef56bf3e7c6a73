//! Reading `[data]` and `[fit]`: what a row of a table of cases is, and what is estimated from such rows.

use super::Reader;
use crate::diagnostics::suggestion;
use crate::scenario::document::tree::{Node, Table, Value};
use crate::scenario::{Data, Name, Scenario};

impl Reader {
    /// What a row is; none if the file does not say.
    pub(super) fn data(&mut self, tree: &Table, scenario: &Scenario) -> Option<Data> {
        let node = tree.get("data")?;
        let table = node.as_table()?;
        let text = |key: &str| table.get(key).and_then(Node::as_text).map(str::to_string);
        let parameters: Vec<&Name> = scenario.parameters.iter().map(|p| &p.name).collect();
        let milestones: Vec<&Name> = scenario.milestones.iter().map(|m| &m.name).collect();
        let data = Data {
            outcome: text("outcome"),
            milestones: self.columns(table, "milestones", &milestones, "milestone"),
            columns: self.columns(table, "columns", &parameters, "parameter"),
            weight: text("weight"),
            cluster: text("cluster"),
        };
        if data.outcome.is_some() == table.get("milestones").is_some() {
            return self.refuse(
                node.span,
                "[data] needs either `outcome` or `milestones`: what is seen of a case",
                "name the column with the outcomes: outcome = \"outcome\"",
            );
        }
        Some(data)
    }

    /// Pairs of a name, by number, and a column.
    fn columns(
        &mut self,
        table: &Table,
        key: &str,
        names: &[&Name],
        what: &str,
    ) -> Vec<(usize, String)> {
        let mut all = vec![];
        for entry in &table.table(key).0 {
            let found = names.iter().position(|name| name.id == entry.key);
            match (found, entry.node.as_text()) {
                (Some(number), Some(column)) => all.push((number, column.to_string())),
                (None, _) => {
                    let help = suggestion(&entry.key, names.iter().map(|n| n.id.as_str()));
                    let message = format!("there is no {what} `{}`", entry.key);
                    self.error(entry.key_span, message, help);
                }
                // the check of kinds complains about it
                (Some(_), None) => {}
            }
        }
        all
    }

    /// The parameters that are estimated.
    pub(super) fn free(&mut self, tree: &Table, scenario: &Scenario) -> Vec<usize> {
        let mut all: Vec<usize> = vec![];
        let Some(node) = tree.table("fit").get("free") else {
            return all;
        };
        let Value::Array(texts) = &node.value else {
            return all;
        };
        let set = scenario.data.iter().flat_map(|data| &data.columns);
        let set: Vec<usize> = set.map(|(p, _)| *p).collect();
        for node in texts {
            let Some(id) = node.as_text() else { continue };
            let ids = || scenario.parameters.iter().map(|p| p.name.id.as_str());
            match ids().position(|own| own == id) {
                Some(p) if set.contains(&p) => self.error(
                    node.span,
                    format!("`{id}` is set by a column of [data]"),
                    "a number that rows set is not estimated: take it out of one of the two",
                ),
                Some(p) if all.contains(&p) => {
                    self.error(node.span, format!("`{id}` is named twice"), "name it once");
                }
                Some(p) => all.push(p),
                None => {
                    let message = format!("there is no parameter `{id}`");
                    self.error(node.span, message, suggestion(id, ids()));
                }
            }
        }
        all
    }
}
