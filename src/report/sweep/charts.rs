//! The chart of a sweep: lines over one setting, or maps over two.

use super::curve::AgainSummary;
use super::document::{PointSummary, SweepSummary, TipSummary, VarySummary};
use super::{brief, written};
use crate::chart::{self, Across, Along, Colour, Fill, Line, Map, Panel, Sheet, palette};
use crate::report::Picture;
use crate::report::picture::framed;
use crate::report::titles::{self, Doubt};
use crate::study::{Stop, Vary};
use std::cmp::{Ordering, Reverse};

/// An outcome that is rarer than this at every point, or moves by less, is left to the table.
const RARE: f64 = 0.005;

/// Maps of one page, beside that of the likeliest outcome.
const MAPS: usize = 5;

/// An outcome's or measure's id, and its value at every point.
type Series<'a> = (&'a str, Vec<f64>);

/// The charts.
pub(super) fn charts(sweep: &SweepSummary, sheet: Sheet) -> Result<Vec<Picture>, chart::Error> {
    let svg = match &sweep.vary[..] {
        [] => return Ok(vec![]),
        [only] => {
            let own = Picture::new("sweep", lines(sweep, only, sheet)?);
            let worlds = sweep.worlds.as_ref();
            let worlds = worlds.map(|w| w.chart(sweep, only, sheet)).transpose()?;
            return Ok([own].into_iter().chain(worlds.flatten()).collect());
        }
        [first, second, ..] => maps(sweep, first, second, sheet)?,
    };
    Ok(vec![Picture::new("sweep", svg)])
}

impl SweepSummary {
    /// The band of an outcome or measure at every point; empty if there is none.
    fn band(&self, id: &str) -> Vec<(f64, f64)> {
        let at = |p: &PointSummary| p.band.as_ref().and_then(|b| b.get(id).copied());
        let all: Option<Vec<(f64, f64)>> = self.points.iter().map(at).collect();
        all.unwrap_or_default()
    }

    /// Whether it is a measure; otherwise it is an outcome.
    fn is_measure(&self, id: &str) -> bool {
        self.points[0].measures.contains_key(id)
    }
}

/// What a setting is in the file, if that lies among its values.
pub(super) fn shown_own(vary: &VarySummary) -> Option<f64> {
    vary.own.filter(|own| along(vary).among(*own).is_some())
}

/// The values of a setting along an axis.
pub(super) fn along(vary: &VarySummary) -> Along {
    let text = |v: &serde_json::Value| match v.as_str() {
        Some(text) => text.to_string(),
        None => v.to_string(),
    };
    let vary = Vary {
        path: String::new(),
        values: vary.values.iter().map(text).collect(),
    };
    match vary.numbers() {
        Some(numbers) => Along::Numbers(numbers),
        None => Along::Words(vary.values),
    }
}

/// The tips at which another outcome becomes the likeliest.
fn turns(sweep: &SweepSummary) -> impl Iterator<Item = &TipSummary> {
    sweep.tipping_points.iter().filter(|t| t.measure.is_none())
}

/// What a sweep over one setting shows first: where the likeliest outcome changes nearest to the file's
/// value, or that it does not.
fn title(sweep: &SweepSummary, only: &VarySummary) -> String {
    let near = |tip: &&TipSummary| only.own.map_or(0.0, |own| (tip.at - own).abs());
    if let Some(tip) = turns(sweep).min_by(|a, b| near(a).total_cmp(&near(b))) {
        let ends = [&tip.from, &tip.to].map(|id| sweep.label(id));
        let ends = [ends[0].as_str(), &ends[1]];
        return titles::gives_way(ends, &only.label, &tip.place(), doubt_of_tip(sweep, tip));
    }
    let mut all: Vec<(usize, String)> = vec![];
    for point in &sweep.points {
        let o = point.likeliest();
        if all.iter().all(|known| known.0 != o) {
            let value = point.values.values().next().map_or(String::new(), written);
            all.push((o, value));
        }
    }
    let all: Vec<(String, &str)> = all
        .iter()
        .filter_map(|(o, value)| Some((label(sweep, *o)?, value.as_str())))
        .collect();
    let all: Vec<(&str, &str)> = all.iter().map(|(l, value)| (l.as_str(), *value)).collect();
    match &all[..] {
        [(only_one, _)] => {
            let over = format!("{} is", only.label);
            titles::stays(only_one, &over, doubt(sweep))
        }
        several => titles::likeliest_by_value(several, doubt(sweep)),
    }
}

/// The label of outcome `o`.
fn label(sweep: &SweepSummary, o: usize) -> Option<String> {
    let (id, _) = sweep.points[0].outcomes.get_index(o)?;
    Some(sweep.label(id))
}

/// Why it is in doubt which outcome is the likeliest at the points: the first reason that there is.
fn doubt(sweep: &SweepSummary) -> Option<Doubt> {
    if sweep.curve.as_ref().is_some_and(|c| !c.several.is_empty()) {
        Some(Doubt::Equilibrium)
    } else if !sweep.points.iter().all(PointSummary::is_settled) {
        Some(Doubt::Shadow)
    } else {
        (!sweep.lost.is_empty()).then_some(Doubt::Lost)
    }
}

/// The same of a tip: longer shadows leave it where on both of its sides some value's likeliest outcome
/// is the same under them.
fn doubt_of_tip(sweep: &SweepSummary, tip: &TipSummary) -> Option<Doubt> {
    let shown = |id: &String, after: bool| {
        let mut points = sweep.points.iter();
        points.any(|p| {
            let value = p.values.values().next().and_then(serde_json::Value::as_f64);
            let side = value.is_some_and(|value| (value > tip.at) == after);
            let own = p.outcomes.get_index(p.likeliest());
            side && p.is_settled() && own.is_some_and(|(own, _)| own == id)
        })
    };
    match doubt(sweep) {
        Some(Doubt::Shadow) if shown(&tip.from, false) && shown(&tip.to, true) => None,
        other => other,
    }
}

/// Lines over one setting: a panel of all probabilities, and one for each mean.
fn lines(sweep: &SweepSummary, only: &VarySummary, sheet: Sheet) -> Result<String, chart::Error> {
    let title = title(sweep, only);
    let stops = sweep.stops();
    let line = |s| line(sweep, &stops, s);
    let series = sweep.series();
    let shares = series.iter().filter(|(id, values)| {
        sweep.is_share(id) && (most(values) >= RARE || sweep.is_measure(id))
    });
    let mut panels = vec![Panel {
        title: String::new(),
        percent: true,
        lines: shares.map(line).collect(),
    }];
    let means = series.iter().filter(|s| !sweep.is_share(s.0));
    panels.extend(means.map(|s| Panel {
        title: sweep.label(s.0),
        percent: false,
        lines: vec![line(s)],
    }));
    let across = Across {
        label: only.label.clone(),
        values: along(only),
        marks: turns(sweep).map(|t| t.at).collect(),
        course: sweep.course(&stops, only),
        own: shown_own(only),
    };
    let frame = framed(title, &about(sweep, only), &sweep.head, sheet);
    chart::lines(&frame, &across, &panels)
}

/// The line of an outcome or measure through these stops, or else through its values at all points.
fn line(sweep: &SweepSummary, stops: &[Stop], (id, values): &Series) -> Line {
    Line {
        label: sweep.label(id),
        colour: colour(sweep, id),
        values: match stops {
            [] => values.clone(),
            stops => stops.iter().filter_map(|s| sweep.at(*s, id)).collect(),
        },
        band: sweep.band(id),
        off: off(sweep, id),
    }
}

/// What was found off the curve where the game was solved afresh: value of the setting, and value.
fn off(sweep: &SweepSummary, id: &str) -> Vec<(f64, f64)> {
    let afresh = sweep.curve.iter().flat_map(|curve| &curve.afresh);
    let off = afresh.filter(|again| again.elsewhere());
    let all = off.filter_map(|a| {
        let shares = if sweep.is_measure(id) {
            &a.measures
        } else {
            &a.outcomes
        };
        Some((a.value.as_f64()?, shares.as_ref()?.get(id).copied()?))
    });
    all.collect()
}

/// An outcome has the same colour in every chart.
pub(super) fn colour(sweep: &SweepSummary, id: &str) -> Colour {
    let point = &sweep.points[0];
    match point.outcomes.get_index_of(id) {
        Some(o) => palette::outcome(o),
        None => palette::kind(point.measures.get_index_of(id).unwrap_or(0)),
    }
}

/// Maps over two settings: of measures, then of the outcomes that move most.
fn maps(
    sweep: &SweepSummary,
    first: &VarySummary,
    second: &VarySummary,
    sheet: Sheet,
) -> Result<String, chart::Error> {
    let series = sweep.series();
    let worth = |s: &&Series| sweep.is_measure(s.0) || spread(&s.1) >= RARE;
    let mut shown: Vec<&Series> = series.iter().filter(worth).collect();
    let rank = |s: &Series| (!sweep.is_measure(s.0), -spread(&s.1));
    shown.sort_by(|a, b| rank(a).partial_cmp(&rank(b)).unwrap_or(Ordering::Equal));
    let left = shown.len().saturating_sub(MAPS);
    shown.truncate(MAPS);
    let width = second.values.len();
    let mut maps = vec![ends(sweep, width)];
    maps.extend(shown.iter().map(|s| map(sweep, s, width)));
    let title = title_of_map(sweep, first, second);
    let own = shown_own(first).zip(shown_own(second));
    let about = match own {
        Some(_) => "Exact probabilities; ring: the file's values.",
        None => "Exact probabilities.",
    };
    let mut frame = framed(title, about, &sweep.head, sheet);
    if left > 0 {
        let rest = format!("; {left} more in the table of this chart");
        frame.note.push_str(&rest);
    }
    let (x, y) = (along(first), along(second));
    chart::heat(&frame, (&first.label, &x), (&second.label, &y), &maps, own)
}

/// The two outcomes that are the likeliest at most points, or the one that is at all.
fn title_of_map(sweep: &SweepSummary, first: &VarySummary, second: &VarySummary) -> String {
    let mut counts = vec![0usize; sweep.points[0].outcomes.len()];
    for point in &sweep.points {
        counts[point.likeliest()] += 1;
    }
    let mut ranked: Vec<usize> = (0..counts.len()).collect();
    ranked.sort_by_key(|o| Reverse(counts[*o]));
    let part = |o: usize| {
        let share = counts[o] as f64 / sweep.points.len() as f64;
        (label(sweep, o).unwrap_or_default(), share)
    };
    let doubt = doubt(sweep);
    let most = part(ranked[0]);
    match ranked
        .get(1)
        .map(|o| part(*o))
        .filter(|(_, share)| *share > 0.0)
    {
        Some(next) => titles::map((&most.0, most.1), (&next.0, next.1), doubt),
        None => {
            let over = format!("{} and {} are", first.label, second.label);
            titles::stays(&most.0, &over, doubt)
        }
    }
}

/// The map of the likeliest outcome.
fn ends(sweep: &SweepSummary, width: usize) -> Map {
    let all: Vec<usize> = sweep.points.iter().map(PointSummary::likeliest).collect();
    let outcomes = sweep.points[0].outcomes.keys().enumerate();
    let shown = outcomes.filter(|(o, _)| all.contains(o));
    let kinds: Vec<(usize, Colour, String)> = shown
        .map(|(o, id)| (o, palette::outcome(o), sweep.label(id)))
        .collect();
    let kind = |o: &usize| kinds.iter().position(|k| k.0 == *o).unwrap_or(0) as f64;
    let values: Vec<f64> = all.iter().map(kind).collect();
    Map {
        title: "likeliest outcome".to_string(),
        fill: Fill::Kinds(
            kinds
                .into_iter()
                .map(|(_, colour, name)| (colour, name))
                .collect(),
        ),
        values: values.chunks(width).map(<[f64]>::to_vec).collect(),
    }
}

/// The map of one outcome or measure; the second setting has so many values.
fn map(sweep: &SweepSummary, (id, values): &Series, width: usize) -> Map {
    let share = sweep.is_share(id);
    let range = if share {
        (0.0, 1.0)
    } else {
        (least(values), most(values))
    };
    let name = |x: f64| {
        if share {
            format!("{:.0}%", 100.0 * x)
        } else {
            brief(x)
        }
    };
    Map {
        title: sweep.label(id),
        fill: Fill::Ramp {
            range,
            names: (name(range.0), name(range.1)),
            level: share.then(|| (0.5, "even odds".to_string())),
        },
        values: values.chunks(width).map(<[f64]>::to_vec).collect(),
    }
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

/// The largest value, or 0 if all are below.
fn most(values: &[f64]) -> f64 {
    values.iter().copied().fold(0.0, f64::max)
}

fn spread(values: &[f64]) -> f64 {
    most(values) - least(values)
}

/// What a chart of one setting shows: of its marks those that there are.
fn about(sweep: &SweepSummary, only: &VarySummary) -> String {
    let mut text = "Exact probabilities".to_string();
    if sweep.curve.is_some() {
        text += " along one curve of equilibria";
    } else if sweep.banded() {
        text += "; band: what a shadow 1 or 4 rounds longer makes of them";
    }
    if let Some(curve) = &sweep.curve {
        if !curve.folds.is_empty() {
            text += "; circles: where it turns back";
        }
        if curve.afresh.iter().any(AgainSummary::elsewhere) {
            text += "; crosses: the game solved afresh, where that leads elsewhere";
        }
    }
    if !sweep.leaps.is_empty() {
        text += "; lines break where something leaps";
    }
    if turns(sweep).next().is_some() {
        text += "; dashed: another outcome becomes the likeliest";
    }
    if let Some(own) = shown_own(only) {
        text = format!("{text}; triangle: the file's value, {}", brief(own));
    }
    text + "."
}
