//! What `run` says of private types: outcomes by true type, and what all believe by round.

use super::rounds::{MoveSummary, moves_in};
use crate::forecast::{Occupancy, course, given, outcomes};
use crate::report::quantiles::quantiles;
use crate::statistics::wilson;
use crate::study::Run;
use indexmap::IndexMap;
use serde::Serialize;

/// A type of an actor, and what comes of it if it is the true one.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TypeSummary {
    pub actor: String,
    pub actor_label: String,
    #[serde(rename = "type")]
    pub type_: String,
    pub label: String,
    pub prior: f64,
    /// How it comes to its choices.
    pub plays: &'static str,
    /// Expected discounted payoff at the start, knowing its type.
    pub value: f64,
    pub outcomes: Vec<TypeOutcome>,
    /// The course of the state if the actor is of this type: `[round][level]` by variable, exact.
    pub course: IndexMap<String, Vec<Vec<f64>>>,
    /// The actor's options, used by this type.
    pub moves: Vec<MoveSummary>,
}

/// An outcome's probability, given the type.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TypeOutcome {
    pub id: String,
    pub exact: f64,
    pub simulated: Option<f64>,
    pub low: Option<f64>,
    pub high: Option<f64>,
}

/// The probability that all give a type at the end of a round, over the histories in which an
/// actor has a given true type: quantiles.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct BeliefSummary {
    pub actor: String,
    /// The type that is believed in.
    #[serde(rename = "type")]
    pub type_: String,
    /// The type that the actor has.
    pub true_type: String,
    /// `[round][quantile]`, of the quantiles [`QUANTILES`](crate::report::QUANTILES).
    pub rounds: Vec<[f64; 5]>,
}

/// Every typed actor's types.
pub(super) fn types(run: &Run) -> Vec<TypeSummary> {
    let (game, scenario) = (&run.game, &run.scenario);
    let beliefs = &game.beliefs;
    let count = scenario.outcomes.len();
    let values = run.solution.start(game);
    let mut all = vec![];
    for (i, actor) in scenario.actors.iter().enumerate() {
        if beliefs.type_count(i) == 1 {
            continue;
        }
        for role in beliefs.roles(i) {
            let weights = given(beliefs, role);
            let occupancy = Occupancy::mix(&run.exact_by_profile, &weights);
            let exact = outcomes(game, &occupancy, count);
            let mut hits = vec![0u64; count];
            let mut n = 0u64;
            for (draw, outcome) in run.simulation.draws.iter().zip(&run.simulation.outcomes) {
                if beliefs.types(*draw)[i] == beliefs.type_of(role) {
                    hits[*outcome as usize] += 1;
                    n += 1;
                }
            }
            let outcome = |o: usize| {
                let interval = (n > 0).then(|| wilson(hits[o], n));
                TypeOutcome {
                    id: scenario.outcomes[o].name.id.clone(),
                    exact: exact[o],
                    simulated: (n > 0).then(|| hits[o] as f64 / n as f64),
                    low: interval.map(|i| i.0),
                    high: interval.map(|i| i.1),
                }
            };
            let (id, label) = &beliefs.names[role];
            let private = actor.types.iter().find(|t| t.name.id == *id);
            all.push(TypeSummary {
                actor: actor.name.id.clone(),
                actor_label: actor.name.label.clone(),
                type_: id.clone(),
                label: label.clone(),
                prior: beliefs.prior[role],
                plays: private.map_or(actor.plays, |t| t.plays).word(),
                value: values[role],
                outcomes: (0..count).map(outcome).collect(),
                course: course(game, &occupancy)
                    .into_iter()
                    .zip(&scenario.variables)
                    .map(|(rounds, v)| (v.name.id.clone(), rounds))
                    .collect(),
                moves: moves_in(run, &occupancy, &weights)
                    .into_iter()
                    .filter(|m| m.actor.as_ref() == Some(&actor.name.id))
                    .collect(),
            });
        }
    }
    all
}

/// What all believe, for each typed actor, type and true type.
pub(super) fn beliefs(run: &Run) -> Vec<BeliefSummary> {
    let beliefs = &run.game.beliefs;
    let (rounds, axes) = (run.game.rounds, beliefs.axes.len());
    let mut all = vec![];
    for (i, actor) in run.scenario.actors.iter().enumerate() {
        if beliefs.type_count(i) == 1 {
            continue;
        }
        for truth in beliefs.roles(i) {
            let own: Vec<usize> = (0..run.simulation.histories)
                .filter(|k| {
                    let draw = run.simulation.draws[*k];
                    beliefs.types(draw)[i] == beliefs.type_of(truth)
                })
                .collect();
            if own.is_empty() {
                continue;
            }
            // [type][round]: the probabilities in every history
            let mut held = vec![vec![Vec::with_capacity(own.len()); rounds]; beliefs.type_count(i)];
            for k in &own {
                let records = &run.simulation.beliefs[k * rounds * axes..(k + 1) * rounds * axes];
                for (t, record) in records.chunks_exact(axes).enumerate() {
                    let at: Vec<f64> = record.iter().map(|x| f64::from(*x)).collect();
                    for (kind, p) in beliefs.probabilities(i, &at).into_iter().enumerate() {
                        held[kind][t].push(p);
                    }
                }
            }
            for (kind, rounds) in held.into_iter().enumerate() {
                all.push(BeliefSummary {
                    actor: actor.name.id.clone(),
                    type_: beliefs.names[beliefs.role(i, kind)].0.clone(),
                    true_type: beliefs.names[truth].0.clone(),
                    rounds: rounds.into_iter().map(quantiles).collect(),
                });
            }
        }
    }
    all
}
