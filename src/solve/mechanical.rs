//! What is left of a solution when an option is taken away and nobody answers: its probability goes
//! to its owner's other open options in proportion (model.md, section 7: the mechanical part).

use super::{Layer, Solution};
use crate::game::{Game, Move, Mover, Played, Turn};
use std::ops::Range;

/// Options that are taken away: of a turn, or of one of several who move at once there.
pub struct Removed {
    /// The turn.
    pub turn: Turn,
    /// The place among those who move at once of who loses them.
    pub party: Option<usize>,
    /// The options, or the drafts, by number.
    pub options: Range<usize>,
}

impl Solution {
    /// The solution without these options.
    pub fn without(&self, game: &Game, removed: &Removed) -> Solution {
        let mut solution = self.clone();
        for layer in &mut solution.layers {
            drop_options(layer, game, removed);
        }
        solution
    }
}

impl Removed {
    /// Whether move `m` is made of one of these options.
    fn takes(&self, game: &Game, m: Move) -> bool {
        let s = &game.structure;
        match (s.played(self.turn, m), &s.turn(self.turn).mover, self.party) {
            (Played::Profile(profile), Mover::Joint(joint), Some(party)) => {
                self.options.contains(&joint.picks(profile)[party])
            }
            (Played::Profile(_), _, _) => false,
            (Played::Vote(voted), _, _) => voted
                .draft()
                .is_some_and(|draft| self.options.contains(&draft)),
            (Played::Option(option), _, _) => self.options.contains(&option),
        }
    }
}

fn drop_options(layer: &mut Layer, game: &Game, removed: &Removed) {
    let (s, layout) = (&game.structure, &game.layout);
    let k = removed.turn;
    for p in s.positions_of(k) {
        let moves = s.moves_of(p);
        let taken: Vec<bool> = moves.clone().map(|m| removed.takes(game, m)).collect();
        if taken.iter().all(|t| *t) || !taken.contains(&true) {
            continue;
        }
        drop_from(&mut layer.weights[layout.of_moves(k, &moves)], &taken);
        if let Some(party) = removed.party {
            let taken: Vec<bool> = s.open(p)[party]
                .iter()
                .map(|o| removed.options.contains(o))
                .collect();
            if let Some(cells) = s.party_cells(p).nth(party) {
                drop_from(&mut layer.cells[layout.of_cells(k, &cells)], &taken);
            }
        }
    }
}

/// Takes options away from a strategy (options × the rest): their probability goes to the others in
/// proportion.
fn drop_from(strategy: &mut [f64], taken: &[bool]) {
    let block = strategy.len() / taken.len();
    let others = taken.iter().filter(|t| !**t).count();
    for j in 0..block {
        let lost: f64 = taken
            .iter()
            .enumerate()
            .filter(|(_, taken)| **taken)
            .map(|(o, _)| strategy[o * block + j])
            .sum();
        let rest = 1.0 - lost;
        for (o, taken) in taken.iter().enumerate() {
            let share = &mut strategy[o * block + j];
            *share = if *taken {
                0.0
            } else if rest < 1e-12 {
                // what was all that was done leaves no proportion
                1.0 / others as f64
            } else {
                *share / rest
            };
        }
    }
}
