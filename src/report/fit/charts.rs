//! The chart of a fit: each estimate with its interval.

use super::document::{EstimateSummary, FitSummary};
use crate::chart::{self, Interval, Scales, Sheet, palette};
use crate::report::picture::framed;
use crate::report::screen::thousands;
use crate::report::{Picture, titles};

/// The estimates.
pub(super) fn estimates(found: &FitSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let row = |e: &EstimateSummary| {
        let (low, high) = (e.low.unwrap_or(e.value), e.high.unwrap_or(e.value));
        Interval {
            label: e.label.clone(),
            colour: palette::outcome(0),
            known: [low, e.value, high],
            before: None,
            words: match e.standard_error {
                Some(error) => format!("{:.3} ± {error:.3}", e.value),
                None => format!("{:.3}, error not told", e.value),
            },
        }
    };
    let all = &found.best.estimates;
    let apart = all.iter().filter(|e| e.p.is_some_and(|p| p < 0.05));
    let title = titles::estimates(apart.count(), all.len());
    let about = format!("Estimates from {} cases.", thousands(found.best.rows));
    let frame = framed(title, &about, &found.head, sheet);
    let keys = [
        "estimate with its interval of 95%",
        "at the right: estimate ± standard error",
    ];
    let svg = chart::intervals(&frame, Scales::One, all.iter().map(row).collect(), keys)?;
    Ok(Picture::new("estimates", svg))
}
