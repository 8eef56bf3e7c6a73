//! Reading `[milestones]`: what really happened.

use super::{Reader, scope};
use crate::language::Scope;
use crate::scenario::document::tree::{Entry, Node, Table, Value};
use crate::scenario::{Milestone, Scenario};

impl Reader {
    /// All milestones.
    pub(super) fn milestones(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Milestone> {
        let names = scope(scenario);
        let entries = tree.table("milestones").0.iter();
        let milestones = entries.filter_map(|e| self.milestone(e, &names, scenario));
        milestones.collect()
    }

    fn milestone(
        &mut self,
        entry: &Entry,
        names: &Scope,
        scenario: &Scenario,
    ) -> Option<Milestone> {
        let table = entry.node.as_table()?;
        let Some(event) = table.get("event") else {
            return self.refuse(
                entry.key_span,
                format!("the milestone `{}` has no event", entry.key),
                "add `event = \"condition\"`",
            );
        };
        let expr = self.condition(event, names);
        let moment = self.moment(entry, table, &scenario.time);
        let happened = self.happened(entry, table);
        let base = table.get("base_rate").and_then(|node| self.base_rate(node));
        Some(Milestone {
            name: self.name(entry),
            expr: expr?,
            moment: moment?,
            base,
            happened: happened?,
        })
    }

    /// 1 if it happened, 0 if not, or a number between.
    fn happened(&mut self, entry: &Entry, table: &Table) -> Option<f64> {
        let Some(node) = table.get("happened") else {
            return self.refuse(
                entry.key_span,
                format!("the milestone `{}` does not say what `happened`", entry.key),
                "add `happened = true` or `happened = false`",
            );
        };
        match node.value {
            Value::Boolean(b) => Some(f64::from(b)),
            Value::Number(x) if (0.0..=1.0).contains(&x) => Some(x),
            Value::Number(_) => self.refuse(
                node.span,
                "`happened` must be true, false or a number from 0 to 1",
                "a number between 0 and 1 means that it happened in part",
            ),
            // the check of kinds complains about these
            Value::Text(..) | Value::Date(_) | Value::Array(_) | Value::Table(_) => None,
        }
    }

    fn base_rate(&mut self, node: &Node) -> Option<f64> {
        match node.as_number() {
            Some(x) if x > 0.0 && x < 1.0 => Some(x),
            _ => self.refuse(
                node.span,
                "`base_rate` must be a number between 0 and 1",
                "it is how often such a thing happens in comparable cases",
            ),
        }
    }
}
