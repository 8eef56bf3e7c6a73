//! `test`: whether a file's claims hold.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod text;

pub use document::{HypothesisSummary, PrecisionSummary, TestSummary, ValueSummary};

use crate::palette::Colour;
use crate::report::screen::Screen;
use crate::report::table::{Cell, with};
use crate::report::{Report, Table};
use crate::study::Verdict;
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};

impl Report for TestSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(vec![charts::chart(self, sheet)?])
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let names = ["id", "verdict", "expect", "vary", "at", "measure", "value"];
        let rows = self.hypotheses.iter().flat_map(|h| {
            h.values.iter().map(|v| {
                let words = [
                    h.id.as_str(),
                    h.verdict.word(),
                    &h.expect,
                    &h.vary,
                    &v.at,
                    &h.measure,
                ];
                with(&words, [v.measure.map_or(Cell::None, Cell::from)])
            })
        });
        vec![Table::new("claims", &names, rows)]
    }
}

/// A verdict's colour on the terminal and in the chart.
fn colour(verdict: Verdict) -> Colour {
    match verdict {
        Verdict::Holds => Colour(0, 114, 90),
        Verdict::Fails => Colour(190, 60, 0),
        Verdict::CannotTell => Colour(90, 90, 90),
    }
}
