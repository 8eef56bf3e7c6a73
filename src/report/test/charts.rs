//! The chart of a test: a small one for each claim.

use super::colour;
use super::document::{HypothesisSummary, TestSummary, ValueSummary};
use crate::chart::{self, Sheet, Small};
use crate::report::Picture;
use crate::report::picture::framed;

/// The chart.
pub(super) fn chart(test: &TestSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let all: Vec<Small> = test.hypotheses.iter().map(small).collect();
    let about = "Each claim's measure over the values of its setting, first to last.";
    let frame = framed(test.finding(), about, &test.head, sheet);
    Ok(Picture::new("claims", chart::panels(&frame, &all)?))
}

fn small(h: &HypothesisSummary) -> Small {
    let end = |v: Option<&ValueSummary>| v.map_or(String::new(), |v| v.at.clone());
    Small {
        title: format!("{}: {}", h.label, h.expect),
        verdict: format!("{} {}", h.id, h.verdict.word()),
        colour: colour(h.verdict),
        setting: h.vary.clone(),
        ends: (end(h.values.first()), end(h.values.last())),
        values: h.values.iter().map(|v| v.measure).collect(),
        mean: h.mean,
        threshold: h.threshold,
    }
}
