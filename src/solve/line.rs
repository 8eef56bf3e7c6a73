//! One actor of two types who moves alone: the stage that comes up most, worked along the line of
//! the grid on which beliefs about it move.

use super::branch::Agent;
use crate::game::{Axis, Curve};

/// What each option is worth to each type along the line.
pub(super) struct Line<'a> {
    points: &'a [f64],
    first: usize,
    options: usize,
    /// Options × types.
    curves: Vec<Curve>,
    /// The steepest that any curve is, times c(1 − c), by type; once known.
    steepest: Option<[f64; 2]>,
}

impl<'a> Line<'a> {
    /// Through point `first` along `axis`; `values` gives what an option is worth to a type at all
    /// points of the grid.
    pub fn new<'v>(
        axis: &'a Axis,
        first: usize,
        options: usize,
        values: impl Fn(usize, usize) -> &'v [f64],
    ) -> Self {
        let curve = |at: usize| {
            let values = values(at / 2, at % 2);
            let own = values[first..].iter().step_by(axis.stride);
            Curve::new(&axis.points, own.take(axis.points.len()).copied())
        };
        Line {
            points: &axis.points,
            first,
            options,
            curves: (0..2 * options).map(curve).collect(),
            steepest: None,
        }
    }

    /// The first point of the line.
    pub fn first(&self) -> usize {
        self.first
    }

    /// As [`Problem::worth`](super::branch::Problem::worth), with beliefs at `share`.
    pub fn worth(
        &self,
        share: f64,
        sigma: &[f64],
        worth: &mut [f64],
        mut slopes: Option<&mut [f64]>,
    ) {
        let n = self.options;
        if let Some(slopes) = &mut slopes {
            slopes.fill(0.0);
        }
        for o in 0..n {
            let joint = share * sigma[o];
            let all = joint + (1.0 - share) * sigma[n + o];
            let after = if all > 0.0 { joint / all } else { share };
            let moves = after * (1.0 - after);
            let (lo, t) = Curve::locate(self.points, after);
            for kind in 0..2 {
                let e = kind * n + o;
                let (value, slope) = self.curves[2 * o + kind].at(self.points, lo, t);
                worth[e] = value;
                if let Some(slopes) = &mut slopes {
                    slopes[e * 2 * n + o] = slope * moves;
                    slopes[e * 2 * n + n + o] = -slope * moves;
                }
            }
        }
    }

    /// As [`Problem::unique`](super::branch::Problem::unique), with beliefs at `held`.
    pub fn unique(&mut self, share: f64, held: f64, agents: &[Agent]) -> bool {
        if held == 0.0 || held == 1.0 {
            return true;
        }
        share * self.contraction(agents) < 1.0 || self.narrows(share, held, agents)
    }

    /// A bound on how fast the reply's logarithms answer changes of the logarithms. The posterior
    /// share c answers them by c(1 − c) times their difference, so worth changes by at most
    /// 2c(1 − c)|U′| times the largest of the changes, and the reply's logarithms by twice λ times
    /// that. Below 1 the equilibrium is unique.
    fn contraction(&mut self, agents: &[Agent]) -> f64 {
        let steepest = *self.steepest.get_or_insert_with(|| {
            let of = |kind: usize| {
                let own = self.curves.iter().skip(kind).step_by(2);
                own.map(|c| c.steepest(self.points)).fold(0.0, f64::max)
            };
            [of(0), of(1)]
        });
        let free = agents.iter().zip(steepest).filter(|(a, _)| !a.fixed);
        free.map(|(a, s)| 4.0 * a.precision * s).fold(0.0, f64::max)
    }

    /// Whether bounds on every equilibrium narrow to a point. Wherever posteriors lie, worth lies
    /// between its least and largest value there, so probabilities do between those of the logit
    /// rule, and posteriors between what these allow; which narrows the first bounds, and so on.
    fn narrows(&self, share: f64, held: f64, agents: &[Agent]) -> bool {
        let n = self.options;
        let odds = libm::log(held / (1.0 - held));
        let to_share = |d: f64| 1.0 / (1.0 + libm::exp(-odds - d));
        let mut bounds = vec![(f64::NEG_INFINITY, f64::INFINITY); n];
        let mut logs = vec![[(0.0, 0.0); 2]; n];
        let mut width = f64::INFINITY;
        for _ in 0..NARROWINGS {
            for kind in 0..2 {
                if agents[kind].fixed {
                    return false;
                }
                let scale = share * agents[kind].precision;
                for (o, (low, high)) in bounds.iter().enumerate() {
                    let curve = &self.curves[2 * o + kind];
                    let (a, b) = curve.range(self.points, to_share(*low), to_share(*high));
                    logs[o][kind] = (scale * a, scale * b);
                }
                let top = logs.iter().map(|l| l[kind].1).fold(f64::NEG_INFINITY, f64::max);
                let low: f64 = logs.iter().map(|l| libm::exp(l[kind].0 - top)).sum();
                let high: f64 = logs.iter().map(|l| libm::exp(l[kind].1 - top)).sum();
                for l in &mut logs {
                    let (a, b) = l[kind];
                    let (own_a, own_b) = (libm::exp(a - top), libm::exp(b - top));
                    // its own worth at the least with the others' at the most, and the other way
                    l[kind].0 = a - top - libm::log((high - own_b).max(0.0) + own_a);
                    l[kind].1 = b - top - libm::log((low - own_a).max(0.0) + own_b);
                }
            }
            let mut next = 0.0f64;
            for ((low, high), l) in bounds.iter_mut().zip(&logs) {
                *low = low.max(l[0].0 - l[1].1);
                *high = high.min(l[0].1 - l[1].0);
                next = next.max(*high - *low);
            }
            if next < NARROW {
                return true;
            }
            if next > 0.9 * width {
                return false;
            }
            width = next;
        }
        false
    }
}

/// Rounds of narrowing bounds, and the width of log odds at which they have come to a point. From
/// there on what is left shrinks as it did before.
const NARROWINGS: usize = 100;
const NARROW: f64 = 1e-3;
