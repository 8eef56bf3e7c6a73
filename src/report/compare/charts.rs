//! The charts of a comparison: the differences, and the charts of a run side by side.

use super::{CompareSummary, DifferenceSummary};
use crate::chart::{self, Column, Difference, palette};
use crate::report::Picture;
use crate::report::picture::framed;
use crate::report::run::{LONGER_SHADOWS, side_by_side};
use crate::report::screen::points;

/// A measure that changes by less than this in every variant is left to the table.
const STILL: f64 = 0.005;

/// The charts.
pub(super) fn charts(c: &CompareSummary) -> Result<Vec<Picture>, chart::Error> {
    let names = std::iter::once(&c.baseline).chain(&c.variants);
    let names: Vec<String> = names.map(|n| spoken(n)).collect();
    let mut all = vec![differences(c)?];
    all.extend(side_by_side(&c.runs, &names)?);
    Ok(all)
}

/// A variant's name for people.
fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

fn differences(c: &CompareSummary) -> Result<Picture, chart::Error> {
    let about = format!("Exact probabilities, baseline: {}.", spoken(&c.baseline));
    let mut frame = framed(finding(c), &about, &c.head);
    if c.differences.iter().any(|d| !is_shown(c, d)) {
        let rest = "; measures that change by less than half a point: see the table of this chart";
        frame.note.push_str(rest);
    }
    let columns: Vec<_> = c.variants.iter().map(|v| column(c, v)).collect();
    let svg = chart::differences(&frame, LONGER_SHADOWS, &columns)?;
    Ok(Picture::new("differences", svg))
}

/// The largest difference, as a title.
fn finding(c: &CompareSummary) -> String {
    let size = |d: &DifferenceSummary| d.exact.abs();
    let all = c.differences.iter();
    let largest = all.max_by(|a, b| size(a).total_cmp(&size(b)));
    largest.map_or("No difference can be compared".into(), |d| {
        format!(
            "Largest difference: {}, {} points under {}",
            d.label,
            points(d.exact, 0),
            spoken(&d.variant)
        )
    })
}

/// Whether a difference is in the chart: outcomes are; measures that hardly change anywhere are left
/// to the table.
fn is_shown(c: &CompareSummary, d: &DifferenceSummary) -> bool {
    let own = c.differences.iter().filter(|other| other.index == d.index);
    let most = own.map(|d| d.exact.abs()).fold(0.0, f64::max);
    is_outcome(c, d) || most >= STILL
}

fn is_outcome(c: &CompareSummary, d: &DifferenceSummary) -> bool {
    d.index < c.runs[0].outcomes.len()
}

/// The differences of a variant.
fn column(c: &CompareSummary, variant: &str) -> Column<Vec<Difference>> {
    let difference = |d: &DifferenceSummary| Difference {
        label: d.label.clone(),
        colour: if is_outcome(c, d) {
            palette::outcome(d.index)
        } else {
            palette::NEUTRAL
        },
        from: d.from,
        to: d.to,
        range: d.range(),
        sure: d.verdict.is_settled(),
    };
    let own = c.of_variant(variant).filter(|d| is_shown(c, d));
    Column {
        title: if c.variants.len() > 1 {
            spoken(variant)
        } else {
            format!("{} instead of {}", spoken(variant), spoken(&c.baseline))
        },
        body: own.map(difference).collect(),
    }
}
