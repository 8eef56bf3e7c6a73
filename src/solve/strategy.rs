//! The strategies of a pass backward, or of a part of it: to be chosen, or given.

use std::ops::Range;

/// Probabilities of moves and cells, laid out by the game's [`Layout`](crate::game::Layout) from the
/// first move and cell of the part on.
pub enum Strategy<'a> {
    /// To be chosen and written; they hold a first guess.
    Choose {
        /// Of moves.
        moves: &'a mut [f64],
        /// Of cells.
        cells: &'a mut [f64],
    },
    /// Given, to be followed and, where columns guide, checked.
    Follow {
        /// Of moves.
        moves: &'a [f64],
        /// Of cells.
        cells: &'a [f64],
    },
}

impl<'a> Strategy<'a> {
    /// Whether they are chosen, or given.
    pub(super) fn choosing(&self) -> bool {
        matches!(self, Strategy::Choose { .. })
    }

    /// The probabilities of moves.
    pub(super) fn moves(&self) -> &[f64] {
        match self {
            Strategy::Choose { moves, .. } => moves,
            Strategy::Follow { moves, .. } => moves,
        }
    }

    /// The probabilities of cells.
    pub(super) fn cells(&self) -> &[f64] {
        match self {
            Strategy::Choose { cells, .. } => cells,
            Strategy::Follow { cells, .. } => cells,
        }
    }

    /// A part of these.
    pub(super) fn part(&mut self, own: Range<usize>, own_cells: Range<usize>) -> Strategy<'_> {
        match self {
            Strategy::Choose { moves, cells } => Strategy::Choose {
                moves: &mut moves[own],
                cells: &mut cells[own_cells],
            },
            Strategy::Follow { moves, cells } => Strategy::Follow {
                moves: &moves[own],
                cells: &cells[own_cells],
            },
        }
    }

    /// Splits off the first `own` numbers of moves and `own_cells` of cells; gives them and the rest.
    pub(super) fn split(self, own: usize, own_cells: usize) -> (Strategy<'a>, Strategy<'a>) {
        match self {
            Strategy::Choose { moves, cells } => {
                let (moves, more) = moves.split_at_mut(own);
                let (cells, more_cells) = cells.split_at_mut(own_cells);
                let rest = Strategy::Choose {
                    moves: more,
                    cells: more_cells,
                };
                (Strategy::Choose { moves, cells }, rest)
            }
            Strategy::Follow { moves, cells } => {
                let (moves, more) = moves.split_at(own);
                let (cells, more_cells) = cells.split_at(own_cells);
                let rest = Strategy::Follow {
                    moves: more,
                    cells: more_cells,
                };
                (Strategy::Follow { moves, cells }, rest)
            }
        }
    }
}
