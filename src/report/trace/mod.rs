//! `trace`: one history as a readable story, alone or beside the same history of another scenario.

mod document;
mod sentence;
mod text;

pub use document::{Against, HistorySummary, MoveEntry, TraceSummary};

use crate::error::Error;
use crate::game::Limits;
use crate::scenario::Scenario;
use crate::study::story::Which;
use crate::study::{Overrides, Session};
use crate::task::Task;

/// The document of `trace`: history `which` of `scenario`, and of `against` if there is one, with
/// where the two part.
///
/// # Errors
/// As [`Session::open`].
pub fn trace(
    scenario: Scenario,
    against: Option<Scenario>,
    which: Which,
    limits: &Limits,
    task: &dyn Task,
) -> Result<TraceSummary, Error> {
    let open = |scenario| Session::open(scenario, &Overrides::default(), limits, task);
    let one = open(scenario)?;
    let Some(other) = against else {
        return Ok(TraceSummary::alone(&one, which));
    };
    Ok(TraceSummary::beside(&one, &open(other)?, which))
}
