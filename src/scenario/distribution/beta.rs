//! The quantile of a beta distribution.

/// The narrowest beta: its standard deviation as a share of the range.
pub const NARROWEST: f64 = 1e-3;

/// The two exponents of the beta distribution on 0 to 1 with this mean and standard deviation. Their sum
/// is above 0 if there is such a distribution.
pub fn exponents(mean: f64, spread: f64) -> (f64, f64) {
    let sum = most(mean) / (spread * spread) - 1.0;
    (mean * sum, (1.0 - mean) * sum)
}

/// The largest variance of a distribution on 0 to 1 with this mean.
fn most(mean: f64) -> f64 {
    mean * (1.0 - mean)
}

/// Whether there is a beta on `low` to `high` with this mean and standard deviation.
pub fn is_beta(mean: f64, spread: f64, low: f64, high: f64) -> bool {
    let width = high - low;
    let (mean, spread) = ((mean - low) / width, spread / width);
    spread >= NARROWEST && spread * spread < most(mean)
}

/// The share of a beta with exponents `a` and `b` below `x`: the continued fraction, by Lentz's
/// method (Press et al., section 6.4).
fn beta(x: f64, a: f64, b: f64) -> f64 {
    if x <= 0.0 || x >= 1.0 {
        return if x <= 0.0 { 0.0 } else { 1.0 };
    }
    if x > (a + 1.0) / (a + b + 2.0) {
        return 1.0 - beta(1.0 - x, b, a);
    }
    const TINY: f64 = 1e-300;
    let safe = |x: f64| if x.abs() < TINY { TINY } else { x };
    let mut c = 1.0;
    let mut d = 1.0 / safe(1.0 - (a + b) * x / (a + 1.0));
    let mut fraction = d;
    for m in 1..10_000 {
        let m = f64::from(m);
        let even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        let odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        let before = fraction;
        for term in [even, odd] {
            d = 1.0 / safe(1.0 + term * d);
            c = safe(1.0 + term / c);
            fraction *= c * d;
        }
        if (fraction - before).abs() <= 1e-16 * fraction.abs() {
            break;
        }
    }
    (libm::exp(log_density(x, a, b)) * x * (1.0 - x) * fraction / a).clamp(0.0, 1.0)
}

/// The logarithm of a beta's density.
fn log_density(x: f64, a: f64, b: f64) -> f64 {
    libm::lgamma(a + b) - libm::lgamma(a) - libm::lgamma(b)
        + (a - 1.0) * libm::log(x)
        + (b - 1.0) * libm::log1p(-x)
}

/// The quantile of a beta: Newton steps, replaced by bisection when they leave the bracket.
pub fn inverse_beta(u: f64, a: f64, b: f64) -> f64 {
    if u <= 0.0 || u >= 1.0 {
        return if u <= 0.0 { 0.0 } else { 1.0 };
    }
    let (mut low, mut high) = (0.0, 1.0);
    let mut x = a / (a + b);
    for _ in 0..200 {
        let off = beta(x, a, b) - u;
        if off > 0.0 {
            high = x;
        } else {
            low = x;
        }
        let step = off / libm::exp(log_density(x, a, b));
        let next = x - step;
        let next = if next > low && next < high {
            next
        } else {
            (low + high) / 2.0
        };
        if (next - x).abs() <= 1e-15 * x || high - low <= 1e-15 * high {
            return next;
        }
        x = next;
    }
    x
}
