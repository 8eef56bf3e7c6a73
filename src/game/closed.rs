//! Options that are closed to some types of who moves: their conditions read what only the mover knows.

use super::beliefs::Beliefs;
use super::decision::Place;
use super::index::{Cell, Indices, Move, Position};
use super::joint::Joint;
use super::structure::Structure;

/// Which moves and cells are closed to which types of who decides; empty where conditions are public.
#[derive(Clone, Debug, Default)]
pub struct Closed {
    /// The most types of anybody who has such an option.
    kinds: usize,
    /// Moves × kinds, of actors who move alone.
    moves: Vec<bool>,
    /// Cells × kinds, where several move at once.
    cells: Vec<bool>,
}

impl Closed {
    /// Nothing closed yet, in a structure of so many moves and cells, to at most `kinds` types.
    pub(super) fn new(kinds: usize, moves: usize, cells: usize) -> Self {
        Closed {
            kinds,
            moves: vec![false; moves * kinds],
            cells: vec![false; cells * kinds],
        }
    }

    /// Closes a move to a type.
    pub(super) fn close_move(&mut self, m: Move, type_: usize) {
        self.moves[m.get() * self.kinds + type_] = true;
    }

    /// Closes a cell to a type.
    pub(super) fn close_cell(&mut self, c: Cell, type_: usize) {
        self.cells[c.get() * self.kinds + type_] = true;
    }

    /// Whether anything is closed to anybody.
    pub fn any(&self) -> bool {
        self.kinds > 0
    }

    /// Whether move `m` is closed to who makes it, if of this type.
    pub fn of_move(&self, m: Move, type_: usize) -> bool {
        self.any() && self.moves[m.get() * self.kinds + type_]
    }

    /// Whether cell `c` is closed to who picks it, if of this type.
    pub fn of_cell(&self, c: Cell, type_: usize) -> bool {
        self.any() && self.cells[c.get() * self.kinds + type_]
    }

    /// Whether what stands at `place` is closed to who decides, if of this type.
    pub fn of_place(&self, place: Place, type_: usize) -> bool {
        match place {
            Place::Move(m) => self.of_move(m, type_),
            Place::Cell(c) => self.of_cell(c, type_),
            Place::Either(..) => false,
        }
    }

    /// Whether each of these moves is closed to each of `types` types: types × moves. Empty where none is.
    pub fn of_moves(&self, moves: &Indices<Move>, types: usize) -> Vec<bool> {
        if !self.any() {
            return vec![];
        }
        let by_type = |type_| moves.clone().map(move |m| self.of_move(m, type_));
        let all: Vec<bool> = (0..types).flat_map(by_type).collect();
        match all.contains(&true) {
            true => all,
            false => vec![],
        }
    }

    /// The same where these actors move at once at `p`, one after the other, for their open options.
    pub fn of_parties(
        &self,
        s: &Structure,
        beliefs: &Beliefs,
        joint: &Joint,
        p: Position,
    ) -> Vec<bool> {
        if !self.any() {
            return vec![];
        }
        let mut all = vec![];
        for (i, cells) in joint.actors.iter().zip(s.party_cells(p)) {
            for type_ in 0..beliefs.type_count(*i) {
                all.extend(cells.clone().map(|c| self.of_cell(c, type_)));
            }
        }
        all
    }
}
