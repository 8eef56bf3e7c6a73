//! How a number varies over worlds.

use super::quantiles::quantiles;
use serde::Serialize;

/// The mean over worlds, and between which values nine tenths of them lie.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[allow(missing_docs)]
pub struct SpreadSummary {
    pub mean: f64,
    pub low: f64,
    pub high: f64,
}

impl SpreadSummary {
    /// Of its values in at least one world.
    pub(super) fn of(values: Vec<f64>) -> Self {
        let mean = values.iter().sum::<f64>() / values.len() as f64;
        let [low, .., high] = quantiles(values);
        SpreadSummary { mean, low, high }
    }

    /// In the order of a line.
    #[cfg(feature = "charts")]
    pub(super) fn ends(self) -> [f64; 3] {
        [self.low, self.mean, self.high]
    }
}
