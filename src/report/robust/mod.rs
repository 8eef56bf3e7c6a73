//! `robust`: what to choose when the numbers are not known.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod tables;
mod text;

pub use document::{ChoiceSummary, RobustSummary};

use crate::report::screen::Screen;
use crate::report::{Report, Table};
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};

impl Report for RobustSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(vec![charts::chart(self, sheet)?])
    }

    fn tables(&self) -> Vec<Table<'_>> {
        tables::tables(self)
    }
}
