//! What `score` found.

use crate::report::{Head, RecordSummary};
use crate::scenario::Scenario;
use crate::study::{Mark, Scored, brier, log_score};
use serde::Serialize;

/// A milestone's forecast and what came.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct MilestoneSummary {
    pub id: String,
    pub label: String,
    /// The round by whose end it is read.
    pub when: String,
    pub forecast: f64,
    pub happened: f64,
    pub brier: f64,
    /// Null where it neither happened nor did not; infinite scores are null too.
    pub log: Option<f64>,
    pub base_rate: Option<f64>,
}

/// A variant's scores.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct VariantScore {
    pub id: String,
    pub title: String,
    pub milestones: Vec<MilestoneSummary>,
    /// Mean squared error.
    pub brier: f64,
    /// Mean log score of those that have one; null if one is infinite.
    pub log: Option<f64>,
    /// The mean squared error of the base rates, over the milestones that have one, and the
    /// forecast's own over the same.
    pub base: Option<(f64, f64)>,
    /// What the record says of the whole scenario; null without milestones that happened or did not.
    pub record: Option<RecordSummary>,
}

/// What `score` found: variants, the best first.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ScoreSummary {
    #[serde(flatten)]
    pub head: Head,
    #[serde(flatten)]
    pub best: VariantScore,
    /// The Brier score of saying 50% to everything.
    pub reference: f64,
    /// Every variant, the best first.
    pub variants: Vec<VariantScore>,
}

impl ScoreSummary {
    /// What was found of each variant; there is at least one, and each has marks.
    pub fn of(all: &[(&Scenario, Scored)]) -> Self {
        let variants = all.iter().map(|(s, scored)| VariantScore::of(s, scored));
        let mut variants: Vec<VariantScore> = variants.collect();
        variants.sort_by(|a, b| a.brier.total_cmp(&b.brier));
        let (first, scored) = &all[0];
        let coin: Vec<f64> = scored
            .marks
            .iter()
            .map(|m| brier(0.5, m.happened))
            .collect();
        ScoreSummary {
            head: Head::new("score", Some(first)),
            best: variants[0].clone(),
            reference: mean(&coin),
            variants,
        }
    }
}

impl VariantScore {
    fn of(scenario: &Scenario, scored: &Scored) -> Self {
        let marks = &scored.marks;
        let passed = scenario.given.as_ref().map_or(0, |given| given.round);
        let milestones = marks.iter().map(|m| MilestoneSummary::of(scenario, m));
        let milestones: Vec<MilestoneSummary> = milestones.collect();
        let errors: Vec<f64> = milestones.iter().map(|m| m.brier).collect();
        let logs: Vec<f64> = marks
            .iter()
            .filter_map(|m| log_score(m.forecast, m.happened))
            .collect();
        let based = || milestones.iter().filter_map(|m| Some((m, m.base_rate?)));
        let base: Vec<f64> = based().map(|(m, b)| brier(b, m.happened)).collect();
        let own: Vec<f64> = based().map(|(m, _)| m.brier).collect();
        VariantScore {
            id: scenario.id.clone(),
            title: scenario.title.clone(),
            brier: mean(&errors),
            log: Some(mean(&logs)).filter(|x| x.is_finite()),
            base: (!base.is_empty()).then(|| (mean(&base), mean(&own))),
            record: RecordSummary::of(scenario, (&scored.record, passed)),
            milestones,
        }
    }
}

impl MilestoneSummary {
    fn of(scenario: &Scenario, mark: &Mark) -> Self {
        let m = &scenario.milestones[mark.milestone];
        MilestoneSummary {
            id: m.name.id.clone(),
            label: m.name.label.clone(),
            when: scenario.time.label(m.moment.last()),
            forecast: mark.forecast,
            happened: mark.happened,
            brier: brier(mark.forecast, mark.happened),
            log: log_score(mark.forecast, mark.happened).filter(|x| x.is_finite()),
            base_rate: mark.base,
        }
    }

    /// What it is, and by when.
    pub(super) fn title(&self) -> String {
        format!("{}, {}", self.label, self.when)
    }
}

fn mean(all: &[f64]) -> f64 {
    all.iter().sum::<f64>() / all.len() as f64
}
