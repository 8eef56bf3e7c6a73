//! `fit`: which numbers make many cases likeliest.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod text;

pub use document::{EstimateSummary, FitSummary, FitTest, FittedSummary, TopSummary};

use crate::report::screen::Screen;
use crate::report::{Cell, Heading, Kind, Report, Table};
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};

impl Report for FitSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(vec![charts::estimates(self, sheet)?])
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let names = ["name"].map(|name| (name.to_string(), Kind::Words));
        let numbers = ["value", "standard_error", "z", "p", "low", "high"];
        let numbers = numbers.map(|name| (name.to_string(), Kind::Numbers));
        let headings: Vec<Heading> = names.into_iter().chain(numbers).collect();
        let row = |e: &EstimateSummary| -> Vec<Cell> {
            vec![
                Cell::from(&e.name),
                e.value.into(),
                e.standard_error.into(),
                e.z.into(),
                e.p.into(),
                e.low.into(),
                e.high.into(),
            ]
        };
        vec![Table::long("estimates", headings, move |sink| {
            self.best
                .estimates
                .iter()
                .try_for_each(|e| sink.row(&row(e)))
        })]
    }
}
