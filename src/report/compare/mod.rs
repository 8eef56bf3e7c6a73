//! `compare`: variants beside a baseline, with the same luck.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod tables;
mod text;

pub use document::{CompareSummary, DifferenceSummary, Differs};

use crate::report::screen::Screen;
use crate::report::{Report, Table};
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};

impl Report for CompareSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(charts::charts(self, sheet)?)
    }

    fn tables(&self) -> Vec<Table<'_>> {
        tables::tables(self)
    }
}
