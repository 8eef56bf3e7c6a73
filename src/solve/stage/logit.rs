//! A stage as a system for [`Branch`](super::branch::Branch): the unknowns are the logarithms y of
//! all agents' probabilities, and F = y − ln logit(sλQ(y)).

use super::branch::{Homotopy, Slopes, StageSystem};
use crate::numeric::dense::Matrix;

/// Somebody who moves at a stage: an actor, or one of its types.
#[derive(Clone, Copy, Debug)]
pub(in crate::solve) struct Agent {
    /// The first of its entries.
    pub first: usize,
    /// The number of its options.
    pub options: usize,
    /// λ, finite.
    pub precision: f64,
    /// Whether its probabilities are given and not sought.
    pub fixed: bool,
}

/// A stage: what each option is worth to its agent, given what all do. An *entry* is an agent and
/// one of its options.
pub(in crate::solve) trait Problem {
    /// Who moves; entries are numbered through them.
    fn agents(&self) -> &[Agent];

    /// The largest |worth| that an entry can have.
    fn largest(&self) -> f64;

    /// Writes what each entry is worth, less a number of the agent's own, where all do `sigma`, and, if asked, how that changes with
    /// the logarithm of each entry's probability: entries × entries.
    fn worth(&mut self, sigma: &[f64], worth: &mut [f64], slopes: Option<&mut [f64]>);
}

/// The least probability: what is never done teaches nothing, what hardly ever is teaches much.
pub(in crate::solve) const LEAST: f64 = 1e-300;

/// The system of a stage.
pub(in crate::solve) struct Logit<'a, P: Problem> {
    stage: &'a mut P,
    /// All entries' probabilities; of those that are not sought, given.
    pub sigma: Vec<f64>,
    /// What each entry is worth where the system was evaluated last.
    pub worth: Vec<f64>,
    slopes: Vec<f64>,
    reply: Vec<f64>,
    /// Entries that are sought: of agents who are free to choose among two options or more.
    pub sought: Vec<usize>,
    /// The first of each such agent's unknowns, and the agent.
    pub blocks: Vec<(usize, Agent)>,
}

impl<'a, P: Problem> Logit<'a, P> {
    /// Of `stage`; the probabilities that are not sought are read from `sigma`.
    pub fn new(stage: &'a mut P, sigma: &[f64]) -> Self {
        let entries = sigma.len();
        let mut system = Logit {
            sigma: sigma.to_vec(),
            worth: vec![0.0; entries],
            slopes: vec![0.0; entries * entries],
            reply: vec![0.0; entries],
            sought: vec![],
            blocks: vec![],
            stage,
        };
        for agent in system.stage.agents().iter().filter(|a| !a.fixed) {
            if agent.options == 1 {
                system.sigma[agent.first] = 1.0;
                continue;
            }
            system.blocks.push((system.sought.len(), *agent));
            system
                .sought
                .extend(agent.first..agent.first + agent.options);
        }
        system
    }
}

impl<P: Problem> Homotopy for Logit<'_, P> {
    type Jacobian = Matrix;

    fn size(&self) -> usize {
        self.sought.len()
    }

    fn start(&self) -> Vec<f64> {
        let blocks = self.blocks.iter();
        blocks
            .flat_map(|(_, a)| vec![-libm::log(a.options as f64); a.options])
            .collect()
    }

    fn magnitude(&self, share: f64) -> f64 {
        let precision = self.blocks.iter().map(|(_, a)| a.precision);
        share * precision.fold(0.0, f64::max) * self.stage.largest()
    }

    fn evaluate(
        &mut self,
        z: &[f64],
        share: f64,
        f: &mut [f64],
        mut slopes: Option<Slopes<'_, Matrix>>,
    ) {
        for (e, y) in self.sought.iter().zip(z) {
            self.sigma[*e] = libm::exp(*y).max(LEAST);
        }
        let asked = slopes.is_some().then_some(self.slopes.as_mut_slice());
        self.stage.worth(&self.sigma, &mut self.worth, asked);
        let (n, entries) = (z.len(), self.sigma.len());
        let mut slopes = slopes
            .as_mut()
            .map(|s| (&mut *s.by_share, s.jacobian.reshape(n, 0)));
        for (at, agent) in &self.blocks {
            let own = agent.first..agent.first + agent.options;
            let scale = share * agent.precision;
            let worth = &self.worth[own.clone()];
            let best = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let reply = &mut self.reply[own.clone()];
            let mut sum = 0.0;
            for (p, q) in reply.iter_mut().zip(worth) {
                *p = libm::exp(scale * (q - best));
                sum += *p;
            }
            reply.iter_mut().for_each(|p| *p /= sum);
            let log = libm::log(sum);
            let mean: f64 = reply.iter().zip(worth).map(|(p, q)| p * q).sum();
            for (k, q) in worth.iter().enumerate() {
                f[at + k] = z[at + k] - (scale * (q - best) - log);
            }
            let Some((by_share, matrix)) = &mut slopes else {
                continue;
            };
            for (k, q) in worth.iter().enumerate() {
                by_share[at + k] = -agent.precision * (q - mean);
            }
            for (j, to) in self.sought.iter().enumerate() {
                let slope = |e: usize| self.slopes[e * entries + to];
                let mean: f64 = own.clone().map(|e| self.reply[e] * slope(e)).sum();
                for (k, e) in own.clone().enumerate() {
                    let one = f64::from(at + k == j);
                    matrix[(at + k) * n + j] = one - scale * (slope(e) - mean);
                }
            }
        }
    }
}

impl<P: Problem> StageSystem for Logit<'_, P> {
    fn guess(&self, sigma: &[f64]) -> Vec<f64> {
        let log = |e: &usize| libm::log(sigma[*e].max(LEAST));
        self.sought.iter().map(log).collect()
    }

    fn finish(&mut self, z: &[f64], _share: f64, sigma: &mut [f64]) {
        for (at, agent) in &self.blocks {
            let own = &z[*at..at + agent.options];
            let sum: f64 = own.iter().map(|y| libm::exp(*y)).sum();
            for (k, y) in own.iter().enumerate() {
                sigma[agent.first + k] = (libm::exp(*y) / sum).max(LEAST);
            }
        }
        for agent in self.stage.agents().iter().filter(|a| a.options == 1) {
            sigma[agent.first] = 1.0;
        }
    }
}
