//! From share 0 along a branch to its first crossing of a share.

use std::ops::ControlFlow;

use super::step::SHORTER;
use super::{FIRST, Path, Point, SOLVED};
use crate::numeric::continuation::{Homotopy, TraceFailed, between};
use crate::numeric::linear::LinearSolver;

/// The solution where a branch first crosses the share that was wanted.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrived {
    /// The unknowns.
    pub z: Vec<f64>,
    /// Folds of the branch on the way: an even number.
    pub folds: usize,
    /// Steps, also those taken back before the crossing.
    pub steps: usize,
    /// Evaluations of F, also for steps that were given up.
    pub evaluations: usize,
}

/// Why a branch was not followed to its end.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Stopped {
    /// No solution at share 0, no step from the share reached, or too many steps.
    Lost(TraceFailed),
    /// The steps left the branch for another one: it came back to share 0, or crossed the wanted share
    /// the wrong way. Shorter steps may stay.
    Jumped {
        /// The share where that was noticed.
        share: f64,
    },
    /// The branch has more folds than the control allows.
    Folded {
        /// The share that was reached.
        share: f64,
    },
    /// The watch asked to stop.
    Cancelled,
}

impl From<TraceFailed> for Stopped {
    fn from(failed: TraceFailed) -> Self {
        Stopped::Lost(failed)
    }
}

impl<L: LinearSolver> Path<L> {
    /// Follows the branch from the start of `system` at share 0 to its first crossing of `share` > 0,
    /// where it solves for max|F| ≤ 1e-12 scales, or 1e-11 where rounding allows no better. `watch`
    /// sees the point that each step leaves from, and may stop.
    ///
    /// # Errors
    /// The branch cannot be followed that far under the control, or `watch` stopped.
    pub fn follow<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        share: f64,
        watch: &mut dyn FnMut(&Point) -> ControlFlow<()>,
    ) -> Result<Arrived, Stopped> {
        let mut here = self.begin(system, system.start(), 0.0, true)?;
        let (mut h, mut folds) = (FIRST, 0);
        for steps in 1..=self.control.steps {
            if watch(&here).is_break() {
                return Err(Stopped::Cancelled);
            }
            let next = self.step(system, &here, &mut h)?;
            let crosses = next.share >= share;
            if next.share <= 0.0 || (crosses && !here.rises() && !next.rises()) {
                return Err(Stopped::Jumped { share: next.share });
            }
            if crosses && let Some(end) = self.crossing(system, &here, &next, share) {
                return Ok(Arrived {
                    folds: folds + usize::from(here.folded(&end)),
                    z: end.z,
                    steps,
                    evaluations: self.evaluations,
                });
            }
            let missed = here.rises() && !next.rises() && here.turn(&next) >= share;
            if crosses || missed {
                h = next.step * SHORTER;
                continue;
            }
            folds += usize::from(here.folded(&next));
            if folds > self.control.folds {
                return Err(Stopped::Folded { share: next.share });
            }
            here = next;
        }
        Err(self.failed(here.share).into())
    }

    /// The point where the branch crosses `share` on the step from `here` to `next`, which lie on
    /// different sides of it. `None` if a shorter step is needed to tell which solution it is.
    pub fn crossing<H: Homotopy<Jacobian = L::Jacobian>>(
        &mut self,
        system: &mut H,
        here: &Point,
        next: &Point,
        share: f64,
    ) -> Option<Point> {
        let part = (share - here.share) / (next.share - here.share);
        let guess = between(&here.z, &next.z, part);
        let mut z = guess.clone();
        let wanted = SOLVED * self.scale;
        self.newton(system, share, &mut z, wanted).ok()?;
        let end = Point {
            along: self.direction(&here.along).ok()?,
            step: part * next.step,
            z,
            share,
        };
        let unit = self.unit(guess.len());
        let near = end.distance(&guess, share, unit) <= self.allowed(next.step);
        let onward = end.rises() == (next.share > here.share);
        (near && onward && here.cosine(&end) >= self.control.cosine).then_some(end)
    }
}
