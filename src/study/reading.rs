//! How a measure, a claim's target or a milestone is read off a solved game: one function for every
//! command.

use crate::forecast::{Occupancy, events_at, ever, means_at};
use crate::game::{Game, Node};
use crate::language::{Code, Evaluator, Expr};
use crate::scenario::{Measure, Moment, Scenario};
use crate::solve::Solution;

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
        match (measure.mean, measure.moment) {
            (false, moment) => Kind::event(moment),
            (true, Moment::At(t)) => Kind::Mean(t),
            (true, Moment::By(_)) => unreachable!("refused when the file is read"),
        }
    }

    /// How a condition is read at this moment.
    pub fn event(moment: Moment) -> Kind {
        match moment {
            Moment::At(t) => Kind::At(t),
            Moment::By(t) => Kind::By(t),
        }
    }

    /// The round at whose end it is read.
    pub fn round(self) -> usize {
        let (Kind::At(t) | Kind::By(t) | Kind::Mean(t)) = self;
        t
    }

    /// The value by round of an expression that is `numbers` at every node. `occupancy` is the exact occupancy
    /// under a shadow `longer` rounds longer.
    pub(crate) fn exact(
        self,
        game: &Game,
        solution: &Solution,
        numbers: &[f64],
        (occupancy, longer): (&Occupancy, usize),
    ) -> Vec<f64> {
        match self {
            Kind::At(_) => events_at(game, occupancy, &holds(numbers)),
            Kind::By(_) => ever_of(game, solution, &holds(numbers), longer),
            Kind::Mean(_) => means_at(game, occupancy, numbers),
        }
    }
}

/// The nodes at which a condition that is these `numbers` holds.
pub(crate) fn holds(numbers: &[f64]) -> Vec<bool> {
    numbers.iter().map(|x| *x != 0.0).collect()
}

/// [`ever`] over all profiles of types.
fn ever_of(game: &Game, solution: &Solution, event: &[bool], longer: usize) -> Vec<f64> {
    let mut sum = vec![0.0; game.rounds];
    for profile in game.beliefs.profiles() {
        let by = ever(game, solution, event, longer, profile);
        let chance = game.beliefs.chance(profile);
        sum.iter_mut().zip(by).for_each(|(s, x)| *s += chance * x);
    }
    sum
}

/// The value of an expression at every node's state.
pub(crate) fn at_nodes(scenario: &Scenario, game: &Game, expr: &Expr) -> Vec<f64> {
    let values: Vec<Vec<f64>> = scenario.variables.iter().map(|v| v.values()).collect();
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
        states: values.len(),
        tables: &tables,
        definitions: &definitions,
    };
    let mut sizes = game.structure.radix.clone();
    sizes.extend([1, 1]);
    let code = Code::compile(expr, &evaluator, &sizes);
    let at = |node: Node| {
        let mut slots = game.structure.levels(node);
        slots.extend([0, 0]);
        code.at(&slots)
    };
    game.structure.nodes().map(at).collect()
}
