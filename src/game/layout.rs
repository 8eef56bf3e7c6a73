//! Where a solution keeps the probabilities of moves and cells: moves (or cells) × types of those who
//! move there × points of belief.

use super::beliefs::Beliefs;
use super::index::{Cell, Indices, Move, MoverTypes, Turn};
use super::rows::Rows;
use super::structure::{Mover, Structure};
use std::ops::Range;

/// An actor with types among those who move at a turn.
#[derive(Clone, Copy, Debug)]
struct Typed {
    actor: usize,
    types: usize,
    /// Steps of [`MoverTypes`] between its neighbouring types.
    stride: usize,
}

/// Where a turn's numbers begin.
#[derive(Clone, Debug)]
struct Base {
    typed: Vec<Typed>,
    rows: Rows,
    /// Its first move and cell, and where their numbers begin.
    moves: (usize, usize),
    cells: (usize, usize),
}

/// The layout of a solution.
#[derive(Clone, Debug, Default)]
pub struct Layout {
    turns: Vec<Base>,
    points: usize,
    totals: (usize, usize),
}

/// The actors with types who move at a turn, of a vote the proposer first; or the one about whom chance tells.
pub(super) fn typed_movers(mover: &Mover, beliefs: &Beliefs) -> Vec<usize> {
    let all = match mover {
        Mover::Actor(i) | Mover::Chance(Some(i)) => vec![*i],
        Mover::Joint(joint) => joint.actors.clone(),
        Mover::Chance(None) => vec![],
        Mover::Vote(template) => {
            let members = template.members.iter().copied();
            let others = members.filter(|m| Some(*m) != template.proposer);
            template.proposer.into_iter().chain(others).collect()
        }
    };
    all.into_iter()
        .filter(|i| beliefs.type_count(*i) > 1)
        .collect()
}

/// The number of ways in which the types of these actors can be drawn.
pub(super) fn ways(actors: &[usize], beliefs: &Beliefs) -> usize {
    actors.iter().map(|i| beliefs.type_count(*i)).product()
}

impl Layout {
    /// For `structure`.
    pub fn new(structure: &Structure, beliefs: &Beliefs) -> Self {
        let s = structure;
        let mut layout = Layout {
            points: beliefs.count,
            ..Layout::default()
        };
        for k in s.all_turns() {
            let movers = typed_movers(&s.turn(k).mover, beliefs);
            let rows = Rows {
                inner: ways(&movers, beliefs),
                points: beliefs.count,
            };
            let mut typed = vec![];
            let mut stride = rows.inner;
            for actor in movers {
                let types = beliefs.type_count(actor);
                stride /= types;
                typed.push(Typed {
                    actor,
                    types,
                    stride,
                });
            }
            let positions = s.positions_of(k);
            let moves = s.moves_between(&positions);
            let cells = s.cells_between(&positions);
            let (weights, shares) = layout.totals;
            layout.totals = (
                weights + moves.len() * rows.block(),
                shares + cells.len() * rows.block(),
            );
            layout.turns.push(Base {
                typed,
                rows,
                moves: (moves.range().start, weights),
                cells: (cells.range().start, shares),
            });
        }
        layout
    }

    fn turn(&self, k: Turn) -> &Base {
        &self.turns[k.get()]
    }

    /// The layout of a turn's numbers, from its first move or cell on: moves or cells × types of
    /// those who move × points.
    pub fn rows(&self, k: Turn) -> Rows {
        self.turn(k).rows
    }

    /// Whether anybody who moves at turn `k` has types.
    pub fn typed(&self, k: Turn) -> bool {
        !self.turn(k).typed.is_empty()
    }

    /// The actors with types who move at turn `k`.
    pub fn typed_movers(&self, k: Turn) -> impl Iterator<Item = usize> + use<'_> {
        self.turn(k).typed.iter().map(|t| t.actor)
    }

    /// Every way in which the types of those who move at turn `k` can be drawn.
    pub fn mover_types(&self, k: Turn) -> Indices<MoverTypes> {
        Indices::new(0..self.turn(k).rows.inner)
    }

    /// Where the numbers of move `m` of turn `k` stand, for movers of these types.
    pub fn of_move(&self, k: Turn, m: Move, types: MoverTypes) -> Range<usize> {
        let (first, base) = self.turn(k).moves;
        let row = self.turn(k).rows.row(m.get() - first, types.get());
        base + row.start..base + row.end
    }

    /// The same of cell `c`.
    pub fn of_cell(&self, k: Turn, c: Cell, types: MoverTypes) -> Range<usize> {
        let (first, base) = self.turn(k).cells;
        let row = self.turn(k).rows.row(c.get() - first, types.get());
        base + row.start..base + row.end
    }

    /// Where all numbers of these moves of turn `k` stand.
    pub fn of_moves(&self, k: Turn, moves: &Indices<Move>) -> Range<usize> {
        let (first, base) = self.turn(k).moves;
        let range = moves.range();
        let blocks = self
            .turn(k)
            .rows
            .blocks(range.start - first..range.end - first);
        base + blocks.start..base + blocks.end
    }

    /// The same of cells.
    pub fn of_cells(&self, k: Turn, cells: &Indices<Cell>) -> Range<usize> {
        let (first, base) = self.turn(k).cells;
        let range = cells.range();
        let blocks = self
            .turn(k)
            .rows
            .blocks(range.start - first..range.end - first);
        base + blocks.start..base + blocks.end
    }

    /// How many numbers all moves and all cells have.
    pub fn totals(&self) -> (usize, usize) {
        self.totals
    }

    /// The type of actor `i` among movers of these types; 0 of an actor without types.
    pub fn type_of(&self, k: Turn, types: MoverTypes, i: usize) -> usize {
        match self.turn(k).typed.iter().find(|t| t.actor == i) {
            Some(t) => types.get() / t.stride % t.types,
            None => 0,
        }
    }

    /// The same types, but actor `i`, if it has types and moves at turn `k`, of type `type_`.
    pub fn with_type(&self, k: Turn, types: MoverTypes, i: usize, type_: usize) -> MoverTypes {
        match self.turn(k).typed.iter().find(|t| t.actor == i) {
            Some(t) => {
                let own = types.get() / t.stride % t.types;
                MoverTypes::new(types.get() - own * t.stride + type_ * t.stride)
            }
            None => types,
        }
    }

    /// Movers of their first types, but actor `i`, if it has types, of type `type_`: what it does
    /// does not depend on the others' types.
    pub fn alone(&self, k: Turn, i: usize, type_: usize) -> MoverTypes {
        self.with_type(k, MoverTypes::default(), i, type_)
    }

    /// The types of those who move at turn `k` if every actor is of these types.
    pub fn movers_of(&self, k: Turn, types: &[usize]) -> MoverTypes {
        let typed = self.turn(k).typed.iter();
        MoverTypes::new(typed.map(|t| types[t.actor] * t.stride).sum())
    }

    /// Bytes that a game and its solution of `layers` rounds take.
    pub fn bytes(&self, s: &Structure, roles: usize, layers: usize) -> usize {
        let (weights, cells) = self.totals;
        let rows = Rows {
            inner: roles,
            points: self.points,
        };
        let values = rows.blocks(0..s.nodes().len()).len();
        s.all_moves().len() * 18
            + s.nodes().len() * 16
            + 8 * (layers * (weights + cells) + 6 * values)
    }
}
