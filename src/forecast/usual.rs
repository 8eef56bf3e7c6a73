//! What is believed on average of those whose types change.

use super::{Occupancy, weights};
use crate::game::{Game, Position};

/// What all believe, on every axis, of histories that come to `positions` in round `t` (from 1): of actors whose types
/// can change, on average over these; of others, and where no history comes, the priors. `by_who` has the
/// occupancies of all that actors [can be](Game::who).
pub fn usual_beliefs(
    game: &Game,
    by_who: &[Occupancy],
    t: usize,
    positions: &[Position],
) -> Vec<f64> {
    let (s, beliefs) = (&game.structure, &game.beliefs);
    let mut at = beliefs.coordinates(beliefs.start);
    for i in (0..beliefs.actors()).filter(|i| game.changes_of(*i)) {
        let mut shares = vec![0.0; beliefs.type_count(i)];
        let all = game.who().zip(by_who).zip(weights(game));
        for ((who, occupancy), weight) in all {
            let taken = &occupancy.taken[t - 1];
            let here = positions
                .iter()
                .flat_map(|p| &taken[s.moves_of(*p).range()]);
            shares[beliefs.types(who.now)[i]] += weight * here.sum::<f64>();
        }
        let sum: f64 = shares.iter().sum();
        if sum > 0.0 {
            shares.iter_mut().for_each(|x| *x /= sum);
            beliefs.believe(i, &shares, &mut at);
        }
    }
    at
}
