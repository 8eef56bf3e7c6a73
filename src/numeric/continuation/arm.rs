//! Points at which other branches cross, and the arms that leave there.
//!
//! The Jacobian bordered by the direction of the branch is singular there; its null vectors say in which
//! directions other branches leave. On the plane across such a direction, a little away from the point,
//! lies no point of the first branch, but one of the other (Keller 1977; Allgower & Georg 1990, chapter 8).

use super::point::{Path, Point, another_probe, length};
use super::{
    BranchOutcome, Continuation, Homotopy, LinearSolver, StepControl, TraceFailed, Watch, attempts,
};

/// A point at which other branches cross the one that is followed.
#[derive(Clone, Debug)]
pub struct BranchPoint {
    /// The share there.
    pub share: f64,
    /// The unknowns and the coordinate of the share.
    at: Vec<f64>,
    /// Orthogonal directions in which other branches leave, each of length 1.
    across: Vec<Vec<f64>>,
}

/// The most null vectors that are looked for.
const MOST_ACROSS: usize = 3;

/// What is left of a solution for a probe across the null vectors known so far, as a share of it, if
/// there is another one: near the point each outgrows all else.
const ANOTHER: f64 = 1e-2;

/// How far from the point another branch is looked for.
const AWAY: [f64; 4] = [1e-2, 1e-3, 3e-2, 1e-4];

/// How far the first point of an arm may be from where it is looked for, relative to the same.
const ASKEW: f64 = 2.0;

/// Where two directions cross, directions in a quarter of their plane: more than two other branches may
/// leave in it.
const QUARTER: usize = 6;

impl BranchPoint {
    /// The directions in which arms are looked for, each along the unknowns and the coordinate of the share.
    pub fn directions(&self) -> Vec<Vec<f64>> {
        let mut all: Vec<Vec<f64>> = vec![];
        for (k, one) in self.across.iter().enumerate() {
            all.push(one.clone());
            for other in &self.across[..k] {
                for part in (1..QUARTER).chain(QUARTER + 1..2 * QUARTER) {
                    let angle = std::f64::consts::FRAC_PI_2 * part as f64 / QUARTER as f64;
                    let (sin, cos) = (libm::sin(angle), libm::cos(angle));
                    let pairs = one.iter().zip(other);
                    all.push(pairs.map(|(a, b)| cos * a + sin * b).collect());
                }
            }
        }
        let back = |d: &Vec<f64>| d.iter().map(|x| -x).collect();
        let all = all.into_iter().flat_map(|d| [back(&d), d]);
        all.collect()
    }

    /// The largest difference of an unknown between two points, relative to it where it is large, or of the
    /// share.
    pub fn gap(&self, other: &BranchPoint) -> f64 {
        let size = self.at.len().min(other.at.len()).saturating_sub(1);
        let pairs = self.at[..size].iter().zip(&other.at[..size]);
        let gaps = pairs.map(|(a, b)| (a - b).abs() / a.abs().max(1.0));
        gaps.fold((self.share - other.share).abs(), f64::max)
    }
}

impl<L: LinearSolver> Continuation<L> {
    /// The branch point next to `here`.
    pub(super) fn branch_point<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        path: Path,
        here: &Point,
    ) -> BranchPoint {
        let n = system.size();
        let unit = |d: &mut Vec<f64>| {
            let length = length(d, &here.weights);
            d.iter_mut().for_each(|x| *x /= length);
        };
        let mut first = here.probe.clone();
        unit(&mut first);
        let mut across = vec![first];
        let factored = self.factor_bordered(system, path, &here.at, &here.across());
        let more = if factored.is_ok() { MOST_ACROSS } else { 1 };
        for number in 1..more {
            let mut tried: Vec<f64> = another_probe(n, number).chain([0.0]).collect();
            if self.linear.solve(&mut tried, 0.0).is_err() {
                break;
            }
            let whole = length(&tried, &here.weights);
            for known in &across {
                let terms = tried.iter().zip(known).zip(&here.weights);
                let along: f64 = terms.map(|((a, b), w)| a * b * w * w).sum();
                let pairs = tried.iter_mut().zip(known);
                pairs.for_each(|(x, k)| *x -= along * k);
            }
            if length(&tried, &here.weights) > ANOTHER * whole {
                unit(&mut tried);
                across.push(tried);
            }
        }
        BranchPoint {
            share: path.at(here),
            at: here.at.clone(),
            across,
        }
    }

    /// Follows the arm that leaves a branch point of the branch that was followed to `share` in one of its
    /// [`directions`](BranchPoint::directions), to its own first crossing of `share`, with each of `controls` until one arrives; none if there is no such arm.
    ///
    /// # Errors
    /// The arm cannot be followed that far.
    pub fn arm<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        share: f64,
        place: &BranchPoint,
        direction: Vec<f64>,
        controls: &[StepControl],
        watch: &mut dyn Watch,
    ) -> Option<Result<(Vec<f64>, BranchOutcome), TraceFailed>> {
        let path = match self.prepare(system, share) {
            Ok(path) => path,
            Err(failed) => return Some(Err(failed)),
        };
        let from = Point::new(place.at.clone(), direction);
        let mut arm = None;
        for away in AWAY {
            let Some(start) = self.correct(system, path, &from, away, false) else {
                continue;
            };
            if from.distance(&start.at, &from.ahead(away)) > ASKEW * away {
                continue;
            }
            let followed = attempts(controls, |control| {
                watch.begin();
                let step = away.min(control.longest);
                self.run(system, path, start.clone(), step, control, watch)
            });
            let arrived = followed.is_ok();
            arm = Some(followed);
            if arrived {
                break;
            }
        }
        arm
    }
}
