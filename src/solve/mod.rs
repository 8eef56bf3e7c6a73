//! Logit quantal-response equilibrium by backward induction (McKelvey & Palfrey 1998), with a
//! certificate computed from the strategies alone.
//!
//! Layers are counted by the rounds that remain, so one solve for the longest horizon also holds
//! the strategies of every shorter one: a longer shadow is read off, not solved again.

mod acceleration;
mod certificate;
mod choice;
mod columns;
mod kernel;
mod roll_call;
mod stationary;

pub use certificate::{Certificate, Price};
pub use choice::{choose, lambert};
pub use columns::{Column, Rule};
pub use kernel::later;

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
    /// Rounds solved for the report: `rounds + shadow`; none if they have no end.
    pub horizon: Option<usize>,
    /// Layers kept: `layers[r - first]` has r rounds remaining; the only one without end.
    layers: Vec<Layer>,
    first: usize,
    /// The certificate of the reported horizon.
    pub certificate: Certificate,
}

impl Layer {
    fn new(game: &Game, columns: usize) -> Self {
        let s = &game.structure;
        Layer {
            weights: vec![0.0; s.next.len()],
            cells: vec![0.0; s.cells[s.positions] as usize],
            values: vec![0.0; s.nodes() * columns],
        }
    }
}

/// No stationary equilibrium was found.
#[derive(Clone, Copy, Debug)]
pub struct Unsettled {
    /// The share of the wanted precision that could not be settled.
    pub share: f64,
    /// Largest change of a value by one more round.
    pub residual: f64,
    /// What that was to be.
    pub wanted: f64,
}

impl Solution {
    /// The layer of round `t` (from 1) if the shadow were `longer` rounds longer than it is.
    pub fn layer(&self, t: usize, longer: usize) -> &Layer {
        match self.horizon {
            Some(horizon) => &self.layers[horizon + longer + 1 - t - self.first],
            None => &self.layers[0],
        }
    }

    /// The values of the node at which play begins, by actor.
    pub fn start(&self, game: &Game) -> Vec<f64> {
        let n = game.numbers.actors;
        let start = game.structure.start as usize;
        self.layer(1, 0).values[start * n..(start + 1) * n].to_vec()
    }
}

/// Solves `game`, and longer shadows with it, and certifies the strategies. `progress` is told the
/// share of the work that is done.
///
/// # Errors
/// An unbounded shadow may have no stationary equilibrium that the search can find.
pub fn solve(game: &Game, progress: &(dyn Fn(f64) + Sync)) -> Result<Solution, Unsettled> {
    match game.horizon() {
        Some(horizon) => {
            let longest = horizon + LONGER[LONGER.len() - 1];
            Ok(backward(game, horizon, longest, true, progress))
        }
        None => unbounded(game, true, progress),
    }
}

/// Solves `game` for its own shadow only and leaves the certificate empty: for a second look at a
/// game of which the first was certified.
///
/// # Errors
/// As [`solve`].
pub fn solve_again(game: &Game, progress: &(dyn Fn(f64) + Sync)) -> Result<Solution, Unsettled> {
    match game.horizon() {
        Some(horizon) => Ok(backward(game, horizon, horizon, false, progress)),
        None => unbounded(game, false, progress),
    }
}

fn unbounded(
    game: &Game,
    certify: bool,
    progress: &(dyn Fn(f64) + Sync),
) -> Result<Solution, Unsettled> {
    let layer = stationary::solve(game, progress)?;
    let certificate = if certify {
        stationary::certify(game, &layer)?
    } else {
        Certificate::default()
    };
    Ok(Solution {
        horizon: None,
        layers: vec![layer],
        first: 0,
        certificate,
    })
}

fn backward(
    game: &Game,
    horizon: usize,
    longest: usize,
    certify: bool,
    progress: &(dyn Fn(f64) + Sync),
) -> Solution {
    let first = horizon - game.rounds + 1;
    let totals = Columns::totals(game);
    let checks = certificate::columns(game);
    let mut certificate = certificate::Builder::default();
    let nodes = game.structure.nodes();
    let mut before = vec![0.0; nodes * totals.width()];
    let mut check_before = vec![0.0; nodes * checks.width()];
    let mut layers = vec![];
    for r in 1..=longest {
        let mut layer = Layer::new(game, totals.width());
        let work = Work {
            game,
            columns: &totals,
            before: &before,
            remaining: Some(r),
            share: 1.0,
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
                remaining: Some(r),
                share: 1.0,
            };
            let faults = work.backward(&mut values, Mode::Check(&layer.weights, &layer.cells));
            certificate.add(faults);
            check_before = values;
        }
        if certify && r == horizon {
            certificate.finish(game, &check_before, checks.width());
        }
        before.clone_from(&layer.values);
        if totals.width() > game.numbers.actors {
            layer.values = totals.narrow(&before, game.numbers.actors);
        }
        if r >= first {
            layers.push(layer);
        }
        progress(r as f64 / longest as f64);
    }
    Solution {
        horizon: Some(horizon),
        layers,
        first,
        certificate: certificate.certificate,
    }
}

/// The values of the nodes in round `t`, by account, under the strategies of `solution`.
/// Nodes × accounts.
pub fn accounts(game: &Game, solution: &Solution, t: usize) -> Vec<f64> {
    let Some(horizon) = solution.horizon else {
        return stationary::accounts(game, &solution.layers[0]);
    };
    let columns = Columns::accounts(game);
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
            remaining: Some(r),
            share: 1.0,
        };
        if r >= solution.first {
            let layer = &solution.layers[r - solution.first];
            work.backward(&mut values, Mode::Check(&layer.weights, &layer.cells));
        } else {
            let mut layer = Layer::new(game, totals.width());
            let solve = Work {
                game,
                columns: &totals,
                before: &totals_before,
                remaining: Some(r),
                share: 1.0,
            };
            let mode = Mode::Choose(&mut layer.weights, &mut layer.cells);
            solve.backward(&mut layer.values, mode);
            work.backward(&mut values, Mode::Check(&layer.weights, &layer.cells));
            totals_before = layer.values;
        }
        before = values;
    }
    before
}
