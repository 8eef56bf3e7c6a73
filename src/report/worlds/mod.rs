//! `run --worlds`: the outcomes where every number is drawn from its range. A part of the report of
//! `run`, which adds it to its text, charts and tables.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod text;

pub use document::{BoxSummary, LimitSummary, WorldOutcome, WorldsSummary};

use super::table::{Cell, Table};

impl WorldsSummary {
    /// Each world's parameters and outcomes.
    pub(super) fn table(&self) -> Table<'static> {
        let outcomes = self.outcomes.iter().map(|o| o.id.as_str());
        let names = self.parameters.iter().map(String::as_str);
        let header: Vec<&str> = names.chain(outcomes).collect();
        let rows = self.points.iter();
        let rows = rows.map(|p| p.iter().map(|x| Cell::from(*x)).collect());
        Table::new("points", &header, rows)
    }
}
