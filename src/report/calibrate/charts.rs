//! Charts of a calibration: numbers before and after, milestones, and how far the weights can be trusted.

use super::document::{CalibrateSummary, JudgedSummary, LearntSummary};
use crate::chart::{
    self, Across, Along, Column, Course, Forecast, Interval, Line, Panel, Scales, Sheet, palette,
};
use crate::report::picture::framed;
use crate::report::{Picture, titles};
use crate::study::brier;

/// Numbers that are drawn.
const DRAWN: usize = 20;

/// Places along the worlds at which their weight is drawn.
const DRAWN_WORLDS: usize = 100;

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

/// How the weight is spread over worlds: what the heaviest of them weigh together.
pub(super) fn weights(found: &CalibrateSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let mut all: Vec<f64> = found.draws.iter().map(|(weight, _)| *weight).collect();
    all.sort_unstable_by(|a, b| b.total_cmp(a));
    let mut sum = 0.0;
    let mut together = vec![0.0];
    for weight in &all {
        sum += weight;
        together.push(sum);
    }
    // rounding leaves the whole a little beside 1
    together.iter_mut().for_each(|share| *share /= sum);
    let half = together.iter().filter(|share| **share < 0.5).count();
    let apart = all.len().div_ceil(DRAWN_WORLDS).max(1);
    let drawn = (0..all.len()).step_by(apart).chain([all.len()]);
    let places: Vec<f64> = drawn.clone().map(|k| k as f64).collect();
    let together = drawn.map(|k| together[k]).collect();
    let line = |label: &str, colour, values| Line {
        label: label.to_string(),
        colour,
        values,
        band: vec![],
        off: vec![],
    };
    let alike = places.iter().map(|k| k / all.len() as f64).collect();
    let panel = Panel {
        title: String::new(),
        percent: true,
        lines: vec![
            line("their weight", palette::outcome(0), together),
            line("if all weighed alike", palette::NEUTRAL, alike),
        ],
    };
    let across = Across {
        label: "worlds, the heaviest first".to_string(),
        values: Along::Numbers(vec![0.0, all.len() as f64]),
        marks: vec![],
        own: None,
        course: Some(Course {
            places,
            folds: vec![],
            breaks: vec![],
        }),
    };
    let about = format!(
        "What the heaviest worlds weigh together: {}.",
        found.evidence.health()
    );
    let title = titles::weights(half, all.len(), found.told);
    let frame = framed(title, &about, &found.head, sheet);
    let svg = chart::lines(&frame, &across, &[panel])?;
    Ok(Picture::new("weights", svg))
}
