//! What can be checked about a solution without believing the solver: residuals, and the price of
//! errors beside the most that precision explains (model.md, section 7).

use super::backward::annuity;
use super::columns::{Columns, Rule};
use super::equilibria::Searched;
use super::residuals::{Residuals, Stages};
use crate::game::{Game, Mover, Position, Rows};
use crate::numeric::lambert::lambert;

/// The certificate of a solution.
#[derive(Clone, Debug, Default)]
pub struct Certificate {
    /// Largest |σ − logit(λQ)| over all decisions, recomputed from the strategies.
    pub residual: f64,
    /// Largest KL(σ‖logit(λQ))/λ, in units of payoff.
    pub epsilon: f64,
    /// The price of errors, by role.
    pub regrets: Vec<Regret>,
    /// How stages at which types show or several move at once were solved.
    pub stages: Stages,
    /// How the blocks of play without end were solved; none with an end, or if iteration found the
    /// strategies.
    pub branches: Option<Branches>,
    /// What was searched for other equilibria of play without end; none if nothing was.
    pub searched: Option<Searched>,
    /// What interpolation may add to a price, as a share of its range; 0 without types.
    slack: f64,
    /// What the rounding of values, and what one more round changes them by, may add to the residual.
    noise: f64,
    /// The most that rounding the logarithms of probabilities may add to it at a stage.
    rounding: f64,
    /// Whether an equilibrium unique at each stage is the only one of the game: not where play has
    /// no end.
    finite: bool,
}

/// How the blocks of play without end were solved.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Branches {
    /// Blocks of states that play can leave for good, solved one after another.
    pub blocks: usize,
    /// Turns of their branches on the way to the wanted precision.
    pub folds: usize,
    /// Blocks whose branch was followed a second time in smaller steps, to the same solution.
    pub confirmed: usize,
    /// Blocks for which smaller steps led to another solution.
    pub differ: usize,
    /// Largest change of a value by one more round, in units of payoff.
    pub residual: f64,
}

/// What an actor's own errors cost it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Regret {
    /// What it would gain at the start by playing flawlessly, the others staying put.
    pub amount: f64,
    /// The most that its precision explains: Σ δ^(t−1) Σ over own turns of W((K−1)/e)/λ.
    pub bound: f64,
    /// Best less worst attainable value at the start.
    pub range: f64,
    /// What the rounding of values may add to the regret.
    rounding: f64,
}

impl Certificate {
    /// Whether some actor could gain more than its precision explains: a bug.
    pub fn broken(&self) -> bool {
        let most = |p: &Regret| p.bound * (1.0 + 1e-9) + (1e-8 + self.slack) * p.range + p.rounding;
        self.residual > 1e-9 + self.noise + self.rounding
            || self.regrets.iter().any(|p| p.amount > most(p))
    }

    /// Whether some stage may have equilibria besides the one on the principal branch, or another
    /// equilibrium of the game was found; none if that is not known: without a certificate, and where
    /// play has no end and no search found a second one.
    pub fn multiple(&self) -> Option<bool> {
        let differ = self.branches.is_some_and(|b| b.differ > 0);
        if differ || self.searched.is_some_and(|s| s.found > 1) {
            return Some(true);
        }
        match self.stages.traced + self.stages.turned {
            0 => self.finite.then_some(false),
            _ => Some(true),
        }
    }
}

/// Values under the strategies, then of a flawless player, then of the worst.
pub(super) fn columns(game: &Game) -> Columns<'_> {
    Columns::with(game, &[Rule::Follow, Rule::Best, Rule::Worst])
}

#[derive(Default)]
pub(super) struct Builder {
    pub certificate: Certificate,
}

impl Builder {
    pub fn add(&mut self, residuals: Residuals) {
        self.certificate.residual = self.certificate.residual.max(residuals.residual);
        self.certificate.epsilon = self.certificate.epsilon.max(residuals.epsilon);
        self.certificate.rounding = self.certificate.rounding.max(residuals.rounding);
        self.certificate.stages = self.certificate.stages.join(residuals.stages);
    }

    /// From the `values` of all nodes, `width` columns each. One more round of play without end changes
    /// a value by at most `left`.
    pub fn finish(&mut self, game: &Game, values: &[f64], width: usize, left: Option<f64>) {
        let beliefs = &game.beliefs;
        let (n, points) = (beliefs.prior.len(), beliefs.count);
        let rows = Rows {
            inner: width,
            points,
        };
        let start = game.structure.start().get();
        let at = |c: usize| values[rows.at(start, c, beliefs.start)];
        self.certificate.slack = if beliefs.typed() { SLACK } else { 0.0 };
        self.certificate.finite = game.horizon().is_some();
        let largest = |c: usize| {
            let nodes = 0..values.len() / rows.block();
            let own = nodes.flat_map(|node| &values[rows.row(node, c)]);
            own.fold(0.0, |m: f64, x| m.max(x.abs()))
        };
        let rounding: Vec<f64> = (0..n).map(|r| ROUNDING * largest(r)).collect();
        let off = |r: usize| match left {
            Some(left) => rounding[r] + left * (1.0 + annuity(game.payments.patience[r], None)),
            None => rounding[r],
        };
        let precision = game.payments.precision.iter().enumerate();
        let noise = precision.filter(|(_, p)| p.is_finite());
        self.certificate.noise = noise.map(|(r, p)| p * off(r)).fold(0.0, f64::max);
        self.certificate.regrets = (0..n)
            .map(|r| Regret {
                amount: at(n + r) - at(r),
                bound: bound(game, r),
                range: at(n + r) - at(2 * n + r),
                rounding: rounding[r],
            })
            .collect();
    }
}

/// How far rounding may have moved a value, relative to the largest: sums over many rounds.
const ROUNDING: f64 = 64.0 * f64::EPSILON;

/// With types the values of a flawless player are interpolated as others are.
const SLACK: f64 = 1e-2;

/// The most that the precision of `role` explains; what it does not see past the round, or does
/// by a script, knows no limit.
fn bound(game: &Game, role: usize) -> f64 {
    if game.payments.myopic[role] || game.payments.scripted[role] {
        return f64::INFINITY;
    }
    let s = &game.structure;
    let i = game.beliefs.actor(role);
    // who changes errs as whatever it becomes
    let becomes = match game.changes_of(i) {
        true => game.beliefs.roles(i),
        false => role..role + 1,
    };
    let precision = game.payments.precision[becomes].iter();
    let precision = precision.copied().fold(f64::INFINITY, f64::min);
    // the most that one logit choice among K options can lose on average is W((K − 1)/e)/λ
    let price = |options: usize| match options {
        0 | 1 => 0.0,
        k => lambert((k - 1) as f64 / std::f64::consts::E) / precision,
    };
    let mut round = 0.0;
    for k in s.all_turns() {
        let most = |options: &dyn Fn(Position) -> usize| {
            price(s.positions_of(k).map(options).max().unwrap_or(0))
        };
        match &s.turn(k).mover {
            Mover::Actor(a) if *a == i => round += most(&|p| s.moves_of(p).len()),
            Mover::Joint(joint) => {
                if let Some(party) = joint.party(i) {
                    round += most(&|p| s.open(p)[party].len());
                }
            }
            Mover::Vote(template) => {
                if template.proposer == Some(i) {
                    let none = |p| s.no_draft(p).iter().count();
                    round += most(&|p| none(p) + s.roll_calls(p, template).count());
                }
                if let Some(m) = template.members.iter().position(|a| *a == i) {
                    round += price(template.choices(m).len());
                }
            }
            Mover::Actor(_) | Mover::Chance(_) => {}
        }
    }
    round * (1.0 + annuity(game.payments.patience[role], game.horizon()))
}
