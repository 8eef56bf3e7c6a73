//! Logit quantal-response equilibrium by backward induction (McKelvey & Palfrey 1998), with a
//! certificate computed from the strategies alone.
//!
//! Layers are counted by the rounds that remain, so one solve for the longest horizon also holds
//! the strategies of every shorter one: a longer shadow is read off, not solved again.

mod acceleration;
mod ballot;
mod branch;
mod certificate;
mod choice;
mod columns;
mod decide;
mod dense;
mod kernel;
mod line;
mod logit;
mod stage;
mod stationary;
mod view;
mod vote;
mod without;

pub use certificate::{Certificate, Price};
pub use choice::{choose, lambert};
pub use columns::{Column, Rule};
pub use kernel::{Astray, Stages, later};
pub use view::View;

use crate::game::{Game, Mover, Spot, Voted};
use crate::task::Task;
use columns::Columns;
use kernel::{Faults, Mode, Work};

/// What is being done, for who waits for it.
const WORK: &str = "solving";

/// Rounds by which the shadow is lengthened to see what that changes.
pub const LONGER: [usize; 2] = [1, 4];

/// One round's strategies and values, with some number of rounds remaining.
#[derive(Clone, Debug)]
pub struct Layer {
    /// Probability of each move, laid out by the game's [`Layout`](crate::game::Layout).
    pub weights: Vec<f64>,
    /// Probabilities of cells: of roll calls, given that the call is reached; of each one's options
    /// where several move at once.
    pub cells: Vec<f64>,
}

/// The equilibrium.
#[derive(Clone, Debug)]
pub struct Solution {
    /// Rounds solved for the report: `rounds + shadow`; none if they have no end.
    pub horizon: Option<usize>,
    /// Layers kept: `layers[r - first]` has r rounds remaining; the only one without end.
    layers: Vec<Layer>,
    first: usize,
    /// Expected discounted payoff of each role at each node of the first round, nodes × roles ×
    /// points of belief.
    values: Vec<f64>,
    /// The certificate of the reported horizon.
    pub certificate: Certificate,
}

impl Layer {
    fn new(game: &Game) -> Self {
        let (weights, cells) = game.layout.totals();
        Layer {
            weights: vec![0.0; weights],
            cells: vec![0.0; cells],
        }
    }
}

impl Layer {
    /// Where beliefs go from point `b` when move `n` (from 0) of position `p`, of turn `k`, is
    /// seen. Of a vote: when its draft is proposed, before anybody votes.
    pub fn spot(&self, game: &Game, k: usize, p: usize, b: usize, n: usize) -> Spot {
        let (s, layout, beliefs) = (&game.structure, &game.layout, &game.beliefs);
        let points = beliefs.count;
        if layout.cast[k].is_empty() {
            return beliefs.at(b);
        }
        let kind_at = |i: usize, kind: usize| layout.swap(k, 0, i, kind, beliefs) * points + b;
        let m = s.moves[p] as usize + n;
        let weight = |m: usize, i, kind| self.weights[layout.weight(k, m) + kind_at(i, kind)];
        match &s.turns[k].mover {
            Mover::Actor(i) => beliefs.learn(*i, b, |kind| weight(m, *i, kind)),
            Mover::Vote(template) => match template.proposer {
                // what is seen is the draft: that it passes or fails comes later
                Some(i) => {
                    let seen = Voted::of(s.option[m]).draft();
                    let alike = |m: &usize| Voted::of(s.option[*m]).draft() == seen;
                    let mine = s.moves_of(p).filter(alike);
                    beliefs.learn(i, b, |kind| mine.clone().map(|m| weight(m, i, kind)).sum())
                }
                None => beliefs.at(b),
            },
            Mover::Joint(joint) => {
                let open = joint.open(&s.option[s.moves_of(p)]);
                let picks = joint.picks(s.option[m]);
                let mut spot = beliefs.at(b);
                let mut cell = s.cells[p] as usize;
                for ((i, open), pick) in joint.actors.iter().zip(&open).zip(picks) {
                    if let Some(own) = open.iter().position(|o| *o == pick) {
                        let from = layout.cell(k, cell + own);
                        beliefs.learn_more(&mut spot, *i, b, |kind| {
                            self.cells[from + kind_at(*i, kind)]
                        });
                    }
                    cell += open.len();
                }
                spot
            }
            Mover::Chance => beliefs.at(b),
        }
    }
}

/// Why no equilibrium was found.
#[derive(Clone, Copy, Debug)]
pub enum NoEquilibrium {
    /// No stationary equilibrium was found.
    Unsettled {
        /// The share of the wanted precision that could not be settled.
        share: f64,
        /// Largest change of a value by one more round.
        residual: f64,
        /// What that was to be.
        wanted: f64,
    },
    /// No equilibrium was found of the stage at a position.
    Lost(Astray),
    /// What a role expects at a node is too large for a number.
    Overflow {
        /// The role.
        role: usize,
        /// The node.
        node: usize,
    },
    /// Who waited for it said to stop.
    Cancelled,
}

impl Solution {
    /// The layer of round `t` (from 1) if the shadow were `longer` rounds longer than it is.
    pub fn layer(&self, t: usize, longer: usize) -> &Layer {
        match self.horizon {
            Some(horizon) => &self.layers[horizon + longer + 1 - t - self.first],
            None => &self.layers[0],
        }
    }

    /// Expected discounted payoff of each role at each node of the first round, nodes × roles ×
    /// points of belief.
    pub fn values(&self) -> &[f64] {
        &self.values
    }

    /// The expected discounted payoff of each role at the start.
    pub fn start(&self, game: &Game) -> Vec<f64> {
        let beliefs = &game.beliefs;
        let width = beliefs.prior.len() * beliefs.count;
        let row = &self.values[game.structure.start as usize * width..][..width];
        row.chunks_exact(beliefs.count)
            .map(|values| values[beliefs.start])
            .collect()
    }
}

/// Solves `game`, and longer shadows with it, and certifies the strategies.
///
/// # Errors
/// An unbounded shadow may have no stationary equilibrium that the search can find, and a stage at
/// which types show or several move at once none that following the principal branch comes to.
/// Or `task` says to stop.
pub fn solve(game: &Game, task: &dyn Task) -> Result<Solution, NoEquilibrium> {
    match game.horizon() {
        Some(horizon) => {
            let longest = horizon + LONGER[LONGER.len() - 1];
            backward(game, horizon, longest, true, task)
        }
        None => unbounded(game, true, task),
    }
}

/// Solves `game` for its own shadow only, its certificate no more than a count of stages: for a second look at a
/// game of which the first was certified.
///
/// # Errors
/// As [`solve`].
pub fn solve_again(game: &Game, task: &dyn Task) -> Result<Solution, NoEquilibrium> {
    match game.horizon() {
        Some(horizon) => backward(game, horizon, horizon, false, task),
        None => unbounded(game, false, task),
    }
}

/// Solves `game` and longer shadows with it, its certificate no more than a count of stages: for one of many
/// variants of a game.
///
/// # Errors
/// As [`solve`].
pub fn solve_longer(game: &Game, task: &dyn Task) -> Result<Solution, NoEquilibrium> {
    match game.horizon() {
        Some(horizon) => {
            let longest = horizon + LONGER[LONGER.len() - 1];
            backward(game, horizon, longest, false, task)
        }
        None => unbounded(game, false, task),
    }
}

/// The last node, and so the first to be worked, at which a value is not finite.
fn overflow(game: &Game, columns: &Columns, values: &[f64]) -> Option<NoEquilibrium> {
    let at = values.iter().rposition(|x| !x.is_finite())?;
    let points = game.beliefs.count;
    let (node, column) = (
        at / (columns.width() * points),
        at / points % columns.width(),
    );
    let role = columns.columns[column].role;
    Some(NoEquilibrium::Overflow { role, node })
}

fn unbounded(game: &Game, certify: bool, task: &dyn Task) -> Result<Solution, NoEquilibrium> {
    let (layer, values, stages) = stationary::solve(game, task)?;
    let mut certificate = if certify {
        stationary::certify(game, &layer, task)?
    } else {
        Certificate::default()
    };
    certificate.stages = stages;
    Ok(Solution {
        horizon: None,
        layers: vec![layer],
        first: 0,
        values,
        certificate,
    })
}

/// Layers one after another, from the last round on.
struct Rounds<'a> {
    game: &'a Game,
    columns: Columns<'a>,
    /// Values of the layer last worked, and of the one before.
    values: Vec<f64>,
    before: Vec<f64>,
    /// Rounds that remain in the layer last worked.
    remaining: usize,
}

impl<'a> Rounds<'a> {
    fn new(game: &'a Game, columns: Columns<'a>) -> Self {
        let all = game.structure.nodes() * columns.width() * game.beliefs.count;
        Rounds {
            game,
            columns,
            values: vec![0.0; all],
            before: vec![0.0; all],
            remaining: 0,
        }
    }

    fn next(&mut self, mode: Mode) -> Faults {
        std::mem::swap(&mut self.values, &mut self.before);
        self.remaining += 1;
        let work = Work {
            game: self.game,
            columns: &self.columns,
            before: &self.before,
            remaining: Some(self.remaining),
            share: 1.0,
        };
        work.backward(&mut self.values, mode)
    }
}

fn backward(
    game: &Game,
    horizon: usize,
    longest: usize,
    certify: bool,
    task: &dyn Task,
) -> Result<Solution, NoEquilibrium> {
    let first = horizon - game.rounds + 1;
    let roles = game.beliefs.prior.len();
    let mut rounds = Rounds::new(game, Columns::totals(game));
    let mut checks = certify.then(|| Rounds::new(game, certificate::columns(game)));
    let mut certificate = certificate::Builder::default();
    let mut layer = Layer::new(game);
    let mut values = vec![];
    let mut layers = vec![];
    for r in 1..=longest {
        // the round before is the first guess
        let mode = Mode::Choose(&mut layer.weights, &mut layer.cells);
        let faults = rounds.next(mode);
        if let Some(overflow) = overflow(game, &rounds.columns, &rounds.values) {
            return Err(overflow);
        }
        if let Some(lost) = faults.lost {
            return Err(NoEquilibrium::Lost(lost));
        }
        if r <= horizon {
            certificate.add(faults);
        }
        if let Some(checks) = checks.as_mut().filter(|_| r <= horizon) {
            certificate.add(checks.next(Mode::Check(&layer.weights, &layer.cells)));
            if r == horizon {
                certificate.finish(game, &checks.values, checks.columns.width());
            }
        }
        if r == horizon {
            values = rounds
                .columns
                .narrow(&rounds.values, roles, game.beliefs.count);
            checks = None;
        }
        if r >= first {
            layers.push(layer.clone());
        }
        if task.at(WORK, r as f64 / longest as f64).is_break() {
            return Err(NoEquilibrium::Cancelled);
        }
    }
    Ok(Solution {
        horizon: Some(horizon),
        layers,
        first,
        values,
        certificate: certificate.certificate,
    })
}

/// The values of the nodes in round `t` under the strategies of `solution`, by role and by
/// account: nodes × roles or accounts × points of belief.
pub fn values(game: &Game, solution: &Solution, t: usize) -> [Vec<f64>; 2] {
    let Some(horizon) = solution.horizon else {
        let accounts = stationary::accounts(game, &solution.layers[0]);
        return [solution.values.clone(), accounts];
    };
    let roles = game.beliefs.prior.len();
    let mut accounts = Rounds::new(game, Columns::accounts(game));
    // Beyond the kept layers strategies are solved again, layer by layer.
    let mut totals = Rounds::new(game, Columns::totals(game));
    let mut layer = Layer::new(game);
    for r in 1..=horizon + 1 - t {
        if r >= solution.first {
            layer.clone_from(&solution.layers[r - solution.first]);
            totals.next(Mode::Check(&layer.weights, &layer.cells));
        } else {
            totals.next(Mode::Choose(&mut layer.weights, &mut layer.cells));
        }
        accounts.next(Mode::Check(&layer.weights, &layer.cells));
    }
    let points = game.beliefs.count;
    let values = totals.columns.narrow(&totals.values, roles, points);
    [values, accounts.values]
}
