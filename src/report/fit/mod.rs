//! `fit`: which numbers make many cases likeliest.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod text;

pub use document::{
    AlongSummary, BootstrapSummary, EstimateSummary, FitSummary, FitTest, FittedSummary,
    RedrawnSummary, TopSummary,
};

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
        let mut all = vec![charts::estimates(self, sheet)?];
        all.extend(charts::effect(self, sheet)?);
        Ok(all)
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
        let estimates = Table::long("estimates", headings, move |sink| {
            self.best
                .estimates
                .iter()
                .try_for_each(|e| sink.row(&row(e)))
        });
        let words = ["name", "outcome"].map(|name| (name.to_string(), Kind::Words));
        let numbers = ["value", "probability", "low", "high"];
        let numbers = numbers.map(|name| (name.to_string(), Kind::Numbers));
        let headings: Vec<Heading> = words.into_iter().chain(numbers).collect();
        let effects = Table::long("effects", headings, move |sink| {
            for effect in &self.best.effects {
                for (outcome, shares) in &effect.outcomes {
                    for (x, [p, low, high]) in effect.values.iter().zip(shares) {
                        let mut row = vec![Cell::from(&effect.name), Cell::from(outcome)];
                        row.extend([*x, *p, *low, *high].map(Cell::from));
                        sink.row(&row)?;
                    }
                }
            }
            Ok(())
        });
        match self.best.effects.is_empty() {
            true => vec![estimates],
            false => vec![estimates, effects],
        }
    }
}
