//! What is done at each information set of a game read from a file.

use crate::gambit::Import;
use crate::solve::Solution;

/// The probability of every action of each player's information set, in the order of
/// [`Import::places`], where beliefs are what the moves that lead there have made of them.
pub fn sets(import: &Import, solution: &Solution) -> Vec<Vec<f64>> {
    let game = &import.game;
    let (s, beliefs) = (&game.structure, &game.beliefs);
    let mut held = vec![vec![]; s.positions().len()];
    held[s.start().get()] = beliefs.coordinates(beliefs.start);
    let mut own = vec![vec![]; import.places.len()];
    let mut at = vec![vec![]; s.positions().len()];
    for (n, (_, place)) in import.places.iter().enumerate() {
        at[place.position.get()].push(n);
    }
    // a position is reached in one way only, and before those that it leads to
    for p in s.positions() {
        let view = solution.view(game, 1, &held[p.get()]);
        for n in &at[p.get()] {
            let place = &import.places[*n].1;
            let types = game.layout.alone(s.turn_of(p), place.player, place.type_);
            own[*n] = match &place.cells {
                Some(cells) => cells.clone().map(|c| view.cell(p, c, types)).collect(),
                None => view.moves(p, types),
            };
        }
        for m in s.moves_of(p) {
            if let Some(next) = s.position(s.next(m)) {
                held[next.get()] = view.after(p, m, &held[p.get()]);
            }
        }
    }
    own
}
