//! What `test` found.

use crate::report::screen::{percent, signed};
use crate::report::{Head, titles};
use crate::scenario::{Expect, Hypothesis, Scenario};
use crate::study::{Claim, Target, Verdict};
use serde::{Serialize, Serializer};

/// A claim and what was found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct HypothesisSummary {
    pub id: String,
    pub claim: String,
    pub who: String,
    pub measure: String,
    pub label: String,
    /// Whether the measure is a mean, and no share.
    pub mean: bool,
    pub vary: String,
    pub expect: String,
    #[serde(serialize_with = "word")]
    pub verdict: Verdict,
    pub values: Vec<ValueSummary>,
    /// Verdicts with everybody at another precision; empty if not asked for.
    pub precisions: Vec<PrecisionSummary>,
    /// What the measure is to be above or below, if that is the claim.
    #[serde(skip)]
    pub threshold: Option<f64>,
}

/// The measure at a value of the setting.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ValueSummary {
    pub at: String,
    /// Null where no equilibrium was found.
    pub measure: Option<f64>,
    /// The same were the shadow longer by one round, and by four.
    pub longer: Vec<f64>,
}

/// A claim at another precision.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct PrecisionSummary {
    pub precision: f64,
    #[serde(serialize_with = "word")]
    pub verdict: Verdict,
    pub values: Vec<Option<f64>>,
}

/// What `test` found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TestSummary {
    #[serde(flatten)]
    pub head: Head,
    /// Differences up to this are none.
    pub tolerance: f64,
    pub hypotheses: Vec<HypothesisSummary>,
}

/// A verdict as documents have it.
fn word<S: Serializer>(verdict: &Verdict, to: S) -> Result<S::Ok, S::Error> {
    to.serialize_str(verdict.word())
}

impl TestSummary {
    /// What was found of the scenario's claims.
    pub fn of(claims: &[Claim], scenario: &Scenario, tolerance: f64) -> Self {
        let hypotheses = claims.iter();
        TestSummary {
            head: Head::new("test", Some(scenario)),
            tolerance,
            hypotheses: hypotheses
                .map(|claim| HypothesisSummary::of(claim, scenario))
                .collect(),
        }
    }

    /// How many claims have this verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        let own = |h: &&HypothesisSummary| h.verdict == verdict;
        self.hypotheses.iter().filter(own).count()
    }

    /// Its claims as people read them: those that fail, those that cannot be told, those that hold.
    pub(super) fn failed_first(&self) -> Vec<&HypothesisSummary> {
        let order = [Verdict::Fails, Verdict::CannotTell, Verdict::Holds];
        let of = |verdict| self.hypotheses.iter().filter(move |h| h.verdict == verdict);
        order.into_iter().flat_map(of).collect()
    }

    /// What became of the claims, as a title.
    pub(super) fn finding(&self) -> String {
        let verdicts = [Verdict::Fails, Verdict::Holds, Verdict::CannotTell];
        titles::claims(verdicts.map(|verdict| self.count(verdict)))
    }
}

impl HypothesisSummary {
    fn of(claim: &Claim, scenario: &Scenario) -> Self {
        let h = &scenario.hypotheses[claim.hypothesis];
        let target = Target::find(scenario, &h.measure);
        let (expect, threshold) = expected(h.expect);
        let precisions = claim.precisions.iter();
        HypothesisSummary {
            id: h.name.id.clone(),
            claim: h.claim.clone(),
            who: h.who.clone(),
            measure: h.measure.clone(),
            label: target.map_or(String::new(), |t| t.name(scenario).label.clone()),
            mean: matches!(target, Some(Target::Measure(m)) if scenario.measures[m].mean),
            vary: h.vary.clone(),
            expect,
            verdict: claim.verdict,
            values: values(claim, h),
            precisions: precisions
                .map(|(precision, values, verdict)| PrecisionSummary {
                    precision: *precision,
                    verdict: *verdict,
                    values: values.clone(),
                })
                .collect(),
            threshold,
        }
    }

    /// A value of its measure.
    pub(super) fn number(&self, x: f64) -> String {
        if self.mean { signed(x) } else { percent(x) }
    }
}

/// What is expected, in words, and its threshold if it has one.
fn expected(expect: Expect) -> (String, Option<f64>) {
    match expect {
        Expect::Increasing => ("increasing".to_string(), None),
        Expect::Decreasing => ("decreasing".to_string(), None),
        Expect::Flat => ("flat".to_string(), None),
        Expect::Above(x) => (format!("above {x}"), Some(x)),
        Expect::Below(x) => (format!("below {x}"), Some(x)),
    }
}

/// The measure at each value of the setting.
fn values(claim: &Claim, hypothesis: &Hypothesis) -> Vec<ValueSummary> {
    let all = hypothesis.over.iter().enumerate();
    all.map(|(k, at)| ValueSummary {
        at: at.clone(),
        measure: claim.values[k],
        longer: claim.longer.iter().map(|all| all[k]).collect(),
    })
    .collect()
}
