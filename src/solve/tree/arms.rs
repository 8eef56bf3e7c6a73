//! Other equilibria: where other branches cross the one that comes from precision 0, their arms are
//! followed to the precision wanted, and the arms of these.

use super::seen::Seen;
use super::{LostTree, TreeEquilibrium, TreeSolution, TreeSolver};
use crate::numeric::continuation::BranchPoint;
use std::collections::VecDeque;

/// What is being done, for who waits for it.
const WORK: &str = "following arms of the branch";

/// The most arms that are followed.
const MOST: usize = 200;

/// How far apart in a probability two equilibria are at least, and two branch points in the share of
/// precision or in an unknown.
const APART: f64 = 1e-6;
const ELSEWHERE: f64 = 1e-4;

impl TreeSolver<'_> {
    /// Follows the arms that leave at `places`, and adds the equilibria to which they lead.
    pub(super) fn arms(
        &mut self,
        places: Vec<BranchPoint>,
        solution: &mut TreeSolution,
    ) -> Result<(), LostTree> {
        let mut known = places.clone();
        let mut open = VecDeque::from(places);
        let mut followed = 0;
        while let Some(place) = open.pop_front() {
            for direction in place.directions() {
                if followed == MOST {
                    solution.more = true;
                    return Ok(());
                }
                let mut seen = Seen::new(self.task, WORK, self.precision);
                let controls = self.wanted.controls();
                let (system, seeing) = (&mut self.system, &mut seen);
                let arm = self
                    .continuation
                    .arm(system, 1.0, &place, direction, controls, seeing);
                let Some(arm) = arm else { continue };
                followed += 1;
                match self.found(arm, seen) {
                    Ok((mut found, places)) => {
                        found.left = Some(self.precision * place.share);
                        for place in places {
                            if known.iter().all(|other| other.gap(&place) > ELSEWHERE) {
                                known.push(place.clone());
                                open.push_back(place);
                            }
                        }
                        if solution.equilibria.iter().all(|other| apart(other, &found)) {
                            solution.equilibria.push(found);
                        }
                    }
                    Err(LostTree::Lost { .. }) => solution.failed += 1,
                    Err(LostTree::Cancelled) => return Err(LostTree::Cancelled),
                }
            }
        }
        Ok(())
    }
}

/// Whether two equilibria differ.
fn apart(a: &TreeEquilibrium, b: &TreeEquilibrium) -> bool {
    let pairs = a.logs.iter().flatten().zip(b.logs.iter().flatten());
    let mut gaps = pairs.map(|(a, b)| (libm::exp(*a) - libm::exp(*b)).abs());
    gaps.any(|gap| gap > APART)
}
