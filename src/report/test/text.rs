//! What a person reads of a test: each claim, those that fail first, its verdict, and the values that it
//! rests on.

use super::colour;
use super::document::{HypothesisSummary, PrecisionSummary, TestSummary, ValueSummary};
use crate::report::screen::{Screen, paragraph, percent, spark};
use std::fmt::Write;

/// The text.
pub(super) fn text(test: &TestSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let _ = writeln!(s, "\n{}", screen.bold(test.head.title()));
    let means = if test.hypotheses.iter().any(|h| h.mean) {
        format!(", of means up to {}", test.tolerance)
    } else {
        String::new()
    };
    let finding = format!(
        "{}; differences up to {} count as none{means}",
        test.finding(),
        percent(test.tolerance)
    );
    paragraph(s, &finding, screen.width);
    for h in test.failed_first() {
        hypothesis(s, h, screen);
    }
    out
}

fn hypothesis(s: &mut String, h: &HypothesisSummary, screen: Screen) {
    let word = screen.paint(h.verdict.word(), colour(h.verdict));
    let _ = writeln!(s, "\n{}  {word}", screen.bold(&h.id));
    let who = if h.who.is_empty() {
        String::new()
    } else {
        format!(" ({})", h.who)
    };
    paragraph(s, &format!("{}{who}", h.claim), screen.width);
    paragraph(s, &values(h), screen.width);
    if !h.precisions.is_empty() {
        paragraph(s, &precisions(h), screen.width);
    }
}

/// The measure over the values of the setting.
fn values(h: &HypothesisSummary) -> String {
    let values = h.values.iter().filter_map(|v| v.measure);
    // the columns stand for shares
    let top = if h.mean {
        values.clone().fold(1.0, |m: f64, x| m.max(x.abs()))
    } else {
        1.0
    };
    let columns: Vec<f64> = values.map(|x| x / top).collect();
    let points = h.values.iter();
    let none = || "no equilibrium found".to_string();
    let number = |v: &ValueSummary| v.measure.map_or_else(none, |x| h.number(x));
    let points = points.map(|v| format!("{} {}", v.at, number(v)));
    let points: Vec<String> = points.collect();
    format!(
        "{} {} over {}: {}; expected {}",
        spark(&columns),
        h.label,
        h.vary,
        points.join(", "),
        h.expect
    )
}

/// The verdicts at other precisions.
fn precisions(h: &HypothesisSummary) -> String {
    let same = |p: &&PrecisionSummary| p.verdict == h.verdict;
    let alike = h.precisions.iter().filter(same).count();
    let marks = h.precisions.iter();
    let marks = marks.map(|p| format!("{} {}", p.precision, p.verdict.word()));
    let marks: Vec<String> = marks.collect();
    format!(
        "the same at {alike} of {} precisions: {}",
        h.precisions.len(),
        marks.join(", ")
    )
}
