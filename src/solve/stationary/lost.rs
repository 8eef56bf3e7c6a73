//! Where a block's branch was lost, and how.

use crate::game::Position;
use crate::numeric::continuation::TraceFailed;
use crate::numeric::path::Stopped;

/// A block of play without end whose branch could not be followed to the wanted precision.
#[derive(Clone, Debug, PartialEq)]
pub struct LostBlock {
    /// Its number in the order of solving, from 1.
    pub number: usize,
    /// The number of blocks.
    pub of: usize,
    /// The positions at which its rounds begin.
    pub starts: Vec<Position>,
    /// The share of the wanted precision that was reached, 0 to 1.
    pub share: f64,
    /// How it was lost.
    pub how: Lost,
}

/// How a branch was lost.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Lost {
    /// No step from there could be trusted, however short, or there were too many.
    Stuck {
        /// What was left of the change of a value by one more round, in units of payoff.
        residual: f64,
    },
    /// Even the smaller steps left it for another branch.
    Jumped,
    /// It turned more often than a branch is followed.
    Turned,
}

impl Lost {
    /// What stopped who followed the branch, and at which share; none if it was told to stop.
    pub(super) fn of(stopped: Stopped) -> Option<(Lost, f64)> {
        match stopped {
            Stopped::Lost(TraceFailed { share, residual }) => {
                Some((Lost::Stuck { residual }, share))
            }
            Stopped::Jumped { share } => Some((Lost::Jumped, share)),
            Stopped::Folded { share } => Some((Lost::Turned, share)),
            Stopped::Cancelled => None,
        }
    }
}
