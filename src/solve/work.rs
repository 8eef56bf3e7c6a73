//! What a pass backward works with: the game, the columns of values, a position at a time, buffers.

use super::columns::Columns;
use super::stage::Branch;
use crate::game::{Game, Position, Rows, Turn};

/// A pass through the round with `remaining` rounds left, itself included.
pub struct Work<'a> {
    /// The game.
    pub game: &'a Game,
    /// What is carried.
    pub columns: &'a Columns<'a>,
    /// Values of the nodes a round later.
    pub next_round: &'a [f64],
    /// Rounds left; none means for ever.
    pub remaining: Option<usize>,
    /// Share of every actor's precision with which it chooses; what is exact stays exact.
    pub share: f64,
}

impl Work<'_> {
    /// The layout of values: nodes (or moves, or options) × columns × points.
    pub(super) fn rows(&self) -> Rows {
        self.columns.rows(self.game)
    }
}

/// A position being worked.
pub(super) struct Here<'a> {
    pub turn: Turn,
    pub position: Position,
    /// What each of its moves is worth: moves × columns × points.
    pub worth: &'a [f64],
    /// What the position is worth, to be written: columns × points.
    pub value: &'a mut [f64],
}

/// Buffers of a task.
#[derive(Default)]
pub(super) struct Scratch {
    pub q: Vec<f64>,
    pub rule: Vec<f64>,
    /// What each move is worth: moves × columns × points.
    pub worth: Vec<f64>,
    /// The mover's strategy: options × types × points.
    pub sigma: Vec<f64>,
    /// What calling nothing and each draft is worth: proposals × columns × points.
    pub proposals: Vec<f64>,
    /// What each call and leaf is worth: calls and leaves × columns × points.
    pub calls: Vec<f64>,
    pub branch: Branch,
}
