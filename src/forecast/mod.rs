//! The exact distribution forward through the game, and what is read off a distribution, exact or
//! simulated.
//!
//! With types it is worked out for each way in which they can be drawn, over positions and points
//! of the grid of beliefs. What lands between points is spread among them by the cubic without its
//! limiter: the transpose of reading values backward, so that one pass forward gives every outcome,
//! measure and use of an option at once.

mod at_nodes;
mod forward;
mod known;
mod midway;
mod pass;
mod readings;
mod record;
mod usual;
mod watch;

pub use at_nodes::AtNodes;
pub use forward::{ends_from, ever, forecast, forecast_given};
pub use known::{Known, Odds};
pub use midway::Midway;
pub use pass::ByCall;
pub use readings::{
    Use, by_account, course, events_at, means_at, outcomes, outcomes_by_round, standing, uses,
};
pub use record::{Entry, TooManyWays, Trigger, When, record};
pub use usual::usual_beliefs;
pub use watch::{MOST_WATCHED, Set};

use crate::game::{Game, Who};

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

/// The occupancy over all [ways](Game::who) in which types can be drawn, weighted by the priors.
pub fn whole(game: &Game, by_who: &[Occupancy]) -> Occupancy {
    Occupancy::mix(by_who, &weights(game))
}

/// For each [way](Game::who) in which types can be drawn and stand now the probability of the draw.
pub fn weights(game: &Game) -> Vec<f64> {
    game.who()
        .map(|who| game.beliefs.chance(who.drawn))
        .collect()
}

/// The sum of values by round of all that actors [can be](Game::who), each times its weight.
pub fn mixed(by_who: &[Vec<f64>], weights: &[f64]) -> Vec<f64> {
    let mut sum = vec![0.0; by_who[0].len()];
    for (values, weight) in by_who.iter().zip(weights) {
        let pairs = sum.iter_mut().zip(values);
        pairs.for_each(|(sum, x)| *sum += weight * x);
    }
    sum
}

/// The [weights], given that `role` is drawn; 0 if it cannot be.
pub fn given(game: &Game, role: usize) -> Vec<f64> {
    let beliefs = &game.beliefs;
    let actor = beliefs.actor(role);
    let weight = |who: Who| {
        let own = beliefs.role(actor, beliefs.types(who.drawn)[actor]) == role;
        if own && beliefs.prior[role] > 0.0 {
            beliefs.chance(who.drawn) / beliefs.prior[role]
        } else {
            0.0
        }
    };
    game.who().map(weight).collect()
}
