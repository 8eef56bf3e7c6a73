//! Charts of a calibration: numbers before and after, and milestones.

use super::document::{CalibrateSummary, JudgedSummary, LearntSummary};
use crate::chart::{self, Column, Forecast, Interval, Scales, Sheet, palette};
use crate::report::picture::framed;
use crate::report::{Picture, titles};
use crate::study::brier;

/// Numbers that are drawn.
const DRAWN: usize = 20;

/// What was learnt of each number, the most first.
pub(super) fn numbers(found: &CalibrateSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let row = |p: &LearntSummary| {
        let [low, high] = p.range;
        let place = |x: f64| {
            if high > low {
                (x - low) / (high - low)
            } else {
                0.5
            }
        };
        Interval {
            label: p.label.clone(),
            colour: palette::outcome(0),
            known: [p.posterior.low, p.posterior.median, p.posterior.high].map(place),
            before: Some([p.prior.low, p.prior.median, p.prior.high].map(place)),
            words: format!("{:.2} bits", p.bits),
        }
    };
    let learnt = found.parameters.iter().filter(|p| p.bits >= 0.05).count();
    let title = titles::learnt(learnt, found.parameters.len(), found.told);
    let about = "Each number on its own range, before and after the record.";
    let frame = framed(title, about, &found.head, sheet);
    let keys = [
        "median and nine tenths given the record",
        "at the right: what was learnt",
    ];
    let rows = found.parameters.iter().take(DRAWN).map(row).collect();
    let svg = chart::intervals(&frame, Scales::Ranges, rows, keys)?;
    Ok(Picture::new("numbers", svg))
}

/// The milestones before and after.
pub(super) fn milestones(found: &CalibrateSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let column = |title: &str, of: &dyn Fn(&JudgedSummary) -> f64| Column {
        title: title.to_string(),
        body: found
            .milestones
            .iter()
            .map(|m| Forecast {
                label: format!("{}, {}", m.label, m.when),
                forecast: of(m),
                happened: m.happened,
                base: m.base_rate,
                score: format!("{:.3}", brier(of(m), m.happened)),
            })
            .collect(),
    };
    let columns = [
        column("before", &|m| m.prior),
        column("after", &|m| m.posterior),
    ];
    let title = match &found.later {
        Some(later) => titles::later(later.brier_prior, later.brier_posterior),
        None => "What is known, as it would have been forecast".to_string(),
    };
    let about = "Milestones over all worlds, and over those that the record favours; later ones given the record.";
    let frame = framed(title, about, &found.head, sheet);
    let svg = chart::score(&frame, &columns)?;
    Ok(Picture::new("milestones", svg))
}
