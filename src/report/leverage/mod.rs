//! `leverage`: who can move what, and with what.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod movers;
mod tables;
mod text;
mod worlds;

pub use document::{
    EffectSummary, LeverEffectSummary, LeverageSummary, ParameterEffectSummary, RevealedSummary,
};
pub use worlds::{LeverWorldsSummary, MovedSummary, PulledSummary};

use crate::report::screen::Screen;
use crate::report::strips::table;
use crate::report::{Report, Table};
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};

impl Report for LeverageSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(charts::charts(self, sheet)?)
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let strips = self.parameters.iter().map(|p| &p.strip);
        let own = [tables::levers(self), movers::table(self), table(strips)];
        let worlds = self.worlds.as_ref().map(LeverWorldsSummary::table);
        own.into_iter().chain(worlds).collect()
    }
}

/// Changes of outcomes smaller than this round to no point, and are left out of the charts.
const SHOWN: f64 = 0.005;

/// A point: a change below it is not put in words.
const POINT: f64 = 0.01;
