//! Intervals, paired differences, the test of agreement. Knows nothing of games.

mod choice;
mod indices;
mod luck;
mod pareto;
mod prim;
mod shapley;
mod sobol;

pub use choice::{Chosen, Merit, RULES, choose};
pub use indices::{Design, Index};
pub use luck::Luck;
pub use pareto::pareto_k;
pub use prim::{Found, prim};
pub use shapley::{Coalitions, EXACT, Value};
pub use sobol::sobol;

/// How many worlds of equal weight tell as much as those of these weights, which sum to 1 (Kish 1965).
pub fn effective(weights: &[f64]) -> f64 {
    1.0 / weights.iter().map(|w| w * w).sum::<f64>()
}

/// The number below which about this share of the `sorted` ones lie: the nearest of them by rank.
pub fn ranked(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

/// Between which of these numbers 95 of 100 lie, the same share of the rest to either side.
pub fn middle(mut all: Vec<f64>) -> (f64, f64) {
    all.sort_by(f64::total_cmp);
    (ranked(&all, 0.025), ranked(&all, 0.975))
}

/// The 97.5% quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// Which quantiles of a distribution are given, in this order.
pub const QUANTILES: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Wilson's 95% interval for a proportion of `hits` in `n` (Wilson 1927).
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
/// `lost` in the first only. Estimate and 95% interval (Bonett & Price 2012: Wald's after one pair
/// of each kind is added).
pub fn paired(gained: u64, lost: u64, n: u64) -> (f64, f64, f64) {
    let (b, c, n) = (gained as f64, lost as f64, n as f64);
    let (p, q) = ((b + 1.0) / (n + 2.0), (c + 1.0) / (n + 2.0));
    let middle = p - q;
    let half = Z * ((p + q - middle * middle) / (n + 2.0)).sqrt();
    (
        (b - c) / n,
        (middle - half).max(-1.0),
        (middle + half).min(1.0),
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

/// The probability that a standard normal number is below `z`.
pub fn below_normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chi_squared_has_the_tables_values() {
        // Abramowitz & Stegun, table 26.8: upper 5% and 0.1% points
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
    fn a_paired_interval_covers_what_it_should() {
        // by enumeration: b and c of n pairs are multinomial
        let log = |x: u64| libm::lgamma(x as f64 + 1.0);
        let coverage = |p: f64, q: f64, n: u64| {
            let rest = 1.0 - p - q;
            let mut covered = 0.0;
            for b in 0..=n {
                for c in 0..=n - b {
                    let (_, low, high) = paired(b, c, n);
                    if low <= p - q && p - q <= high {
                        let ways = log(n) - log(b) - log(c) - log(n - b - c);
                        let term = |k: u64, p: f64| if k == 0 { 0.0 } else { k as f64 * p.ln() };
                        covered += (ways + term(b, p) + term(c, q) + term(n - b - c, rest)).exp();
                    }
                }
            }
            covered
        };
        let mut all = vec![];
        for (p, q) in [
            (0.01, 0.0),
            (0.02, 0.01),
            (0.05, 0.0),
            (0.1, 0.05),
            (0.2, 0.2),
            (0.3, 0.0),
        ] {
            for n in [50, 100, 200] {
                let found = coverage(p, q, n);
                assert!(found > 0.93, "{p} {q} {n}: {found}");
                all.push(found);
            }
        }
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        assert!((0.94..0.985).contains(&mean), "{mean}");
        // five pairs of 2,000, all one way: the interval goes on beyond its estimate on both sides
        let (estimate, low, high) = paired(5, 0, 2000);
        assert!(
            low < estimate && estimate < high && high > 0.004,
            "{low} {high}"
        );
        let (estimate, low, high) = paired(0, 0, 100);
        assert!(estimate == 0.0 && low == -high && high > 0.0);
        // many pairs: Wald's interval
        let (estimate, low, high) = paired(6000, 4000, 100_000);
        let half = Z * (0.1f64 - 0.02 * 0.02).sqrt() / 100_000f64.sqrt();
        assert!((estimate - 0.02).abs() < 1e-12);
        assert!((low - estimate + half).abs() < 1e-5 && (high - estimate - half).abs() < 1e-5);
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
