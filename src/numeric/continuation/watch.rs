//! Who watches a branch while it is followed.

use super::BranchPoint;
use std::ops::ControlFlow;

/// Who watches a branch while it is followed.
pub trait Watch {
    /// An attempt begins: what was seen of an earlier one no longer counts.
    fn begin(&mut self);

    /// The branch passes the point `z` at `share`. What is told to break ends soon, without a result.
    fn pass(&mut self, z: &[f64], share: f64) -> ControlFlow<()>;

    /// Whether points at which other branches cross are wanted: they cost some work.
    fn wants_branch_points(&self) -> bool;

    /// Another branch crosses here.
    fn branch_point(&mut self, place: BranchPoint);
}

/// Who does not look.
impl Watch for () {
    fn begin(&mut self) {}

    fn pass(&mut self, _: &[f64], _: f64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    fn wants_branch_points(&self) -> bool {
        false
    }

    fn branch_point(&mut self, _: BranchPoint) {}
}
