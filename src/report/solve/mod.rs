//! `solve`: what is played at a position and what it is worth, or the strategies of all positions.

mod all;
mod document;
mod text;

pub use all::{AllReport, AllSummary, all};
pub use document::{PositionEntry, SolveSummary};

use crate::game::Limits;
use crate::scenario::Scenario;
use crate::source::Failure;
use crate::study::position::ask;
use crate::study::request::PositionQuestion;

/// The document of `solve`: what is played at the positions that `question` is about, and what
/// everybody expects there. `progress` is told the share solved, from 0 to 1.
///
/// # Errors
/// As [`ask`].
pub fn solve(
    scenario: Scenario,
    question: &PositionQuestion,
    limits: &Limits,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<SolveSummary, Box<Failure>> {
    ask(scenario, question, limits, progress, |found| {
        SolveSummary::of("solve", found, |_| vec![])
    })
}
