//! Intervals, paired differences, the test of agreement. Knows nothing of games.

use statrs::distribution::{ChiSquared, ContinuousCDF};

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
        .map(|(c, e)| 2.0 * c * (c / e).ln())
        .sum();
    let chi2 = ChiSquared::new((cells.len() - 1) as f64).expect("at least one degree of freedom");
    chi2.sf(g.max(0.0))
}
