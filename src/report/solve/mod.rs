//! `solve`: what is played at a position and what it is worth, or the strategies of all positions.

mod all;
mod document;
mod option;
mod reasons;
mod text;

pub use all::{AllReport, AllSummary, all};
pub use document::{PositionEntry, SolveSummary};
pub use option::OptionEntry;

use crate::error::Error;
use crate::game::Limits;
use crate::scenario::Scenario;
use crate::study::position::ask;
use crate::study::request::PositionQuestion;
use crate::task::Task;

/// The document of `solve`: what is played at the positions that `question` is about, and what
/// everybody expects there. `task` hears the share solved.
///
/// # Errors
/// As [`ask`].
pub fn solve(
    scenario: Scenario,
    question: &PositionQuestion,
    limits: &Limits,
    task: &dyn Task,
) -> Result<SolveSummary, Error> {
    ask(scenario, question, limits, task, |found| {
        SolveSummary::of("solve", found, |_| vec![])
    })
}
