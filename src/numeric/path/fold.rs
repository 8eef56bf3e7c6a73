//! Where a branch turns back: steps of the length at which a parabola has its fold.

use super::{Path, Point, SHARE};
use crate::numeric::continuation::Homotopy;
use crate::numeric::linear::LinearSolver;

/// The most steps toward a fold.
const STEPS: usize = 8;
/// How far the share at a fold may be from that of a point beside it, in units of [`SHARE`]: the
/// parabola says the rest.
const NEAR: f64 = 1e-7;

impl<L: LinearSolver> Path<L> {
    /// The fold between `here` and `next`, the point that a step from there reached: the share at
    /// which the branch turns, with the unknowns of a point that is as near as a step can be.
    pub fn fold<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        here: &Point,
        next: &Point,
    ) -> Point {
        let (mut before, mut after) = (here.clone(), next.clone());
        for _ in 0..STEPS {
            let share = before.turn(&after);
            let apart = |p: &Point| (share - p.share).abs();
            if apart(&before).min(apart(&after)) <= NEAR * SHARE {
                break;
            }
            let mut h = after.step * before.pace() / (before.pace() - after.pace());
            let Ok(middle) = self.step(system, &before, &mut h) else {
                break;
            };
            if before.folded(&middle) {
                after = middle;
            } else {
                let unit = self.unit(middle.z.len());
                after.step = middle.distance(&after.z, after.share, unit);
                before = middle;
            }
        }
        let share = before.turn(&after);
        let nearer = (share - before.share).abs() <= (share - after.share).abs();
        let nearest = if nearer { before } else { after };
        Point { share, ..nearest }
    }
}
