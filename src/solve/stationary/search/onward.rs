//! From one equilibrium of a block to the next on the same branch: a branch that does not come from
//! precision 0 turns on its way down and crosses the wanted precision again, and some turn on their way up.
//!
//! That finds equilibria on which no iteration settles.

use super::super::linear::Slopes;
use super::super::system::System;
use crate::numeric::krylov::Krylov;
use crate::numeric::path::{FIRST, Path, SHORTER};

/// The share up to which a branch is followed.
const HIGHEST: f64 = 2.0;

/// The most steps.
const STEPS: usize = 400;

/// The next equilibrium at share 1 after `x` on its branch, which is left upward or downward; none if it
/// leads far beyond 1 or to share 0, or cannot be followed.
pub(super) fn onward<'a>(
    path: &mut Path<Krylov<Slopes<'a>>>,
    system: &mut System<'a>,
    x: Vec<f64>,
    upward: bool,
    stopped: &dyn Fn() -> bool,
) -> Option<Vec<f64>> {
    let mut here = path.begin(system, x, 1.0, upward).ok()?;
    let mut h = FIRST;
    for _ in 0..STEPS {
        let next = path.step(system, &here, &mut h).ok()?;
        if stopped() || !(0.0..HIGHEST).contains(&next.share) {
            return None;
        }
        if (here.share - 1.0) * (next.share - 1.0) >= 0.0 {
            here = next;
        } else if let Some(end) = path.crossing(system, &here, &next, 1.0) {
            return Some(end.z);
        } else {
            h = next.step * SHORTER;
        }
    }
    None
}
