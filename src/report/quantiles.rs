//! The quantiles that documents give of what was simulated.

pub use crate::statistics::QUANTILES;
use crate::statistics::ranked;

/// The [`QUANTILES`] of `all`, which holds at least one number.
pub(super) fn quantiles(mut all: Vec<f64>) -> [f64; 5] {
    all.sort_unstable_by(f64::total_cmp);
    QUANTILES.map(|q| ranked(&all, q))
}
