//! Outcomes and measures: exact, simulated, and how far they can be trusted.

use crate::statistics::wilson;
use crate::study::Run;
use serde::Serialize;

/// A probability (or mean), exact and simulated.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Estimate {
    pub id: String,
    pub label: String,
    pub exact: Option<f64>,
    pub simulated: f64,
    /// Wilson's 95% interval of the simulated share; null for means.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Change of the exact value when the shadow is 1 and 4 rounds longer; null for measures, and
    /// where it has no end.
    pub longer: Option<Vec<f64>>,
    /// The exact value with votes called in the reversed order; null without votes.
    pub reversed: Option<f64>,
    /// By how much the exact value changes on a grid of beliefs half as fine; null without types.
    pub grid: Option<f64>,
}

impl Estimate {
    /// The exact value, or else the simulated one.
    pub(in crate::report) fn best(&self) -> f64 {
        self.exact.unwrap_or(self.simulated)
    }
}

/// Every outcome, in file order.
pub(super) fn outcomes(run: &Run) -> Vec<Estimate> {
    let n = run.simulation.histories as u64;
    let counts = run.simulation.counts(run.scenario.outcomes.len());
    let all = run.scenario.outcomes.iter().zip(counts).enumerate();
    all.map(|(o, (outcome, count))| {
        let (low, high) = wilson(count, n);
        let exact = run.outcomes[o];
        let changes = run.longer.iter().map(|shares| shares[o] - exact);
        Estimate {
            id: outcome.name.id.clone(),
            label: outcome.name.label.clone(),
            exact: Some(exact),
            simulated: count as f64 / n as f64,
            low: Some(low),
            high: Some(high),
            longer: (!run.longer.is_empty()).then(|| changes.collect()),
            reversed: run.reversed.as_ref().map(|shares| shares[o]),
            grid: run.grid.as_ref().map(|changes| changes[o]),
        }
    })
    .collect()
}

/// Every measure, in file order.
pub(super) fn measures(run: &Run) -> Vec<Estimate> {
    let n = run.simulation.histories as u64;
    let all = run.scenario.measures.iter().zip(&run.measures);
    all.map(|(measure, reading)| {
        let interval = reading.hits.map(|hits| wilson(hits, n));
        Estimate {
            id: measure.name.id.clone(),
            label: measure.name.label.clone(),
            exact: Some(reading.exact),
            simulated: reading.simulated,
            low: interval.map(|i| i.0),
            high: interval.map(|i| i.1),
            longer: None,
            reversed: None,
            grid: None,
        }
    })
    .collect()
}
