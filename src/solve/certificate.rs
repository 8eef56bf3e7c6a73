//! What can be checked about a solution without believing the solver: residuals, and the price of
//! errors beside the most that precision explains (model.md, section 7).

use super::choice::lambert;
use super::columns::{Columns, Rule};
use super::kernel::{Faults, later};
use crate::game::{Game, Mover};

/// The certificate of a solution.
#[derive(Clone, Debug, Default)]
pub struct Certificate {
    /// Largest |σ − logit(λQ)| over all decisions, recomputed from the strategies.
    pub residual: f64,
    /// Largest KL(σ‖logit(λQ))/λ, in units of payoff.
    pub epsilon: f64,
    /// The price of errors, by actor.
    pub prices: Vec<Price>,
}

/// What an actor's own errors cost it.
#[derive(Clone, Copy, Debug, Default)]
pub struct Price {
    /// What it would gain at the start by playing flawlessly, the others staying put.
    pub regret: f64,
    /// The most that its precision explains: Σ δ^(t−1) Σ over own turns of W((K−1)/e)/λ.
    pub bound: f64,
    /// Best less worst attainable value at the start.
    pub range: f64,
}

impl Certificate {
    /// Whether some actor could gain more than its precision explains: a bug.
    pub fn broken(&self) -> bool {
        self.residual > 1e-9
            || self
                .prices
                .iter()
                .any(|p| p.regret > p.bound * (1.0 + 1e-9) + 1e-8 * p.range.max(1.0))
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
    pub fn add(&mut self, faults: Faults) {
        self.certificate.residual = self.certificate.residual.max(faults.residual);
        self.certificate.epsilon = self.certificate.epsilon.max(faults.epsilon);
    }

    /// From the `values` of all nodes, `width` columns each.
    pub fn finish(&mut self, game: &Game, values: &[f64], width: usize) {
        let n = game.numbers.actors;
        let row = &values[game.structure.start as usize * width..][..3 * n];
        self.certificate.prices = (0..n)
            .map(|i| Price {
                regret: row[n + i] - row[i],
                bound: bound(game, i),
                range: row[n + i] - row[2 * n + i],
            })
            .collect();
    }
}

/// The most that actor `i`'s precision explains; what it does not see past the round knows no limit.
fn bound(game: &Game, i: usize) -> f64 {
    if game.numbers.myopic[i] {
        return f64::INFINITY;
    }
    let s = &game.structure;
    let precision = game.numbers.precision[i];
    let price = |options: usize| match options {
        0 | 1 => 0.0,
        k => lambert((k - 1) as f64 / std::f64::consts::E) / precision,
    };
    let mut round = 0.0;
    for (k, turn) in s.turns.iter().enumerate() {
        let most = (s.steps[k]..s.steps[k + 1])
            .map(|p| s.moves_of(p as usize).len())
            .max()
            .unwrap_or(0);
        match &turn.mover {
            Mover::Actor(a) if *a == i => round += price(most),
            Mover::Vote(template) => {
                if template.proposer == Some(i) {
                    round += price(most.div_ceil(2));
                }
                let member = template.members.iter().position(|a| *a == i);
                let calls = template.calls.iter().filter(|c| Some(c.member) == member);
                round += price(
                    calls
                        .map(|c| c.next.iter().flatten().count())
                        .max()
                        .unwrap_or(0),
                );
            }
            _ => {}
        }
    }
    round * (1.0 + later(game.numbers.patience[i], game.horizon()))
}
