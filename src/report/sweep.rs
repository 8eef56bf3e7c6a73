//! What `sweep` found, as the terminal, `--json`, the table and the charts read it.

use super::charts::{Picture, framed};
use super::screen::{Screen, capital, label_width, paragraph, percent, row, signed, spark};
use super::summary::Head;
use super::table::{Cell, Table};
use crate::chart::{self, Across, Along, Line, Map, Panel, palette};
use crate::scenario::Scenario;
use crate::study::{Sweep, Vary};
use anyhow::Result;
use indexmap::IndexMap;
use serde::Serialize;
use std::fmt::Write;

/// A setting and its values.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct VarySummary {
    pub name: String,
    pub label: String,
    pub values: Vec<serde_json::Value>,
}

/// What one combination of values comes to.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct PointSummary {
    pub values: IndexMap<String, serde_json::Value>,
    pub outcomes: IndexMap<String, f64>,
    pub measures: IndexMap<String, f64>,
    /// The least and the most of each that this shadow and longer ones (by 1 and 4 rounds) give;
    /// null of two settings, or if it has no end.
    pub band: Option<IndexMap<String, (f64, f64)>>,
    /// Stages on whose branch other equilibria branch off: there a hair decides.
    pub branch_points: u64,
}

/// Where something tips.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TipSummary {
    /// The setting.
    pub name: String,
    /// The middle of the interval that was found.
    pub at: f64,
    /// The last value before, and the first after.
    pub between: (f64, f64),
    /// What crosses its threshold; null if it is the likeliest outcome that changes.
    pub measure: Option<String>,
    pub threshold: Option<f64>,
    /// The likeliest outcome before and after, or `below` and `above`.
    pub from: String,
    pub to: String,
}

/// What `sweep` found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct SweepSummary {
    #[serde(flatten)]
    pub head: Head,
    pub vary: Vec<VarySummary>,
    pub points: Vec<PointSummary>,
    pub tipping_points: Vec<TipSummary>,
    /// How often the structure of a game was searched; the other points used it again.
    pub searches: usize,
    /// Labels of outcomes and measures.
    pub labels: IndexMap<String, String>,
    /// Measures that are means, and no probabilities.
    #[serde(skip)]
    pub means: Vec<String>,
}

fn value(text: &str) -> serde_json::Value {
    match text.parse::<f64>() {
        Ok(x) => x.into(),
        Err(_) => text.into(),
    }
}

/// The summary of a sweep.
pub fn summarise_sweep(sweep: &Sweep, scenario: &Scenario) -> SweepSummary {
    let measure = |m: &usize| &scenario.measures[*m];
    let names = scenario.outcomes.iter().map(|o| &o.name);
    let names = names.chain(sweep.measures.iter().map(|m| &measure(m).name));
    let label = |path: &str| {
        let bare = path.strip_prefix("parameters.").unwrap_or(path);
        let mut all = scenario.parameters.iter();
        all.find(|p| p.name.id == bare)
            .map_or(path.to_string(), |p| p.name.label.clone())
    };
    let mut points = vec![];
    for (n, answer) in sweep.answers.iter().enumerate() {
        let mut rest = n;
        let mut values: Vec<(String, serde_json::Value)> = vec![];
        for vary in sweep.vary.iter().rev() {
            let own = &vary.values[rest % vary.values.len()];
            values.push((vary.path.clone(), value(own)));
            rest /= vary.values.len();
        }
        let outcomes = scenario.outcomes.iter().zip(&answer.outcomes);
        let measures = sweep.measures.iter().zip(&answer.measures);
        let ids = scenario.outcomes.iter().map(|o| &o.name.id);
        let ids = ids.chain(sweep.measures.iter().map(|m| &measure(m).name.id));
        let own = answer.outcomes.iter().chain(&answer.measures);
        let band = |(k, (id, own)): (usize, (&String, &f64))| {
            let later = answer.longer.iter().map(|(outcomes, measures)| {
                let mut all = outcomes.iter().chain(measures);
                all.nth(k).copied().unwrap_or(*own)
            });
            let ends = later.fold((*own, *own), |(low, high), x| (x.min(low), x.max(high)));
            (id.clone(), ends)
        };
        let bands = ids.zip(own).enumerate().map(band);
        points.push(PointSummary {
            band: (!answer.longer.is_empty()).then(|| bands.collect()),
            branch_points: answer.branch_points,
            values: values.into_iter().rev().collect(),
            outcomes: outcomes.map(|(o, p)| (o.name.id.clone(), *p)).collect(),
            measures: measures
                .map(|(m, x)| (measure(m).name.id.clone(), *x))
                .collect(),
        });
    }
    let tip = |tip: &crate::study::Tip| {
        let side = |side: usize| match tip.target {
            None => scenario.outcomes[side].name.id.clone(),
            Some(_) => ["below", "above"][side].to_string(),
        };
        TipSummary {
            name: sweep.vary[0].path.clone(),
            at: (tip.between.0 + tip.between.1) / 2.0,
            between: tip.between,
            measure: tip.target.map(|(t, _)| t.name(scenario).id.clone()),
            threshold: tip.target.map(|(_, x)| x),
            from: side(tip.sides.0),
            to: side(tip.sides.1),
        }
    };
    SweepSummary {
        head: Head::new("sweep", Some(scenario)),
        vary: sweep
            .vary
            .iter()
            .map(|v| VarySummary {
                name: v.path.clone(),
                label: label(&v.path),
                values: v.values.iter().map(|v| value(v)).collect(),
            })
            .collect(),
        points,
        tipping_points: sweep.tips.iter().map(tip).collect(),
        searches: sweep.searches,
        labels: names.map(|n| (n.id.clone(), n.label.clone())).collect(),
        means: sweep
            .measures
            .iter()
            .map(measure)
            .filter(|m| m.mean)
            .map(|m| m.name.id.clone())
            .collect(),
    }
}

impl SweepSummary {
    /// Outcomes, then measures: id and value at every point.
    fn series(&self) -> Vec<(&str, Vec<f64>)> {
        let first = &self.points[0];
        let ids = first.outcomes.keys().chain(first.measures.keys());
        let at = |p: &PointSummary, id: &str| {
            let found = p.outcomes.get(id).or(p.measures.get(id));
            found.copied().unwrap_or(f64::NAN)
        };
        ids.map(|id| (id.as_str(), self.points.iter().map(|p| at(p, id)).collect()))
            .collect()
    }

    /// The band of an outcome or measure at every point; empty if there is none.
    fn band(&self, id: &str) -> Vec<(f64, f64)> {
        let at = |p: &PointSummary| p.band.as_ref().and_then(|b| b.get(id).copied());
        let all: Option<Vec<(f64, f64)>> = self.points.iter().map(at).collect();
        all.unwrap_or_default()
    }

    fn label(&self, id: &str) -> String {
        self.labels.get(id).cloned().unwrap_or(id.to_string())
    }

    /// An outcome's colour is its own in every chart.
    fn colour(&self, id: &str) -> chart::Colour {
        let outcomes = &self.points[0].outcomes;
        match outcomes.get_index_of(id) {
            Some(o) => palette::outcome(o),
            None => palette::actor(self.points[0].measures.get_index_of(id).unwrap_or(0)),
        }
    }

    fn share(&self, id: &str) -> bool {
        !self.means.iter().any(|m| m == id)
    }
}

fn along(vary: &VarySummary) -> Along {
    let path = String::new();
    let text = |v: &serde_json::Value| match v {
        serde_json::Value::String(t) => t.clone(),
        other => other.to_string(),
    };
    let values = vary.values.iter().map(text).collect();
    match (Vary { path, values }).numbers() {
        Some(numbers) => Along::Numbers(numbers),
        None => Along::Words(vary.values.iter().map(text).collect()),
    }
}

/// An outcome that is rarer than this at every point is left to the table.
const RARE: f64 = 0.005;
/// Maps of one page.
const MAPS: usize = 6;

/// The charts of a sweep: lines over one setting, or maps over two.
pub fn sweep_pictures(sweep: &SweepSummary) -> Result<Vec<Picture>> {
    let series = sweep.series();
    let most = |values: &[f64]| values.iter().copied().fold(0.0, f64::max);
    match &sweep.vary[..] {
        [only] => {
            let tip = sweep.tipping_points.iter().find(|t| t.measure.is_none());
            let title = match tip {
                Some(tip) => format!(
                    "{} gives way to {} at {} {}",
                    capital(&sweep.label(&tip.from)),
                    sweep.label(&tip.to),
                    only.label,
                    brief(tip.at)
                ),
                None => format!("What {} moves", only.label),
            };
            let about = "Exact probabilities; band: what a shadow 1 or 4 rounds longer makes of them. \
                         Marked: where another outcome becomes the likeliest.";
            let line = |(id, values): &(&str, Vec<f64>)| Line {
                label: sweep.label(id),
                colour: sweep.colour(id),
                values: values.clone(),
                band: sweep.band(id),
            };
            let shares = series.iter().filter(|s| sweep.share(s.0));
            let shown = shares
                .filter(|s| most(&s.1) >= RARE || !sweep.points[0].outcomes.contains_key(s.0));
            let mut panels = vec![Panel {
                title: String::new(),
                percent: true,
                lines: shown.map(line).collect(),
            }];
            panels.extend(series.iter().filter(|s| !sweep.share(s.0)).map(|s| Panel {
                title: sweep.label(s.0),
                percent: false,
                lines: vec![line(s)],
            }));
            let across = Across {
                label: only.label.clone(),
                values: along(only),
                marks: sweep
                    .tipping_points
                    .iter()
                    .filter(|t| t.measure.is_none())
                    .map(|t| t.at)
                    .collect(),
            };
            let frame = framed(title, about, &sweep.head);
            Ok(vec![("sweep", chart::lines(&frame, &across, &panels)?)])
        }
        [first, second, ..] => {
            let spread = |values: &[f64]| {
                most(values) - values.iter().copied().fold(f64::INFINITY, f64::min)
            };
            let measured = |id: &str| sweep.points[0].measures.contains_key(id);
            let mut shown: Vec<&(&str, Vec<f64>)> = series
                .iter()
                .filter(|s| measured(s.0) || spread(&s.1) >= RARE)
                .collect();
            // what was asked for first, then what moves most
            shown.sort_by(|a, b| {
                let rank = |s: &(&str, Vec<f64>)| (!measured(s.0), -spread(&s.1));
                rank(a)
                    .partial_cmp(&rank(b))
                    .unwrap_or(std::cmp::Ordering::Equal)
            });
            let left = shown.len().saturating_sub(MAPS);
            shown.truncate(MAPS);
            let n = second.values.len();
            let map = |(id, values): &&(&str, Vec<f64>)| {
                let share = sweep.share(id);
                let low = values.iter().copied().fold(f64::INFINITY, f64::min);
                let range = if share {
                    (0.0, 1.0)
                } else {
                    (low, most(values))
                };
                let name = |x: f64| {
                    if share {
                        format!("{:.0} %", 100.0 * x)
                    } else {
                        brief(x)
                    }
                };
                Map {
                    title: sweep.label(id),
                    colour: palette::level(4, 5),
                    range,
                    names: (name(range.0), name(range.1)),
                    level: share.then(|| (0.5, "even odds".to_string())),
                    values: values.chunks(n).map(<[f64]>::to_vec).collect(),
                }
            };
            let maps: Vec<Map> = shown.iter().map(map).collect();
            let title = format!("What {} and {} move together", first.label, second.label);
            let mut frame = framed(title, "Exact probabilities.", &sweep.head);
            if left > 0 {
                let rest = format!("; {left} more in the table of this chart");
                frame.note.push_str(&rest);
            }
            let (x, y) = (along(first), along(second));
            let svg = chart::heat(&frame, (&first.label, &x), (&second.label, &y), &maps)?;
            Ok(vec![("sweep", svg)])
        }
        [] => Ok(vec![]),
    }
}

/// A setting's value for people.
fn written(v: &serde_json::Value) -> String {
    match v.as_f64() {
        Some(x) => brief(x),
        None => v.as_str().map_or(v.to_string(), str::to_string),
    }
}

fn brief(x: f64) -> String {
    let text = format!("{x:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}

/// The numbers behind the chart.
pub fn sweep_tables(sweep: &SweepSummary) -> Vec<Table<'static>> {
    let first = &sweep.points[0];
    let ids = first.outcomes.keys().chain(first.measures.keys());
    let names = sweep.vary.iter().map(|v| v.name.as_str());
    let header: Vec<&str> = names.chain(ids.map(String::as_str)).collect();
    let rows = sweep.points.iter().map(|p| {
        let numbers = p.outcomes.values().chain(p.measures.values());
        let values = p.values.values().map(Cell::from);
        values.chain(numbers.map(|x| Cell::from(*x))).collect()
    });
    vec![Table::new("points", &header, rows)]
}

/// What a person sees.
pub fn sweep_text(sweep: &SweepSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let title = sweep.head.scenario.as_ref().map_or("", |a| &a.title);
    let _ = writeln!(s, "\n{}", screen.bold(title));
    let over: Vec<String> = sweep
        .vary
        .iter()
        .map(|v| format!("{} at {} values", v.name, v.values.len()))
        .collect();
    let about = format!(
        "{}: {} variants solved exactly, structure searched {} time{}",
        over.join(" by "),
        sweep.points.len(),
        sweep.searches,
        if sweep.searches == 1 { "" } else { "s" }
    );
    paragraph(s, &about, screen.width);
    let hairs = sweep.points.iter().filter(|p| p.branch_points > 0).count();
    if hairs > 0 {
        let line = format!(
            "Beware: at {hairs} of these other equilibria branch off on the way; there a tiny change of a \
             payoff can reverse the answer."
        );
        paragraph(s, &line, screen.width);
    }
    let same = |a: &PointSummary, b: &PointSummary| {
        (&a.outcomes, &a.measures) == (&b.outcomes, &b.measures)
    };
    if sweep.points.windows(2).all(|w| same(&w[0], &w[1])) {
        let names: Vec<&str> = sweep.vary.iter().map(|v| v.name.as_str()).collect();
        let line = format!(
            "All of them come to the same: nothing that matters here reads {}. A number that each of an \
             actor's types sets anew is read by none.",
            names.join(" or ")
        );
        paragraph(s, &line, screen.width);
    }
    let series = sweep.series();
    let labels: Vec<String> = series.iter().map(|x| sweep.label(x.0)).collect();
    let wide = label_width(labels.iter().map(String::as_str), screen);
    let number = |id: &str, x: f64| match sweep.share(id) {
        true => percent(x),
        false => signed(x),
    };
    if let [only] = &sweep.vary[..] {
        let text = |v: Option<&serde_json::Value>| v.map_or(String::new(), written);
        let (low, high) = (text(only.values.first()), text(only.values.last()));
        let head = format!("ALONG {}", only.name);
        let _ = writeln!(s, "\n{}", screen.bold(&head));
        let room = screen.width.saturating_sub(wide + 24).clamp(8, 41);
        row(s, "", wide, &format!("{low:>9}  {:room$}  {high:>9}", ""));
        for (id, values) in &series {
            let line = match sweep.share(id) {
                true => spark(&thin(values, room)),
                false => spark(&thin(&scaled(values), room)),
            };
            let (a, b) = (values[0], values[values.len() - 1]);
            let rest = format!("{:>9}  {line:room$}  {:>9}", number(id, a), number(id, b));
            row(s, &sweep.label(id), wide, &rest);
        }
        let _ = writeln!(s, "\n{}", screen.bold("WHERE IT TIPS"));
        if sweep.tipping_points.is_empty() {
            let _ = writeln!(s, "Nowhere between these values.");
        }
        for tip in &sweep.tipping_points {
            let what = match (&tip.measure, tip.threshold) {
                (Some(id), Some(x)) if sweep.share(id) => {
                    format!("{} goes {} {}", sweep.label(id), tip.to, percent(x))
                }
                (Some(id), Some(x)) => format!("{} goes {} {x}", sweep.label(id), tip.to),
                _ => format!(
                    "the likeliest outcome turns from {} to {}",
                    sweep.label(&tip.from),
                    sweep.label(&tip.to)
                ),
            };
            let (from, to) = tip.between;
            let line = format!("{} {} to {}: {what}", tip.name, brief(from), brief(to));
            paragraph(s, &line, screen.width);
        }
    } else {
        let _ = writeln!(s, "\n{}", screen.bold("LEAST AND MOST"));
        for (id, values) in &series {
            let order = |a: &usize, b: &usize| values[*a].total_cmp(&values[*b]);
            let all = || 0..values.len();
            let (Some(least), Some(most)) = (all().min_by(order), all().max_by(order)) else {
                continue;
            };
            let at = |k: usize| {
                let values = sweep.points[k].values.iter();
                let texts: Vec<String> =
                    values.map(|(n, v)| format!("{n} {}", written(v))).collect();
                texts.join(", ")
            };
            let line = |k: usize| format!("{:>8} at {}", number(id, values[k]), at(k));
            row(s, &sweep.label(id), wide, &line(least));
            row(s, "", wide, &line(most));
        }
    }
    out
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

fn scaled(values: &[f64]) -> Vec<f64> {
    let low = values.iter().copied().fold(f64::INFINITY, f64::min);
    let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let wide = (high - low).max(f64::MIN_POSITIVE);
    values.iter().map(|v| (v - low) / wide).collect()
}
