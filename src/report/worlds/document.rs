//! What was found in many worlds; a part of the document of `run`.

use crate::report::quantiles::quantiles;
use crate::scenario::Scenario;
use crate::statistics::Found;
use crate::study::{Answer, Worlds, likeliest};
use serde::Serialize;

/// An outcome over all worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct WorldOutcome {
    pub id: String,
    pub label: String,
    /// As the file has it.
    pub exact: f64,
    pub mean: f64,
    /// The quantiles [`QUANTILES`](crate::report::QUANTILES) of its probability over worlds.
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

/// What was found in many worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct WorldsSummary {
    pub count: usize,
    /// Whether they were drawn from worlds that the record weighs; absent if from ranges.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub weighted: bool,
    /// Worlds drawn besides, in which no equilibrium was found; absent if there are none.
    #[serde(skip_serializing_if = "crate::report::is_zero")]
    pub lost: usize,
    /// Parameters that differ, each over its range.
    pub parameters: Vec<String>,
    pub outcomes: Vec<WorldOutcome>,
    /// Each world's parameters and outcomes; in the table, not in the document.
    #[serde(skip)]
    pub(super) points: Vec<Vec<f64>>,
}

impl WorldsSummary {
    /// What was found; `exact` are the outcomes as the file has them.
    pub fn of(worlds: &Worlds, scenario: &Scenario, exact: &[f64]) -> Self {
        let parameters = worlds.parameters.iter();
        let parameters = parameters.map(|p| scenario.parameters[*p].name.id.clone());
        let parameters: Vec<String> = parameters.collect();
        let outcome = |o: usize| {
            let name = &scenario.outcomes[o].name;
            let shares: Vec<f64> = worlds.answers.iter().map(|a| a.outcomes[o]).collect();
            let tops = worlds.answers.iter().filter(|a| likeliest(a) == o).count();
            let n = worlds.answers.len() as f64;
            let found = worlds.boxes[o].as_ref();
            WorldOutcome {
                id: name.id.clone(),
                label: name.label.clone(),
                exact: exact[o],
                mean: shares.iter().sum::<f64>() / n,
                quantiles: quantiles(shares),
                ignorance: worlds.ignorance[o],
                likeliest: tops as f64 / n,
                when: found.map(|found| BoxSummary::of(found, &parameters)),
            }
        };
        let point = |(draw, answer): (&Vec<f64>, &Answer)| {
            draw.iter().chain(&answer.outcomes).copied().collect()
        };
        let points = worlds.draws.iter().zip(&worlds.answers);
        WorldsSummary {
            count: worlds.answers.len(),
            weighted: worlds.weighted,
            lost: worlds.lost,
            outcomes: (0..scenario.outcomes.len()).map(outcome).collect(),
            points: points.map(point).collect(),
            parameters,
        }
    }
}

impl BoxSummary {
    /// `parameters` are the ids of those that differ.
    fn of(found: &Found, parameters: &[String]) -> Self {
        let limits = found.limits.iter();
        let limits = limits.map(|(d, low, high)| LimitSummary {
            name: parameters[*d].clone(),
            low: *low,
            high: *high,
        });
        BoxSummary {
            limits: limits.collect(),
            coverage: found.coverage,
            density: found.density,
        }
    }
}
