//! From a scenario to a [`Game`]: expressions compiled, positions searched, numbers filled in.

mod changes;
mod closed;
mod draws;
mod expressions;
mod fill;
mod room;
mod search;

pub(crate) use draws::Draws;
pub use room::Limits;

use super::{Game, Layout, Structure};
use crate::diagnostics::{Diagnostic, Failure};
use crate::scenario::Scenario;
use changes::changes;
use closed::closed;
use expressions::Compiled;
use fill::fill;
use search::search;

/// Compiles `scenario`.
///
/// # Errors
/// Errors that only exploring play reveals: levels that do not exist, chances above 1,
/// values that are not finite, a game too large.
pub fn compile(scenario: &Scenario, limits: &Limits) -> Result<Game, Box<Failure>> {
    compile_at(scenario, scenario.belief_points, limits)
}

/// Compiles `scenario` with `points` points an axis of the grid of beliefs.
///
/// # Errors
/// As [`compile`].
pub fn compile_at(
    scenario: &Scenario,
    points: usize,
    limits: &Limits,
) -> Result<Game, Box<Failure>> {
    let compiled = Compiled::new(scenario, points);
    let fail = |faults| failure(scenario, faults);
    let states: f64 = compiled.radix.iter().map(|n| *n as f64).product();
    if states > 9e18 {
        return Err(fail(vec![
            Diagnostic::general(format!(
                "the state variables have {states:.1e} combinations, too many to number"
            ))
            .help("remove levels or variables"),
        ]));
    }
    let structure = search(&compiled, limits).map_err(fail)?;
    complete(compiled, structure)
}

/// Compiles `scenario` on the structure of `like`, compiled of a scenario that differs from it in
/// nothing but parameters that are not [structural](Scenario::structural).
///
/// # Errors
/// Values that are not finite, and chances above 1.
pub fn compile_like(scenario: &Scenario, like: &Game) -> Result<Game, Box<Failure>> {
    let compiled = Compiled::new(scenario, scenario.belief_points);
    complete(compiled, like.structure.clone())
}

fn failure(scenario: &Scenario, mut faults: Vec<Diagnostic>) -> Box<Failure> {
    faults.sort_by_key(|d| d.span.map(|s| (s.file, s.start)));
    Box::new(scenario.failure(faults))
}

/// The game on a structure: turns named, numbers filled in.
/// Makes `game` the game of `scenario`, which has the same structure: as [`compile_like`], in place.
///
/// # Errors
/// As [`compile`]; what the game is then is not known.
pub fn refill(scenario: &Scenario, game: &mut Game) -> Result<(), Box<Failure>> {
    let mut compiled = Compiled::new(scenario, scenario.belief_points);
    compiled.beliefs.fill();
    let filled = fill(&compiled, &mut game.structure);
    game.payments = filled.map_err(|faults| failure(scenario, faults))?;
    game.beliefs = compiled.beliefs;
    Ok(())
}

fn complete(mut compiled: Compiled, mut structure: Structure) -> Result<Game, Box<Failure>> {
    compiled.beliefs.fill();
    let scenario = compiled.scenario;
    structure.turns = compiled.turn_infos();
    let filled = fill(&compiled, &mut structure);
    let payments = filled.map_err(|faults| failure(scenario, faults))?;
    let closed = closed(&compiled, &structure);
    let changes = changes(&compiled, &structure).map_err(|faults| failure(scenario, faults))?;
    let layout = Layout::new(&structure, &compiled.beliefs);
    Ok(Game {
        closed,
        changes,
        structure,
        payments,
        beliefs: compiled.beliefs,
        layout,
        rounds: scenario.time.rounds,
        shadow: scenario.time.shadow,
    })
}
