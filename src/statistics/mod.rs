//! Intervals, paired differences, the test of agreement. Knows nothing of games.

mod choice;
mod indices;
mod prim;
mod shapley;

pub use choice::{Chosen, Merit, RULES, choose};
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

/// Pairs that differ from which on the interval of a paired difference is that of large samples.
const MANY: u64 = 25;

/// A difference of two proportions over the same `n` pairs: `gained` pairs hit in the second only,
/// `lost` in the first only. Estimate and 95 % interval with the Agresti–Min adjustment (2005);
/// where fewer than 25 pairs differ, exact given how many do (Clopper & Pearson 1934).
pub fn paired(gained: u64, lost: u64, n: u64) -> (f64, f64, f64) {
    let differ = gained + lost;
    let (b, c, n) = (gained as f64, lost as f64, n as f64);
    let estimate = (b - c) / n;
    if differ == 0 {
        // as many as might differ without one having shown
        let most = 1.0 - libm::exp(libm::log(0.025) / n);
        return (estimate, -most, most);
    }
    if differ < MANY {
        let (low, high) = clopper_pearson(gained, differ);
        let scaled = |p: f64| (2.0 * p - 1.0) * (b + c) / n;
        return (estimate, scaled(low), scaled(high));
    }
    let (b, c, n) = (b + 0.5, c + 0.5, n + 2.0);
    let middle = (b - c) / n;
    let half = Z * ((b + c) - (b - c) * (b - c) / n).max(0.0).sqrt() / n;
    (
        estimate,
        (middle - half).max(-1.0),
        (middle + half).min(1.0),
    )
}

/// The exact 95 % interval of a proportion of `hits` in `n`, by bisection of binomial tails.
fn clopper_pearson(hits: u64, n: u64) -> (f64, f64) {
    let (k, n) = (hits as usize, n as usize);
    let solve = |above: &dyn Fn(f64) -> bool| {
        let (mut low, mut high) = (0.0, 1.0);
        for _ in 0..60 {
            let middle = (low + high) / 2.0;
            match above(middle) {
                true => high = middle,
                false => low = middle,
            }
        }
        low
    };
    let low = solve(&|p| k > 0 && tail(k, n, p) > 0.025);
    let high = solve(&|p| 1.0 - tail(k + 1, n, p) < 0.025);
    (
        if k == 0 { 0.0 } else { low },
        if k == n { 1.0 } else { high },
    )
}

/// The p value of the sign test on pairs of which `gained` differ one way and `lost` the other
/// (McNemar's, exact up to a thousand pairs).
pub fn sign_test(gained: u64, lost: u64) -> f64 {
    let n = gained + lost;
    match n {
        0 => 1.0,
        1..=1000 => (2.0 * tail(gained.max(lost) as usize, n as usize, 0.5)).min(1.0),
        _ => {
            let gap = (gained.abs_diff(lost) as f64 - 1.0).max(0.0);
            libm::erfc(gap / libm::sqrt(2.0 * n as f64))
        }
    }
}

/// p values corrected for their number (Holm 1979), in the same order.
pub fn holm(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut corrected = vec![0.0; values.len()];
    let mut least = 0.0f64;
    for (rank, i) in order.into_iter().enumerate() {
        least = least.max((values.len() - rank) as f64 * values[i]).min(1.0);
        corrected[i] = least;
    }
    corrected
}

/// The probability of `k` or more of `n` where each comes with probability `p`.
fn tail(k: usize, n: usize, p: f64) -> f64 {
    if p <= 0.0 || p >= 1.0 {
        return f64::from(k == 0 || p >= 1.0);
    }
    let log = |x: usize| libm::lgamma(x as f64 + 1.0);
    let term = |j: usize| {
        let ways = log(n) - log(j) - log(n - j);
        libm::exp(ways + j as f64 * libm::log(p) + (n - j) as f64 * libm::log(1.0 - p))
    };
    (k..=n).map(term).sum::<f64>().min(1.0)
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
    fn the_tail_of_a_binomial() {
        assert!((tail(2, 3, 0.5) - 0.5).abs() < 1e-12);
        assert!((tail(3, 3, 0.2) - 0.008).abs() < 1e-12);
        assert_eq!(tail(0, 5, 0.3).round(), 1.0);
    }

    #[test]
    fn few_pairs_have_an_exact_interval() {
        // Clopper & Pearson: 2 of 10 is .0252 to .5561, 0 of 10 is 0 to .3085
        let (low, high) = clopper_pearson(2, 10);
        assert!((low - 0.025_211).abs() < 1e-5 && (high - 0.556_095).abs() < 1e-5);
        let (low, high) = clopper_pearson(0, 10);
        assert!(low == 0.0 && (high - 0.308_497).abs() < 1e-5);
        let (estimate, low, high) = paired(2, 8, 1000);
        assert!((estimate + 0.006).abs() < 1e-12);
        assert!((low - (2.0 * 0.025_211 - 1.0) * 0.01).abs() < 1e-6);
        assert!((high - (2.0 * 0.556_095 - 1.0) * 0.01).abs() < 1e-6);
        // where 24 and 25 differ the two intervals are near each other
        let (few, many) = (paired(12, 12, 1000), paired(13, 12, 1000));
        assert!((few.1 - many.1).abs() < 2e-3 && (few.2 - many.2).abs() < 2e-3);
        let (estimate, low, high) = paired(0, 0, 100);
        assert!(estimate == 0.0 && low == -high && (high - 0.036_217).abs() < 1e-5);
    }

    #[test]
    fn many_tests_are_corrected() {
        assert!((sign_test(8, 2) - 0.109_375).abs() < 1e-12);
        assert_eq!(sign_test(5, 5), 1.0);
        assert!((sign_test(540, 460) - 0.012_5).abs() < 1e-3);
        assert!(
            (sign_test(541, 460) - 0.011_4).abs() < 1e-3,
            "both ways meet"
        );
        let corrected = holm(&[0.01, 0.04, 0.03, 0.005]);
        for (found, wanted) in corrected.iter().zip([0.03, 0.06, 0.06, 0.02]) {
            assert!((found - wanted).abs() < 1e-12, "{corrected:?}");
        }
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
