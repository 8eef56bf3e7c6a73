//! What is left of a solution when an option is taken away and nobody answers: its probability goes
//! to its owner's other open options in proportion (model.md, section 7: the mechanical part).

use super::{Layer, Solution};
use crate::game::{Game, Move, Mover, MoverTypes, Played, Turn};
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
        let rows = layout.rows(k);
        let of = |j: usize, i| layout.type_of(k, MoverTypes::new(j / rows.points), i);
        let shut = |o: usize, j: usize| match &s.turn(k).mover {
            Mover::Actor(i) => game.closed.of_move(moves.at(o), of(j, *i)),
            Mover::Joint(joint) => {
                let picks = joint.picks(s.profile(moves.at(o)));
                let cells = s.open(p).iter().zip(s.party_cells(p)).zip(&picks);
                let mut picked = joint.actors.iter().zip(cells);
                picked.any(|(i, ((open, cells), pick))| {
                    let place = open.iter().position(|o| o == pick);
                    place.is_some_and(|n| game.closed.of_cell(cells.at(n), of(j, *i)))
                })
            }
            Mover::Chance(_) | Mover::Vote(_) => false,
        };
        drop_from(&mut layer.weights[layout.of_moves(k, &moves)], &taken, shut);
        if let Some(party) = removed.party {
            let taken: Vec<bool> = s.open(p)[party]
                .iter()
                .map(|o| removed.options.contains(o))
                .collect();
            if let Some(cells) = s.party_cells(p).nth(party) {
                let Mover::Joint(joint) = &s.turn(k).mover else {
                    continue;
                };
                let i = joint.actors[party];
                let shut = |o: usize, j: usize| game.closed.of_cell(cells.at(o), of(j, i));
                drop_from(&mut layer.cells[layout.of_cells(k, &cells)], &taken, shut);
            }
        }
    }
}

/// Takes options away from a strategy (options × the rest): their probability goes to the others in
/// proportion. `shut` says whether an option is closed to the types, and at the point, of a place in the rest.
fn drop_from(strategy: &mut [f64], taken: &[bool], shut: impl Fn(usize, usize) -> bool) {
    let block = strategy.len() / taken.len();
    for j in 0..block {
        let left = |o: &usize| !taken[*o] && !shut(*o, j);
        let others = (0..taken.len()).filter(left).count();
        if others == 0 {
            continue;
        }
        let lost: f64 = taken
            .iter()
            .enumerate()
            .filter(|(_, taken)| **taken)
            .map(|(o, _)| strategy[o * block + j])
            .sum();
        let rest = 1.0 - lost;
        for (o, taken) in taken.iter().enumerate() {
            let share = &mut strategy[o * block + j];
            *share = if *taken || shut(o, j) {
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
