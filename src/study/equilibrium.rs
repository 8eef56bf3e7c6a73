//! The equilibrium of a scenario's game; and why there is none, in the scenario's words.

use crate::diagnostics::Diagnostic;
use crate::error::Error;
use crate::game::{Game, Node};
use crate::scenario::Scenario;
use crate::solve::{LONGER, NoEquilibrium, Solution, Solver, solve};
use crate::task::Task;

/// The equilibrium of `game`, compiled from `scenario`.
///
/// # Errors
/// No equilibrium was found, or `task` says to stop.
pub fn equilibrium(scenario: &Scenario, game: &Game, task: &dyn Task) -> Result<Solution, Error> {
    solve(game, task).map_err(|none| no_solution(scenario, game, none))
}

/// The same without a certificate, for one of many variants: for its own shadow only, or for longer
/// ones too.
pub(super) fn equilibrium_again(
    scenario: &Scenario,
    game: &Game,
    longer: bool,
    task: &dyn Task,
) -> Result<Solution, Error> {
    let solver = Solver {
        longer,
        certify: false,
    };
    solver
        .solve(game, task)
        .map_err(|none| no_solution(scenario, game, none))
}

/// Rounds by which the shadow is lengthened to see what that changes; none if it has no end.
pub(super) fn longer(game: &Game) -> &'static [usize] {
    match game.shadow {
        Some(_) => &LONGER,
        None => &[],
    }
}

/// Why there is no solution, in the scenario's words.
pub(super) fn no_solution(scenario: &Scenario, game: &Game, none: NoEquilibrium) -> Error {
    let failure = |error| Box::new(scenario.failure(vec![error]));
    match none {
        NoEquilibrium::Unsettled {
            share,
            residual,
            wanted,
        } => {
            let at = if share < 1.0 {
                format!("at {:.0} % of the precision wanted ", 100.0 * share)
            } else {
                String::new()
            };
            let message = format!(
                "no stationary equilibrium was found: {at}one more round still changes a value by {residual:.1e} (tolerance {wanted:.0e})"
            );
            let error = match scenario.time.shadow_span {
                Some(span) => Diagnostic::error(span, message),
                None => Diagnostic::general(message),
            };
            let error = error.help("values may cycle for ever; give `shadow` a number, or lower `precision` or `patience`");
            Error::NoEquilibrium {
                share,
                residual,
                failure: failure(error),
            }
        }
        NoEquilibrium::Overflow { role, node } => {
            let actor = &scenario.actors[game.beliefs.actor(role)].name;
            let message = format!("what `{}` expects is too large for a number", actor.id);
            let error = Diagnostic::error(actor.span, message)
                .label(format!("where {}", state_at(scenario, game, node)))
                .help("scale the payoffs down");
            Error::Scenario(failure(error))
        }
        NoEquilibrium::LostBranch(lost) => {
            let k = game.structure.turn_of(lost.position);
            let turn = &scenario.turns[k.get()].name;
            let error = Diagnostic::error(
                turn.span,
                format!(
                    "no equilibrium was found at the turn `{}`: the branch was lost at {:.0} % of the precision, residual {:.1e}",
                    turn.id,
                    100.0 * lost.share,
                    lost.residual
                ),
            )
            .label(format!("where {}", state_at(scenario, game, lost.position)))
            .help("lower `precision`, or scale the payoffs down");
            Error::NoEquilibrium {
                share: lost.share,
                residual: lost.residual,
                failure: failure(error),
            }
        }
        NoEquilibrium::Cancelled => Error::Cancelled,
    }
}

/// The state at `node`, for a message.
fn state_at(scenario: &Scenario, game: &Game, node: impl Into<Node>) -> String {
    let state = scenario.variables.iter().zip(game.structure.levels(node));
    let state: Vec<String> = state
        .map(|(v, l)| format!("{} = {}", v.name.id, v.level(l as usize)))
        .collect();
    state.join(", ")
}
