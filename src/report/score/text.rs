//! What a person reads of scores: the best variant's forecasts, then every variant's scores.

use super::document::{ScoreSummary, VariantScore};
use crate::report::screen::{Screen, came, label_width, paragraph, percent, row};
use std::fmt::Write;

/// What every score is compared with.
const REFERENCE: &str = "50% to everything";

/// The text.
pub(super) fn text(score: &ScoreSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let _ = writeln!(s, "\n{}", screen.bold(&score.best.title));
    forecasts(s, &score.best, screen);
    scores(s, score, screen);
    record(s, &score.best, screen);
    s.push('\n');
    let warning = "One history can refute a scenario, not validate it: the milestones are few, \
                   they hang together, and whoever wrote the file may have known them.";
    paragraph(s, warning, screen.width);
    out
}

fn forecasts(s: &mut String, best: &VariantScore, screen: Screen) {
    let labels: Vec<String> = best.milestones.iter().map(|m| m.title()).collect();
    let wide = label_width(labels.iter().map(String::as_str), screen);
    let _ = writeln!(s, "\n{}", screen.bold("FORECAST AND OUTCOME"));
    row(s, "", wide, "forecast  came   squared error");
    for (m, label) in best.milestones.iter().zip(&labels) {
        let came = came(m.happened);
        let line = format!("{:>8}  {came:<5}  {:>6.3}", percent(m.forecast), m.brier);
        row(s, label, wide, &line);
    }
}

fn scores(s: &mut String, score: &ScoreSummary, screen: Screen) {
    let title = screen.bold("SCORES  mean squared error, 0 at best");
    let _ = writeln!(s, "\n{title}");
    let names = score.variants.iter().map(|v| v.id.as_str());
    let wide = label_width(names.chain([REFERENCE]), screen);
    for v in &score.variants {
        let log = v.log.map_or("infinite".to_string(), |x| format!("{x:.3}"));
        let base = v.base.map_or(String::new(), |(base, own)| {
            format!("; where base rates are given {own:.3}, theirs {base:.3}")
        });
        row(s, &v.id, wide, &format!("{:.3}   log {log}{base}", v.brier));
    }
    row(s, REFERENCE, wide, &format!("{:.3}", score.reference));
}

/// How likely the best variant holds all that came together, and when it was surprised most.
fn record(s: &mut String, best: &VariantScore, screen: Screen) {
    let Some(record) = &best.record else { return };
    let together = match record.log {
        None => match record.impossible() {
            Some(round) => format!("cannot come together: what {round} showed could not follow"),
            None => "cannot come together".to_string(),
        },
        Some(log) => {
            format!(
                "came together with probability {} (log {log:.2})",
                record.odds()
            )
        }
    };
    let most = record
        .most_surprising()
        .map_or(String::new(), |(round, bits)| {
            format!("; most was unexpected in {round}: {bits:.1} bits")
        });
    s.push('\n');
    let line = format!("To {} all milestones {together}{most}.", best.id);
    paragraph(s, &line, screen.width);
}
