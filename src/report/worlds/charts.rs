//! The chart of worlds: how far each outcome's probability ranges over them.

use super::{WorldOutcome, WorldsSummary};
use crate::chart::{self, Column, Sheet, Span, palette};
use crate::report::picture::framed;
use crate::report::{Head, Picture, titles};
use crate::study::highest;

impl WorldsSummary {
    /// The chart, under the head of the document that this is a part of.
    pub(in crate::report) fn chart(
        &self,
        head: &Head,
        sheet: Sheet,
    ) -> Result<Picture, chart::Error> {
        let span = |(o, outcome): (usize, &WorldOutcome)| Span {
            label: outcome.label.clone(),
            colour: palette::outcome(o),
            quantiles: outcome.quantiles,
            marked: outcome.exact,
            words: format!("{:.0}%", 100.0 * outcome.likeliest),
        };
        let columns = [Column {
            title: String::new(),
            body: self.outcomes.iter().enumerate().map(span).collect(),
        }];
        let best = &self.outcomes[highest(self.outcomes.iter().map(|o| o.exact))];
        let title = titles::worlds(&best.label, best.likeliest, self.count, self.lost);
        let about = match self.weighted {
            true => {
                "Probability of each outcome where numbers are drawn as the record favours them."
            }
            false => "Probability of each outcome where every number is drawn from its range.",
        };
        let frame = framed(title, about, head, sheet);
        let marked = "as the file has it";
        let words = "at the right: worlds in which it is the likeliest";
        let svg = chart::spans(&frame, &columns, marked, words)?;
        Ok(Picture::new("worlds", svg))
    }
}
