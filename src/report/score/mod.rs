//! `score`: forecasts beside what happened.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod text;

pub use document::{MilestoneSummary, ScoreSummary, VariantScore};

use crate::report::screen::Screen;
use crate::report::table::with;
use crate::report::{Cell, Report, Table};
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};

impl Report for ScoreSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(vec![charts::chart(self, sheet)?])
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let names = [
            "variant",
            "id",
            "when",
            "forecast",
            "happened",
            "base_rate",
            "brier",
            "log",
        ];
        let rows = self.variants.iter().flat_map(|v| {
            v.milestones.iter().map(move |m| {
                let numbers = [
                    Some(m.forecast),
                    Some(m.happened),
                    m.base_rate,
                    Some(m.brier),
                    m.log,
                ];
                with(&[&v.id, &m.id, &m.when], numbers.map(Cell::from))
            })
        });
        vec![Table::new("score", &names, rows)]
    }
}
