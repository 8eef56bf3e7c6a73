//! Which types are possible, and how they are drawn together where they are not independent.

use super::super::open_profiles;
use crate::scenario::{Actor, ActorType, Scenario, Turn};
use std::collections::BTreeSet;

/// The types of all actors.
pub(crate) struct Draws {
    /// For each actor its types that can be drawn, by number.
    pub possible: Vec<Vec<usize>>,
    /// For each profile of these its probability over the product of its types' own; none if types are independent.
    pub factors: Option<Vec<f64>>,
}

impl Draws {
    /// Of a scenario.
    pub fn new(scenario: &Scenario) -> Self {
        let own: Vec<Vec<f64>> = scenario
            .actors
            .iter()
            .map(|a| a.types.iter().map(|t| scenario.number(&t.prior)).collect())
            .collect();
        let above = |shares: &Vec<f64>| (0..shares.len()).filter(|k| shares[*k] > 0.0).collect();
        if !scenario.correlated() {
            let pairs = scenario.actors.iter().zip(&own);
            return Draws {
                possible: pairs.map(|(a, own)| possible(scenario, a, own)).collect(),
                factors: None,
            };
        }
        // who has no types is of type 0
        let sizes: Vec<usize> = own.iter().map(|o| o.len().max(1)).collect();
        let joint: Vec<(Vec<usize>, f64)> = open_profiles(&sizes)
            .map(|types| (types.clone(), chance(scenario, &types)))
            .collect();
        let mut sums: Vec<Vec<f64>> = sizes.iter().map(|n| vec![0.0; *n]).collect();
        for (types, chance) in &joint {
            let pairs = sums.iter_mut().zip(types);
            pairs.for_each(|(sum, type_)| sum[*type_] += chance);
        }
        // a type may be made certain or impossible after the draw was written down
        let share = |i: usize, k: usize| own[i].get(k).copied().unwrap_or(1.0);
        let factor = |(types, chance): &(Vec<usize>, f64)| {
            let sums = types.iter().enumerate().map(|(i, k)| sums[i][*k]);
            match sums.product::<f64>() {
                0.0 => 0.0,
                product => chance / product,
            }
        };
        let factors: Vec<f64> = joint.iter().map(factor).collect();
        let mut likely: Vec<Vec<f64>> = own.iter().map(|o| vec![0.0; o.len()]).collect();
        for ((types, _), factor) in joint.iter().zip(&factors) {
            let chance = types.iter().enumerate().map(|(i, k)| share(i, *k));
            let chance = factor * chance.product::<f64>();
            let pairs = likely.iter_mut().zip(types);
            for (sums, type_) in pairs.filter(|(sums, _)| !sums.is_empty()) {
                sums[*type_] += chance;
            }
        }
        let possible: Vec<Vec<usize>> = likely.iter().map(above).collect();
        let known = joint.iter().zip(&factors);
        let stays = |types: &[usize]| {
            let mut all = possible.iter().zip(types);
            all.all(|(possible, type_)| possible.is_empty() || possible.contains(type_))
        };
        let left = known.filter(|((types, _), _)| stays(types));
        let factors: Vec<f64> = left.map(|(_, factor)| *factor).collect();
        Draws {
            // what is left may be independent, as what is certain is
            factors: (factors.len() > 1).then_some(factors),
            possible,
        }
    }
}

/// The types, with these priors, that an actor can be of: those that can be drawn, and what can become of them.
fn possible(scenario: &Scenario, actor: &Actor, priors: &[f64]) -> Vec<usize> {
    let choices = scenario.turns.iter().flat_map(Turn::choices);
    let set: BTreeSet<usize> = choices
        .flat_map(|(_, c)| c.unseen.iter().map(|(p, _)| *p))
        .collect();
    let alike = |a: &ActorType, b: &ActorType| {
        let mut pairs = a.levels.iter().zip(&b.levels);
        pairs.all(|(a, b)| a == b || set.contains(&a.0))
    };
    let types = || actor.types.iter().enumerate();
    let drawn = |type_: &ActorType| {
        let mut all = actor.types.iter().zip(priors);
        all.any(|(t, prior)| *prior > 0.0 && alike(t, type_))
    };
    types().filter(|(_, t)| drawn(t)).map(|(k, _)| k).collect()
}

/// The probability of a profile by the priors of private variables, as far as these are not written down by actor.
fn chance(scenario: &Scenario, types: &[usize]) -> f64 {
    let mut levels = vec![0; scenario.private.len()];
    for (actor, type_) in scenario.actors.iter().zip(types) {
        let known = actor.types.get(*type_).into_iter();
        for (p, level) in known.flat_map(|t| &t.levels) {
            levels[*p] = usize::from(*level);
        }
    }
    scenario.chance_of_draw(&levels)
}
