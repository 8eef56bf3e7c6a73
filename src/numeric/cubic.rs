//! Piecewise cubics on one axis: Hermite's cubic, whose slope at each point is that of the parabola
//! through it and its neighbours, limited so that the curve is monotone where the values are (Fritsch
//! & Carlson 1980).
//!
//! An axis is a rising list of points, the first 0 and the last 1, evenly spaced but for at most one
//! more; [`points`] makes one.

/// `count` points (at least 2), evenly spaced from 0 to 1, and `extra` (from 0 to 1), which replaces
/// an even point that is within 1e-9 of it.
pub fn points(count: usize, extra: f64) -> Vec<f64> {
    let mut points: Vec<f64> = (0..count).map(|k| k as f64 / (count - 1) as f64).collect();
    match points.iter_mut().find(|p| (**p - extra).abs() < 1e-9) {
        Some(near) => *near = extra,
        None => {
            points.push(extra);
            points.sort_by(f64::total_cmp);
        }
    }
    points
}

/// The interval of the axis `points` in which `x` lies, from 0, and how far along it, 0 to 1. Values
/// of x outside the axis are moved to its ends.
pub fn locate(points: &[f64], x: f64) -> (usize, f64) {
    let last = points.len() - 2;
    // even but for at most one more point: the guess is nearly right
    let mut lo = ((x * (last + 1) as f64) as usize).min(last);
    while lo > 0 && points[lo] > x {
        lo -= 1;
    }
    while lo < last && points[lo + 1] <= x {
        lo += 1;
    }
    let t = (x - points[lo]) / (points[lo + 1] - points[lo]);
    (lo, t.clamp(0.0, 1.0))
}

/// The slope between intervals of secants `a` and `b` that the limiter leaves of `slope`.
fn limited(slope: f64, a: f64, b: f64) -> f64 {
    if a * b <= 0.0 || slope * a <= 0.0 {
        return 0.0;
    }
    let most = 3.0 * a.abs().min(b.abs());
    // not `clamp`, which panics where values are too large for numbers; that is reported later
    slope.max(-most).min(most)
}

/// Value and slope at `t` in interval `lo` of the cubic through `value` at each point, with the
/// limiter if `LIMIT`.
#[inline]
fn cubic<const LIMIT: bool>(
    points: &[f64],
    lo: usize,
    t: f64,
    mut value: impl FnMut(usize) -> f64,
) -> (f64, f64) {
    let h = points[lo + 1] - points[lo];
    let (v0, v1) = (value(lo), value(lo + 1));
    let secant = (v1 - v0) / h;
    // width and secant of the intervals beside this one
    let below = (lo > 0).then(|| {
        let g = points[lo] - points[lo - 1];
        (g, (v0 - value(lo - 1)) / g)
    });
    let above = (lo + 2 < points.len()).then(|| {
        let g = points[lo + 2] - points[lo + 1];
        (g, (value(lo + 2) - v1) / g)
    });
    let inner = |(g, s): (f64, f64)| {
        let slope = (h * s + g * secant) / (g + h);
        if LIMIT {
            limited(slope, s, secant)
        } else {
            slope
        }
    };
    let end = |(g, s): (f64, f64)| {
        let slope = ((2.0 * h + g) * secant - h * s) / (g + h);
        if LIMIT {
            limited(slope, secant, secant)
        } else {
            slope
        }
    };
    let (d0, d1) = match (below, above) {
        (Some(b), Some(a)) => (inner(b), inner(a)),
        (Some(b), None) => (inner(b), end(b)),
        (None, Some(a)) => (end(a), inner(a)),
        (None, None) => (secant, secant),
    };
    hermite(h, (v0, v1), (d0, d1), t)
}

/// Value and slope at `t` (0 to 1) in interval `lo` of the monotone cubic through `value` at each
/// point.
#[inline]
pub fn monotone(points: &[f64], lo: usize, t: f64, value: impl FnMut(usize) -> f64) -> (f64, f64) {
    cubic::<true>(points, lo, t, value)
}

/// How the value of [`monotone`] changes with the values that it reads: its derivative by those at
/// the points from the first number returned on, which are the same whatever the values. It sums
/// to 1; of an axis of fewer than four points the last ones are 0. Where the limiter begins to act, or
/// ceases, the derivative is one-sided.
pub fn monotone_slopes(
    points: &[f64],
    lo: usize,
    t: f64,
    mut value: impl FnMut(usize) -> f64,
) -> (usize, [f64; 4]) {
    let n = points.len();
    let from = first_of_four(n, lo);
    // the interval before this one, this one, and the one after it, as far as there are any
    let there = [lo > 0, true, lo + 2 < n];
    let (mut widths, mut secants) = ([0.0; 3], [0.0; 3]);
    for i in (0..3).filter(|i| there[*i]) {
        let k = lo + i - 1;
        widths[i] = points[k + 1] - points[k];
        secants[i] = (value(k + 1) - value(k)) / widths[i];
    }
    let inner = |i: usize, j: usize| {
        let mut form = [0.0; 3];
        form[i] = widths[j] / (widths[i] + widths[j]);
        form[j] = widths[i] / (widths[i] + widths[j]);
        limited_form(form, secants, i, j)
    };
    let end = |beside: usize| {
        let both = widths[1] + widths[beside];
        let mut form = [0.0; 3];
        form[1] = (widths[1] + both) / both;
        form[beside] = -widths[1] / both;
        limited_form(form, secants, 1, 1)
    };
    let straight = [0.0, 1.0, 0.0];
    let (d0, d1) = match (there[0], there[2]) {
        (true, true) => (inner(0, 1), inner(1, 2)),
        (true, false) => (inner(0, 1), end(0)),
        (false, true) => (end(2), inner(1, 2)),
        (false, false) => (straight, straight),
    };
    let (h, u) = (widths[1], 1.0 - t);
    let mut slopes = [0.0; 4];
    slopes[lo - from] = 1.0;
    for i in (0..3).filter(|i| there[*i]) {
        // Hermite's cubic is linear in its values and slopes
        let by_slopes = t * u * (u * d0[i] - t * d1[i]);
        let by_secant = h * (by_slopes + straight[i] * t * (1.0 + u * (t - u)));
        let k = lo + i - 1 - from;
        slopes[k + 1] += by_secant / widths[i];
        slopes[k] -= by_secant / widths[i];
    }
    (from, slopes)
}

/// The slope that the limiter leaves between intervals `i` and `j`, where without it it would be
/// `form`; both as weights of the secants.
fn limited_form(form: [f64; 3], secants: [f64; 3], i: usize, j: usize) -> [f64; 3] {
    let slope: f64 = form.iter().zip(secants).map(|(w, s)| w * s).sum();
    let left = limited(slope, secants[i], secants[j]);
    if left == slope {
        return form;
    }
    let mut form = [0.0; 3];
    if left != 0.0 {
        let least = if secants[i].abs() < secants[j].abs() {
            i
        } else {
            j
        };
        form[least] = 3.0;
    }
    form
}

/// A monotone cubic through values at all points of an axis, kept as polynomials.
#[derive(Clone, Debug)]
pub struct Curve {
    pieces: Vec<Piece>,
    last: f64,
}

/// The cubic v + at + bt² + ct³ over an interval, t from 0 to 1.
#[derive(Clone, Copy, Debug)]
struct Piece {
    v: f64,
    a: f64,
    b: f64,
    c: f64,
    /// 1 over the interval's width.
    per: f64,
}

impl Curve {
    /// The curve through `values`, one at each of `points`.
    pub fn new(points: &[f64], values: impl Iterator<Item = f64>) -> Self {
        let values: Vec<f64> = values.collect();
        let last = points.len() - 1;
        let slope = |k: usize| {
            let (lo, t) = if k == last { (k - 1, 1.0) } else { (k, 0.0) };
            monotone(points, lo, t, |j| values[j]).1
        };
        let slopes: Vec<f64> = (0..=last).map(slope).collect();
        let piece = |k: usize| {
            let h = points[k + 1] - points[k];
            let rise = values[k + 1] - values[k];
            let (d0, d1) = (h * slopes[k], h * slopes[k + 1]);
            Piece {
                v: values[k],
                a: d0,
                b: 3.0 * rise - 2.0 * d0 - d1,
                c: d0 + d1 - 2.0 * rise,
                per: 1.0 / h,
            }
        };
        Curve {
            pieces: (0..last).map(piece).collect(),
            last: values[last],
        }
    }

    /// Value and slope at `t` (0 to 1) in interval `lo`.
    #[inline]
    pub fn at(&self, lo: usize, t: f64) -> (f64, f64) {
        let Piece { v, a, b, c, per } = self.pieces[lo];
        let slope = a + t * (2.0 * b + 3.0 * c * t);
        (v + t * (a + t * (b + t * c)), slope * per)
    }

    /// The value at point `k`.
    fn value(&self, k: usize) -> f64 {
        self.pieces.get(k).map_or(self.last, |p| p.v)
    }

    /// The least and the largest value between `from` and `to`. They lie at these or at points
    /// between, since the curve is monotone from point to point.
    pub fn range(&self, points: &[f64], from: f64, to: f64) -> (f64, f64) {
        let ((a, t), (b, u)) = (locate(points, from), locate(points, to));
        let (v, w) = (self.at(a, t).0, self.at(b, u).0);
        let inside = (a + 1..(b + 1).max(a + 1)).map(|k| self.value(k));
        inside.fold((v.min(w), v.max(w)), |(low, high), x| {
            (low.min(x), high.max(x))
        })
    }

    /// An upper bound on x(1 − x)|slope at x| over the axis.
    pub fn steepest(&self, points: &[f64]) -> f64 {
        let piece = |lo: usize| {
            let slope = |t: f64| self.at(lo, t).1;
            let (s0, s1, middle) = (slope(0.0), slope(1.0), slope(0.5));
            // the slope is a parabola through these three
            let (c, b) = (2.0 * (s0 + s1 - 2.0 * middle), 4.0 * middle - 3.0 * s0 - s1);
            let top = -b / (2.0 * c);
            let inside = if c != 0.0 && (0.0..=1.0).contains(&top) {
                s0 + top * (b + top * c)
            } else {
                0.0
            };
            let half = 0.5f64.clamp(points[lo], points[lo + 1]);
            half * (1.0 - half) * s0.abs().max(s1.abs()).max(inside.abs())
        };
        (0..points.len() - 1).map(piece).fold(0.0, f64::max)
    }
}

/// Value and slope at `t` of Hermite's cubic over an interval of width `h` with these values and
/// slopes at its ends.
#[inline]
fn hermite(h: f64, (v0, v1): (f64, f64), (d0, d1): (f64, f64), t: f64) -> (f64, f64) {
    let secant = (v1 - v0) / h;
    let (a, b) = (d0 - secant, d1 - secant);
    let u = 1.0 - t;
    let value = v0 + t * (v1 - v0) + h * t * u * (a * u - b * t);
    let slope = secant + a * u * (u - 2.0 * t) - b * t * (2.0 * u - t);
    (value, slope)
}

/// The first of the four points, or of all, among which are those that the cubic in interval `lo` of
/// `n` points reads.
fn first_of_four(n: usize, lo: usize) -> usize {
    lo.saturating_sub(1).min(n.saturating_sub(4))
}

/// The cubic without the limiter at `t` in interval `lo`, as weights of the values at the points from
/// the first number returned on. The weights sum to 1; of an axis of fewer than four points the last
/// ones are 0.
pub fn parts(points: &[f64], lo: usize, t: f64) -> (usize, [f64; 4]) {
    let n = points.len();
    let from = first_of_four(n, lo);
    let mut parts = [0.0; 4];
    for (k, part) in parts.iter_mut().enumerate().take(n - from) {
        *part = cubic::<false>(points, lo, t, |j| f64::from(j == from + k)).0;
    }
    (from, parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Axes of two to six points, and values through which the limiter acts in every way.
    fn cases() -> Vec<(Vec<f64>, Vec<f64>)> {
        let shapes: [&[f64]; 6] = [
            &[1.0, 1.3, 1.7, 2.0, 2.1, 2.5],
            &[0.0, 0.1, 3.0, 3.2, 9.0, 9.1],
            &[0.0, 2.0, -1.0, 1.5, 1.4, -3.0],
            &[5.0, 4.0, 4.1, 4.0, -2.0, -2.5],
            &[0.0, 0.0, 0.0, 1.0, 1.0, 1.0],
            &[-1.0, 8.0, 8.3, 8.4, 8.45, 20.0],
        ];
        let mut cases = vec![];
        for count in 2..=6 {
            let axis: Vec<f64> = if count == 2 {
                vec![0.0, 1.0]
            } else {
                points(count - 1, 0.37)
            };
            for shape in shapes {
                cases.push((axis.clone(), shape[..count].to_vec()));
            }
        }
        cases
    }

    #[test]
    fn slopes_are_what_differences_say() {
        const STEP: f64 = 1e-6;
        for (axis, values) in cases() {
            // where nothing changes the limiter is at its kink
            let flat = values.windows(2).any(|w| w[0] == w[1]);
            for lo in (0..axis.len() - 1).filter(|_| !flat) {
                for t in [0.0, 0.2, 0.5, 0.9, 1.0] {
                    let (from, slopes) = monotone_slopes(&axis, lo, t, |k| values[k]);
                    for k in 0..values.len() {
                        let beside = |by: f64| {
                            let value = |j: usize| values[j] + if j == k { by } else { 0.0 };
                            monotone(&axis, lo, t, value).0
                        };
                        let wanted = (beside(STEP) - beside(-STEP)) / (2.0 * STEP);
                        let found = k.checked_sub(from).and_then(|k| slopes.get(k));
                        let gap = found.copied().unwrap_or(0.0) - wanted;
                        assert!(gap.abs() < 1e-8, "{axis:?} {values:?} {lo} {t} {k}: {gap}");
                    }
                }
            }
        }
    }

    #[test]
    fn slopes_sum_to_one_and_give_the_value_back() {
        for (axis, values) in cases() {
            for lo in 0..axis.len() - 1 {
                let t = 0.3;
                let (from, slopes) = monotone_slopes(&axis, lo, t, |k| values[k]);
                let sum: f64 = slopes.iter().sum();
                // the limiter keeps multiples, so the value is the sum of its parts
                let own = values[from..].iter().zip(slopes);
                let value: f64 = own.map(|(v, s)| v * s).sum();
                assert!((sum - 1.0).abs() < 1e-14);
                assert!((value - monotone(&axis, lo, t, |k| values[k]).0).abs() < 1e-13);
            }
        }
    }

    #[test]
    fn a_curve_is_the_monotone_cubic() {
        for (axis, values) in cases() {
            let curve = Curve::new(&axis, values.iter().copied());
            for lo in 0..axis.len() - 1 {
                for t in [0.0, 0.3, 0.8, 1.0] {
                    let (value, slope) = monotone(&axis, lo, t, |k| values[k]);
                    let (own, own_slope) = curve.at(lo, t);
                    assert!((value - own).abs() < 1e-13 && (slope - own_slope).abs() < 1e-12);
                }
            }
        }
    }
}
