//! A point of a branch and its direction there.

use super::SHARE;
use crate::numeric::krylov::dot;

/// A point of a branch.
#[derive(Clone, Debug, PartialEq)]
pub struct Point {
    /// The unknowns.
    pub z: Vec<f64>,
    /// The share.
    pub share: f64,
    /// The length of the step that led here, in u; 0 where the branch began.
    pub step: f64,
    /// The direction in which the branch is followed, in u and of length 1; the share's part is last.
    pub(super) along: Vec<f64>,
}

impl Point {
    /// How fast the share grows along the branch from here: by so much for each unit of u.
    pub fn pace(&self) -> f64 {
        SHARE * self.along[self.z.len()]
    }

    /// How fast each unknown grows along the branch from here, by so much for each `unit` of u.
    pub fn velocity(&self, unit: f64) -> Vec<f64> {
        let along = self.along[..self.z.len()].iter();
        along.map(|d| unit * d).collect()
    }

    /// Whether the share grows along the branch from here.
    pub fn rises(&self) -> bool {
        self.along[self.z.len()] > 0.0
    }

    /// Whether the branch has a fold between here and `next`: an odd number of them.
    pub fn folded(&self, next: &Point) -> bool {
        self.rises() != next.rises()
    }

    /// The cosine between the directions here and at `other`.
    pub(super) fn cosine(&self, other: &Point) -> f64 {
        dot(&self.along, &other.along)
    }

    /// The unknowns and the share a step ahead on a straight line, where `unit` is what a unit of u
    /// is worth in each unknown.
    pub(super) fn ahead(&self, step: f64, unit: f64) -> (Vec<f64>, f64) {
        let pairs = self.z.iter().zip(&self.along);
        let z = pairs.map(|(z, t)| z + step * unit * t).collect();
        (z, self.share + step * SHARE * self.along[self.z.len()])
    }

    /// How far this is, in u, from the unknowns `z` and the share `share`.
    pub fn distance(&self, z: &[f64], share: f64, unit: f64) -> f64 {
        let pairs = self.z.iter().zip(z);
        let squares = pairs.map(|(a, b)| ((a - b) / unit) * ((a - b) / unit));
        let by_share = (self.share - share) / SHARE;
        (squares.sum::<f64>() + by_share * by_share).sqrt()
    }

    /// The share at the fold on the way from here to `next`, the largest one if it grows from here and
    /// the least if it falls: that of the parabola with both slopes.
    pub fn turn(&self, next: &Point) -> f64 {
        let (up, down) = (self.pace(), next.pace());
        self.share + next.step * up * up / (2.0 * (up - down))
    }
}
