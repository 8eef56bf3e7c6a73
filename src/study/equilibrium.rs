//! The equilibrium of a scenario's game; and why there is none, in the scenario's words.

use crate::diagnostics::Diagnostic;
use crate::error::Error;
use crate::game::{Game, Node, Position};
use crate::scenario::{Scenario, Variable};
use crate::solve::{LONGER, Lost, LostBlock, NoEquilibrium, Solution, Solver, Unsearchable, solve};
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
                format!("at {:.0}% of the precision wanted ", 100.0 * share)
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
        NoEquilibrium::LostBlock(lost) => Error::NoEquilibrium {
            share: lost.share,
            residual: match lost.how {
                Lost::Stuck { residual } => residual,
                Lost::Jumped | Lost::Turned => f64::NAN,
            },
            failure: failure(lost_block(scenario, game, &lost)),
        },
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
                    "no equilibrium was found at the turn `{}`: the branch was lost at {:.0}% of the precision, residual {:.1e}",
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
        NoEquilibrium::Unsearchable(why) => Error::Scenario(failure(unsearchable(scenario, why))),
        NoEquilibrium::Cancelled => Error::Cancelled,
    }
}

/// Where, and how, the branch of a block of play without end was lost.
fn lost_block(scenario: &Scenario, game: &Game, lost: &LostBlock) -> Diagnostic {
    let how = match lost.how {
        Lost::Stuck { residual } => {
            format!("no step from there could be trusted (residual {residual:.1e})")
        }
        Lost::Jumped => "the smallest steps still left it for another branch".to_string(),
        Lost::Turned => "it turned too often".to_string(),
    };
    let message = format!(
        "no stationary equilibrium was found: the branch of block {} of {} was lost at {:.0}% of the precision wanted, where {how}",
        lost.number,
        lost.of,
        100.0 * lost.share,
    );
    let rounds = match lost.starts.len() {
        1 => "1 state at which a round begins".to_string(),
        n => format!("{n} states at which a round begins"),
    };
    let common = common(scenario, game, &lost.starts);
    let place = if common.is_empty() {
        format!("the block is {rounds}")
    } else {
        format!("the block is {rounds}, with {common}")
    };
    let help = "lower `precision` or `patience`, or give `shadow` a number";
    let error = match scenario.time.shadow_span {
        Some(span) => Diagnostic::error(span, message).label(place),
        None => Diagnostic::general(format!("{message}; {place}")),
    };
    error.help(help)
}

/// The levels that are the same at all of `positions`, for a message.
fn common(scenario: &Scenario, game: &Game, positions: &[Position]) -> String {
    let levels: Vec<Vec<u16>> = positions
        .iter()
        .map(|p| game.structure.levels(*p))
        .collect();
    let variables = scenario.variables.iter().enumerate();
    let shared = variables.filter_map(|(v, variable)| {
        let level = &levels.first()?[v];
        let same = levels.iter().all(|l| l[v] == *level);
        same.then(|| at_level(variable, *level))
    });
    shared.collect::<Vec<String>>().join(", ")
}

/// Why other equilibria are not searched for.
fn unsearchable(scenario: &Scenario, why: Unsearchable) -> Diagnostic {
    let (message, help) = match why {
        Unsearchable::Ends => (
            "other equilibria are searched for only where play has no end",
            "with an end, every stage has its principal equilibrium; set `shadow = \"unbounded\"`",
        ),
        Unsearchable::Exact => (
            "other equilibria are not searched for where an actor plays exactly",
            "give every actor a finite precision",
        ),
    };
    let span = scenario.time.shadow_span;
    match span.filter(|_| why == Unsearchable::Ends) {
        Some(span) => Diagnostic::error(span, message),
        None => Diagnostic::general(message),
    }
    .help(help)
}

/// The state at `node`, for a message.
fn state_at(scenario: &Scenario, game: &Game, node: impl Into<Node>) -> String {
    let state = scenario.variables.iter().zip(game.structure.levels(node));
    let state: Vec<String> = state.map(|(v, l)| at_level(v, l)).collect();
    state.join(", ")
}

/// A variable and its level.
fn at_level(variable: &Variable, level: u16) -> String {
    format!("{} = {}", variable.name.id, variable.level(level as usize))
}
