//! `robust`: what to choose when the numbers are not known.

mod charts;
mod document;
mod tables;
mod text;

pub use document::{ChoiceSummary, RobustSummary};

use crate::report::screen::Screen;
use crate::report::{Picture, Report, Table};
use anyhow::Result;

impl Report for RobustSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    fn charts(&self) -> Result<Vec<Picture>> {
        Ok(vec![charts::chart(self)?])
    }

    fn tables(&self) -> Vec<Table<'_>> {
        tables::tables(self)
    }
}
