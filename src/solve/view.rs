//! A solution as it is where beliefs stand at a given point, on the grid or between its points.

use super::{Layer, Solution};
use crate::game::{BeliefPoint, Cell, Game, Move, MoverTypes, Place, Position};

/// What is done in a round where beliefs stand at a given point.
pub struct View<'a> {
    game: &'a Game,
    layer: &'a Layer,
    belief: BeliefPoint,
}

impl Solution {
    /// What is done in round `t` (from 1) where beliefs stand at `beliefs`, a share on every axis.
    pub fn view<'a>(&'a self, game: &'a Game, t: usize, beliefs: &[f64]) -> View<'a> {
        View {
            game,
            layer: self.layer(t, 0),
            belief: game.beliefs.belief(beliefs),
        }
    }
}

impl View<'_> {
    /// The probability of each move of position `p` for movers of these types.
    pub fn moves(&self, p: Position, types: MoverTypes) -> Vec<f64> {
        let (s, layout) = (&self.game.structure, &self.game.layout);
        let k = s.turn_of(p);
        let weight = |m| {
            let row = &self.layer.weights[layout.of_move(k, m, types)];
            self.game.beliefs.read(row, &self.belief)
        };
        let mut all: Vec<f64> = s.moves_of(p).map(weight).collect();
        if self.game.beliefs.typed() {
            // what is interpolated need not add up to 1
            let sum: f64 = all.iter().sum();
            all.iter_mut().for_each(|x| *x /= sum);
        }
        all
    }

    /// The probability of cell `c` of position `p`, given that it is reached.
    pub fn cell(&self, p: Position, c: Cell, types: MoverTypes) -> f64 {
        let k = self.game.structure.turn_of(p);
        let row = &self.layer.cells[self.game.layout.of_cell(k, c, types)];
        self.game.beliefs.read(row, &self.belief)
    }

    /// The probability of a choice at position `p`, by where it stands: of a member of a vote given
    /// that its call is reached.
    pub fn share(&self, p: Position, place: Place, types: MoverTypes) -> f64 {
        let of = |m: Move| {
            let n = self.game.structure.moves_of(p).place(m);
            n.map_or(0.0, |n| self.moves(p, types)[n])
        };
        match place {
            Place::Move(m) => of(m),
            Place::Either(a, b) => of(a) + of(b),
            Place::Cell(c) => self.cell(p, c, types),
        }
    }

    /// Where beliefs go from `held` when move `m` of position `p` is seen. Of a vote: when its draft
    /// is proposed.
    pub fn after(&self, p: Position, m: Move, held: &[f64]) -> Vec<f64> {
        let (s, beliefs, layout) = (&self.game.structure, &self.game.beliefs, &self.game.layout);
        let k = s.turn_of(p);
        let mut after = held.to_vec();
        if let Some(i) = s.turn(k).hidden {
            let own = |type_| self.moves(p, layout.alone(k, i, type_));
            let weights: Vec<Vec<f64>> = (0..beliefs.type_count(i)).map(own).collect();
            let first = s.moves_of(p).range().start;
            let weight = |m: Move, type_: usize| weights[type_][m.get() - first];
            self.game.change(p, &mut after[beliefs.own(i)], weight);
            return after;
        }
        for seen in s.seen(p, m) {
            let share = |type_| self.share(p, seen.place, layout.alone(k, seen.actor, type_));
            let likelihood: Vec<f64> = (0..beliefs.type_count(seen.actor)).map(share).collect();
            let own = beliefs.own(seen.actor);
            beliefs.update(seen.actor, &mut after[own], &likelihood);
        }
        after
    }
}
