//! Reading `[measures]`: numbers read off a run.

use super::{Reader, scope};
use crate::diagnostics::Diagnostic;
use crate::language::Scope;
use crate::scenario::document::tree::{Entry, Table};
use crate::scenario::{Measure, Moment, Scenario};

impl Reader {
    /// All measures.
    pub(super) fn measures(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Measure> {
        let names = scope(scenario);
        let entries = tree.table("measures").0.iter();
        let measures = entries.filter_map(|e| self.measure(e, &names, scenario));
        measures.collect()
    }

    fn measure(&mut self, entry: &Entry, names: &Scope, scenario: &Scenario) -> Option<Measure> {
        let table = entry.node.as_table()?;
        let mut outcomes = scenario.outcomes.iter();
        if let Some(outcome) = outcomes.find(|o| o.name.id == entry.key) {
            self.keep(
                Diagnostic::error(
                    entry.key_span,
                    format!("`{}` is already an outcome", entry.key),
                )
                .related(outcome.name.span, "here")
                .help("rename one; the probability of every outcome is reported anyway"),
            );
        }
        let (event, mean) = (table.get("event"), table.get("mean"));
        let expr = match (event, mean) {
            (Some(node), None) => self.condition(node, names),
            (None, Some(node)) => self.expr(node, names),
            (Some(_), Some(_)) | (None, None) => {
                return self.refuse(
                    entry.key_span,
                    format!("the measure `{}` needs either `event` or `mean`", entry.key),
                    "`event = \"condition\"` reads a probability, `mean = \"number\"` a mean",
                );
            }
        };
        let moment = self.moment(entry, table, &scenario.time);
        if let (Some(Moment::By(_)), Some(node)) = (moment, mean) {
            self.error(
                node.span,
                "a mean is read `at` a time, not `by` it",
                "write `at = …` instead of `by = …`",
            );
        }
        Some(Measure {
            name: self.name(entry),
            expr: expr?,
            mean: mean.is_some(),
            moment: moment?,
        })
    }
}
