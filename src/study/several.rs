//! Several equilibria of a scenario whose play has no end, and how each of them ends.

use super::equilibrium::no_solution;
use super::exact::ends;
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::game::Game;
use crate::scenario::Scenario;
use crate::solve::{Searched, Solution, equilibria};
use crate::task::Task;

/// The equilibria of a scenario that were found.
pub struct Several {
    /// The principal one, then the others in order of discovery.
    pub all: Vec<Ending>,
    /// What was searched.
    pub searched: Searched,
}

/// One of several equilibria.
pub struct Ending {
    /// The equilibrium.
    pub solution: Solution,
    /// The exact share of each outcome.
    pub outcomes: Vec<f64>,
    /// How many searches came to it.
    pub hits: usize,
}

/// Which of several equilibria is asked about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Among {
    /// Searches for others than the principal one.
    pub searches: usize,
    /// The number of the equilibrium, from 1, which is the principal one.
    pub number: usize,
}

/// The equilibria of `game`, compiled from `scenario`, to which so many `searches` lead.
///
/// # Errors
/// Play has an end, or somebody plays exactly; there is no principal equilibrium to be found; or
/// `task` says to stop.
pub fn several(
    scenario: &Scenario,
    game: &Game,
    searches: usize,
    task: &dyn Task,
) -> Result<Several, Error> {
    let found = equilibria(game, searches, task);
    let found = found.map_err(|none| no_solution(scenario, game, none))?;
    let all = found.all.into_iter().map(|one| {
        Ok(Ending {
            outcomes: ends((scenario, game, &one.solution), 0)?,
            solution: one.solution,
            hits: one.hits,
        })
    });
    Ok(Several {
        all: all.collect::<Result<_, Error>>()?,
        searched: found.searched,
    })
}

impl Several {
    /// The equilibrium with this number, from 1.
    ///
    /// # Errors
    /// Fewer were found.
    pub fn number(&self, number: usize) -> Result<&Ending, Error> {
        let wanted = number.checked_sub(1).and_then(|k| self.all.get(k));
        wanted.ok_or_else(|| {
            let count = self.all.len();
            let found = match count {
                1 => "only the principal one was found".to_string(),
                _ => format!("{count} were found"),
            };
            let message = format!("there is no equilibrium {number}: {found}");
            let help = "take a lower number, or search more often with --equilibria";
            Failure::general(message, help).into()
        })
    }
}
