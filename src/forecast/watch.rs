//! What is watched for as histories are moved on: things that a move, or a call of a vote, can bring about, a bit each.

use super::AtNodes;
use crate::game::{Cell, Game, Indices, Move, Node, TypeProfile};
use std::collections::BTreeMap;

/// The most entries that a record can have: one bit is left for what is asked of histories that fit it.
pub const MOST_WATCHED: usize = 63;

/// Things that have come about, a bit each.
pub type Set = u64;

/// Which of the things that are watched for each move brings about.
#[derive(Clone, Debug, Default)]
pub(super) struct Marks {
    /// By who the actors are after it, and the node that it leads to; nobody is told apart if there is one row.
    nodes: Vec<Vec<Set>>,
    /// By itself; empty if nothing is brought about so.
    moves: Vec<Set>,
    /// The same of cells of roll calls.
    cells: Vec<Set>,
}

impl Marks {
    /// Nothing is brought about, among actors who can be so many.
    pub fn none(game: &Game, nows: usize) -> Self {
        Marks {
            nodes: vec![vec![0; game.structure.nodes().len()]; nows],
            moves: vec![],
            cells: vec![],
        }
    }

    /// Thing `bit` comes about where a move leads to where `holds`, with actors that are of the types of `nows`.
    pub fn nodes(&mut self, bit: usize, holds: &AtNodes<bool>, nows: &[TypeProfile]) {
        for (row, now) in self.nodes.iter_mut().zip(nows) {
            mark(row, bit, holds.of(*now));
        }
    }

    /// Thing `bit` comes about by each of these moves.
    pub fn moves(&mut self, bit: usize, moves: &[bool]) {
        mark(&mut self.moves, bit, moves);
    }

    /// Thing `bit` comes about by each of these cells.
    pub fn cells(&mut self, bit: usize, cells: &[bool]) {
        mark(&mut self.cells, bit, cells);
    }

    /// Whether a roll call of these cells can bring something about before it is known how it ends.
    pub fn in_votes(&self, cells: &Indices<Cell>) -> bool {
        let own = self.cells.get(cells.range());
        own.is_some_and(|own| own.iter().any(|marks| *marks != 0))
    }
}

/// Puts `bit` where `holds`.
fn mark(row: &mut Vec<Set>, bit: usize, holds: &[bool]) {
    row.resize(holds.len(), 0);
    let pairs = row.iter_mut().zip(holds);
    pairs.for_each(|(marks, holds)| *marks |= u64::from(*holds) << bit);
}

/// What becomes of histories in which something comes about.
pub(super) struct Watch<'a> {
    pub marks: &'a Marks,
    /// Things that histories are dropped for, and the share that was.
    pub dropping: Set,
    pub dropped: f64,
    /// Things that they are laid aside for, those that have come about already, and what is laid aside, by all that has:
    /// laid out as the mass that is moved.
    pub wanted: Set,
    pub had: Set,
    pub aside: BTreeMap<Set, Vec<f64>>,
    /// What was laid aside before and is no longer needed: to be laid out again, as new memory costs as much as what is done in it.
    pub spare: Vec<Vec<f64>>,
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
            spare: vec![],
        }
    }

    /// What has come about in histories that `had` it, when move `m` leads to `next` with actors that are `now`; none if
    /// they are dropped.
    pub fn moved(&self, (m, next, now): (Move, Node, usize), had: Set) -> Option<Set> {
        let by_itself = self.marks.moves.get(m.get()).copied().unwrap_or(0);
        self.seen(self.marks.nodes[now][next.get()] | by_itself, had)
    }

    /// The same when cell `c` comes about.
    pub fn cast(&self, c: Cell, had: Set) -> Option<Set> {
        self.seen(self.marks.cells.get(c.get()).copied().unwrap_or(0), had)
    }

    fn seen(&self, seen: Set, had: Set) -> Option<Set> {
        (seen & self.dropping == 0).then_some(had | seen & self.wanted)
    }

    /// Where histories go in which all of `had` has come about: to `mass`, or aside.
    pub fn place<'m>(&'m mut self, had: Set, mass: &'m mut [f64]) -> &'m mut [f64] {
        if had == self.had {
            return mass;
        }
        let spare = &mut self.spare;
        self.aside.entry(had).or_insert_with(|| {
            let mut nothing = spare.pop().unwrap_or_default();
            nothing.clear();
            nothing.resize(mass.len(), 0.0);
            nothing
        })
    }
}
