//! What `fit` found.

use crate::report::Head;
use crate::scenario::Scenario;
use crate::statistics::below_normal;
use crate::study::fit::{Again, Effect, Estimate, Fit, vuong};
use indexmap::IndexMap;
use serde::Serialize;

/// The standard normal quantile at 97.5%.
const WIDE: f64 = 1.959_963_984_540_054;

/// What `fit` found: of several scenarios the one with the least AIC stands by itself.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct FitSummary {
    #[serde(flatten)]
    pub head: Head,
    /// The name of the table of cases, as it was given.
    pub data: String,
    #[serde(flatten)]
    pub best: FittedSummary,
    /// All that were fitted, in the order asked, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub fits: Vec<FittedSummary>,
    /// Each later one against the first.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub tests: Vec<FitTest>,
}

/// A scenario and its fit.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct FittedSummary {
    pub id: String,
    pub estimates: Vec<EstimateSummary>,
    pub log_likelihood: f64,
    pub aic: f64,
    pub bic: f64,
    /// Rows used, rows with an empty cell that were left out, and different sets of numbers.
    pub rows: usize,
    pub left_out: usize,
    pub points: usize,
    /// The share of cases, by weight, whose likeliest outcome came; null where milestones are seen.
    pub predicted: Option<f64>,
    /// Groups of cases that standard errors heed; null without.
    pub clusters: Option<usize>,
    /// The tops of the likelihood that were found, the highest first.
    pub tops: Vec<TopSummary>,
    /// Directions of which the data hardly tell: the numbers that cannot be told apart, or not told.
    pub flat: Vec<Vec<String>>,
    /// Fits to the cases drawn again; absent without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<BootstrapSummary>,
    /// What each column does to the outcomes, all others at their medians; empty where milestones are seen.
    pub effects: Vec<AlongSummary>,
}

/// The outcomes along a column.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct AlongSummary {
    pub name: String,
    pub label: String,
    pub values: Vec<f64>,
    /// Of each outcome the probability at each value, and its interval of 95%.
    pub outcomes: IndexMap<String, Vec<[f64; 3]>>,
    /// The outcomes' labels.
    #[cfg(feature = "charts")]
    #[serde(skip)]
    pub(super) labels: Vec<String>,
}

impl AlongSummary {
    fn of(scenario: &Scenario, effect: &Effect) -> Self {
        let name = &scenario.parameters[effect.parameter].name;
        let outcomes = scenario.outcomes.iter().zip(&effect.outcomes);
        AlongSummary {
            name: name.id.clone(),
            label: name.label.clone(),
            values: effect.values.clone(),
            outcomes: outcomes
                .map(|(o, at)| (o.name.id.clone(), at.clone()))
                .collect(),
            #[cfg(feature = "charts")]
            labels: scenario
                .outcomes
                .iter()
                .map(|o| o.name.label.clone())
                .collect(),
        }
    }

    /// How far it moves the outcome that it moves most.
    #[cfg(feature = "charts")]
    pub(super) fn most(&self) -> f64 {
        let span = |at: &Vec<[f64; 3]>| {
            let shares = at.iter().map(|x| x[0]);
            shares.clone().fold(0.0, f64::max) - shares.fold(1.0, f64::min)
        };
        self.outcomes.values().map(span).fold(0.0, f64::max)
    }
}

/// An estimate.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct EstimateSummary {
    pub name: String,
    pub label: String,
    pub value: f64,
    /// Null where the data do not tell, or at an end of the range.
    pub standard_error: Option<f64>,
    pub z: Option<f64>,
    /// The probability of a larger |z| if the number were 0.
    pub p: Option<f64>,
    /// The interval of 95%.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Whether it is at an end of its range.
    pub at_end: bool,
    /// Its standard error and interval of 95% over fits to cases drawn again; absent without.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bootstrap: Option<RedrawnSummary>,
}

/// An estimate over fits to cases drawn again.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RedrawnSummary {
    pub standard_error: f64,
    pub low: f64,
    pub high: f64,
}

/// Fits to cases drawn again.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct BootstrapSummary {
    pub fits: usize,
    /// Fits besides, of which no top was found; absent if there are none.
    #[serde(skip_serializing_if = "crate::report::is_zero")]
    pub lost: usize,
}

/// A top of the likelihood.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TopSummary {
    pub log_likelihood: f64,
    /// How many climbs came to it.
    pub climbs: usize,
    pub values: IndexMap<String, f64>,
}

/// Two fits to the same cases.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct FitTest {
    pub one: String,
    pub other: String,
    /// Vuong's z, above 0 where the first is nearer to the cases, and its p; null if the two do not differ.
    pub vuong: Option<f64>,
    pub vuong_p: Option<f64>,
    /// Where the free numbers of one are among those of the other: twice the difference of log likelihoods, and by how many numbers
    /// they differ.
    pub likelihood_ratio: Option<f64>,
    pub numbers: Option<usize>,
}

impl FitSummary {
    /// Of scenarios fitted to the table called `data`.
    pub fn of(data: &str, all: &[(&Scenario, Fit, Vec<Effect>)]) -> Self {
        let mut fits: Vec<FittedSummary> = all
            .iter()
            .map(|(s, fit, effects)| FittedSummary::of(s, fit, effects))
            .collect();
        let best = (0..fits.len()).min_by(|a, b| fits[*a].aic.total_cmp(&fits[*b].aic));
        let best = fits[best.unwrap_or(0)].clone();
        let of = all.iter().position(|(s, ..)| s.id == best.id).unwrap_or(0);
        let first = &all[0];
        let tests = all.iter().skip(1).map(|other| FitTest::of(first, other));
        let tests = tests.collect();
        if fits.len() == 1 {
            fits.clear();
        }
        FitSummary {
            head: Head::new("fit", Some(all[of].0)),
            data: data.to_string(),
            best,
            fits,
            tests,
        }
    }
}

impl FittedSummary {
    fn of(scenario: &Scenario, fit: &Fit, effects: &[Effect]) -> Self {
        let id = |p: usize| scenario.parameters[p].name.id.clone();
        let top = |top: &crate::study::fit::Top| TopSummary {
            log_likelihood: top.log_likelihood,
            climbs: top.climbs,
            values: scenario
                .free
                .iter()
                .map(|p| id(*p))
                .zip(top.values.iter().copied())
                .collect(),
        };
        let flat = fit
            .flat
            .iter()
            .map(|all| all.iter().map(|(p, _)| id(*p)).collect());
        FittedSummary {
            id: scenario.id.clone(),
            estimates: fit
                .estimates
                .iter()
                .enumerate()
                .map(|(d, e)| EstimateSummary {
                    bootstrap: fit.bootstrap.as_ref().map(|all| all.estimates[d].into()),
                    ..EstimateSummary::of(scenario, e)
                })
                .collect(),
            bootstrap: fit.bootstrap.as_ref().map(|all| BootstrapSummary {
                fits: all.fits,
                lost: all.lost,
            }),
            log_likelihood: fit.log_likelihood,
            aic: fit.aic(),
            bic: fit.bic(),
            rows: fit.rows,
            left_out: fit.left_out,
            points: fit.points,
            predicted: fit.predicted,
            clusters: fit.clusters,
            tops: fit.tops.iter().map(top).collect(),
            flat: flat.collect(),
            effects: effects
                .iter()
                .map(|e| AlongSummary::of(scenario, e))
                .collect(),
        }
    }
}

impl EstimateSummary {
    fn of(scenario: &Scenario, estimate: &Estimate) -> Self {
        let name = &scenario.parameters[estimate.parameter].name;
        let error = estimate.standard_error;
        let z = error.map(|error| estimate.value / error);
        EstimateSummary {
            name: name.id.clone(),
            label: name.label.clone(),
            value: estimate.value,
            standard_error: error,
            z,
            p: z.map(|z| 2.0 * below_normal(-z.abs())),
            low: error.map(|error| estimate.value - WIDE * error),
            high: error.map(|error| estimate.value + WIDE * error),
            at_end: estimate.at_end,
            bootstrap: None,
        }
    }
}

impl From<Again> for RedrawnSummary {
    fn from(again: Again) -> Self {
        RedrawnSummary {
            standard_error: again.standard_error,
            low: again.interval.0,
            high: again.interval.1,
        }
    }
}

impl FitTest {
    fn of(one: &(&Scenario, Fit, Vec<Effect>), other: &(&Scenario, Fit, Vec<Effect>)) -> Self {
        let ids = |s: &Scenario| -> Vec<String> {
            s.free
                .iter()
                .map(|p| s.parameters[*p].name.id.clone())
                .collect()
        };
        let (own, others) = (ids(one.0), ids(other.0));
        let within =
            |a: &[String], b: &[String]| a.len() < b.len() && a.iter().all(|id| b.contains(id));
        let nested = within(&own, &others) || within(&others, &own);
        let found = vuong(&one.1, &other.1);
        FitTest {
            one: one.0.id.clone(),
            other: other.0.id.clone(),
            vuong: found.map(|(z, _)| z),
            vuong_p: found.map(|(_, p)| p),
            likelihood_ratio: nested
                .then(|| 2.0 * (one.1.log_likelihood - other.1.log_likelihood).abs()),
            numbers: nested.then(|| own.len().abs_diff(others.len())),
        }
    }
}
