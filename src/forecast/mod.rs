//! The exact distribution forward through the game, and what is read off a distribution, exact or
//! simulated.
//!
//! With types it is worked out for each way in which they can be drawn, over positions and points
//! of the grid of beliefs. What lands between points is spread among them by the cubic without its
//! limiter: the transpose of reading values backward, so that one pass forward gives every outcome,
//! measure and use of an option at once.

mod pass;
mod readings;

pub use pass::{Midway, ends_from, ever, forecast};
pub use readings::{
    Use, by_account, course, events_at, means_at, outcomes, outcomes_by_round, standing, uses,
};

use crate::game::{Beliefs, TypeProfile};

/// How often everything happens: probabilities, or shares of simulated histories.
#[derive(Clone, Debug)]
pub struct Occupancy {
    /// `taken[t][m]`: move m is taken in round t (from 0).
    pub taken: Vec<Vec<f64>>,
    /// `cast[t][c]`: cell c of a roll call comes about in round t.
    pub cast: Vec<Vec<f64>>,
    /// `ends[t][f]`: round t finishes at finish f: it ends there, or play ends there in that round.
    pub ends: Vec<Vec<f64>>,
}

impl Occupancy {
    /// The sum of `occupancies`, each times its weight.
    pub fn mix(occupancies: &[Occupancy], weights: &[f64]) -> Occupancy {
        let add = |to: &mut Vec<Vec<f64>>, from: &Vec<Vec<f64>>, weight: f64| {
            let pairs = to.iter_mut().flatten().zip(from.iter().flatten());
            pairs.for_each(|(x, y)| *x += weight * y);
        };
        let mut sum = occupancies[0].clone();
        for all in [&mut sum.taken, &mut sum.cast, &mut sum.ends] {
            all.iter_mut().flatten().for_each(|x| *x *= weights[0]);
        }
        for (occupancy, weight) in occupancies.iter().zip(weights).skip(1) {
            add(&mut sum.taken, &occupancy.taken, *weight);
            add(&mut sum.cast, &occupancy.cast, *weight);
            add(&mut sum.ends, &occupancy.ends, *weight);
        }
        sum
    }
}

/// The occupancy over all profiles of types, weighted by the priors.
pub fn whole(beliefs: &Beliefs, draws: &[Occupancy]) -> Occupancy {
    let chances: Vec<f64> = beliefs.profiles().map(|d| beliefs.chance(d)).collect();
    Occupancy::mix(draws, &chances)
}

/// The probability of every profile of types, given that `role` is drawn.
pub fn given(beliefs: &Beliefs, role: usize) -> Vec<f64> {
    let actor = beliefs.actor(role);
    let weight = |profile: TypeProfile| {
        let own = beliefs.role(actor, beliefs.types(profile)[actor]) == role;
        if own {
            beliefs.chance(profile) / beliefs.prior[role]
        } else {
            0.0
        }
    };
    beliefs.profiles().map(weight).collect()
}
