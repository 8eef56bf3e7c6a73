//! The quantile of a normal distribution that is cut at both ends.

use std::f64::consts::SQRT_2;

/// The quantile of a standard normal cut at `from` and `to`.
pub fn cut_normal(u: f64, from: f64, to: f64) -> f64 {
    if from > 0.0 {
        // above the mean, shares are differences of numbers near 1: compute the mirror image
        return -cut_normal(1.0 - u, -to, -from);
    }
    let (below, above) = (normal(from), normal(to));
    inverse_normal(below + u * (above - below)).clamp(from, to)
}

/// The share of a standard normal below `z`.
fn normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z / SQRT_2)
}

/// The quantile of a standard normal: Acklam's rational functions, then one step of Halley's.
fn inverse_normal(p: f64) -> f64 {
    const A: [f64; 6] = [
        -3.969683028665376e1,
        2.209460984245205e2,
        -2.759285104469687e2,
        1.38357751867269e2,
        -3.066479806614716e1,
        2.506628277459239,
    ];
    const B: [f64; 6] = [
        -5.447609879822406e1,
        1.615858368580409e2,
        -1.556989798598866e2,
        6.680131188771972e1,
        -1.328068155288572e1,
        1.0,
    ];
    const C: [f64; 6] = [
        -7.784894002430293e-3,
        -3.223964580411365e-1,
        -2.400758277161838,
        -2.549732539343734,
        4.374664141464968,
        2.938163982698783,
    ];
    const D: [f64; 5] = [
        7.784695709041462e-3,
        3.224671290700398e-1,
        2.445134137142996,
        3.754408661907416,
        1.0,
    ];
    let sum = |all: &[f64], x: f64| all.iter().fold(0.0, |sum, c| sum * x + c);
    if p <= 0.0 {
        return f64::NEG_INFINITY;
    }
    if p >= 1.0 {
        return f64::INFINITY;
    }
    if p > 0.5 {
        return -inverse_normal(1.0 - p);
    }
    let z = if p < 0.02425 {
        let q = libm::sqrt(-2.0 * libm::log(p));
        sum(&C, q) / sum(&D, q)
    } else {
        let q = p - 0.5;
        q * sum(&A, q * q) / sum(&B, q * q)
    };
    let slope = libm::exp(-z * z / 2.0) / libm::sqrt(2.0 * std::f64::consts::PI);
    if slope == 0.0 {
        return z;
    }
    let step = (normal(z) - p) / slope;
    z - step / (1.0 + z * step / 2.0)
}
