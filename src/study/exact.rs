//! What a run computes exactly beside its histories: the forecast, and what a longer shadow, the
//! reversed order of calling and a coarser grid of beliefs would make of it.

use super::equilibrium::{equilibrium_again, longer};
use super::record::{Of, foretold};
use crate::error::Error;
use crate::forecast::{Occupancy, outcomes, whole};
use crate::game::{Game, Limits, compile_at};
use crate::scenario::{Edit, Scenario, TurnKind};
use crate::solve::Solution;
use crate::task::{Named, Task};
use serde::Serialize;

/// Another version of a run's game, to compare its outcomes with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Version {
    /// Every vote calls its members in the reversed order.
    Reversed,
    /// Beliefs are kept on a grid half as fine.
    Coarse,
}

/// The exact part of a run.
pub(super) struct Exact {
    /// The occupancy for all that actors [can be](Game::who).
    pub by_who: Vec<Occupancy>,
    /// The occupancy over all profiles of types.
    pub occupancy: Occupancy,
    /// The share of each outcome.
    pub outcomes: Vec<f64>,
    /// The same under each longer shadow.
    pub longer: Vec<Vec<f64>>,
    /// The same with votes called in the reversed order; none without votes, if it was not asked for,
    /// or if it is lost.
    pub reversed: Option<Vec<f64>>,
    /// By how much each share changes on a grid half as fine; none without types, or if it is lost.
    pub grid: Option<Vec<f64>>,
    /// The versions of which no equilibrium was found.
    pub lost: Vec<Version>,
}

impl Exact {
    /// For a scenario with its `solution`, without other versions.
    ///
    /// # Errors
    /// What is known cannot have come about.
    pub fn alone(scenario: &Scenario, game: &Game, solution: &Solution) -> Result<Self, Error> {
        let of = (scenario, game, solution);
        let by_who = foretold(of, 0, |on| on.by_who.to_vec())?;
        let occupancy = whole(game, &by_who);
        let others = longer(game).iter().map(|x| ends(of, *x));
        Ok(Exact {
            outcomes: outcomes(game, &occupancy, scenario.outcomes.len()),
            longer: others.collect::<Result<_, Error>>()?,
            by_who,
            occupancy,
            reversed: None,
            grid: None,
            lost: vec![],
        })
    }

    /// For a scenario with its `solution`; its other versions get the same memory limit. `reverse` says
    /// whether to reverse the order of calling.
    ///
    /// # Errors
    /// Another version cannot be compiled; or `task` says to stop.
    pub fn of(
        scenario: &Scenario,
        game: &Game,
        (solution, reverse): (&Solution, bool),
        limits: &Limits,
        task: &dyn Task,
    ) -> Result<Self, Error> {
        let mut exact = Exact::alone(scenario, game, solution)?;
        let points = scenario.belief_points;
        let mut lost = vec![];
        let mut again = |version, other: &Scenario, points: usize, what: &'static str| {
            let game = compile_at(other, points, limits)?;
            match equilibrium_again(other, &game, false, &Named { task, what }) {
                Ok(solution) => Ok(Some(ends((other, &game, &solution), 0)?)),
                Err(Error::NoEquilibrium { .. }) => {
                    lost.push(version);
                    Ok(None)
                }
                Err(error) => Err(error),
            }
        };
        let votes = |turn: &crate::scenario::Turn| matches!(turn.kind, TurnKind::Vote(_));
        let reversed = if reverse && scenario.turns.iter().any(votes) {
            let other = scenario.clone().edited(&[Edit::ReverseCalls])?;
            let what = "solving with the reversed order of calling";
            again(Version::Reversed, &other, points, what)?
        } else {
            None
        };
        let rough = if game.beliefs.typed() {
            let what = "solving on a coarser grid";
            again(Version::Coarse, scenario, points.div_ceil(2), what)?
        } else {
            None
        };
        let gaps = |rough: Vec<f64>| {
            let pairs = rough.iter().zip(&exact.outcomes);
            pairs.map(|(a, b)| (a - b).abs()).collect()
        };
        exact.grid = rough.map(gaps);
        exact.reversed = reversed;
        exact.lost = lost;
        Ok(exact)
    }
}

/// The exact share of each outcome under a shadow `longer` rounds longer.
///
/// # Errors
/// What is known cannot have come about.
pub(super) fn ends(of: Of, longer: usize) -> Result<Vec<f64>, Error> {
    let (scenario, game, _) = of;
    foretold(of, longer, |on| {
        let occupancy = whole(game, on.by_who);
        outcomes(game, &occupancy, scenario.outcomes.len())
    })
}
