//! `compare`: variants beside a baseline, with the same luck.

mod charts;
mod document;
mod tables;
mod text;

pub use document::{CompareSummary, DifferenceSummary, Differs};

use crate::report::screen::Screen;
use crate::report::{Picture, Report, Table};
use anyhow::Result;

impl Report for CompareSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    fn charts(&self) -> Result<Vec<Picture>> {
        charts::charts(self)
    }

    fn tables(&self) -> Vec<Table<'_>> {
        tables::tables(self)
    }
}
