//! The logit choice rule.

/// Values tie under exact precision if they differ by at most this, times the larger of 1 and the
/// range of the values; or by what rounding may do, relative to the best of them. What is added to
/// all values alike does not make them tie.
const TIE: f64 = 1e-10;
const ROUNDING: f64 = 1e-13;

/// Writes into `out` the probabilities with which an actor of `precision` λ picks options of
/// `values` Q: exp(λQ) over its sum, computed with the largest shifted to 0; with infinite λ the
/// best option, ties shared or to the first.
pub fn choose(values: &[f64], precision: f64, ties_first: bool, out: &mut [f64]) {
    let best = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if precision.is_finite() {
        let mut sum = 0.0;
        for (p, q) in out.iter_mut().zip(values) {
            // most of the work is exponentials
            *p = if *q == best {
                1.0
            } else {
                libm::exp(precision * (q - best))
            };
            sum += *p;
        }
        out.iter_mut().for_each(|p| *p /= sum);
        return;
    }
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let tie = TIE * (best - least).max(1.0) + ROUNDING * best.abs();
    let near = |q: f64| q >= best - tie;
    let count = if ties_first {
        1
    } else {
        values.iter().filter(|q| near(**q)).count()
    };
    let mut left = count;
    for (p, q) in out.iter_mut().zip(values) {
        let chosen = left > 0 && near(*q);
        *p = if chosen { 1.0 / count as f64 } else { 0.0 };
        left -= usize::from(chosen);
    }
}
