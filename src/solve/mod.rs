//! Logit quantal-response equilibrium by backward induction (McKelvey & Palfrey 1998), with a
//! certificate computed from the strategies alone.
//!
//! Layers are counted by the rounds that remain, so one solve for the longest horizon also holds
//! the strategies of every shorter one: a longer shadow is read off, not solved again.

mod certificate;
mod choice;
mod columns;
mod kernel;
mod roll_call;

pub use certificate::{Certificate, Price};
pub use choice::{choose, lambert};
pub use columns::{Column, Rule};

use crate::game::Game;
use columns::Columns;
use kernel::{Mode, Work};

/// Rounds by which the shadow is lengthened to see what that changes.
pub const LONGER: [usize; 2] = [1, 4];

/// One round's strategies and values, with some number of rounds remaining.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Probability of each move.
    pub weights: Vec<f64>,
    /// Probabilities of the roll calls' cells.
    pub cells: Vec<f64>,
    /// Expected discounted payoff of each actor at each node, nodes × actors.
    pub values: Vec<f64>,
}

/// The equilibrium.
#[derive(Clone, Debug)]
pub struct Solution {
    /// Rounds solved for the report: `rounds + shadow`.
    pub horizon: usize,
    /// Layers kept: `layers[r - first]` has r rounds remaining.
    layers: Vec<Layer>,
    first: usize,
    /// The certificate of the reported horizon.
    pub certificate: Certificate,
}

impl Solution {
    /// The layer of round `t` (from 1) if the shadow were `longer` rounds longer than it is.
    pub fn layer(&self, t: usize, longer: usize) -> &Layer {
        &self.layers[self.horizon + longer + 1 - t - self.first]
    }

    /// The values of the node at which play begins, by actor.
    pub fn start(&self, game: &Game) -> Vec<f64> {
        let n = game.numbers.actors;
        let start = game.structure.start as usize;
        self.layer(1, 0).values[start * n..(start + 1) * n].to_vec()
    }
}

/// Solves `game`, and longer shadows with it, and certifies the strategies. `progress` is told of
/// each round solved, out of how many.
pub fn solve(game: &Game, progress: &(dyn Fn(usize, usize) + Sync)) -> Solution {
    let longest = game.rounds + game.shadow + LONGER[LONGER.len() - 1];
    backward(game, longest, true, progress)
}

/// Solves `game` for its own shadow only and leaves the certificate empty: for a second look at a
/// game of which the first was certified.
pub fn solve_again(game: &Game, progress: &(dyn Fn(usize, usize) + Sync)) -> Solution {
    backward(game, game.rounds + game.shadow, false, progress)
}

fn backward(
    game: &Game,
    longest: usize,
    certify: bool,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Solution {
    let horizon = game.rounds + game.shadow;
    let first = game.shadow + 1;
    let totals = Columns::totals(game);
    let checks = certificate::columns(game);
    let mut certificate = certificate::Builder::default();
    let nodes = game.structure.nodes();
    let mut before = vec![0.0; nodes * totals.width()];
    let mut check_before = vec![0.0; nodes * checks.width()];
    let mut layers = vec![];
    for r in 1..=longest {
        let mut layer = Layer {
            weights: vec![0.0; game.structure.next.len()],
            cells: vec![0.0; game.structure.cells[game.structure.positions] as usize],
            values: vec![0.0; nodes * totals.width()],
        };
        let work = Work {
            game,
            columns: &totals,
            before: &before,
            remaining: r,
        };
        work.backward(
            &mut layer.values,
            Mode::Choose(&mut layer.weights, &mut layer.cells),
        );
        if certify && r <= horizon {
            let mut values = vec![0.0; nodes * checks.width()];
            let work = Work {
                game,
                columns: &checks,
                before: &check_before,
                remaining: r,
            };
            let faults = work.backward(&mut values, Mode::Check(&layer.weights, &layer.cells));
            certificate.add(faults);
            check_before = values;
        }
        if certify && r == horizon {
            certificate.finish(game, &check_before);
        }
        before.clone_from(&layer.values);
        if r >= first {
            layers.push(layer);
        }
        progress(r, longest);
    }
    Solution {
        horizon,
        layers,
        first,
        certificate: certificate.certificate,
    }
}

/// The values of the nodes in round `t`, by account, under the strategies of `solution`.
/// Nodes × accounts.
pub fn accounts(game: &Game, solution: &Solution, t: usize) -> Vec<f64> {
    let columns = Columns::accounts(game);
    let horizon = solution.horizon;
    let nodes = game.structure.nodes();
    let mut before = vec![0.0; nodes * columns.width()];
    // Beyond the kept layers strategies are solved again, layer by layer.
    let totals = Columns::totals(game);
    let mut totals_before = vec![0.0; nodes * totals.width()];
    for r in 1..=horizon + 1 - t {
        let mut values = vec![0.0; nodes * columns.width()];
        let work = Work {
            game,
            columns: &columns,
            before: &before,
            remaining: r,
        };
        if r >= solution.first {
            let layer = &solution.layers[r - solution.first];
            work.backward(&mut values, Mode::Check(&layer.weights, &layer.cells));
        } else {
            let mut weights = vec![0.0; game.structure.next.len()];
            let mut cells = vec![0.0; game.structure.cells[game.structure.positions] as usize];
            let mut plain = vec![0.0; nodes * totals.width()];
            let solve = Work {
                game,
                columns: &totals,
                before: &totals_before,
                remaining: r,
            };
            solve.backward(&mut plain, Mode::Choose(&mut weights, &mut cells));
            work.backward(&mut values, Mode::Check(&weights, &cells));
            totals_before = plain;
        }
        before = values;
    }
    before
}
