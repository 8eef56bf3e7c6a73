//! How a measure, a claim's target or a milestone is read off a solved game: one function for every
//! command.

use crate::forecast::{AtNodes, Known, Occupancy, events_at, ever, means_at, mixed, weights};
use crate::game::{Draws, Game, Node};
use crate::language::{Code, Evaluator, Expr};
use crate::scenario::{Measure, Moment, Scenario};
use crate::solve::Solution;

/// The exact forecast that something is read off.
#[derive(Clone, Copy)]
pub(crate) struct Forecast<'a> {
    /// For all that actors [can be](Game::who).
    pub by_who: &'a [Occupancy],
    /// The rounds by which the shadow is longer.
    pub longer: usize,
    /// What is known of how play has gone, if anything.
    pub known: Option<&'a Known<'a>>,
}

/// What is read, and at the end of which round (from 1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// The probability that a condition holds then.
    At(usize),
    /// The probability that it has held after some move up to then.
    By(usize),
    /// The mean of a number then.
    Mean(usize),
}

impl Kind {
    /// How `measure` is read.
    pub fn of(measure: &Measure) -> Kind {
        let kind = match (measure.mean, measure.moment) {
            (false, moment) => Kind::event(moment),
            (true, Moment::At(t)) => Some(Kind::Mean(t)),
            (true, Moment::By(_) | Moment::During(..)) => None,
        };
        kind.unwrap_or_else(|| unreachable!("refused when the file is read"))
    }

    /// How a condition is read at this moment; none `during` rounds.
    pub fn event(moment: Moment) -> Option<Kind> {
        match moment {
            Moment::At(t) => Some(Kind::At(t)),
            Moment::By(t) => Some(Kind::By(t)),
            Moment::During(..) => None,
        }
    }

    /// The round at whose end it is read.
    pub fn round(self) -> usize {
        let (Kind::At(t) | Kind::By(t) | Kind::Mean(t)) = self;
        t
    }

    /// The value by round of an expression that is `numbers` at the nodes.
    pub(crate) fn exact(
        self,
        game: &Game,
        solution: &Solution,
        numbers: &AtNodes<f64>,
        on: Forecast,
    ) -> Vec<f64> {
        let by_who = self.by_who(game, solution, numbers, on);
        mixed(&by_who, &weights(game))
    }

    /// The same for all that actors [can be](Game::who), given how their types are drawn: where types can change, of
    /// the histories in which they stand so at the end of the round.
    pub(crate) fn by_who(
        self,
        game: &Game,
        solution: &Solution,
        numbers: &AtNodes<f64>,
        on: Forecast,
    ) -> Vec<Vec<f64>> {
        let all = game.who().zip(on.by_who);
        match self {
            Kind::At(_) => {
                let holds = holds(numbers);
                all.map(|(who, occupancy)| events_at(game, occupancy, holds.of(who.now)))
                    .collect()
            }
            Kind::By(_) => {
                let holds = holds(numbers);
                let profiles = game.beliefs.profiles();
                profiles
                    .flat_map(|drawn| ever(game, (solution, on.longer), &holds, on.known, drawn))
                    .collect()
            }
            Kind::Mean(_) => all
                .map(|(who, occupancy)| means_at(game, occupancy, numbers.of(who.now)))
                .collect(),
        }
    }
}

/// Where a condition that is these `numbers` holds.
pub(crate) fn holds(numbers: &AtNodes<f64>) -> AtNodes<bool> {
    numbers.map(|x| *x != 0.0)
}

/// The value of an expression at every node's state; where it reads what is private, by who the actors are there.
pub(crate) fn at_nodes(scenario: &Scenario, game: &Game, expr: &Expr) -> AtNodes<f64> {
    let private = || scenario.private.iter().map(|p| &p.variable);
    let variables = scenario.variables.iter().chain(private());
    let values: Vec<Vec<f64>> = variables.map(|v| v.values()).collect();
    let parameters = scenario.values();
    let tables: Vec<Vec<Expr>> = scenario.tables.iter().map(|t| t.entries.clone()).collect();
    let definitions: Vec<Expr> = scenario
        .definitions
        .iter()
        .map(|d| d.expr.clone())
        .collect();
    let evaluator = Evaluator {
        parameters: &parameters,
        values: &values,
        states: scenario.variables.len(),
        tables: &tables,
        definitions: &definitions,
    };
    // the state, what is proposed and what is chosen, and what is private
    let mut sizes = game.structure.radix.clone();
    sizes.extend([1, 1]);
    let first = sizes.len();
    sizes.extend(private().map(|v| v.size()));
    let code = Code::compile(expr, &evaluator, &sizes);
    let row = |known: &[(usize, u16)]| -> Vec<f64> {
        let mut slots = vec![0; sizes.len()];
        for (p, level) in known {
            slots[first + p] = *level;
        }
        let at = |node: Node| {
            game.structure.read_levels(node, &mut slots);
            code.at(&slots)
        };
        game.structure.nodes().map(at).collect()
    };
    if scenario.secrets(expr).is_empty() {
        return AtNodes::public(row(&[]));
    }
    let drawn = Draws::new(scenario);
    let known = |profile| -> Vec<(usize, u16)> {
        let types = game.beliefs.types(profile).into_iter();
        let actors = scenario.actors.iter().zip(&drawn.possible).zip(types);
        let own = actors.filter_map(|((actor, possible), type_)| {
            Some(&actor.types[*possible.get(type_)?].levels)
        });
        own.flatten().copied().collect()
    };
    let profiles = game.beliefs.profiles();
    AtNodes::by_types(profiles.map(|profile| row(&known(profile))).collect())
}
