//! Intervals, paired differences, the test of agreement. Knows nothing of games.

mod indices;
mod prim;
mod shapley;

pub use indices::{Design, Index};
pub use prim::{Found, prim};
pub use shapley::{Coalitions, EXACT, Value};

/// The 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Wilson's 95 % interval for a proportion of `hits` in `n` (Wilson 1927).
pub fn wilson(hits: u64, n: u64) -> (f64, f64) {
    if n == 0 {
        return (0.0, 1.0);
    }
    let (x, n) = (hits as f64, n as f64);
    let p = x / n;
    let middle = (p + Z * Z / (2.0 * n)) / (1.0 + Z * Z / n);
    let half = Z / (1.0 + Z * Z / n) * (p * (1.0 - p) / n + Z * Z / (4.0 * n * n)).sqrt();
    let low = if hits == 0 {
        0.0
    } else {
        (middle - half).max(0.0)
    };
    let high = if x == n {
        1.0
    } else {
        (middle + half).min(1.0)
    };
    (low, high)
}

/// A difference of two proportions over the same `n` pairs: `gained` pairs hit in the second only,
/// `lost` in the first only. Estimate and 95 % interval with the Agresti–Min adjustment (2005).
pub fn paired(gained: u64, lost: u64, n: u64) -> (f64, f64, f64) {
    let (b, c, n) = (gained as f64, lost as f64, n as f64);
    let estimate = (b - c) / n;
    let (b, c, n) = (b + 0.5, c + 0.5, n + 2.0);
    let middle = (b - c) / n;
    let half = Z * ((b + c) - (b - c) * (b - c) / n).max(0.0).sqrt() / n;
    (
        estimate,
        (middle - half).max(-1.0),
        (middle + half).min(1.0),
    )
}

/// The p value of the G-test of `counts` against `expected` probabilities; cells with fewer than 5
/// expected are pooled. 1 if nothing can be tested; 0 if something impossible was seen.
pub fn g_test(counts: &[u64], expected: &[f64]) -> f64 {
    let n: f64 = counts.iter().sum::<u64>() as f64;
    let (mut cells, mut pooled) = (vec![], (0.0, 0.0));
    for (c, p) in counts.iter().zip(expected) {
        let (c, e) = (*c as f64, p * n);
        if e <= 0.0 && c > 0.0 {
            return 0.0;
        }
        if e < 5.0 {
            pooled = (pooled.0 + c, pooled.1 + e);
        } else {
            cells.push((c, e));
        }
    }
    if pooled.1 >= 5.0 {
        cells.push(pooled);
    } else if let Some(largest) = cells.iter_mut().max_by(|a, b| a.1.total_cmp(&b.1)) {
        *largest = (largest.0 + pooled.0, largest.1 + pooled.1);
    }
    if cells.len() < 2 {
        return 1.0;
    }
    let g: f64 = cells
        .iter()
        .filter(|(c, _)| *c > 0.0)
        .map(|(c, e)| 2.0 * c * libm::log(c / e))
        .sum();
    chi_squared(g.max(0.0), cells.len() - 1)
}

/// The probability that χ² with `freedom` degrees of freedom exceeds `x` (Abramowitz & Stegun 1964,
/// 26.4.4 and 26.4.5): a finite sum, from which no platform's `exp` or `erfc` shows.
fn chi_squared(x: f64, freedom: usize) -> f64 {
    let half = x / 2.0;
    let odd = freedom % 2;
    // the terms half^k e^-half / k!, or with k + 1/2 and the gamma function
    let mut term = libm::exp(-half);
    let mut sum = term;
    if odd == 1 {
        term *= 2.0 * libm::sqrt(half / std::f64::consts::PI);
        sum = libm::erfc(libm::sqrt(half)) + if freedom > 1 { term } else { 0.0 };
    }
    for k in 1..(freedom - odd) / 2 {
        term *= half / (k as f64 + 0.5 * odd as f64);
        sum += term;
    }
    sum.clamp(0.0, 1.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chi_squared_has_the_tables_values() {
        // Abramowitz & Stegun, table 26.8: upper 5 % and 0.1 % points
        for (freedom, five, one) in [
            (1, 3.841_459, 10.827_566),
            (2, 5.991_465, 13.815_511),
            (3, 7.814_728, 16.266_236),
            (4, 9.487_729, 18.466_827),
            (7, 14.067_140, 24.321_886),
            (10, 18.307_038, 29.588_298),
        ] {
            assert!(
                (chi_squared(five, freedom) - 0.05).abs() < 1e-7,
                "{freedom}"
            );
            assert!(
                (chi_squared(one, freedom) - 0.001).abs() < 1e-8,
                "{freedom}"
            );
        }
        assert_eq!(chi_squared(0.0, 5), 1.0);
    }

    #[test]
    fn disagreement_is_found_and_agreement_is_not_doubted() {
        let expected = [0.2, 0.3, 0.5, 0.0];
        assert!(g_test(&[2000, 3000, 5000, 0], &expected) > 0.999);
        assert!(g_test(&[2100, 3000, 4900, 0], &expected) < 0.05);
        assert!(g_test(&[2300, 3000, 4700, 0], &expected) < 1e-9);
        assert_eq!(g_test(&[2000, 3000, 4999, 1], &expected), 0.0);
    }
}
