//! `explain`: why an option is chosen. Its document is that of [`solve`](super::solve), with reasons.

use super::solve::{PositionEntry, SolveSummary};
use super::{CertificateSummary, Head};
use crate::error::Error;
use crate::game::Limits;
use crate::scenario::Scenario;
use crate::study::position::ask_often;
use crate::study::request::PositionQuestion;
use crate::task::Task;

/// The document of `explain`: each option at the positions that `question` is about, those first at which play
/// is most often, with its mover's payoff by term, now and later, with what is likely to be done next, and with
/// how the report would end. `task` hears the share solved.
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
/// let start = Places { condition: None, turn: None, round: Some(1), most: 1 };
/// let question = PositionQuestion { places: start, beliefs: &[], overrides: Overrides::default() };
/// let scenario = load_text("challenge", text, &[])?;
/// let found = explain(scenario, &question, &Default::default(), &Silent)?;
/// let fight = &found.positions[0].options[1];
/// assert_eq!((fight.value, fight.later), (-0.5, 0.0));
/// assert_eq!((fight.ends["war"], found.positions[0].reached), (1.0, Some(1.0)));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// # Errors
/// As [`ask_often`].
pub fn explain(
    scenario: Scenario,
    question: &PositionQuestion,
    limits: &Limits,
    task: &dyn Task,
) -> Result<SolveSummary, Error> {
    let head = Head::new("explain", Some(&scenario));
    let told = ask_often(scenario, question, limits, task, |found, share| {
        let p = found.positions[0];
        let entry = PositionEntry::explained(found, p, share);
        (CertificateSummary::of(found.of.solution), entry)
    })?;
    let (certificates, positions): (Vec<_>, Vec<_>) = told.into_iter().unzip();
    Ok(SolveSummary {
        head,
        certificate: certificates
            .into_iter()
            .next()
            .expect("there is a position"),
        positions,
        several: None,
    })
}
