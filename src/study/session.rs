//! A scenario with its game and its equilibrium: what questions about single positions and
//! histories are put to.

use super::equilibrium::equilibrium;
use super::record::{known_of, with_player};
use crate::error::Error;
use crate::game::{Game, Limits, Node, compile_at};
use crate::scenario::Scenario;
use crate::simulate::Player;
use crate::solve::Solution;
use crate::task::Task;
use indexmap::IndexMap;

/// How a scenario is solved where that differs from what its file says.
#[derive(Clone, Copy, Debug, Default)]
pub struct Overrides {
    /// Everybody's precision λ, from 0; none takes the file's.
    pub precision: Option<f64>,
    /// Points on each axis of the grid of beliefs, at least 3; none takes the file's.
    pub points: Option<usize>,
}

/// A scenario, compiled and solved, with a certificate.
pub struct Session {
    /// The scenario.
    pub scenario: Scenario,
    /// Its game.
    pub game: Game,
    /// Its equilibrium.
    pub solution: Solution,
}

impl Overrides {
    /// The game of `scenario` with these changes.
    ///
    /// # Errors
    /// As [`compile_at`].
    pub fn compile(&self, scenario: &Scenario, limits: &Limits) -> Result<Game, Error> {
        let points = self.points.unwrap_or(scenario.belief_points);
        let mut game = compile_at(scenario, points, limits)?;
        if let Some(precision) = self.precision {
            game.payments.precision.fill(precision);
        }
        Ok(game)
    }
}

impl Session {
    /// Compiles and solves `scenario`. `task` hears the share solved.
    ///
    /// # Errors
    /// As [`compile_at`] and [`equilibrium`].
    pub fn open(
        scenario: Scenario,
        overrides: &Overrides,
        limits: &Limits,
        task: &dyn Task,
    ) -> Result<Self, Error> {
        let game = overrides.compile(&scenario, limits)?;
        Session::solve(scenario, game, task)
    }

    /// Solves `game`, compiled from `scenario`.
    ///
    /// # Errors
    /// As [`equilibrium`]; or what the scenario takes as known cannot have come about.
    pub(super) fn solve(scenario: Scenario, game: Game, task: &dyn Task) -> Result<Self, Error> {
        let solution = equilibrium(&scenario, &game, task)?;
        // that what is known can have come about, whoever asks for histories may rely on
        known_of((&scenario, &game, &solution), 0, |_| ())?;
        Ok(Session {
            scenario,
            game,
            solution,
        })
    }

    /// What `with` makes of a player of its histories.
    pub(super) fn play<T>(&self, with: impl FnOnce(Player) -> T) -> T {
        let played = with_player((&self.scenario, &self.game, &self.solution), with);
        played.expect("what is known can have come about, or the session were not opened")
    }

    /// The same, borrowed.
    pub fn equilibrium(&self) -> Equilibrium<'_> {
        Equilibrium {
            scenario: &self.scenario,
            game: &self.game,
            solution: &self.solution,
        }
    }
}

/// A scenario with its game and its equilibrium, wherever they are kept.
#[derive(Clone, Copy)]
pub struct Equilibrium<'a> {
    /// The scenario.
    pub scenario: &'a Scenario,
    /// Its game.
    pub game: &'a Game,
    /// Its equilibrium.
    pub solution: &'a Solution,
}

impl Equilibrium<'_> {
    /// The state at `node`: the level of each variable, by its id.
    pub fn state(&self, node: impl Into<Node>) -> IndexMap<String, String> {
        let levels = self.game.structure.levels(node);
        let all = self.scenario.variables.iter().zip(levels);
        all.map(|(v, l)| (v.name.id.clone(), v.level(l as usize)))
            .collect()
    }
}
