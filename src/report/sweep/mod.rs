//! `sweep`: every outcome over the values of one setting or two.

#[cfg(feature = "charts")]
mod charts;
#[cfg(feature = "charts")]
mod course;
mod curve;
mod document;
mod text;
mod worlds;

pub use curve::{AgainSummary, CurveSummary, FoldSummary, StretchSummary};
pub use document::{LeapSummary, PointSummary, SweepSummary, TipSummary, VarySummary};
pub use worlds::{SweepWorldsSummary, WorldsPointSummary};

use crate::report::screen::Screen;
use crate::report::{Cell, Report, Table};
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};

impl Report for SweepSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(charts::charts(self, sheet)?)
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let first = &self.points[0];
        let ids = first.outcomes.keys().chain(first.measures.keys());
        let names = self.vary.iter().map(|v| v.name.as_str());
        let header: Vec<&str> = names.chain(ids.map(String::as_str)).collect();
        let row = |p: &PointSummary| {
            let numbers = p.outcomes.values().chain(p.measures.values());
            let values = p.values.values().map(Cell::from);
            values.chain(numbers.map(|x| Cell::from(*x))).collect()
        };
        let mut all = vec![Table::new("points", &header, self.points.iter().map(row))];
        if !self.between.is_empty() {
            all.push(Table::new("between", &header, self.between.iter().map(row)));
        }
        all.extend(self.worlds.iter().map(SweepWorldsSummary::table));
        all
    }
}

/// A setting's value for people.
fn written(v: &serde_json::Value) -> String {
    match v.as_f64() {
        Some(x) => brief(x),
        None => v.as_str().map_or(v.to_string(), str::to_string),
    }
}

/// A number in at most four decimals.
fn brief(x: f64) -> String {
    let text = format!("{x:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
