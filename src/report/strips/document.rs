//! What was found of each number over its range.

use crate::report::Head;
use crate::scenario::Scenario;
use crate::study::{Answer, Cell, Strip};
use indexmap::IndexMap;
use serde::Serialize;

/// A value of a number, and the likeliest outcome there.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct CellSummary {
    pub value: f64,
    /// Null where no equilibrium was found.
    pub likeliest: Option<String>,
    /// Under the longest shadow that was looked at; null too where play has no end.
    pub longer: Option<String>,
}

/// Where a number tips.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct NearestSummary {
    /// The nearest value at which another outcome is the likeliest, to half a hundredth of the range.
    pub at: f64,
    /// How far that is, as a share of the range.
    pub distance: f64,
    /// The outcome.
    pub outcome: String,
}

/// A number over its range, all others as the file has them.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct StripSummary {
    pub name: String,
    pub label: String,
    pub range: (f64, f64),
    /// What it is.
    pub own: f64,
    /// From the low end of its range to the high one.
    pub cells: Vec<CellSummary>,
    /// Null if another outcome is the likeliest in no cell.
    pub nearest: Option<NearestSummary>,
}

/// What `sweep` found of all numbers.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct StripsSummary {
    #[serde(flatten)]
    pub head: Head,
    /// The exact probability of each outcome as the file is.
    pub outcomes: IndexMap<String, f64>,
    pub strips: Vec<StripSummary>,
    /// The outcomes' labels.
    pub labels: IndexMap<String, String>,
}

impl StripSummary {
    pub(in crate::report) fn of(strip: &Strip, scenario: &Scenario) -> Self {
        let parameter = &scenario.parameters[strip.parameter];
        let id = |o: usize| scenario.outcomes[o].name.id.clone();
        let cell = |cell: &Cell| CellSummary {
            value: cell.value,
            likeliest: cell.likeliest().map(id),
            longer: cell.longer().map(id),
        };
        let ends = [strip.cells.first(), strip.cells.last()];
        let [low, high] = ends.map(|cell| cell.map_or(strip.own, |cell| cell.value));
        StripSummary {
            name: parameter.name.id.clone(),
            label: parameter.name.label.clone(),
            range: (low, high),
            own: strip.own,
            cells: strip.cells.iter().map(cell).collect(),
            nearest: strip.nearest.as_ref().map(|nearest| NearestSummary {
                at: nearest.at,
                distance: nearest.distance,
                outcome: id(nearest.outcome),
            }),
        }
    }

    /// Where `value` lies in the range, from 0 to 1.
    #[cfg(feature = "charts")]
    pub(super) fn share(&self, value: f64) -> f64 {
        (value - self.range.0) / (self.range.1 - self.range.0)
    }

    /// Whether no equilibrium was found in some cell.
    pub(super) fn lost(&self) -> bool {
        self.cells.iter().any(|cell| cell.likeliest.is_none())
    }

    /// Whether a longer shadow makes something else the likeliest in some cell.
    pub(super) fn unsettled(&self) -> bool {
        let mut cells = self.cells.iter();
        cells.any(|cell| cell.longer.is_some() && cell.longer != cell.likeliest)
    }
}

impl StripsSummary {
    /// Of `strips` around the answer `base`.
    pub fn of(base: &Answer, strips: &[Strip], scenario: &Scenario) -> Self {
        let names = || scenario.outcomes.iter().map(|o| &o.name);
        let shares = names()
            .map(|n| n.id.clone())
            .zip(base.outcomes.iter().copied());
        StripsSummary {
            head: Head::new("sweep", Some(scenario)),
            outcomes: shares.collect(),
            strips: strips
                .iter()
                .map(|s| StripSummary::of(s, scenario))
                .collect(),
            labels: names().map(|n| (n.id.clone(), n.label.clone())).collect(),
        }
    }
}
