//! `calibrate`: which numbers the record favours.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod text;

pub use document::{
    CalibrateSummary, EvidenceSummary, JudgedSummary, LaterSummary, LearntSummary, Limits,
    StorySummary, TogetherSummary,
};

use crate::report::screen::Screen;
use crate::report::{Cell, Heading, Kind, Report, Table};
use crate::study::WEIGHT;
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};

impl Report for CalibrateSummary {
    fn text(&self, screen: Screen) -> String {
        text::text(self, screen)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(vec![
            charts::numbers(self, sheet)?,
            charts::milestones(self, sheet)?,
            charts::weights(self, sheet)?,
        ])
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let number = |name: &str| (name.to_string(), Kind::Numbers);
        let learnt = [
            "value",
            "prior_median",
            "prior_low",
            "prior_high",
            "median",
            "low",
            "high",
            "bits",
        ];
        let mut headings: Vec<Heading> = vec![("name".to_string(), Kind::Words)];
        headings.extend(learnt.map(number));
        let learnt = Table::long("learnt", headings, move |sink| {
            self.parameters.iter().try_for_each(|p| {
                let mut row = vec![Cell::from(&p.name)];
                let (prior, post) = (&p.prior, &p.posterior);
                row.extend(
                    [
                        p.value,
                        prior.median,
                        prior.low,
                        prior.high,
                        post.median,
                        post.low,
                        post.high,
                        p.bits,
                    ]
                    .map(Cell::from),
                );
                sink.row(&row)
            })
        });
        let mut headings: Vec<Heading> = vec![number(WEIGHT)];
        headings.extend(self.names.iter().map(|name| number(name)));
        let posterior = Table::long("posterior", headings, move |sink| {
            self.draws.iter().try_for_each(|(weight, values)| {
                let mut row = vec![Cell::from(*weight)];
                row.extend(values.iter().map(|x| Cell::from(*x)));
                sink.row(&row)
            })
        });
        vec![learnt, posterior]
    }
}
