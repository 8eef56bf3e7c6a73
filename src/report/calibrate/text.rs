//! What a person reads of a calibration.

use super::document::{CalibrateSummary, JudgedSummary, LearntSummary, StorySummary};
use crate::report::screen::{
    Screen, came, count, label_width, minus, paragraph, percent, row, signed, thousands,
};
use std::fmt::Write;

/// Below so many bits nothing was learnt that is worth a line.
const LITTLE: f64 = 0.05;

/// Numbers that are listed.
const LISTED: usize = 12;

/// The text.
pub(super) fn text(found: &CalibrateSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let _ = writeln!(s, "\n{}", screen.bold(found.head.title()));
    evidence(s, found, screen);
    numbers(s, found, screen);
    milestones(s, found, screen);
    stories(s, found, screen);
    s.push('\n');
    let warning = "One history, milestones that somebody chose, ranges that the author set: this says which of these numbers fit it \
                   best, not that they are right.";
    paragraph(s, warning, screen.width);
    out
}

fn evidence(s: &mut String, found: &CalibrateSummary, screen: Screen) {
    let e = &found.evidence;
    let line = format!(
        "{} worlds, weighted by the record until {}: {}. Log evidence {} ± {:.2}.",
        thousands(found.worlds),
        found.until,
        e.health(),
        signed(e.log_evidence),
        e.log_evidence_error
    );
    paragraph(s, &line, screen.width);
    if !found.told {
        let line = "The weights lie on too few worlds to tell: more worlds, or fewer free numbers (--free).";
        paragraph(s, line, screen.width);
    }
    let mut left = vec![];
    if found.lost > 0 {
        left.push(format!(
            "in {} no equilibrium was found; they are left out",
            count(found.lost, "world")
        ));
    }
    if found.impossible > 0 {
        left.push(format!(
            "in {} the record cannot come about",
            count(found.impossible, "world")
        ));
    }
    if !left.is_empty() {
        let line = left.join("; ");
        let line = line[..1].to_uppercase() + &line[1..] + ".";
        paragraph(s, &line, screen.width);
    }
}

fn numbers(s: &mut String, found: &CalibrateSummary, screen: Screen) {
    let told: Vec<&LearntSummary> = found
        .parameters
        .iter()
        .filter(|p| p.bits >= LITTLE)
        .collect();
    let listed = &told[..told.len().min(LISTED)];
    if !listed.is_empty() {
        let _ = writeln!(
            s,
            "\n{}",
            screen.bold("WHAT THE RECORD TEACHES  median and nine tenths, before and after")
        );
        let wide = label_width(listed.iter().map(|p| p.label.as_str()), screen);
        for p in listed {
            let limits = |l: &super::document::Limits| {
                format!("{} ({} – {})", brief(l.median), brief(l.low), brief(l.high))
            };
            let line = format!(
                "{:>4.1} bits  {:<24} {}",
                p.bits,
                limits(&p.prior),
                limits(&p.posterior)
            );
            row(s, &p.label, wide, &line);
        }
    }
    if !found.told {
        return;
    }
    let nothing = found.parameters.len() - told.len();
    let line = format!(
        "The record says nothing about {nothing} of {}.",
        count(found.parameters.len(), "number")
    );
    s.push('\n');
    paragraph(s, &line, screen.width);
    let strong = found.together.iter().filter(|t| t.correlation.abs() >= 0.3);
    let strong: Vec<String> = strong
        .map(|t| {
            format!(
                "{} and {} ({})",
                t.one,
                t.other,
                minus(&format!("{:+.2}", t.correlation))
            )
        })
        .collect();
    if !strong.is_empty() {
        paragraph(
            s,
            &format!(
                "Given the record these hang together: {}.",
                strong.join(", ")
            ),
            screen.width,
        );
    }
}

/// A number in four digits.
fn brief(x: f64) -> String {
    let digits = match x.abs() {
        a if a >= 100.0 => 0,
        a if a >= 10.0 => 1,
        _ => 2,
    };
    minus(&format!("{x:.digits$}"))
}

fn milestones(s: &mut String, found: &CalibrateSummary, screen: Screen) {
    let title = |m: &JudgedSummary| format!("{}, {}", m.label, m.when);
    let titles: Vec<String> = found.milestones.iter().map(title).collect();
    let wide = label_width(titles.iter().map(String::as_str), screen);
    for (conditioned, heading) in [
        (true, "WHAT IS KNOWN  as it would be forecast"),
        (false, "WHAT COMES LATER  given what is known"),
    ] {
        let own = found.milestones.iter().zip(&titles);
        let own: Vec<_> = own.filter(|(m, _)| m.conditioned == conditioned).collect();
        if own.is_empty() {
            continue;
        }
        let _ = writeln!(s, "\n{}", screen.bold(heading));
        row(s, "", wide, "  before     after  came");
        for (m, title) in own {
            let came = came(m.happened);
            let line = format!(
                "{:>8}  {:>8}  {came}",
                percent(m.prior),
                percent(m.posterior)
            );
            row(s, title, wide, &line);
        }
    }
    if let Some(later) = &found.later {
        let base = later.brier_base.map_or(String::new(), |(base, own)| {
            format!("; where base rates are given {own:.3}, theirs {base:.3}")
        });
        let line = format!(
            "Mean squared error of what comes later: {:.3} after, {:.3} before, {:.3} of a coin{base}.",
            later.brier_posterior, later.brier_prior, later.brier_coin
        );
        s.push('\n');
        paragraph(s, &line, screen.width);
    }
}

fn stories(s: &mut String, found: &CalibrateSummary, screen: Screen) {
    if found.stories.is_empty() {
        return;
    }
    let _ = writeln!(s, "\n{}", screen.bold("WHICH STORY  log evidence"));
    let wide = label_width(found.stories.iter().map(|x| x.id.as_str()), screen);
    for story in &found.stories {
        let e = &story.evidence;
        let line = format!(
            "{:>8} ± {:.2}",
            signed(e.log_evidence),
            e.log_evidence_error
        );
        row(s, &story.id, wide, &line);
    }
    let first = &found.stories[0].id;
    for story in &found.stories[1..] {
        paragraph(s, &against(first, story), screen.width);
    }
}

fn against(first: &str, story: &StorySummary) -> String {
    let (factor, error) = (story.log_bayes_factor, story.log_bayes_factor_error);
    let (better, worse) = match factor >= 0.0 {
        true => (first, &story.id[..]),
        false => (&story.id[..], first),
    };
    let unsure = match factor.abs() < 2.0 * error {
        true => ", within its error",
        false => "",
    };
    format!(
        "Evidence for {better} against {worse}: {} (ln of the Bayes factor {:.2} ± {error:.2}{unsure}).",
        story.words,
        factor.abs()
    )
}
