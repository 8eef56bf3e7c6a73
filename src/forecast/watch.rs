//! What is watched for as histories are moved on: up to 64 things that a move can bring about, a bit each.

use super::AtNodes;
use crate::game::{Game, Move, Node, TypeProfile};
use std::collections::BTreeMap;

/// The most things that can be watched for at once.
pub const MOST_WATCHED: usize = 64;

/// Which of the things that are watched for each move brings about.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// By who the actors are after it, and the node that it leads to; nobody is told apart if there is one row.
    nodes: Vec<Vec<u64>>,
    /// By itself; empty if nothing is brought about so.
    moves: Vec<u64>,
}

impl Marks {
    /// Nothing is brought about, among actors who can be so many.
    pub fn none(game: &Game, nows: usize) -> Self {
        Marks {
            nodes: vec![vec![0; game.structure.nodes().len()]; nows],
            moves: vec![],
        }
    }

    /// Thing `bit` comes about where a move leads to where `holds`, with actors that are of the types of `nows`.
    pub fn nodes(&mut self, bit: usize, holds: &AtNodes<bool>, nows: &[TypeProfile]) {
        for (row, now) in self.nodes.iter_mut().zip(nows) {
            let pairs = row.iter_mut().zip(holds.of(*now));
            pairs.for_each(|(marks, holds)| *marks |= u64::from(*holds) << bit);
        }
    }

    /// Thing `bit` comes about by each of these moves.
    pub fn moves(&mut self, bit: usize, moves: &[bool]) {
        self.moves.resize(moves.len(), 0);
        let pairs = self.moves.iter_mut().zip(moves);
        pairs.for_each(|(marks, is)| *marks |= u64::from(*is) << bit);
    }
}

/// What becomes of histories in which something comes about.
pub(super) struct Watch<'a> {
    pub marks: &'a Marks,
    /// Things that histories are dropped for, and the share that was.
    pub dropping: u64,
    pub dropped: f64,
    /// Things that they are laid aside for, those that have come about already, and what is laid aside, by all that has:
    /// laid out as the mass that is moved.
    pub wanted: u64,
    pub had: u64,
    pub aside: BTreeMap<u64, Vec<f64>>,
}

impl<'a> Watch<'a> {
    /// Nothing is watched for yet.
    pub fn new(marks: &'a Marks) -> Self {
        Watch {
            marks,
            dropping: 0,
            dropped: 0.0,
            wanted: 0,
            had: 0,
            aside: BTreeMap::new(),
        }
    }

    /// Where a `share` of histories goes that move `m` leads to `next`, with actors that are `now`: to `mass`, aside, or
    /// nowhere.
    pub fn turns<'m>(
        &'m mut self,
        (m, next, now): (Move, Node, usize),
        share: f64,
        mass: &'m mut [f64],
    ) -> Option<&'m mut [f64]> {
        let by_itself = self.marks.moves.get(m.get()).copied().unwrap_or(0);
        let seen = self.marks.nodes[now][next.get()] | by_itself;
        if seen & self.dropping != 0 {
            self.dropped += share;
            return None;
        }
        let had = self.had | seen & self.wanted;
        if had == self.had {
            return Some(mass);
        }
        let nothing = || vec![0.0; mass.len()];
        Some(self.aside.entry(had).or_insert_with(nothing))
    }
}
