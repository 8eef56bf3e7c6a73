//! How often everything came about, in integers: the sums do not depend on the order of work.

use super::Step;
use crate::game::{Finish, Game, Node, TypeProfile};
use std::ops::Range;

/// How often moves, cells and finishes came about: rounds × each.
#[derive(Clone, Debug)]
pub(super) struct Tally {
    pub taken: Vec<Vec<u32>>,
    pub cast: Vec<Vec<u32>>,
    pub ends: Vec<Vec<u32>>,
}

/// The tallies of some histories.
pub(super) struct Watch<'a> {
    game: &'a Game,
    /// For all that actors [can be](Game::who).
    pub tallies: Vec<Tally>,
    /// `by[profile][e][t]`: histories in which event e first held in round t (from 0).
    by: Vec<Vec<Vec<u64>>>,
}

/// The tallies of a history whose types are drawn in one way.
pub(super) struct Eye<'a> {
    game: &'a Game,
    /// By who the actors are at the time.
    tallies: &'a mut [Tally],
    now: TypeProfile,
    by: &'a mut [Vec<u64>],
}

impl<'a> Watch<'a> {
    pub fn new(game: &'a Game, events: usize) -> Self {
        let s = &game.structure;
        let empty = Tally {
            taken: vec![vec![0; s.all_moves().len()]; game.rounds],
            cast: vec![vec![0; s.all_cells().len()]; game.rounds],
            ends: vec![vec![0; s.finishes().len()]; game.rounds],
        };
        let profiles = game.beliefs.profiles().len();
        Watch {
            game,
            tallies: vec![empty; profiles * game.nows()],
            by: vec![vec![vec![0; game.rounds]; events]; profiles],
        }
    }

    pub fn join(mut self, other: Self) -> Self {
        let tallies = self.tallies.iter_mut().zip(other.tallies);
        tallies.for_each(|(a, b)| a.add(b));
        add_up(&mut self.by, other.by);
        self
    }

    /// The tallies of a history whose types are so drawn.
    pub fn of(&mut self, drawn: TypeProfile) -> Eye<'_> {
        let (first, count) = (drawn.get() * self.game.nows(), self.game.nows());
        Eye {
            game: self.game,
            tallies: &mut self.tallies[first..first + count],
            now: drawn,
            by: &mut self.by[drawn.get()],
        }
    }

    /// `[profile][e][t]`: histories in which event e has held by the end of round t (from 0).
    pub fn by_the_end_of_each_round(&self) -> Vec<Vec<Vec<u64>>> {
        let mut all = self.by.clone();
        for counts in all.iter_mut().flatten() {
            (1..counts.len()).for_each(|t| counts[t] += counts[t - 1]);
        }
        all
    }
}

impl Eye<'_> {
    /// A step of the history.
    pub fn step(&mut self, step: &Step) {
        let t = step.round - 1;
        let tally = self.tally();
        tally.taken[t][step.taken.get()] += 1;
        for cell in step.cast {
            tally.cast[t][cell.get()] += 1;
        }
        self.now = step.who[1];
    }

    /// What is counted while the actors are who they are now.
    fn tally(&mut self) -> &mut Tally {
        &mut self.tallies[self.game.place_of(self.now)]
    }

    /// The events of these bits of word `word` have come about in round `round` (from 1).
    pub fn events(&mut self, word: usize, mut bits: u64, round: usize) {
        while bits != 0 {
            self.by[64 * word + bits.trailing_zeros() as usize][round - 1] += 1;
            bits &= bits - 1;
        }
    }

    /// The ends of rounds in which nobody moves after `node`, which becomes where the next begins.
    pub fn quiet(&mut self, node: &mut Node, rounds: Range<usize>) {
        let s = &self.game.structure;
        for round in rounds {
            let Some(finish) = s.finish(*node) else {
                unreachable!("somebody moves at a position")
            };
            self.end(finish, round);
            *node = s.restart(finish).unwrap_or(*node);
        }
    }

    /// Round `round` (from 1) finishes there.
    pub fn end(&mut self, finish: Finish, round: usize) {
        self.tally().ends[round - 1][finish.get()] += 1;
    }
}

impl Tally {
    pub fn add(&mut self, other: Self) {
        let add = |a: &mut Vec<Vec<u32>>, b: Vec<Vec<u32>>| {
            let all = a.iter_mut().flatten().zip(b.into_iter().flatten());
            all.for_each(|(a, b)| *a += b);
        };
        add(&mut self.taken, other.taken);
        add(&mut self.cast, other.cast);
        add(&mut self.ends, other.ends);
    }
}

/// Adds up what was counted by draw, event and round.
pub(super) fn add_up(a: &mut [Vec<Vec<u64>>], b: Vec<Vec<Vec<u64>>>) {
    let mine = a.iter_mut().flatten().flatten();
    mine.zip(b.into_iter().flatten().flatten())
        .for_each(|(a, b)| *a += b);
}
