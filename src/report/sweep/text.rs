//! What a person reads of a sweep: how everything moves along one setting and where it tips, or the
//! least and the most over two.

use super::curve::CurveSummary;
use super::document::{PointSummary, SweepSummary, TipSummary, VarySummary};
use super::{brief, written};
use crate::report::screen::{Screen, count, label_width, paragraph, percent, row, signed, spark};
use std::fmt::Write;

/// The text.
pub(super) fn text(sweep: &SweepSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let _ = writeln!(s, "\n{}", screen.bold(sweep.head.title()));
    about(s, sweep, screen);
    if let [only] = &sweep.vary[..] {
        along(s, sweep, only, screen);
        if let Some(curve) = &sweep.curve {
            turns(s, sweep, curve, screen);
        }
        tips(s, sweep, screen);
        if let Some(worlds) = &sweep.worlds {
            worlds.text(s, sweep, only, screen);
        }
    } else {
        extremes(s, sweep, screen);
    }
    out
}

/// How many variants were solved, and what is odd about them.
fn about(s: &mut String, sweep: &SweepSummary, screen: Screen) {
    let over = sweep.vary.iter();
    let over = over.map(|v| format!("{} at {} values", v.name, v.values.len()));
    let over: Vec<String> = over.collect();
    let over = over.join(" by ");
    let about = match &sweep.curve {
        None => format!(
            "{over}: {} variants solved exactly, structure searched {}",
            sweep.points.len(),
            count(sweep.searches, "time")
        ),
        Some(curve) => format!(
            "{over}: one curve of equilibria, begun on the branch that the game has at {}, crosses them \
             {}",
            brief(curve.begun_at),
            count(sweep.points.len(), "time")
        ),
    };
    paragraph(s, &about, screen.width);
    if !sweep.lost.is_empty() {
        let at: Vec<String> = sweep.lost.iter().map(written).collect();
        let line = format!(
            "No equilibrium was found at {}: left out here and in the chart.",
            at.join(", ")
        );
        paragraph(s, &line, screen.width);
    }
    let doubtful = sweep.points.iter().filter(|p| p.branch_points > 0).count();
    if doubtful > 0 {
        let line = format!(
            "Beware: at {doubtful} of these other equilibria branch off on the way; there a tiny change of a \
             payoff can reverse the answer."
        );
        paragraph(s, &line, screen.width);
    }
    let same = |a: &PointSummary, b: &PointSummary| {
        (&a.outcomes, &a.measures) == (&b.outcomes, &b.measures)
    };
    if sweep.points.len() > 1 && sweep.points.windows(2).all(|w| same(&w[0], &w[1])) {
        let names: Vec<&str> = sweep.vary.iter().map(|v| v.name.as_str()).collect();
        let line = format!(
            "All variants give the same results: nothing that matters here reads {}. If every type of \
             an actor has its own value of a parameter, nothing reads the parameter itself.",
            names.join(" or ")
        );
        paragraph(s, &line, screen.width);
    }
}

/// An outcome's or measure's value.
fn number(sweep: &SweepSummary, id: &str, x: f64) -> String {
    if sweep.is_share(id) {
        percent(x)
    } else {
        signed(x)
    }
}

/// The width of the labels of everything that was read.
fn wide(sweep: &SweepSummary, screen: Screen) -> usize {
    let series = sweep.series();
    let labels: Vec<String> = series.iter().map(|x| sweep.label(x.0)).collect();
    label_width(labels.iter().map(String::as_str), screen)
}

/// Every outcome and measure along one setting.
fn along(s: &mut String, sweep: &SweepSummary, only: &VarySummary, screen: Screen) {
    let end = |p: Option<&PointSummary>| {
        let value = p.and_then(|p| p.values.get(&only.name));
        value.map_or(String::new(), written)
    };
    let (low, high) = (end(sweep.points.first()), end(sweep.points.last()));
    let turns = sweep.curve.as_ref().is_some_and(|c| !c.folds.is_empty());
    let order = if turns {
        ", in the order of the curve"
    } else {
        ""
    };
    let head = format!("ALONG {}{order}", only.name);
    let _ = writeln!(s, "\n{}", screen.bold(&head));
    let wide = wide(sweep, screen);
    let room = screen.width.saturating_sub(wide + 24).clamp(8, 41);
    row(s, "", wide, &format!("{low:>9}  {:room$}  {high:>9}", ""));
    for (id, values) in sweep.series() {
        let line = if sweep.is_share(id) {
            spark(&thin(&values, room))
        } else {
            spark(&thin(&scaled(&values), room))
        };
        let (a, b) = (values[0], values[values.len() - 1]);
        let (a, b) = (number(sweep, id, a), number(sweep, id, b));
        let rest = format!("{a:>9}  {line:room$}  {b:>9}");
        row(s, &sweep.label(id), wide, &rest);
    }
}

/// Where the curve turns, how it ends, and whether the game's own branches lead to it.
fn turns(s: &mut String, sweep: &SweepSummary, curve: &CurveSummary, screen: Screen) {
    let _ = writeln!(s, "\n{}", screen.bold("WHERE IT TURNS"));
    for line in curve.told(&|id| sweep.label(id)) {
        paragraph(s, &line, screen.width);
    }
}

/// Where the likeliest outcome changes, or a threshold is crossed.
fn tips(s: &mut String, sweep: &SweepSummary, screen: Screen) {
    let _ = writeln!(s, "\n{}", screen.bold("WHERE IT TIPS"));
    if sweep.tipping_points.is_empty() && sweep.leaps.is_empty() {
        let _ = writeln!(s, "Nowhere between these values.");
    }
    for tip in &sweep.tipping_points {
        let (from, to) = tip.between;
        let what = what_tips(sweep, tip);
        let leap = match tip.leap(sweep) {
            Some((id, [before, after])) => format!(
                "; {} {} before, {} after",
                sweep.label(id),
                percent(before),
                percent(after)
            ),
            None => String::new(),
        };
        let line = format!(
            "{} {} to {}: {what}{leap}",
            tip.name,
            brief(from),
            brief(to)
        );
        paragraph(s, &line, screen.width);
    }
    let tip = |between| {
        sweep
            .tipping_points
            .iter()
            .any(|tip| tip.between == between)
    };
    for leap in sweep.leaps.iter().filter(|leap| !tip(leap.between)) {
        let line = format!(
            "{} {} to {}: {} leaps from {} to {}; what lies between is not resolved",
            sweep.vary[0].name,
            brief(leap.between.0),
            brief(leap.between.1),
            sweep.label(&leap.outcome),
            percent(leap.before),
            percent(leap.after)
        );
        paragraph(s, &line, screen.width);
    }
}

fn what_tips(sweep: &SweepSummary, tip: &TipSummary) -> String {
    match (&tip.measure, tip.threshold) {
        (Some(id), Some(x)) => {
            let threshold = if sweep.is_share(id) {
                percent(x)
            } else {
                x.to_string()
            };
            format!("{} goes {} {threshold}", sweep.label(id), tip.to)
        }
        (None, _) | (_, None) => format!(
            "the likeliest outcome turns from {} to {}",
            sweep.label(&tip.from),
            sweep.label(&tip.to)
        ),
    }
}

/// The least and the most of every outcome and measure, and where.
fn extremes(s: &mut String, sweep: &SweepSummary, screen: Screen) {
    let _ = writeln!(s, "\n{}", screen.bold("LEAST AND MOST"));
    let wide = wide(sweep, screen);
    for (id, values) in sweep.series() {
        let order = |a: &usize, b: &usize| values[*a].total_cmp(&values[*b]);
        let all = || 0..values.len();
        let (Some(least), Some(most)) = (all().min_by(order), all().max_by(order)) else {
            continue;
        };
        let line = |k: usize| {
            let settings = sweep.points[k].values.iter();
            let settings = settings.map(|(n, v)| format!("{n} {}", written(v)));
            let settings: Vec<String> = settings.collect();
            let value = number(sweep, id, values[k]);
            format!("{value:>8} at {}", settings.join(", "))
        };
        row(s, &sweep.label(id), wide, &line(least));
        row(s, "", wide, &line(most));
    }
}

/// At most `room` of the values, evenly.
fn thin(values: &[f64], room: usize) -> Vec<f64> {
    let n = values.len().min(room);
    let at = |k: usize| match n {
        1 => 0,
        _ => k * (values.len() - 1) / (n - 1),
    };
    (0..n).map(|k| values[at(k)]).collect()
}

/// The values from 0 to 1.
fn scaled(values: &[f64]) -> Vec<f64> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let wide = (high - low).max(f64::MIN_POSITIVE);
    values.iter().map(|v| (v - low) / wide).collect()
}
