//! `run --worlds`: the outcomes where every number is drawn from its range. A part of the report of
//! `run`, which adds it to its text, charts and tables.

mod document;
mod text;

pub use document::{BoxSummary, LimitSummary, WorldOutcome, WorldsSummary};

use super::head::Head;
use super::picture::{Picture, framed};
use super::table::{Cell, Table};
use crate::chart::{self, Column, Span, palette};
use anyhow::Result;

impl WorldsSummary {
    /// The chart, under the head of the document that this is a part of.
    pub(super) fn chart(&self, head: &Head) -> Result<Picture> {
        let span = |(o, outcome): (usize, &WorldOutcome)| Span {
            label: outcome.label.clone(),
            colour: palette::outcome(o),
            quantiles: outcome.quantiles,
            marked: outcome.exact,
            words: format!("{:.0} %", 100.0 * outcome.likeliest),
        };
        let columns = [Column {
            title: String::new(),
            body: self.outcomes.iter().enumerate().map(span).collect(),
        }];
        let title = format!("How sure can one be? {} worlds", self.count);
        let about = "Probability of each outcome where every number is drawn from its range.";
        let frame = framed(title, about, head);
        let marked = "as the file has it";
        let words = "at the right: worlds in which it is the likeliest";
        let svg = chart::spans(&frame, &columns, marked, words)?;
        Ok(Picture::new("worlds", svg))
    }

    /// Each world's parameters and outcomes.
    pub(super) fn table(&self) -> Table<'static> {
        let outcomes = self.outcomes.iter().map(|o| o.id.as_str());
        let names = self.parameters.iter().map(String::as_str);
        let header: Vec<&str> = names.chain(outcomes).collect();
        let rows = self.points.iter();
        let rows = rows.map(|p| p.iter().map(|x| Cell::from(*x)).collect());
        Table::new("points", &header, rows)
    }
}
