//! `run`: what one scenario comes to, solved, forecast and played.

mod actors;
#[cfg(feature = "charts")]
mod charts;
mod document;
mod estimates;
mod precisions;
mod report;
mod rounds;
mod tables;
mod text;
mod types;
mod unsure;

pub use actors::{ActorSummary, TermSummary};
#[cfg(feature = "charts")]
pub(super) use charts::LONGER_SHADOWS;
#[cfg(feature = "charts")]
pub use charts::side_by_side;
pub use document::RunSummary;
pub use estimates::Estimate;
pub use precisions::PrecisionEntry;
pub use report::{RunQuestion, RunReport};
pub use rounds::{Course, Incidence, MoveSummary};
pub(super) use tables::run_tables;
pub use types::{BeliefSummary, TypeOutcome, TypeSummary};

use crate::report::screen::Screen;
use crate::report::{Report, Table};
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};

impl Report for RunSummary {
    fn text(&self, screen: Screen) -> String {
        self.text_with_times(screen, None)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        let mut all = side_by_side(std::slice::from_ref(self), &[String::new()], sheet)?;
        all.extend(self.precision_chart(sheet)?);
        if let Some(worlds) = &self.worlds {
            all.push(worlds.chart(&self.head, sheet)?);
        }
        Ok(all)
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let mut all = run_tables(self);
        all.extend(self.precision_table());
        all.extend(self.worlds.as_ref().map(|worlds| worlds.table()));
        all
    }
}
