//! Charts of a fit: each estimate with its interval, and the outcomes along a column.

use super::document::{EstimateSummary, FitSummary};
use crate::chart::{self, Across, Along, Interval, Line, Panel, Scales, Sheet, palette};
use crate::report::picture::framed;
use crate::report::screen::{minus, thousands};
use crate::report::{Picture, titles};

/// The outcomes along the column that moves them most; none without columns.
pub(super) fn effect(found: &FitSummary, sheet: Sheet) -> Result<Option<Picture>, chart::Error> {
    let all = found.best.effects.iter();
    let Some(effect) = all.reduce(|a, b| if b.most() > a.most() { b } else { a }) else {
        return Ok(None);
    };
    let outcomes = effect.outcomes.values().zip(&effect.labels).enumerate();
    let line = |(o, (at, label)): (usize, (&Vec<[f64; 3]>, &String))| Line {
        label: label.clone(),
        colour: palette::outcome(o),
        values: at.iter().map(|x| x[0].clamp(0.0, 1.0)).collect(),
        band: at
            .iter()
            .map(|x| (x[1].clamp(0.0, 1.0), x[2].clamp(0.0, 1.0)))
            .collect(),
        off: vec![],
    };
    // what never comes is not drawn
    let comes = |(_, (at, _)): &(usize, (&Vec<[f64; 3]>, &String))| at.iter().any(|x| x[0] > 0.0);
    let panel = Panel {
        title: String::new(),
        percent: true,
        lines: outcomes.filter(comes).map(line).collect(),
    };
    let across = Across {
        label: effect.label.clone(),
        values: Along::Numbers(effect.values.clone()),
        marks: vec![],
        own: None,
        course: None,
    };
    let title = titles::effect(&effect.label, effect.most());
    let about = "Probability of each outcome at the estimates, other columns at their medians; bands: intervals of 95%.";
    let frame = framed(title, about, &found.head, sheet);
    let svg = chart::lines(&frame, &across, &[panel])?;
    Ok(Some(Picture::new("effect", svg)))
}

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
                Some(error) => format!("{} ± {error:.3}", minus(&format!("{:.3}", e.value))),
                None => format!("{}, error not told", minus(&format!("{:.3}", e.value))),
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
