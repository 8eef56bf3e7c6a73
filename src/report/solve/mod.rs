//! `solve`: what is played at a position and what it is worth, or the strategies of all positions.

mod all;
#[cfg(feature = "charts")]
mod charts;
mod document;
mod names;
mod option;
mod reasons;
mod text;

pub use all::{AllReport, AllSummary, all};
pub use document::{PositionEntry, SolveSummary};
pub use option::{NextEntry, OptionEntry};

use crate::error::Error;
use crate::game::Limits;
use crate::report::SeveralSummary;
use crate::scenario::Scenario;
use crate::study::position::{ask, ask_several};
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
        SolveSummary::of(found)
    })
}

/// The same, with other equilibria of the game to which so many `searches` lead; the positions are
/// those of the principal one.
///
/// # Errors
/// As [`ask_several`].
pub fn several(
    scenario: Scenario,
    question: &PositionQuestion,
    searches: usize,
    limits: &Limits,
    task: &dyn Task,
) -> Result<SolveSummary, Error> {
    ask_several(scenario, question, searches, limits, task, |found, all| {
        SolveSummary {
            several: Some(SeveralSummary::of(found.of.scenario, found.of.game, all)),
            ..SolveSummary::of(found)
        }
    })
}
