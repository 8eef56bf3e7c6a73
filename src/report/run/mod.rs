//! `run`: what one scenario comes to, solved, forecast and played.

mod actors;
mod briefing;
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
mod unfolding;
mod unsure;

pub use actors::{ActorSummary, TermSummary};
pub use briefing::{MoverEntry, NumberEntry, SwaySummary};
#[cfg(feature = "charts")]
pub(super) use charts::LONGER_SHADOWS;
#[cfg(feature = "charts")]
pub use charts::side_by_side;
pub use document::RunSummary;
pub use estimates::Estimate;
pub use precisions::PrecisionEntry;
pub use report::{Briefed, RunQuestion, RunReport};
pub use rounds::{Course, Incidence, MoveSummary};
pub(super) use tables::run_tables;
pub use types::{BeliefSummary, TypeOutcome, TypeSummary};
pub use unfolding::{ChanceSummary, FlowSummary, UnfoldingSummary};

use crate::report::screen::Screen;
use crate::report::{Briefing, Report, Table};
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};

impl Report for RunSummary {
    fn text(&self, screen: Screen) -> String {
        self.text_with_times(screen, None)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        let mut all = side_by_side(std::slice::from_ref(self), &[String::new()], sheet)?;
        all.extend(self.unfolding_charts(sheet)?);
        all.extend(self.precision_chart(sheet)?);
        if let Some(worlds) = &self.worlds {
            all.push(worlds.chart(&self.head, sheet)?);
        }
        Ok(all)
    }

    fn briefing(&self) -> Option<Briefing> {
        Some(self.briefing_page())
    }

    #[cfg(feature = "charts")]
    fn briefing_chart(&self, sheet: Sheet) -> Result<Option<Picture>, Error> {
        Ok(Some(self.untitled_outcomes(sheet)?))
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let mut all = run_tables(self);
        all.extend(self.unfolding_tables());
        all.extend(self.precision_table());
        all.extend(self.worlds.as_ref().map(|worlds| worlds.table()));
        all
    }
}
