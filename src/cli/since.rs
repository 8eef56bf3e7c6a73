//! What has changed since the last run of a file: what was edited, and which outcomes it moved.

use super::args::Place;
use crate::VERSION;
use crate::report::screen::{Screen, paragraph, points};
use crate::report::{Earlier, RunSummary, newest};
use crate::scenario::Scenario;
use crate::study::verdict::sign;
use crate::study::{Differing, differs};

/// Settings that are named, and outcomes.
const NAMED: usize = 3;

impl Place {
    /// The last result of `run` on `scenario` in the place of the next one.
    pub(super) fn earlier(&self, scenario: &Scenario) -> Option<Earlier> {
        let folder = self.out.clone().or_else(|| newest(&scenario.id, "run"))?;
        let earlier = Earlier::read(&folder)?;
        (earlier.scenario.id == scenario.id).then_some(earlier)
    }
}

/// What is different from `before`; nothing if nothing is.
pub(super) fn since(
    before: &Earlier,
    scenario: &Scenario,
    now: &RunSummary,
    screen: Screen,
) -> String {
    let edited = differs(&before.scenario, scenario);
    let moved = moved(before, now);
    let what = match (&edited[..], &moved[..]) {
        ([], []) => return String::new(),
        // it was asked for something else
        ([], _) if before.version == VERSION => return String::new(),
        ([], _) => "nothing was edited, but demarche is another version".to_string(),
        (edited, _) => named(edited.iter().map(written)),
    };
    let how = match &moved[..] {
        [] => "no outcome moves by a tenth of a point".to_string(),
        moved => named(moved.iter().enumerate().map(|(n, (label, change))| {
            let unit = if n == 0 { " points" } else { "" };
            format!("{label} {}{unit}", points(*change, 1))
        })),
    };
    let mut text = String::new();
    paragraph(
        &mut text,
        &format!("Since the last run: {what}: {how}."),
        screen.width,
    );
    text
}

/// The labels of outcomes that have moved, and how far, the furthest first.
fn moved(before: &Earlier, now: &RunSummary) -> Vec<(String, f64)> {
    let change = |o: &crate::report::Estimate| {
        let old = before.outcomes.iter().find(|(id, _)| *id == o.id);
        let by = o.exact? - old.map_or(0.0, |(_, x)| *x);
        (sign(by) != 0).then(|| (o.label.clone(), by))
    };
    let mut all: Vec<(String, f64)> = now.outcomes.iter().filter_map(change).collect();
    all.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
    all
}

/// A setting: what it was and what it is.
fn written((path, from, to): &Differing) -> String {
    let path = path.strip_prefix("parameters.").unwrap_or(path);
    let path = path.strip_suffix(".value").unwrap_or(path);
    match (from, to) {
        (Some(from), Some(to)) => format!("{path} {from} → {to}"),
        (None, Some(to)) => format!("{path} is {to}"),
        (_, None) => format!("{path} is gone"),
    }
}

/// The first of some things, and how many more there are.
fn named(all: impl ExactSizeIterator<Item = String>) -> String {
    let more = all.len().saturating_sub(NAMED);
    let mut words: Vec<String> = all.take(NAMED).collect();
    if more > 0 {
        words.push(format!("{more} more"));
    }
    words.join(", ")
}
