//! What a person reads of a comparison: for each variant what it changes, and what that changes.

use super::{CompareSummary, DifferenceSummary};
use crate::report::screen::{Screen, fit, label_width, paragraph, percent, row, thousands};
use crate::study::verdict::Change;
use std::fmt::Write;

/// Settings of a variant that are named; there may be very many.
const SETTINGS: usize = 8;

/// Differences of a variant that are put in words.
const WORDED: usize = 3;

/// The text.
pub(super) fn text(c: &CompareSummary, screen: Screen) -> String {
    let mut out = String::new();
    for variant in &c.variants {
        let title = format!("{variant} instead of {}", c.baseline);
        let _ = writeln!(out, "\n{}", screen.bold(&title));
        settings(&mut out, c, variant, screen);
        differences(&mut out, c, variant, screen);
        in_words(&mut out, c, variant, screen);
    }
    let _ = writeln!(out);
    legend(&mut out, c, screen);
    out
}

/// The settings that a variant changes.
fn settings(s: &mut String, c: &CompareSummary, variant: &str, screen: Screen) {
    let differs = || c.differs.iter().filter(|d| d.variant == variant);
    if differs().next().is_none() {
        let line = "Both say the same: --set changes every scenario that is compared. Write a \
                    variant that changes one, with `extends`.";
        paragraph(s, line, screen.width);
    }
    for d in differs().take(SETTINGS) {
        let text = format!(
            "{}: {} → {}",
            d.key,
            d.from.as_deref().unwrap_or("nothing"),
            d.to.as_deref().unwrap_or("nothing")
        );
        let text = fit(&text, screen.width.saturating_sub(3));
        let _ = writeln!(s, "  {}", text.trim_end());
    }
}

/// A table of what a variant changes.
fn differences(s: &mut String, c: &CompareSummary, variant: &str, screen: Screen) {
    let labels = c.of_variant(variant).map(|d| d.label.as_str());
    let labels = label_width(labels, screen);
    let longer = c.of_variant(variant).any(|d| !d.longer.is_empty());
    let heading = if longer { "longer shadows" } else { "" };
    let blank = fit("", labels);
    let _ = writeln!(s, "\n{blank}     from       to  points  {heading}");
    for d in c.of_variant(variant) {
        let ends = d.range();
        let range = ends.map_or(String::new(), |(low, high)| {
            format!("{} to {}", change(low), change(high))
        });
        let rest = format!(
            "{:>8} {:>8} {:>7}  {range:<16} {}",
            percent(d.from),
            percent(d.to),
            change(d.exact),
            d.verdict.word()
        );
        row(s, &d.label, labels, &rest);
    }
}

/// A change in points; what rounds to nothing has no sign.
fn change(x: f64) -> String {
    let size = format!("{:.1}", (100.0 * x).abs());
    let sign = match size.as_str() {
        "0.0" => "",
        _ if x < 0.0 => "−",
        _ => "+",
    };
    format!("{sign}{size}")
}

/// The largest differences of a variant, in words.
fn in_words(s: &mut String, c: &CompareSummary, variant: &str, screen: Screen) {
    let own = c.of_variant(variant);
    let mut all: Vec<&DifferenceSummary> = own.filter(|d| d.verdict != Change::Same).collect();
    all.sort_by(|a, b| b.exact.abs().total_cmp(&a.exact.abs()));
    let worded = all.iter().take(WORDED);
    let worded: Vec<String> = worded
        .map(|d| format!("{}: {}", d.label, d.words))
        .collect();
    if !worded.is_empty() {
        paragraph(s, &format!("{}.", worded.join("; ")), screen.width);
    }
}

/// How the numbers are to be read.
fn legend(s: &mut String, c: &CompareSummary, screen: Screen) {
    let all = c.differences.iter();
    let held = all.filter(|d| d.low <= d.exact && d.exact <= d.high);
    let mut legend = format!(
        "Exact differences. {} histories of each, paired: {} of {} intervals of 95% hold the exact difference.",
        thousands(c.head.histories.unwrap_or(0)),
        held.count(),
        c.differences.len()
    );
    let mut all = c.differences.iter();
    if all.any(|d| d.verdict == Change::Unsettled) {
        legend.push_str(
            " Unsettled: with a shadow one or four rounds longer the difference vanishes or changes sign.",
        );
    }
    paragraph(s, &legend, screen.width);
    if let Some(warning) = c.certificate.warning() {
        paragraph(s, &warning, screen.width);
    }
}
