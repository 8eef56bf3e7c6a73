//! What `calibrate` found.

use crate::report::Head;
use crate::scenario::Scenario;
use crate::study::calibrate::{Calibrated, Judged, Learnt, TOO_HEAVY};
use crate::study::{brier, log_score};
use serde::Serialize;

/// What `calibrate` found: of several scenarios the first in full, and the evidence of all.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct CalibrateSummary {
    #[serde(flatten)]
    pub head: Head,
    /// The last round of which the record is known.
    pub until: String,
    /// Worlds solved, those in which no equilibrium was found, and those in which the record cannot come about.
    pub worlds: usize,
    pub lost: usize,
    pub impossible: usize,
    #[serde(flatten)]
    pub evidence: EvidenceSummary,
    /// Whether the weights allow an answer.
    pub told: bool,
    pub parameters: Vec<LearntSummary>,
    pub milestones: Vec<JudgedSummary>,
    /// The scores of the milestones that the record does not have: null without such.
    pub later: Option<LaterSummary>,
    /// The numbers that hang together most given the record.
    pub together: Vec<TogetherSummary>,
    /// The evidence of all scenarios, in the order asked, where there are several.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub stories: Vec<StorySummary>,
    /// Worlds and their weights, for the table alone.
    #[serde(skip)]
    pub(super) names: Vec<String>,
    #[serde(skip)]
    pub(super) draws: Vec<(f64, Vec<f64>)>,
}

/// How likely the record is over all worlds, and how far that can be trusted.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct EvidenceSummary {
    /// ln of the probability of the record over all worlds, and its Monte Carlo error.
    pub log_evidence: f64,
    pub log_evidence_error: f64,
    /// ln of it at the file's own numbers; null if it cannot come about there.
    pub log_written: Option<f64>,
    pub effective_sample_size: f64,
    pub pareto_k: Option<f64>,
}

impl EvidenceSummary {
    /// How far the weights can be trusted.
    pub(super) fn health(&self) -> String {
        let tail = self
            .pareto_k
            .map_or(String::new(), |k| format!(", Pareto k {k:.2}"));
        format!(
            "effective sample size {:.0}{tail}",
            self.effective_sample_size
        )
    }
}

/// The evidence of a scenario beside the first's.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct StorySummary {
    pub id: String,
    #[serde(flatten)]
    pub evidence: EvidenceSummary,
    /// ln of the Bayes factor for the first scenario against this one, and its error.
    pub log_bayes_factor: f64,
    pub log_bayes_factor_error: f64,
    /// How strong that is, in the words of Kass & Raftery (1995).
    pub words: &'static str,
}

/// Quantiles of a number.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Limits {
    pub median: f64,
    /// The ends of nine tenths.
    pub low: f64,
    pub high: f64,
    /// The ends of the middle half.
    pub half: [f64; 2],
}

/// What was learnt of a number.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct LearntSummary {
    pub name: String,
    pub label: String,
    /// The file's own value, and its range.
    pub value: f64,
    pub range: [f64; 2],
    pub prior: Limits,
    pub posterior: Limits,
    pub bits: f64,
    /// What so few worlds would show where nothing is learnt, which was taken off.
    pub bits_noise: f64,
}

/// A milestone before and after.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct JudgedSummary {
    pub id: String,
    pub label: String,
    pub when: String,
    pub happened: f64,
    /// Whether the record has it.
    pub conditioned: bool,
    pub prior: f64,
    pub posterior: f64,
    /// At the file's own numbers: of a later one given the record, if it can come about there.
    pub written: Option<f64>,
    pub base_rate: Option<f64>,
}

/// Mean scores of later milestones.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct LaterSummary {
    pub milestones: usize,
    pub brier_prior: f64,
    pub brier_posterior: f64,
    /// Of saying 50% to everything.
    pub brier_coin: f64,
    /// Of the base rates, and the posterior's own over the same; null without base rates.
    pub brier_base: Option<(f64, f64)>,
    /// Mean −ln of the probability of what came; null if infinite.
    pub log_prior: Option<f64>,
    pub log_posterior: Option<f64>,
}

/// Two numbers that hang together.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TogetherSummary {
    pub one: String,
    pub other: String,
    pub correlation: f64,
}

impl Limits {
    fn of([low, a, median, b, high]: [f64; 5]) -> Self {
        Limits {
            median,
            low,
            high,
            half: [a, b],
        }
    }
}

impl EvidenceSummary {
    fn of(found: &Calibrated) -> Self {
        EvidenceSummary {
            log_evidence: found.log_evidence,
            log_evidence_error: found.log_evidence_error,
            log_written: found.written,
            effective_sample_size: found.effective,
            pareto_k: found.pareto_k,
        }
    }
}

impl CalibrateSummary {
    /// Of scenarios with what was found of each, with milestones known by the end of round `until`.
    pub fn of(all: &[(&Scenario, Calibrated)], until: usize) -> Self {
        let (scenario, found) = &all[0];
        let mut parameters: Vec<LearntSummary> = found
            .numbers
            .iter()
            .map(|n| LearntSummary::of(scenario, n))
            .collect();
        parameters.sort_by(|a, b| b.bits.total_cmp(&a.bits));
        let milestones = found
            .milestones
            .iter()
            .map(|m| JudgedSummary::of(scenario, m));
        let milestones: Vec<JudgedSummary> = milestones.collect();
        let name = |d: usize| scenario.parameters[found.parameters[d]].name.id.clone();
        let together = found
            .together
            .iter()
            .map(|(a, b, correlation)| TogetherSummary {
                one: name(*a),
                other: name(*b),
                correlation: *correlation,
            });
        let stories = match all.len() {
            1 => vec![],
            _ => all
                .iter()
                .map(|(s, other)| StorySummary::of(s, found, other))
                .collect(),
        };
        CalibrateSummary {
            head: Head::new("calibrate", Some(scenario)),
            until: scenario.time.label(until),
            worlds: found.draws.len(),
            lost: found.lost,
            impossible: found.impossible,
            evidence: EvidenceSummary::of(found),
            told: found.pareto_k.is_none_or(|k| k <= TOO_HEAVY) && found.effective >= 20.0,
            later: LaterSummary::of(&milestones),
            parameters,
            milestones,
            together: together.collect(),
            stories,
            names: (0..found.parameters.len()).map(name).collect(),
            draws: found
                .weights
                .iter()
                .copied()
                .zip(found.draws.iter().cloned())
                .collect(),
        }
    }
}

impl StorySummary {
    fn of(scenario: &Scenario, first: &Calibrated, other: &Calibrated) -> Self {
        let factor = first.log_evidence - other.log_evidence;
        let (a, b) = (first.log_evidence_error, other.log_evidence_error);
        StorySummary {
            id: scenario.id.clone(),
            evidence: EvidenceSummary::of(other),
            log_bayes_factor: factor,
            log_bayes_factor_error: libm::sqrt(a * a + b * b),
            words: match 2.0 * factor.abs() {
                x if x < 2.0 => "not worth more than a bare mention",
                x if x < 6.0 => "positive",
                x if x < 10.0 => "strong",
                _ => "very strong",
            },
        }
    }
}

impl LearntSummary {
    fn of(scenario: &Scenario, found: &Learnt) -> Self {
        let parameter = &scenario.parameters[found.parameter];
        let (low, high) = parameter
            .range
            .unwrap_or((parameter.value, parameter.value));
        LearntSummary {
            name: parameter.name.id.clone(),
            label: parameter.name.label.clone(),
            value: parameter.value,
            range: [low, high],
            prior: Limits::of(found.prior),
            posterior: Limits::of(found.posterior),
            bits: found.bits,
            bits_noise: found.noise,
        }
    }
}

impl JudgedSummary {
    fn of(scenario: &Scenario, found: &Judged) -> Self {
        let m = &scenario.milestones[found.milestone];
        JudgedSummary {
            id: m.name.id.clone(),
            label: m.name.label.clone(),
            when: scenario.time.label(m.moment.last()),
            happened: m.happened,
            conditioned: found.conditioned,
            prior: found.prior,
            posterior: found.posterior,
            written: found.written,
            base_rate: m.base,
        }
    }
}

impl LaterSummary {
    fn of(all: &[JudgedSummary]) -> Option<Self> {
        let later: Vec<&JudgedSummary> = all
            .iter()
            .filter(|m| !m.conditioned && [0.0, 1.0].contains(&m.happened))
            .collect();
        if later.is_empty() {
            return None;
        }
        let mean = |of: &dyn Fn(&JudgedSummary) -> f64| {
            later.iter().map(|m| of(m)).sum::<f64>() / later.len() as f64
        };
        let log = |of: &dyn Fn(&JudgedSummary) -> f64| {
            Some(mean(&|m| log_score(of(m), m.happened).unwrap_or(0.0))).filter(|x| x.is_finite())
        };
        let based: Vec<(f64, f64)> = later
            .iter()
            .filter_map(|m| {
                Some((
                    brier(m.base_rate?, m.happened),
                    brier(m.posterior, m.happened),
                ))
            })
            .collect();
        let n = based.len() as f64;
        let base = based
            .iter()
            .fold((0.0, 0.0), |(a, b), (x, y)| (a + x / n, b + y / n));
        Some(LaterSummary {
            milestones: later.len(),
            brier_prior: mean(&|m| brier(m.prior, m.happened)),
            brier_posterior: mean(&|m| brier(m.posterior, m.happened)),
            brier_coin: mean(&|m| brier(0.5, m.happened)),
            brier_base: (!based.is_empty()).then_some(base),
            log_prior: log(&|m| m.prior),
            log_posterior: log(&|m| m.posterior),
        })
    }
}
