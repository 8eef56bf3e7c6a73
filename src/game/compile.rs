//! From a scenario to a [`Game`]: expressions compiled, positions searched, numbers filled in.

use super::numbers::fill;
use super::plan::Compiled;
use super::reach::{Limits, search};
use super::{Game, Turn};
use crate::scenario::Scenario;
use crate::source::{Diagnostic, Failure};

/// Compiles `scenario`.
pub fn compile(scenario: &Scenario, limits: &Limits) -> Result<Game, Box<Failure>> {
    let compiled = Compiled::new(scenario);
    let fail = |mut faults: Vec<Diagnostic>| {
        faults.sort_by_key(|d| d.span.map(|s| (s.file, s.start)));
        Box::new(scenario.failure(faults))
    };
    let states: f64 = compiled.radix.iter().map(|n| *n as f64).product();
    if states > 9e18 {
        return Err(fail(vec![
            Diagnostic::general(format!(
                "the state variables have {states:.1e} combinations, more than can be numbered"
            ))
            .help("take levels or variables away"),
        ]));
    }
    let mut structure = search(&compiled, limits).map_err(fail)?;
    structure.turns = compiled
        .motions
        .iter()
        .zip(&scenario.turns)
        .map(|(m, t)| Turn {
            id: t.name.id.clone(),
            label: t.name.label.clone(),
            mover: m.mover.clone(),
            options: m.names.clone(),
        })
        .collect();
    let numbers = fill(&compiled, &mut structure).map_err(fail)?;
    Ok(Game {
        structure,
        numbers,
        rounds: scenario.time.rounds,
        shadow: scenario.time.shadow,
    })
}
