//! What a person reads of leverage: who moves what, and what one gains by being bound.

use super::document::{EffectSummary, LeverEffectSummary, LeverageSummary, largest, most_changed};
use super::{POINT, SHOWN};
use crate::report::screen::{Screen, label_width, paragraph, points, row, signed};
use std::fmt::Write;

/// Levers that are named of each outcome.
const NAMED: usize = 3;

/// The sign changes at half or at twice everybody's precision.
const UNSTEADY: &str = "*";
/// A longer shadow changes the sign, or leaves none.
const UNSETTLED: &str = "†";

/// The text.
pub(super) fn text(found: &LeverageSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let _ = writeln!(s, "\n{}", screen.bold(found.head.title()));
    who_moves_what(s, found, screen);
    over_oneself(s, found, screen);
    revealed(s, found, screen);
    found.strips().text(s, screen);
    if let Some(worlds) = &found.worlds {
        worlds.text(s, found, screen);
    }
    if let Some((variants, lost)) = found.lost {
        let impossible = match found.head.given() {
            None => "",
            Some(_) => ", or what is known cannot have come about",
        };
        let line = format!(
            "In {lost} of {variants} variants no equilibrium was found{impossible}; what they would show is left out."
        );
        paragraph(s, &line, screen.width);
    }
    if let Some((sets, exact)) = found.shapley_sets {
        let how = if exact {
            "exactly"
        } else {
            "from a sample of orders"
        };
        let line = format!(
            "Shapley values worked out {how}, from {sets} sets of options: in the table and the chart."
        );
        paragraph(s, &line, screen.width);
    }
    out
}

/// For each outcome the levers that move it most, and what the marks at them mean.
fn who_moves_what(s: &mut String, found: &LeverageSummary, screen: Screen) {
    let title = screen.bold("WHO MOVES WHAT  by taking one lever away, in points");
    let _ = writeln!(s, "\n{title}");
    for outcome in found.base.outcomes.keys() {
        paragraph(s, &movers(found, outcome), screen.width);
    }
    if found.options.is_empty() {
        let line = "No lever was tried: nobody has two options.";
        paragraph(s, line, screen.width);
    }
    super::movers::text(s, found, screen.width);
    for (mark, what) in [
        (
            UNSTEADY,
            "the sign changes at half or at twice everybody's precision.",
        ),
        (
            UNSETTLED,
            "a longer shadow changes the sign, or leaves none.",
        ),
    ] {
        if s.contains(mark) {
            paragraph(s, &format!("{mark} {what}"), screen.width);
        }
    }
}

/// The levers that move an outcome most.
fn movers(found: &LeverageSummary, outcome: &String) -> String {
    let by = |l: &LeverEffectSummary| l.removed.outcomes[outcome];
    let mut own = found.strongest(SHOWN);
    own.retain(|l| by(l).abs() >= POINT);
    own.sort_by(|a, b| by(b).abs().total_cmp(&by(a).abs()));
    let movers = own.iter().take(NAMED).map(|l| {
        let unsteady = mark(!l.steady.contains(outcome), UNSTEADY);
        let unsettled = mark(l.removed.unsettled.contains(outcome), UNSETTLED);
        let arithmetic = l.mechanical.as_ref().map_or(String::new(), |m| {
            format!(" (arithmetic {})", points(m[outcome], 0))
        });
        let change = points(by(l), 0);
        format!("{} {change}{unsteady}{unsettled}{arithmetic}", l.label)
    });
    let movers: Vec<String> = movers.collect();
    let label = found.label(outcome);
    let now = format!("{:.0}% now", 100.0 * found.base.outcomes[outcome]);
    if movers.is_empty() {
        format!("{label}, {now}: no lever moves it by a point.")
    } else {
        format!("{label}, {now}: without {}.", movers.join("; without "))
    }
}

fn mark(set: bool, mark: &str) -> &str {
    if set { mark } else { "" }
}

/// What actors gain, or lose, if they are bound to an option.
fn over_oneself(s: &mut String, found: &LeverageSummary, screen: Screen) {
    let all = found.options.iter();
    let bound = all.filter_map(|l| Some((l, l.committed.as_ref()?)));
    let bound = bound.filter(|(_, e)| largest(&e.outcomes) >= POINT);
    let mut bound: Vec<(&LeverEffectSummary, &EffectSummary)> = bound.collect();
    if bound.is_empty() {
        return;
    }
    let title = "LEVERAGE OVER ONESELF  if an actor is bound to an option, what it gains";
    let _ = writeln!(s, "\n{}", screen.bold(title));
    let wide = label_width(bound.iter().map(|(l, _)| l.label.as_str()), screen);
    let gain = |(l, e): &(&LeverEffectSummary, &EffectSummary)| {
        l.actor.as_ref().map_or(0.0, |a| e.values[a])
    };
    bound.sort_by(|a, b| gain(b).total_cmp(&gain(a)));
    for own in &bound {
        let (l, e) = own;
        let most = most_changed(&e.outcomes).map_or(String::new(), |(id, x)| {
            let unsettled = e.unsettled.iter().any(|other| other == id);
            let mark = mark(unsettled, UNSETTLED);
            format!("{} {}{mark}", found.label(id), points(x, 0))
        });
        let line = format!("{:>8}   {most}", signed(gain(own)));
        row(s, &l.label, wide, &line);
    }
}

/// What changes if an actor's type is known.
fn revealed(s: &mut String, found: &LeverageSummary, screen: Screen) {
    for t in &found.types {
        let changes = t.revealed.outcomes.iter();
        let changes = changes.filter(|(_, x)| x.abs() >= POINT);
        let changes = changes.map(|(id, x)| format!("{} {}", found.label(id), points(*x, 0)));
        let changes: Vec<String> = changes.collect();
        let what = if changes.is_empty() {
            "no outcome moves by a point".to_string()
        } else {
            changes.join(", ")
        };
        let line = match t.nature {
            true => format!("If all knew what nobody knows: {what}."),
            false => format!("If all knew what {} is: {what}.", found.label(&t.actor)),
        };
        paragraph(s, &line, screen.width);
    }
}
