//! What happens by round: the course of the state, when events come, how often options are used.

use crate::forecast::{Occupancy, Use, outcomes_by_round, uses, weights};
use crate::scenario::{EachRound, Moment};
use crate::study::Run;
use serde::Serialize;

/// Shares of a state variable's levels by round.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Course {
    pub id: String,
    pub label: String,
    pub levels: Vec<String>,
    /// The level at which it starts, by number.
    pub start: usize,
    /// `[round][level]`.
    pub exact: Vec<Vec<f64>>,
    pub simulated: Vec<Vec<f64>>,
}

/// How likely it is that something has come by each round.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Incidence {
    pub id: String,
    pub label: String,
    pub exact: Vec<f64>,
    pub simulated: Vec<f64>,
}

/// How often an option was open and used, by round.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct MoveSummary {
    pub turn: String,
    pub turn_label: String,
    /// Null for chance.
    pub actor: Option<String>,
    pub option: String,
    pub label: String,
    pub open: Vec<f64>,
    pub used: Vec<f64>,
}

impl MoveSummary {
    /// Of all rounds together: share of the times it was open that it was used.
    pub fn share(&self) -> Option<f64> {
        let open: f64 = self.open.iter().sum();
        (open > 0.0).then(|| self.used.iter().sum::<f64>() / open)
    }
}

/// Every state variable, in file order.
pub(super) fn courses(run: &Run) -> Vec<Course> {
    let [exact, simulated] = run.courses();
    let all = run.scenario.variables.iter().zip(exact).zip(simulated);
    // a clock stands where everybody knows
    let all = all.filter(|((v, _), _)| v.each_round != EachRound::Counts);
    all.map(|((v, exact), simulated)| Course {
        id: v.name.id.clone(),
        label: v.name.label.clone(),
        levels: (0..v.size())
            .map(|l| v.level(l).replace('_', " "))
            .collect(),
        start: v.start,
        exact,
        simulated,
    })
    .collect()
}

/// Ending outcomes, then measures read `by` a time: what comes once and stays.
pub(super) fn timing(run: &Run) -> Vec<Incidence> {
    let count = run.scenario.outcomes.len();
    let exact = outcomes_by_round(&run.game, &run.exact, count);
    let simulated = outcomes_by_round(&run.game, &run.simulated, count);
    let mut all = vec![];
    for (o, outcome) in run
        .scenario
        .outcomes
        .iter()
        .enumerate()
        .filter(|(_, o)| o.ends)
    {
        all.push(Incidence {
            id: outcome.name.id.clone(),
            label: outcome.name.label.clone(),
            exact: exact.iter().map(|r| r[o]).collect(),
            simulated: simulated.iter().map(|r| r[o]).collect(),
        });
    }
    for (e, m) in run.events.iter().enumerate() {
        let measure = &run.scenario.measures[*m];
        if let Moment::By(date) = measure.moment {
            // What comes after the date no longer counts.
            let judged = |values: &mut dyn Iterator<Item = f64>| {
                let mut values: Vec<f64> = values.collect();
                let last = values[date - 1];
                values[date..].fill(last);
                values
            };
            let histories = run.simulation.histories as f64;
            let counts = run.simulation.by(e);
            all.push(Incidence {
                id: measure.name.id.clone(),
                label: measure.name.label.clone(),
                exact: judged(&mut run.measured[*m].exact.iter().copied()),
                simulated: judged(&mut counts.iter().map(|n| *n as f64 / histories)),
            });
        }
    }
    all
}

/// Every option, in the order of the turns.
pub(super) fn moves(run: &Run) -> Vec<MoveSummary> {
    moves_in(run, &run.exact, &weights(&run.game))
}

/// The same over the histories of an exact `occupancy`, in which all that actors can be have these weights.
pub(super) fn moves_in(run: &Run, occupancy: &Occupancy, weights: &[f64]) -> Vec<MoveSummary> {
    let summary = |u: Use| MoveSummary {
        turn: run.scenario.turns[u.turn].name.id.clone(),
        turn_label: run.scenario.turns[u.turn].name.label.clone(),
        actor: u.actor.map(|i| run.scenario.actors[i].name.id.clone()),
        option: u.id,
        label: u.label,
        open: u.open,
        used: u.used,
    };
    uses(&run.game, occupancy, (&run.exact_by_who, weights))
        .into_iter()
        .map(summary)
        .collect()
}
