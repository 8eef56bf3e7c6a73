//! The quantiles that documents give of a distribution.

/// Which quantiles are given, in this order.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// The [`QUANTILES`] of `all`, which holds at least one number.
pub(super) fn quantiles(mut all: Vec<f64>) -> [f64; 5] {
    all.sort_unstable_by(f64::total_cmp);
    QUANTILES.map(|q| all[((all.len() - 1) as f64 * q).round() as usize])
}
