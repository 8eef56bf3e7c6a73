//! What `run --worlds` found, as the terminal, `--json`, the table and the chart read it.

use super::charts::{Picture, framed};
use super::screen::{Screen, label_width, paragraph, percent, row};
use super::summary::Head;
use super::table::{Cell, Table};
use super::types::quantiles;
use crate::chart::{self, Column, Span, palette};
use crate::scenario::Scenario;
use crate::study::{Worlds, likeliest};
use anyhow::Result;
use serde::Serialize;
use std::fmt::Write;

/// An outcome over all worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct WorldOutcome {
    pub id: String,
    pub label: String,
    /// As the file has it.
    pub exact: f64,
    pub mean: f64,
    /// The quantiles [`QUANTILES`](super::QUANTILES) of its probability over worlds.
    pub quantiles: [f64; 5],
    /// Share of its variance that is ignorance; the rest is chance. Null if it does not vary.
    pub ignorance: Option<f64>,
    /// Share of worlds in which it is the likeliest.
    pub likeliest: f64,
    /// Where those lie; null if nowhere or everywhere.
    pub when: Option<BoxSummary>,
}

/// A box of parameters.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct BoxSummary {
    pub limits: Vec<LimitSummary>,
    /// Share of the outcome's worlds that lie in the box.
    pub coverage: f64,
    /// Share of the box's worlds that are the outcome's.
    pub density: f64,
}

/// What a parameter is limited to; null is no limit.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct LimitSummary {
    pub name: String,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// What many worlds come to.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct WorldsSummary {
    pub count: usize,
    /// Parameters that differ, each over its range.
    pub parameters: Vec<String>,
    pub outcomes: Vec<WorldOutcome>,
    /// Each world's parameters and outcomes; in the table, not in the document.
    #[serde(skip)]
    points: Vec<Vec<f64>>,
}

/// The summary of many worlds; `exact` are the outcomes as the file has them.
pub fn summarise_worlds(worlds: &Worlds, scenario: &Scenario, exact: &[f64]) -> WorldsSummary {
    let name = |p: &usize| scenario.parameters[*p].name.id.clone();
    let n = worlds.answers.len() as f64;
    let outcome = |o: usize| {
        let shares: Vec<f64> = worlds.answers.iter().map(|a| a.outcomes[o]).collect();
        let tops = worlds.answers.iter().filter(|a| likeliest(a) == o).count();
        let when = worlds.boxes[o].as_ref().map(|found| BoxSummary {
            limits: found
                .limits
                .iter()
                .map(|(d, low, high)| LimitSummary {
                    name: name(&worlds.parameters[*d]),
                    low: *low,
                    high: *high,
                })
                .collect(),
            coverage: found.coverage,
            density: found.density,
        });
        WorldOutcome {
            id: scenario.outcomes[o].name.id.clone(),
            label: scenario.outcomes[o].name.label.clone(),
            exact: exact[o],
            mean: shares.iter().sum::<f64>() / n,
            quantiles: quantiles(shares),
            ignorance: worlds.ignorance[o],
            likeliest: tops as f64 / n,
            when,
        }
    };
    let point = |(draw, answer): (&Vec<f64>, &crate::study::Answer)| {
        draw.iter().chain(&answer.outcomes).copied().collect()
    };
    WorldsSummary {
        count: worlds.answers.len(),
        parameters: worlds.parameters.iter().map(name).collect(),
        outcomes: (0..scenario.outcomes.len()).map(outcome).collect(),
        points: worlds
            .draws
            .iter()
            .zip(&worlds.answers)
            .map(point)
            .collect(),
    }
}

/// The chart of many worlds.
pub fn worlds_picture(worlds: &WorldsSummary, head: &Head) -> Result<Picture> {
    let span = |(o, outcome): (usize, &WorldOutcome)| Span {
        label: outcome.label.clone(),
        colour: palette::outcome(o),
        quantiles: outcome.quantiles,
        marked: outcome.exact,
        words: format!("{:.0} %", 100.0 * outcome.likeliest),
    };
    let body = worlds.outcomes.iter().enumerate().map(span).collect();
    let columns = [Column {
        title: String::new(),
        body,
    }];
    let title = format!("How sure can one be? {} worlds", worlds.count);
    let about = "Probability of each outcome where every number is drawn from its range.";
    let frame = framed(title, about, head);
    let marked = "as the file has it";
    let words = "at the right: worlds in which it is the likeliest";
    Ok(("worlds", chart::spans(&frame, &columns, marked, words)?))
}

/// The numbers behind the chart.
pub fn worlds_table(worlds: &WorldsSummary) -> Table<'static> {
    let outcomes = worlds.outcomes.iter().map(|o| o.id.as_str());
    let names = worlds.parameters.iter().map(String::as_str);
    let header: Vec<&str> = names.chain(outcomes).collect();
    let rows = worlds.points.iter();
    let rows = rows.map(|p| p.iter().map(|x| Cell::from(*x)).collect());
    Table::new("points", &header, rows)
}

/// What a person sees.
pub fn worlds_text(worlds: &WorldsSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let title = format!("IN {} WORLDS", super::screen::thousands(worlds.count));
    let title = screen.bold(&title);
    let _ = writeln!(
        s,
        "\n{title}  half of them; nine tenths; not known; likeliest in"
    );
    let wide = label_width(worlds.outcomes.iter().map(|o| o.label.as_str()), screen);
    for o in &worlds.outcomes {
        let [a, b, _, d, e] = o.quantiles.map(|q| format!("{:.0}", 100.0 * q));
        let half = format!("{b}–{d} %");
        let most = format!("{a}–{e} %");
        let unknown = o
            .ignorance
            .map_or("–".to_string(), |x| format!("{:.0} %", 100.0 * x));
        let line = format!(
            "{half:>10} {most:>10} {unknown:>8} {:>8}",
            percent(o.likeliest)
        );
        row(s, &o.label, wide, &line);
    }
    let about = "Not known: the share of the variance that would go if the numbers were known; the \
                 rest is chance.";
    paragraph(s, about, screen.width);
    for o in &worlds.outcomes {
        let Some(when) = o.when.as_ref().filter(|w| !w.limits.is_empty()) else {
            continue;
        };
        let limit = |l: &LimitSummary| match (l.low, l.high) {
            (Some(low), Some(high)) => format!("{} from {low:.3} to {high:.3}", l.name),
            (Some(low), None) => format!("{} > {low:.3}", l.name),
            (_, Some(high)) => format!("{} < {high:.3}", l.name),
            _ => l.name.clone(),
        };
        let limits: Vec<String> = when.limits.iter().map(limit).collect();
        let line = format!(
            "{}, when {} (covers {:.0} % of its worlds; {:.0} % of those there are its)",
            o.label,
            limits.join(" and "),
            100.0 * when.coverage,
            100.0 * when.density
        );
        paragraph(s, &line, screen.width);
    }
    out
}
