//! Lambert's W function, by Newton's method.

/// W(x) for x ≥ 0: the w ≥ 0 with w·eʷ = x, to rounding.
pub fn lambert(x: f64) -> f64 {
    let mut w = libm::log(1.0 + x);
    for _ in 0..50 {
        let e = libm::exp(w);
        let step = (w * e - x) / (e * (w + 1.0));
        w -= step;
        if step.abs() < 1e-15 {
            break;
        }
    }
    w
}
