//! `leverage`: who can move what, and with what.

mod charts;
mod document;
mod parameters;
mod tables;
mod text;

pub use document::{
    EffectSummary, LeverEffectSummary, LeverageSummary, ParameterEffectSummary, RevealedSummary,
};

use crate::report::screen::Screen;
use crate::report::{Picture, Report, Table};
use anyhow::Result;

impl Report for LeverageSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    fn charts(&self) -> Result<Vec<Picture>> {
        let mut all = vec![charts::levers(self)?];
        all.extend(parameters::tornado(self)?);
        all.extend(parameters::indices(self)?);
        Ok(all)
    }

    fn tables(&self) -> Vec<Table<'_>> {
        vec![tables::levers(self)]
    }
}

/// Changes of outcomes smaller than this round to no point, and are left out of the charts.
const SHOWN: f64 = 0.005;

/// A point: a change below it is not put in words.
const POINT: f64 = 0.01;
