//! How near a forecast is to tipping: each number over its range as a strip of the likeliest outcomes;
//! the nearest to a change first. A document of `sweep` of all numbers, and a part of that of `leverage`.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod text;

pub(super) use text::brief;

pub use document::{CellSummary, NearestSummary, StripSummary, StripsSummary};

use crate::report::screen::Screen;
use crate::report::{Cell, Report, Table};
use crate::study::highest;
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};
use indexmap::IndexMap;

/// Strips and what they are about.
pub(super) struct Strips<'a> {
    /// The exact probability of each outcome as the file is.
    pub outcomes: &'a IndexMap<String, f64>,
    pub labels: &'a IndexMap<String, String>,
    /// The nearest to a change first; those without one last.
    pub strips: Vec<&'a StripSummary>,
}

impl<'a> Strips<'a> {
    pub(super) fn new(
        (outcomes, labels): (&'a IndexMap<String, f64>, &'a IndexMap<String, String>),
        strips: impl Iterator<Item = &'a StripSummary>,
    ) -> Self {
        let mut strips: Vec<&StripSummary> = strips.collect();
        let distance = |s: &StripSummary| s.nearest.as_ref().map_or(f64::INFINITY, |n| n.distance);
        strips.sort_by(|a, b| distance(a).total_cmp(&distance(b)));
        Strips {
            outcomes,
            labels,
            strips,
        }
    }

    fn label(&self, id: &str) -> String {
        self.labels.get(id).cloned().unwrap_or(id.to_string())
    }

    /// The likeliest outcome as the file is.
    fn here(&self) -> &str {
        let best = self
            .outcomes
            .get_index(highest(self.outcomes.values().copied()));
        best.map_or("", |(id, _)| id)
    }

    /// Those that tip, and the others.
    fn parted(&self) -> (&[&'a StripSummary], &[&'a StripSummary]) {
        let tip = self.strips.partition_point(|s| s.nearest.is_some());
        self.strips.split_at(tip)
    }
}

impl StripsSummary {
    fn strips(&self) -> Strips<'_> {
        Strips::new((&self.outcomes, &self.labels), self.strips.iter())
    }
}

impl Report for StripsSummary {
    fn text(&self, screen: Screen) -> String {
        let mut out = format!("\n{}\n", screen.bold(self.head.title()));
        self.strips().text(&mut out, screen);
        out
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(self
            .strips()
            .chart(&self.head, sheet)?
            .into_iter()
            .collect())
    }

    fn tables(&self) -> Vec<Table<'_>> {
        vec![table(self.strips.iter())]
    }
}

/// The numbers behind the chart.
pub(super) fn table<'a>(strips: impl Iterator<Item = &'a StripSummary>) -> Table<'a> {
    let rows = strips.flat_map(|strip| {
        strip.cells.iter().map(|cell| {
            vec![
                Cell::from(&strip.name),
                Cell::from(cell.value),
                Cell::from(cell.likeliest.as_deref()),
                Cell::from(cell.longer.as_deref()),
            ]
        })
    });
    Table::new(
        "strips",
        &["parameter", "value", "likeliest", "longer"],
        rows,
    )
}
