//! `trace`: one history as a readable story, alone or beside the same history of another scenario.

mod document;
mod sentence;
mod text;

pub use document::{Against, HistorySummary, MoveEntry, TraceSummary};

use crate::diagnostics::Failure;
use crate::error::Error;
use crate::game::Limits;
use crate::report::screen::thousands;
use crate::scenario::Scenario;
use crate::study::story::Which;
use crate::study::typical::AMONG;
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

/// The document of the most typical history of the outcome called `ends`.
///
/// # Errors
/// As [`Session::open`]; or there is no such outcome, or none of the histories looked through ends so.
pub fn trace_ending(
    scenario: Scenario,
    ends: &str,
    seed: u64,
    limits: &Limits,
    task: &dyn Task,
) -> Result<TraceSummary, Error> {
    let session = Session::open(scenario, &Overrides::default(), limits, task)?;
    let Some(found) = session.typical(ends, seed)? else {
        let message = format!(
            "none of the first {} histories ends as `{ends}`",
            thousands(AMONG as usize)
        );
        let help = "`demarche run` says how likely it is; another --seed has other histories";
        return Err(Failure::general(message, help).into());
    };
    let history = found.history;
    let mut summary = TraceSummary::alone(&session, Which { seed, history });
    summary.ending = Some(found.ending);
    Ok(summary)
}
