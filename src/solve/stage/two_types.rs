//! One actor of two types who moves alone: the stage that comes up most, worked along the line of
//! the grid on which beliefs about it move.

use super::branch::{Homotopy, Slopes, StageSystem};
use super::logit::LEAST;
use crate::game::Axis;
use crate::numeric::cubic::{self, Curve};
use crate::numeric::dense::Matrix;

/// What each option is worth to each type along the line.
pub(in crate::solve) struct Line<'a> {
    points: &'a [f64],
    first: usize,
    options: usize,
    /// Options × types.
    curves: Vec<Curve>,
    /// The largest |worth| along the line.
    largest: f64,
    /// The steepest that any curve is, times c(1 − c), by type; once known.
    steepest: Option<[f64; 2]>,
}

impl<'a> Line<'a> {
    /// Through point `first` along `axis`; `values` gives what an option is worth to a type at all
    /// points of the grid, less a number of the type's own.
    pub fn new<'v>(
        axis: &'a Axis,
        first: usize,
        options: usize,
        values: impl Fn(usize, usize) -> &'v [f64],
    ) -> Self {
        let own = |at: usize| {
            let own = values(at / 2, at % 2)[first..].iter().step_by(axis.stride);
            own.take(axis.points.len()).copied()
        };
        let all = (0..2 * options).flat_map(own);
        let largest = all.fold(0.0, |m: f64, x| m.max(x.abs()));
        let curve = |at: usize| Curve::new(&axis.points, own(at));
        Line {
            points: &axis.points,
            first,
            options,
            curves: (0..2 * options).map(curve).collect(),
            largest,
            steepest: None,
        }
    }

    /// The first point of the line.
    pub fn first(&self) -> usize {
        self.first
    }

    /// The stage as a system, with beliefs at `held`, between 0 and 1.
    pub fn system(&self, held: f64, precision: [f64; 2]) -> Single<'_> {
        Single {
            line: self,
            odds: libm::log(held / (1.0 - held)),
            precision,
            base: self.base(held),
            logs: vec![[0.0; 2]; self.options],
            parts: vec![[0.0; 2]; self.options],
        }
    }

    /// What the first option is worth to both types where beliefs stay at `held`.
    fn base(&self, held: f64) -> [f64; 2] {
        let (lo, t) = cubic::locate(self.points, held);
        [0, 1].map(|type_| self.curves[type_].at(lo, t).0)
    }

    /// Whether the equilibrium at `share` of every precision is known to be unique, with beliefs at
    /// `held`, between 0 and 1.
    pub fn unique(&mut self, share: f64, held: f64, precision: [f64; 2]) -> bool {
        share * self.contraction(precision) < 1.0 || self.narrows(share, held, precision)
    }

    /// A bound on how fast the reply's logarithms answer changes of the logarithms. The posterior
    /// share c answers them by c(1 − c) times their difference, so worth changes by at most
    /// 2c(1 − c)|U′| times the largest of the changes, and the reply's logarithms by twice λ times
    /// that. Below 1 the equilibrium is unique.
    fn contraction(&mut self, precision: [f64; 2]) -> f64 {
        let steepest = *self.steepest.get_or_insert_with(|| {
            let of = |type_: usize| {
                let own = self.curves.iter().skip(type_).step_by(2);
                own.map(|c| c.steepest(self.points)).fold(0.0, f64::max)
            };
            [of(0), of(1)]
        });
        let both = precision.iter().zip(steepest);
        both.map(|(p, s)| 4.0 * p * s).fold(0.0, f64::max)
    }

    /// Whether bounds on every equilibrium narrow to a point. Wherever posteriors lie, worth lies
    /// between its least and largest value there, so probabilities do between those of the logit
    /// rule, and posteriors between what these allow; which narrows the first bounds, and so on.
    fn narrows(&self, share: f64, held: f64, precision: [f64; 2]) -> bool {
        let n = self.options;
        let odds = libm::log(held / (1.0 - held));
        let to_share = |d: f64| 1.0 / (1.0 + libm::exp(-odds - d));
        let mut bounds = vec![(f64::NEG_INFINITY, f64::INFINITY); n];
        let mut logs = vec![[(0.0, 0.0); 2]; n];
        let mut width = f64::INFINITY;
        for _ in 0..NARROWINGS {
            for type_ in 0..2 {
                let scale = share * precision[type_];
                for (o, (low, high)) in bounds.iter().enumerate() {
                    let curve = &self.curves[2 * o + type_];
                    let (a, b) = curve.range(self.points, to_share(*low), to_share(*high));
                    logs[o][type_] = (scale * a, scale * b);
                }
                let top = logs
                    .iter()
                    .map(|l| l[type_].1)
                    .fold(f64::NEG_INFINITY, f64::max);
                let low: f64 = logs.iter().map(|l| libm::exp(l[type_].0 - top)).sum();
                let high: f64 = logs.iter().map(|l| libm::exp(l[type_].1 - top)).sum();
                for l in &mut logs {
                    let (a, b) = l[type_];
                    let (own_a, own_b) = (libm::exp(a - top), libm::exp(b - top));
                    // its own worth at the least with the others' at the most, and the other way
                    l[type_].0 = a - top - libm::log((high - own_b).max(0.0) + own_a);
                    l[type_].1 = b - top - libm::log((low - own_a).max(0.0) + own_b);
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

/// Rounds of narrowing bounds, and the width of log odds below which they count as a point. From
/// there on what is left shrinks as it did before.
const NARROWINGS: usize = 100;
const NARROW: f64 = 1e-3;

/// What neither type does more often than this is done so often by the one that does it more: their ratio,
/// which is all that is learnt from it, would else be lost to underflow.
const HARDLY: f64 = 1e-200;

/// The stage as a system. What is learnt from an option is all that its worth depends on, so the
/// unknowns are d = ln σ(a|1) − ln σ(a|2) for each option and c = ln Z₁ − ln Z₂, the difference of
/// the logit rule's denominators: d = sλ₁U₁ − sλ₂U₂ − c.
pub(in crate::solve) struct Single<'a> {
    line: &'a Line<'a>,
    odds: f64,
    precision: [f64; 2],
    /// What all worth is counted from, by type.
    base: [f64; 2],
    /// sλU of each option and type.
    logs: Vec<[f64; 2]>,
    /// Its exponential, the largest 1.
    parts: Vec<[f64; 2]>,
}

impl Single<'_> {
    /// What option `o` is worth to both types after it has changed the log odds by `d`, less the
    /// base; how that changes with d.
    fn at(&self, o: usize, d: f64) -> [(f64, f64); 2] {
        let after = 1.0 / (1.0 + libm::exp(-self.odds - d));
        let moves = after * (1.0 - after);
        let (lo, t) = cubic::locate(self.line.points, after);
        [0, 1].map(|type_| {
            let (value, slope) = self.line.curves[2 * o + type_].at(lo, t);
            (value - self.base[type_], slope * moves)
        })
    }
}

impl Homotopy for Single<'_> {
    type Jacobian = Matrix;

    fn size(&self) -> usize {
        self.line.options + 1
    }

    fn start(&self) -> Vec<f64> {
        vec![0.0; self.size()]
    }

    fn magnitude(&self, share: f64) -> f64 {
        share * self.precision[0].max(self.precision[1]) * self.line.largest
    }

    fn evaluate(
        &mut self,
        z: &[f64],
        share: f64,
        f: &mut [f64],
        mut slopes: Option<Slopes<'_, Matrix>>,
    ) {
        let n = self.line.options;
        let size = n + 1;
        let scale = self.precision.map(|p| share * p);
        let mut slopes = slopes
            .as_mut()
            .map(|s| (&mut *s.by_share, s.jacobian.reshape(size, n)));
        if let Some((_, matrix)) = &mut slopes {
            matrix.fill(0.0);
        }
        for (o, d) in z[..n].iter().enumerate() {
            let at = self.at(o, *d);
            let worth = [at[0].0, at[1].0];
            self.logs[o] = [scale[0] * worth[0], scale[1] * worth[1]];
            f[o] = d - (self.logs[o][0] - self.logs[o][1]) + z[n];
            if let Some((by_share, matrix)) = &mut slopes {
                by_share[o] = self.precision[1] * worth[1] - self.precision[0] * worth[0];
                let (a, b) = (scale[0] * at[0].1, scale[1] * at[1].1);
                matrix[o * size + o] = 1.0 - (a - b);
                matrix[o * size + n] = 1.0;
                // an entry of the last row before it is weighted
                matrix[n * size + o] = a;
            }
        }
        let mut sums = [0.0; 2];
        let tops = [0, 1].map(|type_| {
            let own = self.logs.iter().map(|l| l[type_]);
            own.fold(f64::NEG_INFINITY, f64::max)
        });
        for (l, part) in self.logs.iter().zip(&mut self.parts) {
            for type_ in 0..2 {
                part[type_] = libm::exp(l[type_] - tops[type_]);
                sums[type_] += part[type_];
            }
        }
        f[n] = z[n] - (tops[0] + libm::log(sums[0]) - tops[1] - libm::log(sums[1]));
        let Some((by_share, matrix)) = slopes else {
            return;
        };
        by_share[n] = 0.0;
        for o in 0..n {
            let l = self.logs[o];
            let [p, q] = [0, 1].map(|type_| self.parts[o][type_] / sums[type_]);
            if share > 0.0 {
                by_share[n] -= (p * l[0] - q * l[1]) / share;
            }
            let a = matrix[n * size + o];
            let b = a - (1.0 - matrix[o * size + o]);
            matrix[n * size + o] = -(p * a - q * b);
        }
        if share == 0.0 {
            let sum: f64 = (0..n)
                .map(|o| self.at(o, z[o]))
                .map(|at| self.precision[0] * at[0].0 - self.precision[1] * at[1].0)
                .sum();
            by_share[n] = -sum / n as f64;
        }
        matrix[n * size + n] = 1.0;
    }

    fn iterate(&self, z: &mut [f64], f: &[f64]) {
        let n = self.line.options;
        // the denominators are those of the same worth
        let c = z[n] - f[n];
        for (d, own) in z[..n].iter_mut().zip(f) {
            *d -= own - f[n];
        }
        z[n] = c;
    }
}

impl StageSystem for Single<'_> {
    fn guess(&self, sigma: &[f64]) -> Vec<f64> {
        let n = self.line.options;
        let log = |e: usize| libm::log(sigma[e].max(LEAST));
        let mut z: Vec<f64> = (0..n).map(|o| log(o) - log(n + o)).collect();
        // c from the option of which most is known
        let most = (0..n).max_by(|a, b| sigma[*a].total_cmp(&sigma[*b]));
        let o = most.unwrap_or(0);
        let at = self.at(o, z[o]);
        let log = |type_: usize| self.precision[type_] * at[type_].0;
        z.push(log(0) - log(1) - z[o]);
        z
    }

    fn finish(&mut self, z: &[f64], share: f64, sigma: &mut [f64]) {
        let n = self.line.options;
        for (o, d) in z[..n].iter().enumerate() {
            let at = self.at(o, *d);
            self.logs[o] = [0, 1].map(|type_| share * self.precision[type_] * at[type_].0);
        }
        for type_ in 0..2 {
            let own = self.logs.iter().map(|l| l[type_]);
            let top = own.clone().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = own.clone().map(|l| libm::exp(l - top)).sum();
            for (o, l) in own.enumerate() {
                sigma[type_ * n + o] = (libm::exp(l - top) / sum).max(LEAST);
            }
        }
        // what hardly anybody ever does still tells one type from the other
        for (o, d) in z[..n].iter().enumerate() {
            if sigma[o].max(sigma[n + o]) < HARDLY {
                let less = (HARDLY * libm::exp(-d.abs())).max(LEAST);
                let pair = if *d < 0.0 {
                    [less, HARDLY]
                } else {
                    [HARDLY, less]
                };
                [sigma[o], sigma[n + o]] = pair;
            }
        }
    }
}
