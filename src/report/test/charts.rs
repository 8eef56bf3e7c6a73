//! The chart of a test: a table of its claims, those that fail first.

use super::colour;
use super::document::{HypothesisSummary, TestSummary};
use crate::chart::{self, Became, Claimed, Sheet};
use crate::report::Picture;
use crate::report::picture::framed;
use crate::study::Verdict;

/// The chart.
pub(super) fn chart(test: &TestSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let rows: Vec<Claimed> = test.failed_first().into_iter().map(row).collect();
    let all = || test.hypotheses.iter();
    let mut about = "Each claim's measure over the values of its setting".to_string();
    if all().any(|h| !h.mean) {
        about += ", shares on 0–100%";
    }
    if all().any(|h| h.threshold.is_some()) {
        about += "; dashed: the threshold";
    }
    let frame = framed(test.finding(), &format!("{about}."), &test.head, sheet);
    Ok(Picture::new("claims", chart::claims(&frame, &rows)?))
}

fn row(h: &HypothesisSummary) -> Claimed {
    let names = [h.id.as_str(), h.who.as_str()];
    let names = names.into_iter().filter(|name| !name.is_empty());
    let over = match &h.values[..] {
        [only] => format!("at {} {}", h.vary, only.at),
        [first, .., last] => format!("over {}, {} to {}", h.vary, first.at, last.at),
        [] => format!("over {}", h.vary),
    };
    Claimed {
        became: match h.verdict {
            Verdict::Holds => Became::Kept,
            Verdict::Fails => Became::Broken,
            Verdict::CannotTell => Became::Open,
        },
        verdict: h.verdict.word().to_string(),
        colour: colour(h.verdict),
        claim: h.claim.clone(),
        by: names.collect::<Vec<_>>().join(" · "),
        expected: format!("{}: {}", h.label, h.expect),
        over,
        values: h.values.iter().map(|v| v.measure).collect(),
        mean: h.mean,
        threshold: h.threshold,
    }
}
