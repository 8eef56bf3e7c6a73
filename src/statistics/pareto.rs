//! How heavy the tail of importance weights is.

/// The shape k of the generalized Pareto distribution that fits the largest weights (Vehtari, Simpson, Gelman, Yao & Gabry 2024; the
/// estimate of Zhang & Stephens 2009 with their prior): above 0.7 a mean with these weights cannot be trusted. None of fewer than 5
/// weights in the tail, or where these are all the same.
pub fn pareto_k(weights: &[f64]) -> Option<f64> {
    let n = weights.len();
    let count = (0.2 * n as f64).min(3.0 * (n as f64).sqrt()).ceil() as usize;
    let mut sorted = weights.to_vec();
    sorted.sort_by(f64::total_cmp);
    if count < 5 || count >= n {
        return None;
    }
    let (body, tail) = sorted.split_at(n - count);
    let cut = body[body.len() - 1];
    let over: Vec<f64> = tail.iter().map(|w| w - cut).collect();
    let (m, largest) = (count as f64, over[count - 1]);
    let quarter = over[((m / 4.0 + 0.5) as usize).saturating_sub(1)];
    if largest <= 0.0 || quarter <= 0.0 {
        return None;
    }
    let grid = 30 + (m.sqrt()) as usize;
    let theta = |j: usize| {
        let j = j as f64 + 1.0;
        1.0 / largest + (1.0 - (grid as f64 / (j - 0.5)).sqrt()) / (3.0 * quarter)
    };
    let shape = |theta: f64| {
        let sum: f64 = over.iter().map(|x| libm::log1p(-theta * x)).sum();
        sum / m
    };
    let height = |theta: f64| {
        let k = shape(theta);
        m * (libm::log(-theta / k) - k - 1.0)
    };
    let all: Vec<(f64, f64)> = (0..grid).map(|j| (theta(j), height(theta(j)))).collect();
    let most = all.iter().map(|x| x.1).fold(f64::NEG_INFINITY, f64::max);
    let (mut sum, mut mean) = (0.0, 0.0);
    for (theta, height) in all.iter().filter(|x| x.1.is_finite()) {
        let weight = libm::exp(height - most);
        sum += weight;
        mean += weight * theta;
    }
    let k = shape(mean / sum);
    // ten more observations at one half
    let k = (k * m + 0.5 * 10.0) / (m + 10.0);
    k.is_finite().then_some(k)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shape_of_a_pareto_is_found() {
        // the quantiles of a generalized Pareto of shape k
        for k in [0.2, 0.5, 0.9] {
            let n = 4000;
            let weight = |i: usize| {
                let u = (i as f64 + 0.5) / f64::from(n);
                (libm::pow(1.0 - u, -k) - 1.0) / k
            };
            let all: Vec<f64> = (0..n as usize).map(weight).collect();
            let found = pareto_k(&all).expect("there is a tail");
            assert!((found - k).abs() < 0.1, "{k} {found}");
        }
        assert!(pareto_k(&[1.0; 100]).is_none());
        assert!(pareto_k(&[1.0, 2.0]).is_none());
    }
}
