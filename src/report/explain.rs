//! `explain`: why an option is chosen. Its document is that of [`solve`](super::solve), with reasons.

use super::solve::{OptionEntry, SolveSummary};
use crate::error::Error;
use crate::game::Limits;
use crate::scenario::Scenario;
use crate::study::position::ask;
use crate::study::request::PositionQuestion;
use crate::task::Task;

/// The document of `explain`: each option at the positions that `question` is about, with its
/// mover's payoff by term, now and later, and with how the report would end. `task` hears the share
/// solved.
///
/// ```
/// use demarche::report::explain::explain;
/// use demarche::scenario::load_text;
/// use demarche::study::Overrides;
/// use demarche::task::Silent;
/// use demarche::study::request::{Places, PositionQuestion};
///
/// let text = r#"
///     [parameters]
///     precision = 2.0
///     patience = 1.0
///     [state]
///     fought = false
///     [actors.challenger]
///     [turns.challenge.options]
///     yield = {}
///     fight = { cost = 0.5, set = { fought = true } }
///     [turns.challenge]
///     actor = "challenger"
///     [outcomes.war]
///     when = "fought"
///     [outcomes.peace]
///     otherwise = true
/// "#;
/// let start = Places { condition: None, turn: None, round: 1, most: 1 };
/// let question = PositionQuestion { places: start, beliefs: &[], overrides: Overrides::default() };
/// let scenario = load_text("challenge", text, &[])?;
/// let found = explain(scenario, &question, &Default::default(), &Silent)?;
/// let fight = &found.positions[0].options[1];
/// assert_eq!((fight.value, fight.later), (-0.5, 0.0));
/// assert_eq!(fight.ends["war"], 1.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`ask`].
pub fn explain(
    scenario: Scenario,
    question: &PositionQuestion,
    limits: &Limits,
    task: &dyn Task,
) -> Result<SolveSummary, Error> {
    ask(scenario, question, limits, task, |found| {
        SolveSummary::of("explain", found, |p| OptionEntry::all(found, p))
    })
}
