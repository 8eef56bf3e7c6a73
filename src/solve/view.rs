//! A solution as it is where beliefs stand at a given place, between points of the grid or on one.

use super::{Layer, Solution};
use crate::game::{Beliefs, Game, Mover, Spot, Voted};

/// What is done in a round where beliefs stand at a given place.
pub struct View<'a> {
    game: &'a Game,
    layer: &'a Layer,
    spot: Spot,
}

impl Solution {
    /// What is done in round `t` (from 1) where beliefs stand at `beliefs`, a share on every axis.
    pub fn view<'a>(&'a self, game: &'a Game, t: usize, beliefs: &[f64]) -> View<'a> {
        View {
            game,
            layer: self.layer(t, 0),
            spot: game.beliefs.spot(beliefs),
        }
    }
}

impl View<'_> {
    fn read(&self, all: &[f64], from: usize, drawn: usize) -> f64 {
        let points = self.game.beliefs.count;
        let own = &all[from + drawn * points..][..points];
        self.game.beliefs.read(own, &self.spot)
    }

    /// The probability of each move of position `p`, of turn `k`, for those drawn as `drawn` (as
    /// [`Layout::drawn`](crate::game::Layout::drawn)).
    pub fn moves(&self, k: usize, p: usize, drawn: usize) -> Vec<f64> {
        let moves = self.game.structure.moves_of(p);
        let weight = |m| self.read(&self.layer.weights, self.game.layout.weight(k, m), drawn);
        let mut all: Vec<f64> = moves.map(weight).collect();
        if self.game.beliefs.typed() {
            // what is interpolated need not add up to 1
            let sum: f64 = all.iter().sum();
            all.iter_mut().for_each(|x| *x /= sum);
        }
        all
    }

    /// Where beliefs go from `held` when move `n` (from 0) of position `p`, of turn `k`, is seen. Of
    /// a vote: when its draft is proposed.
    pub fn after(&self, k: usize, p: usize, n: usize, held: &[f64]) -> Vec<f64> {
        let (s, beliefs) = (&self.game.structure, &self.game.beliefs);
        let layout = &self.game.layout;
        let mut after = held.to_vec();
        let m = s.moves[p] as usize + n;
        let mut learn = |i: usize, share: &dyn Fn(usize) -> f64| {
            let drawn = |kind| layout.swap(k, 0, i, kind, beliefs);
            let likelihood: Vec<f64> = (0..beliefs.kinds(i))
                .map(|kind| share(drawn(kind)))
                .collect();
            Beliefs::bayes(&mut after[beliefs.own(i)], &likelihood);
        };
        match &s.turns[k].mover {
            Mover::Actor(i) => learn(*i, &|drawn| self.moves(k, p, drawn)[n]),
            Mover::Vote(template) => {
                // what is seen is the draft: that it passes or fails comes later
                let seen = Voted::of(s.option[m]).draft();
                let alike = |m: &usize| Voted::of(s.option[*m]).draft() == seen;
                let pick = |drawn| {
                    let moves = s.moves_of(p).zip(self.moves(k, p, drawn));
                    moves
                        .filter(|(m, _)| alike(m))
                        .map(|(_, share)| share)
                        .sum()
                };
                template.proposer.iter().for_each(|i| learn(*i, &pick));
            }
            Mover::Joint(joint) => {
                let open = joint.open(&s.option[s.moves_of(p)]);
                let picks = joint.picks(s.option[m]);
                let mut cell = s.cells[p] as usize;
                for ((i, open), pick) in joint.actors.iter().zip(&open).zip(picks) {
                    let own = cell + open.iter().position(|o| *o == pick).unwrap_or(0);
                    learn(*i, &|drawn| self.cell(k, own, drawn));
                    cell += open.len();
                }
            }
            Mover::Chance => {}
        }
        after
    }

    /// The probability of cell `c` of turn `k`, given that it is come to.
    pub fn cell(&self, k: usize, c: usize, drawn: usize) -> f64 {
        self.read(&self.layer.cells, self.game.layout.cell(k, c), drawn)
    }
}
