//! Several equilibria of play without end: the principal one and those to which searches lead.

use super::{NoEquilibrium, Solution, finish, stationary};
use crate::game::Game;
use crate::task::Task;

/// The equilibria of a game that were found.
#[derive(Clone, Debug)]
pub struct Equilibria {
    /// The principal one, then the others in order of discovery. Any two differ in what some round's
    /// start is worth to somebody.
    pub all: Vec<Equilibrium>,
    /// What was searched.
    pub searched: Searched,
}

/// One of several equilibria.
#[derive(Clone, Debug)]
pub struct Equilibrium {
    /// The equilibrium, with a certificate of its own.
    pub solution: Solution,
    /// How many searches came to it.
    pub hits: usize,
}

/// What was searched for several equilibria, and what was found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Searched {
    /// Searches, each from another start.
    pub searches: usize,
    /// Searches that came to no equilibrium.
    pub failed: usize,
    /// Different equilibria, the principal one included: there may be more.
    pub found: usize,
}

/// Why other equilibria of a game are not searched for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unsearchable {
    /// Play has an end: each stage has its principal equilibrium.
    Ends,
    /// An actor plays exactly: its answers jump, and no Newton step knows where to.
    Exact,
}

impl Searched {
    /// Searches that came to an equilibrium.
    pub fn settled(&self) -> usize {
        self.searches - self.failed
    }
}

/// The principal equilibrium of `game`, whose play has no end, and others that so many `searches`
/// from random starts find. The starts hang on their numbers alone, so that the result is always the same,
/// and one with more searches begins with it.
///
/// Stages, at which types show or several move at once, have their principal equilibrium everywhere:
/// searched are the values of the rounds to come.
///
/// # Errors
/// As [`solve`](super::solve); or the game cannot be searched.
pub fn equilibria(
    game: &Game,
    searches: usize,
    task: &dyn Task,
) -> Result<Equilibria, NoEquilibrium> {
    if game.horizon().is_some() {
        return Err(NoEquilibrium::Unsearchable(Unsearchable::Ends));
    }
    if game.payments.precision.iter().any(|p| p.is_infinite()) {
        return Err(NoEquilibrium::Unsearchable(Unsearchable::Exact));
    }
    let several = stationary::several(game, searches, task)?;
    let searched = Searched {
        searches,
        failed: several.failed,
        found: several.found.len(),
    };
    let mut all = vec![];
    for (found, hits) in several.found {
        let mut solution = finish(game, found, true, task)?;
        solution.certificate.searched = Some(searched);
        all.push(Equilibrium { solution, hits });
    }
    Ok(Equilibria { all, searched })
}
