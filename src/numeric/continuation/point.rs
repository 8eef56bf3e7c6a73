//! Points of a branch, and the measure of its steps.

use crate::numeric::mix::mix64;

/// How the share is measured along a branch.
#[derive(Clone, Copy)]
pub(super) struct Path {
    /// The share at the end of the branch.
    pub share: f64,
    /// The coordinate that stands for it.
    pub unit: f64,
}

impl Path {
    /// The share at `point`.
    pub fn at(self, point: &Point) -> f64 {
        let coordinate = point.at.last().copied().unwrap_or(0.0);
        self.share * coordinate / self.unit
    }
}

/// A point of a branch.
#[derive(Clone)]
pub(super) struct Point {
    /// z, then the coordinate of the share.
    pub at: Vec<f64>,
    /// The weight of a unit of each in the measure of steps from here.
    pub weights: Vec<f64>,
    /// The direction of the branch, of length 1 in that measure, the way it is followed.
    pub along: Vec<f64>,
    /// The orientation: whether the Jacobian bordered by the direction has a positive determinant,
    /// if the linear solver knows. It stays the same through a turn and changes where another branch
    /// crosses.
    pub positive: Option<bool>,
    /// The solution of the bordered system for [`probe`]. It goes through infinity, and comes
    /// back from the other side, wherever other branches cross, also where two cross at once.
    pub probe: Vec<f64>,
    /// Number of corrections that were needed.
    pub corrections: usize,
}

impl Point {
    pub fn new(at: Vec<f64>, mut along: Vec<f64>) -> Self {
        let weights: Vec<f64> = at.iter().map(|x| 1.0 / x.abs().max(1.0)).collect();
        let length = length(&along, &weights);
        along.iter_mut().for_each(|x| *x /= length);
        Point {
            at,
            weights,
            along,
            positive: None,
            probe: vec![],
            corrections: 0,
        }
    }

    /// The point a step ahead on a straight line.
    pub fn ahead(&self, step: f64) -> Vec<f64> {
        let pairs = self.at.iter().zip(&self.along);
        pairs.map(|(x, t)| x + step * t).collect()
    }

    /// The row that says how far a vector leads along the direction.
    pub fn across(&self) -> Vec<f64> {
        let pairs = self.along.iter().zip(&self.weights);
        pairs.map(|(t, w)| t * w * w).collect()
    }

    /// The cosine between `a` and `b`.
    pub fn cosine(&self, a: &[f64], b: &[f64]) -> f64 {
        let all = a.iter().zip(b).zip(&self.weights);
        let product: f64 = all.map(|((a, b), w)| a * b * w * w).sum();
        product / (length(a, &self.weights) * length(b, &self.weights))
    }

    /// Whether the orientation at `next` is known to be the other one.
    pub fn reversed(&self, next: &Point) -> bool {
        let both = self.positive.zip(next.positive);
        both.is_some_and(|(before, after)| before != after)
    }

    /// How far apart `a` and `b` are; both may leave out the share.
    pub fn distance(&self, a: &[f64], b: &[f64]) -> f64 {
        let gap: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        length(&gap, &self.weights)
    }
}

/// The length of `x` under `weights`.
pub(super) fn length(x: &[f64], weights: &[f64]) -> f64 {
    let parts = x.iter().zip(weights).map(|(x, w)| x * w * x * w);
    parts.sum::<f64>().sqrt()
}

/// A vector with a component in every direction and without any symmetry a problem may have.
pub(super) fn probe(n: usize) -> impl Iterator<Item = f64> {
    another_probe(n, 0)
}

/// One of several such vectors, none a multiple of another: numbers from −0.5 to 0.5 that look random
/// (SplitMix64: Steele, Lea & Flood 2014). A regular sequence would be blind to a regular null vector.
pub(super) fn another_probe(n: usize, number: usize) -> impl Iterator<Item = f64> {
    let first = (n * number) as u64;
    (first..first + n as u64).map(|k| {
        let x = mix64((k + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15));
        (x >> 11) as f64 / (1u64 << 53) as f64 - 0.5
    })
}
