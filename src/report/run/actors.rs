//! What each actor gets, and from what.

use crate::forecast::{by_account, weights};
use crate::solve::Regret;
use crate::study::Run;
use serde::Serialize;

/// An actor's payoff.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ActorSummary {
    pub id: String,
    pub label: String,
    /// How it comes to its choices: equilibrium, myopic, random, script, or by type.
    pub plays: &'static str,
    /// Expected discounted payoff at the start, to the horizon, before anything is known.
    pub value: f64,
    /// What flawless play would add, and the most that precision explains (null: no limit).
    pub regret: f64,
    pub regret_bound: Option<f64>,
    /// Best less worst attainable value.
    pub range: f64,
    pub terms: Vec<TermSummary>,
}

/// A payoff term over the reported rounds, discounted; `beyond` is what lies after them.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct TermSummary {
    pub id: String,
    pub label: String,
    pub exact: f64,
    pub simulated: Option<f64>,
}

/// Payments by account, a number for each account of the game.
struct Accounts {
    exact: Vec<f64>,
    simulated: Vec<f64>,
    /// What comes after the reported rounds, by role.
    beyond: Vec<f64>,
}

impl Accounts {
    fn of(run: &Run) -> Self {
        let histories = run.simulation.histories as f64;
        let drawn = run.simulation.drawn();
        let shares: Vec<f64> = drawn.iter().map(|n| *n as f64 / histories).collect();
        let exact = by_account(&run.game, &run.exact_by_who, &weights(&run.game));
        Accounts {
            simulated: by_account(&run.game, &run.simulated_by_who, &shares),
            beyond: run.beyond(&exact),
            exact,
        }
    }
}

/// Every actor, in file order.
pub(super) fn actors(run: &Run) -> Vec<ActorSummary> {
    let accounts = Accounts::of(run);
    let values = run.solution.start(&run.game);
    // without a certificate they are not known
    let regrets = &run.solution.certificate.regrets;
    let known = |role: usize, of: fn(&Regret) -> f64| regrets.get(role).map_or(f64::NAN, of);
    let all = run.scenario.players();
    all.map(|(i, actor)| {
        let plays = if actor.types.is_empty() {
            actor.plays.word()
        } else {
            "by type"
        };
        let bound = mean(run, i, |r| known(r, |regret| regret.bound));
        ActorSummary {
            id: actor.name.id.clone(),
            label: actor.name.label.clone(),
            plays,
            value: mean(run, i, |r| values[r]),
            regret: mean(run, i, |r| known(r, |regret| regret.amount)),
            regret_bound: Some(bound).filter(|b| b.is_finite()),
            range: mean(run, i, |r| known(r, |regret| regret.range)),
            terms: terms(run, &accounts, i),
        }
    })
    .collect()
}

/// The mean over the actor's types, as likely as they are before play; `of` is asked by role.
fn mean(run: &Run, actor: usize, of: impl Fn(usize) -> f64) -> f64 {
    let beliefs = &run.game.beliefs;
    let roles = beliefs.roles(actor);
    match roles.len() {
        1 => of(roles.start),
        _ => roles.map(|r| beliefs.prior[r] * of(r)).sum(),
    }
}

/// The terms of an actor's payoff, those without payments left out if the program made them.
fn terms(run: &Run, accounts: &Accounts, actor: usize) -> Vec<TermSummary> {
    let start = run.game.beliefs.roles(actor).start;
    let names = &run.game.payments.accounts;
    let first: Vec<usize> = (0..names.len())
        .filter(|a| names[*a].role == start)
        .collect();
    let term = |a: &usize| {
        // a role's accounts stand one after the other, in the same order
        let at = |all: &[f64]| mean(run, actor, |r| all[a + (r - start) * first.len()]);
        TermSummary {
            id: names[*a].id().to_string(),
            label: names[*a].label().to_string(),
            exact: at(&accounts.exact),
            simulated: Some(at(&accounts.simulated)),
        }
    };
    let mut terms: Vec<TermSummary> = first
        .iter()
        .map(term)
        .filter(|t| t.exact != 0.0 || !["costs", "once"].contains(&t.id.as_str()))
        .collect();
    // what comes after is not known of histories that fit what is known
    if run.scenario.time.shadow != Some(0) && run.scenario.given.is_none() {
        terms.push(TermSummary {
            id: "beyond".into(),
            label: format!("after the last {}", run.scenario.time.round),
            exact: mean(run, actor, |r| accounts.beyond[r]),
            simulated: None,
        });
    }
    terms
}
