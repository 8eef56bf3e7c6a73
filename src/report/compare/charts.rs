//! The charts of a comparison: the differences, and the charts of a run side by side.

use super::{CompareSummary, DifferenceSummary};
use crate::chart::{self, Colour, Column, Difference, Sheet, Stack, Sure, palette};
use crate::report::picture::framed_for;
use crate::report::run::{LONGER_SHADOWS, side_by_side};
use crate::report::{Estimate, Picture, RunSummary, titles};
use crate::study::verdict::Change;

/// What changes by less than this in every variant is left to the table.
const STILL: f64 = 0.005;

/// Two events that never differ by more than this are the same one.
const ALIKE: f64 = 1e-9;

/// The charts.
pub(super) fn charts(c: &CompareSummary, sheet: Sheet) -> Result<Vec<Picture>, chart::Error> {
    let names = std::iter::once(&c.baseline).chain(&c.variants);
    let names: Vec<String> = names.map(|n| spoken(n)).collect();
    let mut all = vec![];
    if c.variants.len() > 1 {
        all.push(ends(c, &names, sheet)?);
    }
    all.push(differences(c, sheet)?);
    all.extend(side_by_side(&c.runs, &names, sheet)?);
    Ok(all)
}

/// How each variant ends, the baseline first.
fn ends(c: &CompareSummary, names: &[String], sheet: Sheet) -> Result<Picture, chart::Error> {
    let likeliest = |run: &'_ RunSummary| run.likeliest().label.clone();
    let first = likeliest(&c.runs[0]);
    let others = c.runs.iter().zip(names).skip(1);
    let others = others.map(|(run, name)| (likeliest(run), name));
    let others: Vec<(String, &String)> = others.filter(|(label, _)| *label != first).collect();
    let others: Vec<(&str, &str)> = others
        .iter()
        .map(|(label, name)| (label.as_str(), name.as_str()))
        .collect();
    let doubt = c.runs.iter().find_map(RunSummary::doubt);
    let title = titles::likeliest_of_each(&first, &others, c.runs.len(), doubt);
    // runs of other files may have other outcomes
    let mut outcomes: Vec<&Estimate> = vec![];
    for outcome in c.runs.iter().flat_map(|run| &run.outcomes) {
        if outcomes.iter().all(|known| known.id != outcome.id) {
            outcomes.push(outcome);
        }
    }
    let share = |run: &RunSummary, id: &str| {
        let own = run.outcomes.iter().find(|o| o.id == id);
        own.map_or(0.0, |o| o.best().clamp(0.0, 1.0))
    };
    let bars = c.runs.iter().zip(names).map(|(run, name)| Stack {
        label: name.clone(),
        parts: outcomes.iter().map(|o| share(run, &o.id)).collect(),
    });
    let bars: Vec<Stack> = bars.collect();
    let parts = outcomes.iter().enumerate();
    let parts = parts.map(|(o, own)| (palette::outcome(o), own.label.clone()));
    let parts: Vec<(Colour, String)> = parts.collect();
    let frame = framed_for(title, "Exact probability of each outcome.", &c.runs, sheet);
    Ok(Picture::new("ends", chart::stacks(&frame, &parts, &bars)?))
}

/// A variant's name for people.
fn spoken(name: &str) -> String {
    name.replace('_', " ")
}

fn differences(c: &CompareSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let about = format!("Exact probabilities, baseline: {}.", spoken(&c.baseline));
    let mut frame = framed_for(finding(c), &about, &c.runs, sheet);
    let shown = shown(c);
    if shown.len() < c.runs[0].outcomes.len() + c.runs[0].measures.len() {
        let rest = "; what changes by less than half a point, or is the same event, in the table";
        frame.note.push_str(rest);
    }
    let columns: Vec<_> = c.variants.iter().map(|v| column(c, &shown, v)).collect();
    let svg = chart::differences(&frame, LONGER_SHADOWS, &columns)?;
    Ok(Picture::new("differences", svg))
}

/// The largest difference that longer shadows leave, as a title.
fn finding(c: &CompareSummary) -> String {
    let size = |d: &DifferenceSummary| d.exact.abs();
    let settled = c.differences.iter().filter(|d| d.verdict.is_settled());
    // the first of several that differ as much
    let largest = settled.reduce(|most, next| if size(next) > size(most) { next } else { most });
    match largest {
        Some(d) => titles::most_different(&d.label, d.exact, &spoken(&d.variant)),
        None => {
            let unsettled = |d: &DifferenceSummary| d.verdict == Change::Unsettled;
            titles::no_difference(c.differences.iter().any(unsettled))
        }
    }
}

/// The numbers of the outcomes and measures in the chart, the largest difference first: those that change
/// somewhere, each event once; the outcomes if nothing does.
fn shown(c: &CompareSummary) -> Vec<usize> {
    let own = |index: usize| c.differences.iter().filter(move |d| d.index == index);
    let most = |index: &usize| own(*index).map(|d| d.exact.abs()).fold(0.0, f64::max);
    let same = |a: usize, b: usize| {
        let pairs = own(a).zip(own(b));
        let near = |x: f64, y: f64| (x - y).abs() <= ALIKE;
        own(a).count() == own(b).count()
            && pairs
                .into_iter()
                .all(|(a, b)| near(a.from, b.from) && near(a.to, b.to))
    };
    let mut all: Vec<usize> = vec![];
    for d in &c.differences {
        let new = !all
            .iter()
            .any(|other| *other == d.index || same(*other, d.index));
        if new && most(&d.index) >= STILL {
            all.push(d.index);
        }
    }
    if all.is_empty() {
        return (0..c.runs[0].outcomes.len()).collect();
    }
    all.sort_by(|a, b| most(b).total_cmp(&most(a)));
    all
}

fn is_outcome(c: &CompareSummary, d: &DifferenceSummary) -> bool {
    d.index < c.runs[0].outcomes.len()
}

/// The differences of a variant.
fn column(c: &CompareSummary, shown: &[usize], variant: &str) -> Column<Vec<Difference>> {
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
        verdict: match d.verdict {
            Change::Likelier | Change::LessLikely => Sure::Settled,
            Change::Unsettled => Sure::Unsettled,
            Change::Same => Sure::Same,
        },
    };
    let place = |d: &DifferenceSummary| shown.iter().position(|index| *index == d.index);
    let own = c.of_variant(variant).filter_map(|d| Some((place(d)?, d)));
    let mut own: Vec<(usize, &DifferenceSummary)> = own.collect();
    own.sort_by_key(|(place, _)| *place);
    Column {
        title: if c.variants.len() > 1 {
            spoken(variant)
        } else {
            format!("{} instead of {}", spoken(variant), spoken(&c.baseline))
        },
        body: own.into_iter().map(|(_, d)| difference(d)).collect(),
    }
}
