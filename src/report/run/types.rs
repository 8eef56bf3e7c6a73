//! What `run` says of private types: outcomes by true type, and what all believe by round.

use super::rounds::{MoveSummary, moves_in};
use crate::forecast::{Occupancy, course, given, mixed, outcomes, standing, weights};
use crate::game::{Beliefs, Who};
use crate::report::quantiles::quantiles;
use crate::statistics::wilson;
use crate::study::{Kind, Run};
use indexmap::IndexMap;
use serde::Serialize;

/// A type of an actor, and what comes of it if it is the true one: if types can change, the true one in the end, at
/// the end of each round, and when a move is made.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TypeSummary {
    pub actor: String,
    pub actor_label: String,
    #[serde(rename = "type")]
    pub type_: String,
    pub label: String,
    pub prior: f64,
    /// How likely it is, given what is taken as known; none if nothing is, or if types change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub posterior: Option<f64>,
    /// If its type can change, the probability that the actor is of this one in the end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub in_the_end: Option<f64>,
    /// How it comes to its choices.
    pub plays: &'static str,
    /// Expected discounted payoff at the start, knowing its type.
    pub value: f64,
    pub outcomes: Vec<TypeOutcome>,
    /// The measures, if the actor is of this type: where types can change, of this one at the measure's time.
    pub measures: Vec<TypeMeasure>,
    /// The course of the state if the actor is of this type: `[round][level]` by variable, exact; nothing but 0 in a
    /// round in which it cannot be.
    pub course: IndexMap<String, Vec<Vec<f64>>>,
    /// The actor's options, used by this type. If types can change, of all histories, whoever it is in them.
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

/// A measure's value, given the type.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TypeMeasure {
    pub id: String,
    /// Null where the actor cannot be of the type then.
    pub exact: Option<f64>,
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
    /// `[round][quantile]`, of the quantiles [`QUANTILES`](crate::report::QUANTILES); none where the actor is of
    /// that type in no history.
    pub rounds: Vec<Option<[f64; 5]>>,
}

/// Every typed actor's types.
pub(super) fn types(run: &Run) -> Vec<TypeSummary> {
    let (game, scenario) = (&run.game, &run.scenario);
    let beliefs = &game.beliefs;
    let count = scenario.outcomes.len();
    let values = run.solution.start(game);
    let known = run.record.is_some();
    let mut all = vec![];
    for (i, actor) in scenario.actors.iter().enumerate() {
        if beliefs.type_count(i) == 1 {
            continue;
        }
        for role in beliefs.roles(i) {
            let changes = game.changes_of(i);
            let own = own(beliefs, role);
            let weights = match changes {
                true => now(run, &own),
                false => given(game, role),
            };
            let occupancy = Occupancy::mix(&run.exact_by_who, &weights);
            let mut exact = outcomes(game, &occupancy, count);
            let mut course = course(game, &occupancy);
            let mass: f64 = exact.iter().sum();
            if changes || known {
                part(&mut exact);
                course.iter_mut().flatten().for_each(|shares| part(shares));
            }
            let mut hits = vec![0u64; count];
            let mut n = 0u64;
            for (k, outcome) in run.simulation.outcomes.iter().enumerate() {
                if own[run.simulation.who(k, game.rounds - 1).get()] {
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
                posterior: (known && !changes).then(|| beliefs.prior[role] * mass),
                in_the_end: changes.then_some(mass),
                plays: private.map_or(actor.plays, |t| t.plays).word(),
                value: values[role],
                outcomes: (0..count).map(outcome).collect(),
                measures: measures(run, &occupancy, &weights),
                course: course
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

/// Every measure over the histories of an exact `occupancy`, in which all that actors can be have these weights.
fn measures(run: &Run, occupancy: &Occupancy, weights: &[f64]) -> Vec<TypeMeasure> {
    let mass: Vec<f64> = standing(&run.game, occupancy)
        .iter()
        .map(|shares| shares.iter().sum())
        .collect();
    let all = run.scenario.measures.iter().zip(&run.measured);
    all.map(|(measure, measured)| {
        let t = Kind::of(measure).round() - 1;
        TypeMeasure {
            id: measure.name.id.clone(),
            exact: (mass[t] > 0.0).then(|| mixed(&measured.by_who, weights)[t] / mass[t]),
        }
    })
    .collect()
}

/// For each profile of types whether `role` is one of them.
fn own(beliefs: &Beliefs, role: usize) -> Vec<bool> {
    let i = beliefs.actor(role);
    let is = |profile| beliefs.types(profile)[i] == beliefs.type_of(role);
    beliefs.profiles().map(is).collect()
}

/// The weights of all that actors can be, of those that are now of one of their `own` profiles.
fn now(run: &Run, own: &[bool]) -> Vec<f64> {
    let all = run.game.who().zip(weights(&run.game));
    let weight = |(who, weight): (Who, f64)| match own[who.now.get()] {
        true => weight,
        false => 0.0,
    };
    all.map(weight).collect()
}

/// Divides by the sum; what never is stays nothing.
fn part(shares: &mut [f64]) {
    let sum: f64 = shares.iter().sum();
    if sum > 0.0 {
        shares.iter_mut().for_each(|x| *x /= sum);
    }
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
            let own = own(beliefs, truth);
            // [type][round]: the probabilities in every history
            let mut held = vec![vec![vec![]; rounds]; beliefs.type_count(i)];
            let records = run.simulation.beliefs.chunks_exact(rounds * axes);
            for (k, records) in records.enumerate() {
                for (t, record) in records.chunks_exact(axes).enumerate() {
                    if !own[run.simulation.who(k, t).get()] {
                        continue;
                    }
                    let at: Vec<f64> = record.iter().map(|x| f64::from(*x)).collect();
                    for (kind, p) in beliefs.probabilities(i, &at).into_iter().enumerate() {
                        held[kind][t].push(p);
                    }
                }
            }
            if held[0].iter().all(Vec::is_empty) {
                continue;
            }
            let known = |all: Vec<f64>| (!all.is_empty()).then(|| quantiles(all));
            for (kind, rounds) in held.into_iter().enumerate() {
                all.push(BeliefSummary {
                    actor: actor.name.id.clone(),
                    type_: beliefs.names[beliefs.role(i, kind)].0.clone(),
                    true_type: beliefs.names[truth].0.clone(),
                    rounds: rounds.into_iter().map(known).collect(),
                });
            }
        }
    }
    all
}
