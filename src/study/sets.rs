//! What is done at each information set of a game read from a file.

use crate::gambit::Import;
use crate::game::Mover;
use crate::solve::Solution;

/// The probability of every action of each player's information set, in the order of
/// [`Import::places`], where beliefs are what the moves that lead there have made of them.
pub fn sets(import: &Import, solution: &Solution) -> Vec<Vec<f64>> {
    let game = &import.game;
    let (s, beliefs) = (&game.structure, &game.beliefs);
    let mut held = vec![vec![]; s.positions];
    held[s.start as usize] = beliefs.coordinates(beliefs.start);
    let mut own = vec![vec![]; import.places.len()];
    let mut at = vec![vec![]; s.positions];
    for (n, (_, place)) in import.places.iter().enumerate() {
        at[place.position].push(n);
    }
    // a position is come to in one way only, and before those that it leads to
    for p in 0..s.positions {
        let view = solution.view(game, 1, &held[p]);
        for n in &at[p] {
            let place = &import.places[*n].1;
            own[*n] = match (&s.turns[p].mover, place.party) {
                (Mover::Joint(joint), Some((n, cell))) => {
                    let actor = joint.actors[n];
                    let drawn = game.layout.swap(p, 0, actor, place.kind, beliefs);
                    let cells = cell..cell + joint.options[n].len();
                    cells.map(|c| view.cell(p, c, drawn)).collect()
                }
                _ => view.moves(p, p, place.kind),
            };
        }
        for (n, m) in s.moves_of(p).enumerate() {
            let next = s.next[m] as usize;
            if next < s.positions {
                held[next] = view.after(p, p, n, &held[p]);
            }
        }
    }
    own
}
