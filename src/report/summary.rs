//! The summaries: one structure per command, serialised as `--json`, and the only input of
//! terminal, charts and CSV. Probabilities are 0–1 and never rounded; what was not computed is
//! null; no clock, path or machine.

use super::types::{BeliefSummary, TypeSummary, beliefs, types};
use crate::forecast::{by_account, outcomes_by_round, uses};
use crate::scenario::{Moment, Scenario};
use crate::source::Entry;
use crate::statistics::wilson;
use crate::study::{Run, Stopped};
use indexmap::IndexMap;
use serde::Serialize;

/// Version of the contract; raised when a field changes meaning.
pub const SCHEMA: u32 = 1;

/// What every document begins with.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Head {
    pub schema: u32,
    pub version: &'static str,
    pub command: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<About>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub histories: Option<usize>,
}

/// Which scenario.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct About {
    pub id: String,
    pub title: String,
    pub digest: String,
}

impl Head {
    /// The head of a document of `command` about `scenario`.
    pub fn new(command: &'static str, scenario: Option<&Scenario>) -> Self {
        Head {
            schema: SCHEMA,
            version: super::manifest::VERSION,
            command,
            scenario: scenario.map(|s| About {
                id: s.id.clone(),
                title: s.title.clone(),
                digest: s.digest.clone(),
            }),
            seed: None,
            histories: None,
        }
    }
}

/// The document of a command that failed.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Failed {
    #[serde(flatten)]
    pub head: Head,
    pub errors: Vec<Entry>,
}

/// Residuals, and how many stages were solved how.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs)]
pub struct CertificateSummary {
    /// max |σ − logit(λQ)|.
    pub residual: f64,
    /// max KL(σ‖logit)/λ in units of payoff.
    pub epsilon: f64,
    /// Whether a stage may have several equilibria; null if that was not examined, as where play
    /// has no end.
    pub multiple: Option<bool>,
    /// Stages, at which types show or several move at once, whose equilibrium was shown to be the
    /// only one; was found by following the principal branch; the same through a turn. One that
    /// fails is an error and leaves no result.
    pub unique: u64,
    pub traced: u64,
    pub turned: u64,
    /// Along how many of those branches other equilibria branch off: there a hair decides.
    pub branch_points: u64,
}

impl CertificateSummary {
    /// A warning where the answer may hang on a hair.
    pub fn warning(&self) -> Option<String> {
        let n = self.branch_points;
        let stages = super::screen::count(n as usize, "stage");
        (n > 0).then(|| {
            format!(
                "Beware: on the way to {stages} other equilibria branch off. There a tiny change of a \
                 payoff can reverse the answer; look at lower precisions too."
            )
        })
    }

    /// The worse of both, and the sums of what they counted.
    pub fn join(self, other: Self) -> Self {
        CertificateSummary {
            residual: self.residual.max(other.residual),
            epsilon: self.epsilon.max(other.epsilon),
            multiple: match (self.multiple, other.multiple) {
                (Some(true), _) | (_, Some(true)) => Some(true),
                (Some(false), Some(false)) => Some(false),
                _ => None,
            },
            unique: self.unique + other.unique,
            traced: self.traced + other.traced,
            turned: self.turned + other.turned,
            branch_points: self.branch_points + other.branch_points,
        }
    }

    /// Of a solution.
    pub fn of(solution: &crate::solve::Solution) -> Self {
        let c = &solution.certificate;
        CertificateSummary {
            residual: c.residual,
            epsilon: c.epsilon,
            multiple: c.multiple(),
            unique: c.stages.unique,
            traced: c.stages.traced,
            turned: c.stages.turned,
            branch_points: c.stages.crossed,
        }
    }
}

/// The size of a game.
#[derive(Clone, Copy, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Size {
    pub positions: usize,
    pub decisions: usize,
    pub options: usize,
    pub bytes: usize,
    /// Points of the grid of beliefs that each position has: 1 without types.
    pub beliefs: usize,
    /// Rounds solved; null if they have no end, and strategies are the same in each.
    pub rounds: Option<usize>,
}

impl Size {
    /// Of `run`'s game.
    pub fn of(game: &crate::game::Game) -> Self {
        let s = &game.structure;
        Size {
            positions: s.positions().len(),
            decisions: s.positions().len() * game.horizon().unwrap_or(1),
            rounds: game.horizon(),
            options: s.all_moves().len(),
            bytes: game.layout.bytes(
                s,
                game.beliefs.prior.len(),
                game.shadow.map_or(1, |_| game.rounds + 4),
            ),
            beliefs: game.beliefs.count,
        }
    }
}

/// A probability (or mean), exact and simulated.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Estimate {
    pub id: String,
    pub label: String,
    pub exact: Option<f64>,
    pub simulated: f64,
    /// Wilson's 95 % interval of the simulated share; null for means.
    pub low: Option<f64>,
    pub high: Option<f64>,
    /// Change of the exact value when the shadow is 1 and 4 rounds longer; null for measures, and
    /// where it has no end.
    pub longer: Option<Vec<f64>>,
    /// The exact value with votes called in the reversed order; null without votes.
    pub reversed: Option<f64>,
    /// By how much the exact value changes on a grid of beliefs half as fine; null without types.
    pub grid: Option<f64>,
}

/// An actor's payoff.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ActorSummary {
    pub id: String,
    pub label: String,
    /// How it comes to its choices: equilibrium, myopic, random, script, or by type.
    pub plays: &'static str,
    /// Expected discounted payoff at the start, to the horizon.
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

/// Shares of a state variable's levels by round.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Course {
    pub id: String,
    pub label: String,
    pub levels: Vec<String>,
    /// `[round][level]`.
    pub exact: Vec<Vec<f64>>,
    pub simulated: Vec<Vec<f64>>,
}

/// How likely it is that something has come by each round.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Incidence {
    pub id: String,
    pub label: String,
    pub exact: Vec<f64>,
    pub simulated: Vec<f64>,
}

/// How often an option was open and used, by round.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct MoveSummary {
    pub turn: String,
    pub turn_label: String,
    /// Null for chance.
    pub actor: Option<String>,
    pub option: String,
    pub label: String,
    pub open: Vec<f64>,
    pub used: Vec<f64>,
}

impl MoveSummary {
    /// Of all rounds together: share of the times it was open that it was used.
    pub fn share(&self) -> Option<f64> {
        let open: f64 = self.open.iter().sum();
        (open > 0.0).then(|| self.used.iter().sum::<f64>() / open)
    }
}

/// What `run` found.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct RunSummary {
    #[serde(flatten)]
    pub head: Head,
    pub certificate: CertificateSummary,
    pub game: Size,
    pub round: String,
    pub rounds: Vec<String>,
    pub turns: usize,
    pub outcomes: Vec<Estimate>,
    pub measures: Vec<Estimate>,
    pub actors: Vec<ActorSummary>,
    /// Outcomes by true type; empty without types.
    pub types: Vec<TypeSummary>,
    /// What all believe, by round and true type; empty without types.
    pub beliefs: Vec<BeliefSummary>,
    /// p value of the G-test that exact and simulated outcomes agree.
    pub agreement: f64,
    /// The same of as many histories with other luck, where the first says that they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub agreement_again: Option<f64>,
    /// Why no more histories were played, if intervals were to be so narrow.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stopped: Option<Stopped>,
    pub labels: IndexMap<String, String>,
    pub course: IndexMap<String, Vec<Vec<f64>>>,
    pub courses: Vec<Course>,
    pub timing: Vec<Incidence>,
    pub moves: Vec<MoveSummary>,
    /// The outcomes over many worlds, if they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub worlds: Option<super::WorldsSummary>,
}

/// The summary of `run`.
pub fn summarise(command: &'static str, run: &Run, seed: u64) -> RunSummary {
    let scenario = &run.scenario;
    let mut head = Head::new(command, Some(scenario));
    head.seed = Some(seed);
    head.histories = Some(run.simulation.histories);
    let n = run.simulation.histories as u64;
    let count = scenario.outcomes.len();
    let counts = run.simulation.counts(count);
    let outcome = |o: usize| {
        let (low, high) = wilson(counts[o], n);
        Estimate {
            id: scenario.outcomes[o].name.id.clone(),
            label: scenario.outcomes[o].name.label.clone(),
            exact: Some(run.outcomes[o]),
            simulated: counts[o] as f64 / n as f64,
            low: Some(low),
            high: Some(high),
            longer: (!run.longer.is_empty())
                .then(|| run.longer.iter().map(|l| l[o] - run.outcomes[o]).collect()),
            reversed: run.reversed.as_ref().map(|r| r[o]),
            grid: run.grid.as_ref().map(|g| g[o]),
        }
    };
    let measure = |(m, reading): (usize, &crate::study::Reading)| {
        let interval = reading.hits.map(|h| wilson(h, n));
        Estimate {
            id: scenario.measures[m].name.id.clone(),
            label: scenario.measures[m].name.label.clone(),
            exact: Some(reading.exact),
            simulated: reading.simulated,
            low: interval.map(|i| i.0),
            high: interval.map(|i| i.1),
            longer: None,
            reversed: None,
            grid: None,
        }
    };
    let courses = courses(run);
    let names = scenario
        .actors
        .iter()
        .map(|a| &a.name)
        .chain(scenario.variables.iter().map(|v| &v.name));
    let names = names
        .chain(scenario.outcomes.iter().map(|o| &o.name))
        .chain(scenario.measures.iter().map(|m| &m.name));
    RunSummary {
        head,
        certificate: CertificateSummary::of(&run.solution),
        game: Size::of(&run.game),
        round: scenario.time.round.clone(),
        rounds: (1..=scenario.time.rounds)
            .map(|t| scenario.time.label(t))
            .collect(),
        turns: scenario.turns.len(),
        outcomes: (0..count).map(outcome).collect(),
        measures: run.measures.iter().enumerate().map(measure).collect(),
        actors: actors(run),
        types: types(run),
        beliefs: beliefs(run),
        agreement: run.agreement,
        agreement_again: run.again,
        stopped: run.stopped,
        labels: names.map(|n| (n.id.clone(), n.label.clone())).collect(),
        course: courses
            .iter()
            .map(|c| (c.id.clone(), c.exact.clone()))
            .collect(),
        courses,
        timing: timing(run),
        moves: moves(run),
        worlds: None,
    }
}

fn courses(run: &Run) -> Vec<Course> {
    let [exact, simulated] = run.courses();
    let all = run.scenario.variables.iter().zip(exact).zip(simulated);
    all.map(|((v, exact), simulated)| Course {
        id: v.name.id.clone(),
        label: v.name.label.clone(),
        levels: (0..v.size())
            .map(|l| v.level(l).replace('_', " "))
            .collect(),
        exact,
        simulated,
    })
    .collect()
}

fn actors(run: &Run) -> Vec<ActorSummary> {
    let beliefs = &run.game.beliefs;
    let chances: Vec<f64> = beliefs.profiles().map(|d| beliefs.chance(d)).collect();
    let drawn = run.simulation.drawn();
    let shares: Vec<f64> = drawn
        .iter()
        .map(|n| *n as f64 / run.simulation.histories as f64)
        .collect();
    let exact = by_account(&run.game, &run.exact_draws, &chances);
    let simulated = by_account(&run.game, &run.simulated_draws, &shares);
    let beyond = run.beyond(&exact);
    let value = run.solution.start(&run.game);
    let prices = &run.solution.certificate.prices;
    let accounts = &run.game.payments.accounts;
    let actor = |i: usize| {
        let roles = beliefs.roles(i);
        // over the actor's types, as likely as they are before play
        let mean = |of: &dyn Fn(usize) -> f64| -> f64 {
            match roles.len() {
                1 => of(roles.start),
                _ => roles.clone().map(|r| beliefs.prior[r] * of(r)).sum(),
            }
        };
        let first: Vec<usize> = (0..accounts.len())
            .filter(|a| accounts[*a].role == roles.start)
            .collect();
        let term = |a: &usize| {
            // a role's accounts stand one after the other, in the same order
            let at = |all: &[f64]| mean(&|r| all[a + (r - roles.start) * first.len()]);
            TermSummary {
                id: accounts[*a].id().to_string(),
                label: accounts[*a].label().to_string(),
                exact: at(&exact),
                simulated: Some(at(&simulated)),
            }
        };
        let mut terms: Vec<TermSummary> = first
            .iter()
            .map(term)
            .filter(|t| t.exact != 0.0 || !["costs", "once"].contains(&t.id.as_str()))
            .collect();
        if run.scenario.time.shadow != Some(0) {
            let label = format!("after the last {}", run.scenario.time.round);
            terms.push(TermSummary {
                id: "beyond".into(),
                label,
                exact: mean(&|r| beyond[r]),
                simulated: None,
            });
        }
        let actor = &run.scenario.actors[i];
        let plays = if actor.types.is_empty() {
            actor.plays.word()
        } else {
            "by type"
        };
        ActorSummary {
            id: actor.name.id.clone(),
            label: actor.name.label.clone(),
            plays,
            value: mean(&|r| value[r]),
            regret: mean(&|r| prices[r].regret),
            regret_bound: Some(mean(&|r| prices[r].bound)).filter(|b| b.is_finite()),
            range: mean(&|r| prices[r].range),
            terms,
        }
    };
    (0..run.scenario.actors.len()).map(actor).collect()
}

/// Ending outcomes, then measures read `by` a time: what comes once and stays.
fn timing(run: &Run) -> Vec<Incidence> {
    let count = run.scenario.outcomes.len();
    let exact = outcomes_by_round(&run.game, &run.exact, count);
    let simulated = outcomes_by_round(&run.game, &run.simulated, count);
    let mut all = vec![];
    for (o, outcome) in run
        .scenario
        .outcomes
        .iter()
        .enumerate()
        .filter(|(_, o)| o.ends)
    {
        all.push(Incidence {
            id: outcome.name.id.clone(),
            label: outcome.name.label.clone(),
            exact: exact.iter().map(|r| r[o]).collect(),
            simulated: simulated.iter().map(|r| r[o]).collect(),
        });
    }
    for (e, event) in run.events.iter().enumerate() {
        let measure = &run.scenario.measures[event.measure];
        if let Moment::By(date) = measure.moment {
            // What comes after the date no longer counts.
            let judged = |values: &mut dyn Iterator<Item = f64>| {
                let mut values: Vec<f64> = values.collect();
                let last = values[date - 1];
                values[date..].fill(last);
                values
            };
            let histories = run.simulation.histories as f64;
            let counts = run.simulation.by(e);
            all.push(Incidence {
                id: measure.name.id.clone(),
                label: measure.name.label.clone(),
                exact: judged(&mut event.exact.iter().copied()),
                simulated: judged(&mut counts.iter().map(|n| *n as f64 / histories)),
            });
        }
    }
    all
}

fn moves(run: &Run) -> Vec<MoveSummary> {
    let summary = |u: crate::forecast::Use| MoveSummary {
        turn: run.scenario.turns[u.turn].name.id.clone(),
        turn_label: run.scenario.turns[u.turn].name.label.clone(),
        actor: u.actor.map(|i| run.scenario.actors[i].name.id.clone()),
        option: u.id,
        label: u.label,
        open: u.open,
        used: u.used,
    };
    uses(&run.game, &run.exact)
        .into_iter()
        .map(summary)
        .collect()
}
