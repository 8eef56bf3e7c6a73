//! `--measure` and `--threshold`: what is read, and the value that it may cross.

use crate::diagnostics::Failure;
use crate::error::Error;
use crate::scenario::Scenario;
use crate::study::Target;

/// The outcome or measure called `id`.
///
/// # Errors
/// There is none.
pub fn target(id: &str, scenario: &Scenario) -> Result<Target, Error> {
    Target::find(scenario, id).ok_or_else(|| {
        let outcomes = scenario.outcomes.iter().map(|o| o.name.id.as_str());
        let measures = scenario.measures.iter().map(|m| m.name.id.as_str());
        Error::no_such_name("outcome or measure", id, outcomes.chain(measures))
    })
}

/// ID=X: an outcome or measure, and the value that it may cross.
///
/// # Errors
/// A text that is not of that form.
pub fn threshold(text: &str, scenario: &Scenario) -> Result<(Target, f64), Error> {
    let parts = text.split_once('=');
    let number = |x: &str| x.trim().parse::<f64>().ok().filter(|x| x.is_finite());
    match parts.and_then(|(id, x)| Some((id.trim(), number(x)?))) {
        Some((id, x)) => Ok((target(id, scenario)?, x)),
        None => Err(Failure::general(
            format!("`{text}` is not ID=NUMBER"),
            "for instance --threshold strike=0.1",
        )
        .into()),
    }
}
