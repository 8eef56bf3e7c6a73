//! Which numbers does the record favour? Worlds drawn from the ranges of parameters, each weighted by how likely what is known would have
//! come about in it.
//!
//! Importance sampling in rounds, each drawing from what the rounds before favour; the draws of all rounds are weighted by the mixture that
//! they come from (Cornuet, Marin, Mira & Robert 2012).

mod proposal;

use super::engine::Engine;
use super::job::{Answer, Job};
use super::model::Model;
use super::plan::{Reply, Step, Study};
use super::ranges::Ranges;
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::scenario::Milestone;
use crate::statistics::{effective, pareto_k, sobol};
use crate::task::Task;
use proposal::{Proposal, log_prior, logit, share};

/// Rounds of draws.
const ROUNDS: usize = 4;

/// Parts of a range over which what was learnt of a number is counted.
const PARTS: usize = 10;

/// The quantiles that are told of each number.
pub const LEVELS: [f64; 5] = [0.05, 0.25, 0.5, 0.75, 0.95];

/// Above this shape of the weights' tail nothing can be told.
pub const TOO_HEAVY: f64 = 0.7;

/// What is asked.
#[derive(Clone, Debug)]
pub struct Calibrate {
    /// The round by whose end the milestones are known that count.
    pub until: usize,
    /// Worlds in all.
    pub worlds: usize,
    /// The parameters that are free, by number; all that have a range if there are none.
    pub free: Vec<usize>,
    /// Seed of the draws.
    pub seed: u64,
}

/// What was learnt of a number.
#[derive(Clone, Debug, PartialEq)]
pub struct Learnt {
    /// The parameter, by number.
    pub parameter: usize,
    /// Its [`LEVELS`] before.
    pub prior: [f64; 5],
    /// Its [`LEVELS`] given the record.
    pub posterior: [f64; 5],
    /// How far the one is from the other (Kullback & Leibler), in bits, over parts of the range that are equally likely before; less
    /// what so few worlds would show where nothing is learnt.
    pub bits: f64,
    /// What they would show, which was taken off.
    pub noise: f64,
}

/// A milestone before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// Its number in the file.
    pub milestone: usize,
    /// Whether the record has it.
    pub conditioned: bool,
    /// Its probability over the worlds as they are drawn beforehand.
    pub prior: f64,
    /// Its probability over the worlds as the record favours them; of a later one, given the record in each.
    pub posterior: f64,
    /// The same at the file's own numbers: of a later one, given the record, if it can come about there.
    pub written: Option<f64>,
}

/// What was found.
#[derive(Clone, Debug)]
pub struct Calibrated {
    /// Worlds × free parameters.
    pub draws: Vec<Vec<f64>>,
    /// The weights of worlds, which sum to 1.
    pub weights: Vec<f64>,
    /// The free parameters, by number.
    pub parameters: Vec<usize>,
    /// Worlds in which no equilibrium was found; they are left out.
    pub lost: usize,
    /// Worlds in which the record cannot come about.
    pub impossible: usize,
    /// ln of the probability of the record over all worlds, and its Monte Carlo error.
    pub log_evidence: f64,
    /// The error.
    pub log_evidence_error: f64,
    /// ln of it at the file's own numbers; none if it cannot come about there.
    pub written: Option<f64>,
    /// How many worlds of equal weight would tell as much.
    pub effective: f64,
    /// The shape of the weights' tail; none if there is none.
    pub pareto_k: Option<f64>,
    /// What was learnt of each number.
    pub numbers: Vec<Learnt>,
    /// The milestones.
    pub milestones: Vec<Judged>,
    /// The pairs of numbers, by place, that hang together most given the record, and their correlations.
    pub together: Vec<(usize, usize, f64)>,
}

/// A world that was solved.
struct World {
    /// The logits of the places of its numbers, and the numbers.
    at: Vec<f64>,
    values: Vec<f64>,
    /// Whether it was drawn from the prior, in the first round.
    first: bool,
    /// The probability of the record, and of each milestone before and given it.
    record: f64,
    before: Vec<f64>,
    after: Vec<f64>,
}

/// Worlds solved so far, and those of the next round.
struct Draws<'a> {
    question: &'a Calibrate,
    ranges: Ranges<'a>,
    milestones: &'a [Milestone],
    /// What each round so far drew from, after the first; and how many it drew.
    proposals: Vec<Proposal>,
    counts: Vec<usize>,
    /// The next worlds, as logits.
    next: Vec<Vec<f64>>,
    worlds: Vec<World>,
    lost: usize,
    /// The probability of the record at the file's own numbers, and of the milestones.
    written: Option<Answer>,
}

/// Weighs the ranges of a model's parameters by its record.
///
/// # Errors
/// No parameter is free, or no milestone is settled by then; the record can come about in no world; a world cannot be compiled; or `task` says
/// to stop.
pub fn calibrate<M: Model>(
    engine: &Engine<M>,
    question: &Calibrate,
    task: &dyn Task,
) -> Result<Calibrated, Error> {
    let model = &engine.model;
    let free = match question.free.is_empty() {
        true => (0..model.parameters().len()).collect(),
        false => question.free.clone(),
    };
    let ranges = Ranges::of(model.parameters(), free);
    if ranges.parameters.is_empty() {
        return Err(super::no_range().into());
    }
    let mut milestones = model.milestones().iter();
    if !milestones.any(|m| m.is_settled(question.until)) {
        let help = "give a later date to --until, or write milestones: see the guide on score";
        return Err(Failure::general("no milestone is settled by then", help).into());
    }
    let count = question.worlds.div_ceil(ROUNDS);
    let d = ranges.parameters.len();
    let point = |n: usize| (0..d).map(|i| logit(sobol(n, i, question.seed))).collect();
    let draws = Draws {
        question,
        milestones: model.milestones(),
        proposals: vec![],
        counts: vec![],
        next: (0..count).map(point).collect(),
        worlds: vec![],
        lost: 0,
        written: None,
        ranges,
    };
    engine.study(draws, task)
}

impl Draws<'_> {
    fn job(&self, values: impl Iterator<Item = (usize, f64)>) -> Job {
        let mut job = self.ranges.job(values);
        job.read.until = Some(self.question.until);
        job
    }

    /// The logarithms of the weights of all worlds: the probability of the record times the prior's density over that of the mixture
    /// that they were drawn from.
    fn log_weights(&self) -> Vec<f64> {
        let all: usize = self.counts.iter().sum();
        let log = |world: &World| {
            let prior = log_prior(&world.at);
            let parts = self.counts.iter().enumerate().map(|(round, n)| {
                let density = match round {
                    0 => prior,
                    _ => self.proposals[round - 1].log(&world.at),
                };
                libm::log(*n as f64 / all as f64) + density
            });
            libm::log(world.record.max(0.0)) + prior - log_sum(&parts.collect::<Vec<_>>())
        };
        self.worlds.iter().map(log).collect()
    }
}

/// ln of the sum of what these are the logarithms of.
fn log_sum(logs: &[f64]) -> f64 {
    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if most == f64::NEG_INFINITY {
        return most;
    }
    most + libm::log(logs.iter().map(|x| libm::exp(x - most)).sum())
}

/// The weights whose logarithms these are, times one number so that they sum to 1.
fn normal(logs: &[f64]) -> Vec<f64> {
    let sum = log_sum(logs);
    logs.iter().map(|x| libm::exp(x - sum)).collect()
}

/// The weights to the highest power up to 1 at which enough worlds count: what the next round is fitted to.
fn tempered(logs: &[f64], enough: f64) -> Vec<f64> {
    let at = |power: f64| normal(&logs.iter().map(|x| power * x).collect::<Vec<_>>());
    // a world of weight 0 counts at no power
    if effective(&at(1.0)) >= enough {
        return at(1.0);
    }
    let (mut low, mut high) = (0.0, 1.0);
    for _ in 0..40 {
        let middle = (low + high) / 2.0;
        match effective(&at(middle)) >= enough {
            true => low = middle,
            false => high = middle,
        }
    }
    at(low.max(1e-6))
}

impl Study for Draws<'_> {
    type Found = Calibrated;

    fn work(&self) -> &'static str {
        "solving worlds"
    }

    fn plan(&self) -> Vec<Job> {
        let job = |at: &Vec<f64>| {
            let values = self.ranges.values(at.iter().map(|z| share(*z)));
            self.job(values.into_iter().enumerate())
        };
        let own = self.written.is_none().then(|| self.job(std::iter::empty()));
        self.next.iter().map(job).chain(own).collect()
    }

    fn spares(&self) -> bool {
        true
    }

    fn conclude(mut self, mut replies: Vec<Reply>) -> Result<Step<Self>, Error> {
        if self.written.is_none() {
            let own = replies.pop().unwrap_or_else(|| Ok(Answer::default()));
            self.written = Some(own.unwrap_or_default());
        }
        let first = self.counts.is_empty();
        let mut kept = 0;
        let mut failed = None;
        for (at, reply) in std::mem::take(&mut self.next).into_iter().zip(replies) {
            match reply {
                Err(error) => {
                    self.lost += 1;
                    failed = Some(error);
                }
                Ok(answer) => {
                    kept += 1;
                    self.worlds.push(World {
                        values: self.ranges.values(at.iter().map(|z| share(*z))),
                        at,
                        first,
                        record: answer.record[0],
                        before: answer.before.to_vec(),
                        after: answer.milestones.to_vec(),
                    });
                }
            }
        }
        self.counts.push(kept);
        if self.worlds.is_empty() {
            return Err(failed.unwrap_or(Error::Cancelled));
        }
        let logs = self.log_weights();
        if logs.iter().all(|x| *x == f64::NEG_INFINITY) {
            let message = format!(
                "what is known can have come about in none of {} worlds",
                self.worlds.len()
            );
            let help = "`demarche score` says which milestone is at odds with the scenario; give an earlier date to --until, or wider ranges";
            return Err(Failure::general(message, help).into());
        }
        if self.counts.len() == ROUNDS {
            return Ok(Step::Found(self.found(&logs)));
        }
        let d = self.ranges.parameters.len();
        let enough = (3.0 * (d as f64 + 1.0)).min(0.3 * self.worlds.len() as f64);
        let weights = tempered(&logs, enough);
        let at: Vec<Vec<f64>> = self.worlds.iter().map(|w| w.at.clone()).collect();
        let proposal = Proposal::fitted(&at, &weights);
        let count = self.question.worlds.div_ceil(ROUNDS);
        let round = self.counts.len() as u64;
        self.next = proposal.draw(count, d, self.question.seed.wrapping_add(round << 32));
        self.proposals.push(proposal);
        Ok(Step::More(self))
    }
}

impl Draws<'_> {
    fn found(self, logs: &[f64]) -> Calibrated {
        let weights = normal(logs);
        let n = weights.len() as f64;
        let log_evidence = log_sum(logs) - libm::log(n);
        let effective = effective(&weights);
        let relative = (n / effective - 1.0).max(0.0) / n;
        let numbers =
            (0..self.ranges.parameters.len()).map(|d| self.learnt(d, &weights, effective));
        let numbers: Vec<Learnt> = numbers.collect();
        let written = self.written.clone().unwrap_or_default();
        let milestones = (0..self.milestones.len()).map(|m| self.judged(m, &weights, &written));
        Calibrated {
            milestones: milestones.collect(),
            together: self.together(&weights),
            numbers,
            log_evidence,
            log_evidence_error: libm::sqrt(relative),
            written: written
                .record
                .first()
                .filter(|p| **p > 0.0)
                .map(|p| libm::log(*p)),
            effective,
            pareto_k: pareto_k(&weights),
            impossible: self.worlds.iter().filter(|w| w.record <= 0.0).count(),
            lost: self.lost,
            parameters: self.ranges.parameters,
            draws: self.worlds.into_iter().map(|w| w.values).collect(),
            weights,
        }
    }

    /// What was learnt of the free parameter at place `d`.
    fn learnt(&self, d: usize, weights: &[f64], effective: f64) -> Learnt {
        let mut sorted: Vec<(f64, f64)> = self
            .worlds
            .iter()
            .zip(weights)
            .map(|(w, x)| (w.values[d], *x))
            .collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        let quantile = |level: f64| {
            let mut sum = 0.0;
            let found = sorted.iter().find(|(_, weight)| {
                sum += weight;
                sum >= level
            });
            found.or(sorted.last()).map_or(f64::NAN, |x| x.0)
        };
        let mut parts = [0.0; PARTS];
        for (world, weight) in self.worlds.iter().zip(weights) {
            let place = share(world.at[d]) * PARTS as f64;
            parts[(place as usize).min(PARTS - 1)] += weight;
        }
        let one = |p: &f64| match *p > 0.0 {
            true => p * libm::log2(p * PARTS as f64),
            false => 0.0,
        };
        let apart: f64 = parts.iter().map(one).sum();
        let noise = (PARTS as f64 - 1.0) / (2.0 * effective * std::f64::consts::LN_2);
        let only = self.ranges.only(d);
        Learnt {
            parameter: self.ranges.parameters[d],
            prior: LEVELS.map(|level| only.values(std::iter::once(level))[0]),
            posterior: LEVELS.map(quantile),
            bits: (apart - noise).max(0.0),
            noise,
        }
    }

    /// Milestone `m` before and after.
    fn judged(&self, m: usize, weights: &[f64], written: &Answer) -> Judged {
        let conditioned = self.milestones[m].is_settled(self.question.until);
        let firsts: Vec<&World> = self.worlds.iter().filter(|w| w.first).collect();
        let prior = firsts.iter().map(|w| w.before[m]).sum::<f64>() / firsts.len() as f64;
        let value = |w: &World| match conditioned {
            true => w.before[m],
            false => w.after.get(m).copied().unwrap_or(0.0),
        };
        let all = self
            .worlds
            .iter()
            .zip(weights)
            .filter(|(_, weight)| **weight > 0.0);
        let own = match conditioned {
            true => written.before.get(m),
            false => written.milestones.get(m),
        };
        Judged {
            milestone: m,
            conditioned,
            prior: prior.clamp(0.0, 1.0),
            posterior: all
                .map(|(w, weight)| weight * value(w))
                .sum::<f64>()
                .clamp(0.0, 1.0),
            written: own.map(|p| p.clamp(0.0, 1.0)),
        }
    }

    /// The pairs that hang together most, of at most five.
    fn together(&self, weights: &[f64]) -> Vec<(usize, usize, f64)> {
        let d = self.ranges.parameters.len();
        let mean = |of: &dyn Fn(&World) -> f64| -> f64 {
            self.worlds
                .iter()
                .zip(weights)
                .map(|(w, x)| x * of(w))
                .sum()
        };
        let means: Vec<f64> = (0..d).map(|a| mean(&|w| w.at[a])).collect();
        let cross = |a: usize, b: usize| mean(&|w| (w.at[a] - means[a]) * (w.at[b] - means[b]));
        let spread: Vec<f64> = (0..d)
            .map(|a| libm::sqrt(cross(a, a)).max(1e-300))
            .collect();
        let mut all = vec![];
        for a in 0..d {
            for b in 0..a {
                all.push((b, a, cross(a, b) / (spread[a] * spread[b])));
            }
        }
        all.sort_by(|x, y| y.2.abs().total_cmp(&x.2.abs()));
        all.truncate(5);
        all
    }
}
