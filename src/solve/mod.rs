//! Logit quantal-response equilibrium by backward induction (McKelvey & Palfrey 1998), with a
//! certificate computed from the strategies alone.
//!
//! Layers are counted by the rounds that remain, so one solve for the longest horizon also holds
//! the strategies of every shorter one: a longer shadow is read off, not solved again.

mod backward;
mod certificate;
mod choice;
mod columns;
mod equilibria;
mod mechanical;
mod prospects;
mod residuals;
mod stage;
mod stationary;
mod strategy;
mod tree;
mod turn;
mod view;
mod work;

pub use backward::annuity;
pub use certificate::{Branches, Certificate, Regret};
pub use choice::choose;
pub use columns::{Column, Rule};
pub use equilibria::{Equilibria, Equilibrium, Searched, Unsearchable, equilibria};
pub use mechanical::Removed;
pub use prospects::{Prospects, prospects};
pub use residuals::{LostBranch, Stages};
pub use stationary::{Crossing, Curve, Ending, Fold, Lost, LostBlock, curve};
pub use tree::{
    BranchStep, LostTree, TreeCertificate, TreeEquilibrium, TreeSolution, TreeWanted, solve_tree,
};
pub use view::View;

use crate::game::{BeliefPoint, Game, Move, MoverTypes, Node, Place, Position, Rows, Turn};
use crate::task::Task;
use columns::Columns;
use residuals::Residuals;
use strategy::Strategy;
use work::Work;

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

    /// Its strategies, to be chosen: what they are now is the first guess.
    fn choose(&mut self) -> Strategy<'_> {
        Strategy::Choose {
            moves: &mut self.weights,
            cells: &mut self.cells,
        }
    }

    /// Its strategies, to be followed.
    fn follow(&self) -> Strategy<'_> {
        Strategy::Follow {
            moves: &self.weights,
            cells: &self.cells,
        }
    }
}

impl Layer {
    /// The probability of a choice at point `b` of turn `k`, by where it stands, for movers of these
    /// types.
    fn share(&self, game: &Game, k: Turn, place: Place, types: MoverTypes, b: usize) -> f64 {
        let layout = &game.layout;
        let of = |m| self.weights[layout.of_move(k, m, types).start + b];
        match place {
            Place::Move(m) => of(m),
            Place::Either(pass, fail) => of(pass) + of(fail),
            Place::Cell(c) => self.cells[layout.of_cell(k, c, types).start + b],
        }
    }

    /// Where beliefs go from point `b` when move `m` of position `p` of turn `k` is seen. Of a vote:
    /// when its draft is proposed, before anybody votes.
    pub fn belief(&self, game: &Game, k: Turn, p: Position, b: usize, m: Move) -> BeliefPoint {
        let beliefs = &game.beliefs;
        let mut belief = beliefs.at(b);
        if !game.layout.typed(k) {
            return belief;
        }
        if let Some(i) = game.structure.turn(k).hidden {
            let mut shares = beliefs.coordinates(b)[beliefs.own(i)].to_vec();
            game.change(p, &mut shares, |m, type_| {
                let types = game.layout.alone(k, i, type_);
                self.share(game, k, Place::Move(m), types, b)
            });
            beliefs.put(&mut belief, i, &shares);
            return belief;
        }
        for seen in game.structure.seen(p, m) {
            let i = seen.actor;
            beliefs.learn_more(&mut belief, i, b, |type_| {
                self.share(game, k, seen.place, game.layout.alone(k, i, type_), b)
            });
        }
        belief
    }
}

/// Why no equilibrium was found.
#[derive(Clone, Debug)]
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
    /// The branch of a block of play without end was lost.
    LostBlock(Box<LostBlock>),
    /// No equilibrium was found of the stage at a position.
    LostBranch(LostBranch),
    /// What a role expects at a node is too large for a number.
    Overflow {
        /// The role.
        role: usize,
        /// The node.
        node: Node,
    },
    /// Other equilibria are asked for, and cannot be searched for.
    Unsearchable(Unsearchable),
    /// Cancelled by the caller's [`Task`].
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
        let roles = beliefs.prior.len();
        let rows = Rows {
            inner: roles,
            points: beliefs.count,
        };
        let start = game.structure.start().get();
        let value = |role| self.values[rows.at(start, role, beliefs.start)];
        (0..roles).map(value).collect()
    }
}

/// How a game is solved.
#[derive(Clone, Copy, Debug)]
pub struct Solver {
    /// Whether longer shadows are solved with it.
    pub longer: bool,
    /// Whether the strategies are certified; if not, the certificate is no more than a count of
    /// stages.
    pub certify: bool,
}

impl Default for Solver {
    /// With longer shadows and a certificate.
    fn default() -> Self {
        Solver {
            longer: true,
            certify: true,
        }
    }
}

impl Solver {
    /// For another version of a certified game: its own shadow, no certificate.
    pub const AGAIN: Solver = Solver {
        longer: false,
        certify: false,
    };

    /// Solves `game`.
    ///
    /// # Errors
    /// No stationary equilibrium was found (unbounded shadow), or a stage's principal branch was lost,
    /// or a value is too large for a number; or `task` says to stop.
    pub fn solve(self, game: &Game, task: &dyn Task) -> Result<Solution, NoEquilibrium> {
        let Some(horizon) = game.horizon() else {
            return unbounded(game, self.certify, task);
        };
        let longest = if self.longer {
            horizon + LONGER[LONGER.len() - 1]
        } else {
            horizon
        };
        backward(game, horizon, longest, self.certify, task)
    }
}

/// Solves `game`, and longer shadows with it, and certifies the strategies.
///
/// # Errors
/// As [`Solver::solve`].
pub fn solve(game: &Game, task: &dyn Task) -> Result<Solution, NoEquilibrium> {
    Solver::default().solve(game, task)
}

/// The equilibrium of `game`, in which play has no end, next to that in which the nodes of a game with almost
/// the same numbers are worth `before` ([`Solution::values`]); without a certificate. It may be another than
/// the principal one. None if there is none next to it, or `task` says to stop.
pub fn near(game: &Game, before: &[f64], task: &dyn Task) -> Option<Solution> {
    if game.horizon().is_some() {
        return None;
    }
    let found = stationary::near(game, before, task)?;
    finish(game, found, false, task).ok()
}

/// The last node, and so the first to be worked, at which a value is not finite.
fn overflow(game: &Game, columns: &Columns, values: &[f64]) -> Option<NoEquilibrium> {
    let at = values.iter().rposition(|x| !x.is_finite())?;
    let (node, column) = columns.rows(game).place(at);
    let role = columns.columns[column].role;
    let node = Node::new(node);
    Some(NoEquilibrium::Overflow { role, node })
}

fn unbounded(game: &Game, certify: bool, task: &dyn Task) -> Result<Solution, NoEquilibrium> {
    let found = stationary::solve(game, certify, task)?;
    finish(game, found, certify, task)
}

/// The solution that a stationary equilibrium is, certified or not.
fn finish(
    game: &Game,
    found: stationary::Found,
    certify: bool,
    task: &dyn Task,
) -> Result<Solution, NoEquilibrium> {
    let mut certificate = if certify {
        stationary::certify(game, &found, task)?
    } else {
        Certificate::default()
    };
    certificate.stages = found.stages;
    certificate.branches = found.branches;
    Ok(Solution {
        horizon: None,
        layers: vec![found.layer],
        first: 0,
        values: found.values,
        certificate,
    })
}

/// Layers one after another, from the last round on.
struct Rounds<'a> {
    game: &'a Game,
    columns: Columns<'a>,
    /// Values of the layer last worked, and of the one before.
    values: Vec<f64>,
    next_round: Vec<f64>,
    /// Rounds that remain in the layer last worked.
    remaining: usize,
}

impl<'a> Rounds<'a> {
    fn new(game: &'a Game, columns: Columns<'a>) -> Self {
        let all = columns
            .rows(game)
            .blocks(0..game.structure.nodes().len())
            .len();
        Rounds {
            game,
            columns,
            values: vec![0.0; all],
            next_round: vec![0.0; all],
            remaining: 0,
        }
    }

    fn next(&mut self, strategy: Strategy) -> Residuals {
        std::mem::swap(&mut self.values, &mut self.next_round);
        self.remaining += 1;
        let work = Work {
            game: self.game,
            columns: &self.columns,
            next_round: &self.next_round,
            remaining: Some(self.remaining),
            share: 1.0,
        };
        work.backward(&mut self.values, strategy)
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
        let residuals = rounds.next(layer.choose());
        if let Some(overflow) = overflow(game, &rounds.columns, &rounds.values) {
            return Err(overflow);
        }
        if let Some(lost) = residuals.lost {
            return Err(NoEquilibrium::LostBranch(lost));
        }
        if r <= horizon {
            certificate.add(residuals);
        }
        if let Some(checks) = checks.as_mut().filter(|_| r <= horizon) {
            certificate.add(checks.next(layer.follow()));
            if r == horizon {
                certificate.finish(game, &checks.values, checks.columns.width(), None);
            }
        }
        if r == horizon {
            values = rounds.columns.narrow(&rounds.values, roles, game);
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
            totals.next(layer.follow());
        } else {
            totals.next(layer.choose());
        }
        accounts.next(layer.follow());
    }
    let values = totals.columns.narrow(&totals.values, roles, game);
    [values, accounts.values]
}
