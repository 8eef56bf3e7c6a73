//! What `sweep` found.

use super::curve::CurveSummary;
use super::worlds::SweepWorldsSummary;
use crate::report::Head;
use crate::scenario::Scenario;
use crate::study::{Answer, LEAP, Leap, Stop, Sweep, Tip, Vary};
use indexmap::IndexMap;
use serde::Serialize;

/// A setting and its values.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct VarySummary {
    pub name: String,
    pub label: String,
    pub values: Vec<serde_json::Value>,
    /// What it is in the file, or as `--set` has it; null of what is no parameter.
    pub own: Option<f64>,
}

/// What was found at one combination of values.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct PointSummary {
    pub values: IndexMap<String, serde_json::Value>,
    pub outcomes: IndexMap<String, f64>,
    pub measures: IndexMap<String, f64>,
    /// The least and the most of each that this shadow and longer ones (by 1 and 4 rounds) give;
    /// null of two settings, or if it has no end.
    pub band: Option<IndexMap<String, (f64, f64)>>,
    /// Stages on whose branch other equilibria branch off: there a tiny change decides.
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
    /// What was found at the last value before, and at the first after.
    pub ends: [PointSummary; 2],
}

/// Where an outcome's probability changes by more than 15 points, and it is not known how.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct LeapSummary {
    /// The last value before, and the first after.
    pub between: (f64, f64),
    /// The outcome whose probability changes most, and what it is before and after.
    pub outcome: String,
    pub before: f64,
    pub after: f64,
}

/// What `sweep` found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct SweepSummary {
    #[serde(flatten)]
    pub head: Head,
    pub vary: Vec<VarySummary>,
    /// One for each combination of values; along a curve of equilibria one for each place where it
    /// crosses a value, in its order.
    pub points: Vec<PointSummary>,
    /// What was solved between the values of one setting, where something tips or leaps, in the same
    /// order.
    pub between: Vec<PointSummary>,
    /// Values at which no equilibrium was found; left out if there are none.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub lost: Vec<serde_json::Value>,
    /// The curve of equilibria; left out if there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub curve: Option<CurveSummary>,
    pub tipping_points: Vec<TipSummary>,
    /// Where one setting makes an outcome leap; along a curve of equilibria nothing does.
    pub leaps: Vec<LeapSummary>,
    /// How often the structure of a game was searched; the other points used it again.
    pub searches: usize,
    /// The same in many worlds; absent if not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worlds: Option<SweepWorldsSummary>,
    /// Labels of outcomes and measures.
    pub labels: IndexMap<String, String>,
    /// Measures that are means, and no probabilities.
    #[serde(skip)]
    pub means: Vec<String>,
    /// The lines over one setting, from place to place.
    #[serde(skip)]
    pub course: Vec<Stop>,
}

/// A setting's value: a number where it is one.
pub(super) fn value(text: &str) -> serde_json::Value {
    match text.parse::<f64>() {
        Ok(x) => x.into(),
        Err(_) => text.into(),
    }
}

impl SweepSummary {
    /// What a sweep of `scenario` found.
    pub fn of(sweep: &Sweep, scenario: &Scenario) -> Self {
        let measures = || sweep.measures.iter().map(|m| &scenario.measures[*m]);
        let names = scenario.outcomes.iter().map(|o| &o.name);
        let names = names.chain(measures().map(|m| &m.name));
        let labels: IndexMap<String, String> =
            names.map(|n| (n.id.clone(), n.label.clone())).collect();
        let ids: Vec<&String> = {
            let outcomes = scenario.outcomes.iter().map(|o| &o.name.id);
            outcomes.chain(measures().map(|m| &m.name.id)).collect()
        };
        let points = sweep.answers.iter().enumerate();
        let means = measures().filter(|m| m.mean);
        SweepSummary {
            head: Head::new("sweep", Some(scenario)),
            vary: sweep.vary.iter().map(|v| setting(v, scenario)).collect(),
            points: points
                .map(|(n, answer)| {
                    let n = sweep.curve.as_ref().map_or(n, |curve| curve.places[n]);
                    PointSummary::of(values(&sweep.vary, n), answer, &ids)
                })
                .collect(),
            between: sweep
                .between
                .iter()
                .map(|(at, answer)| PointSummary::at(*at, answer, &sweep.vary[0], &ids))
                .collect(),
            lost: sweep.lost.iter().map(|text| value(text)).collect(),
            curve: sweep.curve.as_ref().map(|curve| {
                let names: Vec<String> = ids.iter().map(|id| id.to_string()).collect();
                CurveSummary::of(curve, &sweep.vary[0], &names)
            }),
            tipping_points: sweep
                .tips
                .iter()
                .map(|tip| TipSummary::of(tip, &sweep.vary[0], scenario, &ids))
                .collect(),
            leaps: sweep
                .leaps
                .iter()
                .map(|leap| LeapSummary::of(leap, &ids))
                .collect(),
            searches: sweep.searches,
            worlds: None,
            labels,
            means: means.map(|m| m.name.id.clone()).collect(),
            course: sweep.course.clone(),
        }
    }

    /// Whether longer shadows are shown too, as bands.
    #[cfg(feature = "charts")]
    pub(super) fn banded(&self) -> bool {
        self.points.iter().any(|p| p.band.is_some())
    }

    /// Outcomes, then measures: id and value at every point.
    pub(super) fn series(&self) -> Vec<(&str, Vec<f64>)> {
        let first = &self.points[0];
        let ids = first.outcomes.keys().chain(first.measures.keys());
        ids.map(|id| {
            (
                id.as_str(),
                self.points.iter().map(|p| p.value(id)).collect(),
            )
        })
        .collect()
    }

    pub(super) fn label(&self, id: &str) -> String {
        self.labels.get(id).cloned().unwrap_or(id.to_string())
    }

    /// Whether it is a probability.
    pub(super) fn is_share(&self, id: &str) -> bool {
        !self.means.iter().any(|m| m == id)
    }
}

/// A setting, under the label of its parameter if it is one.
fn setting(vary: &Vary, scenario: &Scenario) -> VarySummary {
    let bare = vary.path.strip_prefix("parameters.").unwrap_or(&vary.path);
    let mut all = scenario.parameters.iter();
    let parameter = all.find(|p| p.name.id == bare);
    VarySummary {
        name: vary.path.clone(),
        label: parameter.map_or(vary.path.clone(), |p| p.name.label.clone()),
        values: vary.values.iter().map(|v| value(v)).collect(),
        own: parameter.map(|p| p.value),
    }
}

/// The settings' values at point `n`; the last setting's run fastest.
fn values(vary: &[Vary], n: usize) -> IndexMap<String, serde_json::Value> {
    let mut rest = n;
    let mut values = vec![];
    for vary in vary.iter().rev() {
        let own = &vary.values[rest % vary.values.len()];
        values.push((vary.path.clone(), value(own)));
        rest /= vary.values.len();
    }
    values.into_iter().rev().collect()
}

impl PointSummary {
    /// The value of an outcome or a measure.
    pub(super) fn value(&self, id: &str) -> f64 {
        let found = self.outcomes.get(id).or(self.measures.get(id));
        found.copied().unwrap_or(f64::NAN)
    }

    /// The number of the likeliest outcome, the first of several.
    #[cfg(feature = "charts")]
    pub(super) fn likeliest(&self) -> usize {
        crate::study::highest(self.outcomes.values().copied())
    }

    /// Whether its likeliest outcome is more likely under every shadow than any other under any.
    #[cfg(feature = "charts")]
    pub(super) fn is_settled(&self) -> bool {
        let own = self.likeliest();
        let band = |(id, share): (&String, &f64)| {
            let all = self.band.as_ref();
            all.and_then(|b| b.get(id).copied())
                .unwrap_or((*share, *share))
        };
        let bands: Vec<(f64, f64)> = self.outcomes.iter().map(band).collect();
        let mut others = bands.iter().enumerate().filter(|(o, _)| *o != own);
        self.band.is_none() || others.all(|(_, other)| other.1 < bands[own].0)
    }

    /// At a value of the only setting.
    fn at(at: f64, answer: &Answer, vary: &Vary, ids: &[&String]) -> Self {
        Self::of(
            IndexMap::from([(vary.path.clone(), at.into())]),
            answer,
            ids,
        )
    }

    /// `ids` are those of outcomes, then of measures.
    fn of(values: IndexMap<String, serde_json::Value>, answer: &Answer, ids: &[&String]) -> Self {
        let named = |ids: &[&String], all: &[f64]| {
            let all = ids.iter().zip(all);
            all.map(|(id, x)| (id.to_string(), *x)).collect()
        };
        let (outcomes, measures) = ids.split_at(answer.outcomes.len());
        PointSummary {
            values,
            outcomes: named(outcomes, &answer.outcomes),
            measures: named(measures, &answer.measures),
            band: (!answer.longer.is_empty()).then(|| bands(answer, ids)),
            branch_points: answer.branch_points,
        }
    }
}

/// The least and the most of everything with this shadow and longer ones.
fn bands(answer: &Answer, ids: &[&String]) -> IndexMap<String, (f64, f64)> {
    let own = answer.outcomes.iter().chain(&answer.measures);
    let band = |(k, (id, own)): (usize, (&&String, &f64))| {
        let later = answer.longer.iter().map(|(outcomes, measures)| {
            let mut all = outcomes.iter().chain(measures);
            all.nth(k).copied().unwrap_or(*own)
        });
        let ends = later.fold((*own, *own), |(low, high), x| (x.min(low), x.max(high)));
        (id.to_string(), ends)
    };
    ids.iter().zip(own).enumerate().map(band).collect()
}

impl LeapSummary {
    /// `ids` are those of outcomes, then of measures.
    fn of(leap: &Leap, ids: &[&String]) -> Self {
        let [before, after] = &leap.ends;
        let gap = |o: &usize| (before.outcomes[*o] - after.outcomes[*o]).abs();
        let all = 0..before.outcomes.len();
        let most = all.max_by(|a, b| gap(a).total_cmp(&gap(b))).unwrap_or(0);
        LeapSummary {
            between: leap.between,
            outcome: ids[most].clone(),
            before: before.outcomes[most],
            after: after.outcomes[most],
        }
    }
}

impl TipSummary {
    /// `ids` are those of outcomes, then of measures.
    fn of(tip: &Tip, vary: &Vary, scenario: &Scenario, ids: &[&String]) -> Self {
        let end = |at: f64, answer: &Answer| PointSummary::at(at, answer, vary, ids);
        let [before, after] = &tip.ends;
        let side = |side: usize| match tip.target {
            None => scenario.outcomes[side].name.id.clone(),
            Some(_) => ["below", "above"][side].to_string(),
        };
        TipSummary {
            name: vary.path.clone(),
            at: (tip.between.0 + tip.between.1) / 2.0,
            between: tip.between,
            measure: tip.target.map(|(t, _)| t.name(scenario).id.clone()),
            threshold: tip.target.map(|(_, x)| x),
            from: side(tip.sides.0),
            to: side(tip.sides.1),
            ends: [end(tip.between.0, before), end(tip.between.1, after)],
        }
    }

    /// Where it is, in words: a number, or the two whole ones between which there is none.
    #[cfg(feature = "charts")]
    pub(super) fn place(&self) -> String {
        let (from, to) = self.between;
        if from.fract() == 0.0 && to == from + 1.0 {
            format!("between {from} and {to}")
        } else {
            super::brief(self.at)
        }
    }

    /// The probability of `sweep` that changes most between the two values, where that is by more than
    /// [`LEAP`]: its id, and what it is before and after.
    pub(super) fn leap<'a>(&'a self, sweep: &SweepSummary) -> Option<(&'a str, [f64; 2])> {
        let [before, after] = &self.ends;
        let ids = before.outcomes.keys().chain(before.measures.keys());
        let shares = ids.filter(|id| sweep.is_share(id));
        let both = |id: &'a String| (id.as_str(), [before.value(id), after.value(id)]);
        let gap = |(_, [a, b]): &(&str, [f64; 2])| (b - a).abs();
        let most = shares.map(both).max_by(|a, b| gap(a).total_cmp(&gap(b)));
        most.filter(|most| gap(most) > LEAP)
    }
}
