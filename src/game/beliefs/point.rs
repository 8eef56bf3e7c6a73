//! A belief between the points of the grid: values are read there by a monotone cubic, probabilities
//! spread by the same cubic without its limiter.

use super::{Axis, Beliefs};
use crate::numeric::cubic;

/// The most axes that one move may change.
pub const MOVED: usize = 6;

/// A place on an axis, between points `lo` and `lo + 1`.
#[derive(Clone, Copy, Debug, Default)]
pub struct Moved {
    axis: usize,
    lo: usize,
    t: f64,
}

/// A belief: a point of the grid, moved along some axes.
#[derive(Clone, Copy, Debug, Default)]
pub struct BeliefPoint {
    base: usize,
    moved: [Moved; MOVED],
    len: usize,
}

impl Beliefs {
    /// The belief at point `b`.
    pub fn at(&self, b: usize) -> BeliefPoint {
        BeliefPoint {
            base: b,
            ..BeliefPoint::default()
        }
    }

    /// Moves `belief` to `shares` on the axes about actor `i`, which it has not been moved along.
    pub fn put(&self, belief: &mut BeliefPoint, i: usize, shares: &[f64]) {
        for (a, x) in self.own(i).zip(shares) {
            let axis = &self.axes[a];
            let here = belief.base / axis.stride % axis.points.len();
            belief.base -= here * axis.stride;
            if axis.points[here] == *x {
                belief.base += here * axis.stride;
                continue;
            }
            let (lo, t) = cubic::locate(&axis.points, *x);
            if t == 0.0 {
                belief.base += lo * axis.stride;
            } else {
                belief.moved[belief.len] = Moved { axis: a, lo, t };
                belief.len += 1;
            }
        }
    }

    /// The same, but counts every axis about actor `i` as moved along on which Bayes' rule can move
    /// beliefs, even where it led to a point of the grid: there, too, [`slope`](Self::slope) then
    /// gives slopes.
    pub fn put_along(&self, belief: &mut BeliefPoint, i: usize, shares: &[f64]) {
        for (a, x) in self.own(i).zip(shares) {
            let axis = &self.axes[a];
            let here = belief.base / axis.stride % axis.points.len();
            // what is certain stays so, unless what cannot be is seen
            let held = axis.points[here];
            if held == *x && [0.0, 1.0].contains(&held) {
                continue;
            }
            belief.base -= here * axis.stride;
            let (lo, t) = cubic::locate(&axis.points, *x);
            belief.moved[belief.len] = Moved { axis: a, lo, t };
            belief.len += 1;
        }
    }

    /// The belief of `coordinates`.
    pub fn belief(&self, coordinates: &[f64]) -> BeliefPoint {
        let mut belief = BeliefPoint::default();
        for i in 0..self.actors() {
            self.put(&mut belief, i, &coordinates[self.own(i)]);
        }
        belief
    }

    /// The value at `belief` of what has `values` at the points.
    pub fn read(&self, values: &[f64], belief: &BeliefPoint) -> f64 {
        match belief.len {
            0 => values[belief.base],
            _ => self.along(values, belief.base, &belief.moved[..belief.len]),
        }
    }

    fn along(&self, values: &[f64], base: usize, moved: &[Moved]) -> f64 {
        let Some((first, rest)) = moved.split_first() else {
            return values[base];
        };
        let axis = &self.axes[first.axis];
        cubic::monotone(&axis.points, first.lo, first.t, |k| {
            self.along(values, base + k * axis.stride, rest)
        })
        .0
    }

    /// How what [`read`](Self::read) gives changes with `values`: calls `visit` with points and the
    /// derivatives by the values there. Which points, and in which order, depends on the belief
    /// alone. Where a limiter begins to act, or ceases, the derivative is one-sided.
    pub fn read_slopes(
        &self,
        values: &[f64],
        belief: &BeliefPoint,
        visit: &mut impl FnMut(usize, f64),
    ) {
        let moved = &belief.moved[..belief.len];
        self.along_slopes(values, belief.base, 1.0, moved, visit);
    }

    fn along_slopes(
        &self,
        values: &[f64],
        base: usize,
        factor: f64,
        moved: &[Moved],
        visit: &mut impl FnMut(usize, f64),
    ) {
        let Some((first, rest)) = moved.split_first() else {
            return visit(base, factor);
        };
        let axis = &self.axes[first.axis];
        let (from, slopes) = cubic::monotone_slopes(&axis.points, first.lo, first.t, |k| {
            self.along(values, base + k * axis.stride, rest)
        });
        for (k, slope) in slopes.iter().enumerate().take(axis.points.len() - from) {
            let base = base + (from + k) * axis.stride;
            self.along_slopes(values, base, factor * slope, rest, visit);
        }
    }

    /// The value at `belief`, and how it changes along each axis that the belief was moved along;
    /// along the others `slopes` is left as it is.
    pub fn slope(&self, values: &[f64], belief: &BeliefPoint, slopes: &mut [f64]) -> f64 {
        if let [only] = belief.moved[..belief.len] {
            let axis = &self.axes[only.axis];
            let (value, slope) = cubic::monotone(&axis.points, only.lo, only.t, |k| {
                values[belief.base + k * axis.stride]
            });
            slopes[only.axis] = slope;
            return value;
        }
        // differences: along several axes the cubics of one are read by those of another
        const STEP: f64 = 1e-6;
        for m in 0..belief.len {
            let Moved { axis, lo, .. } = belief.moved[m];
            let points = &self.axes[axis].points;
            let beside = |by: f64| {
                let mut belief = *belief;
                belief.moved[m].t += by;
                self.read(values, &belief)
            };
            slopes[axis] =
                (beside(STEP) - beside(-STEP)) / (2.0 * STEP * (points[lo + 1] - points[lo]));
        }
        self.read(values, belief)
    }

    /// The first point of the line along `axis` through point `b`.
    pub fn line(&self, b: usize, axis: usize) -> usize {
        let Axis { points, stride, .. } = &self.axes[axis];
        b - b / stride % points.len() * stride
    }

    /// Calls `visit` with the points among which what is at `belief` is spread, and their shares.
    pub fn spread(&self, belief: &BeliefPoint, visit: &mut impl FnMut(usize, f64)) {
        self.parts(belief.base, 1.0, &belief.moved[..belief.len], visit);
    }

    /// The sum of `values` at the points, each times the share that it gets of what is at `belief`: what is spread is worth as
    /// much as what was there.
    pub fn sum(&self, belief: &BeliefPoint, values: &[f64]) -> f64 {
        let mut sum = 0.0;
        self.spread(belief, &mut |b, part| sum += part * values[b]);
        sum
    }

    fn parts(&self, base: usize, share: f64, moved: &[Moved], visit: &mut impl FnMut(usize, f64)) {
        let Some((first, rest)) = moved.split_first() else {
            return visit(base, share);
        };
        let axis = &self.axes[first.axis];
        let (from, parts) = cubic::parts(&axis.points, first.lo, first.t);
        for (k, part) in parts.iter().enumerate().filter(|(_, p)| **p != 0.0) {
            self.parts(base + (from + k) * axis.stride, share * part, rest, visit);
        }
    }
}
