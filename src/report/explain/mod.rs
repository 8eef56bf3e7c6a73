//! `explain`: why an option is chosen. Its document is that of [`solve`](super::solve), with reasons.

mod document;
mod text;

pub use document::OptionEntry;

use super::solve::SolveSummary;
use crate::game::Limits;
use crate::scenario::Scenario;
use crate::source::Failure;
use crate::study::position::Positions;
use crate::study::request::PositionQuestion;

/// The document of `explain`: each option at the positions that `question` is about, with its
/// mover's payoff by term, now and later, and with how the report would end. `progress` is told the
/// share solved, from 0 to 1.
///
/// # Errors
/// As [`Positions::find`].
pub fn explain(
    scenario: Scenario,
    question: &PositionQuestion,
    limits: &Limits,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<SolveSummary, Box<Failure>> {
    let found = Positions::find(scenario, question, limits, progress)?;
    let options = |p| OptionEntry::all(&found, p);
    Ok(SolveSummary::of("explain", &found, options))
}
