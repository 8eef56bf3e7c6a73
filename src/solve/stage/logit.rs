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

    /// Whether an entry is closed to its agent: its probability is 0.
    fn closed(&self, _entry: usize) -> bool {
        false
    }

    /// The entries that are open to an agent.
    fn open(&self, agent: &Agent) -> impl Iterator<Item = usize> {
        (agent.first..agent.first + agent.options).filter(|e| !self.closed(*e))
    }
}

/// The unknowns of an agent who is free to choose among two open options or more.
#[derive(Clone, Copy, Debug)]
pub(in crate::solve) struct Block {
    /// The first of them.
    pub at: usize,
    /// How many they are.
    pub count: usize,
    /// λ.
    pub precision: f64,
}

impl Block {
    /// All of them.
    pub fn own(&self) -> std::ops::Range<usize> {
        self.at..self.at + self.count
    }
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
    /// Entries that are sought: the open ones of agents who are free to choose among two or more.
    pub sought: Vec<usize>,
    /// The unknowns of each such agent.
    pub blocks: Vec<Block>,
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
        settle(&*system.stage, &mut system.sigma);
        for agent in system.stage.agents().iter().filter(|a| !a.fixed) {
            let open: Vec<usize> = system.stage.open(agent).collect();
            if open.len() > 1 {
                system.blocks.push(Block {
                    at: system.sought.len(),
                    count: open.len(),
                    precision: agent.precision,
                });
                system.sought.extend(open);
            }
        }
        system
    }
}

/// Writes what needs no search: nothing that is closed is done, and the only open option is.
fn settle(stage: &impl Problem, sigma: &mut [f64]) {
    for agent in stage.agents().iter().filter(|a| !a.fixed) {
        let own = sigma.iter_mut().enumerate().skip(agent.first);
        for (e, share) in own.take(agent.options) {
            if stage.closed(e) {
                *share = 0.0;
            }
        }
        let mut open = stage.open(agent);
        if let (Some(only), None) = (open.next(), open.next()) {
            sigma[only] = 1.0;
        }
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
            .flat_map(|block| vec![-libm::log(block.count as f64); block.count])
            .collect()
    }

    fn magnitude(&self, share: f64) -> f64 {
        let precision = self.blocks.iter().map(|block| block.precision);
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
        for block in &self.blocks {
            let own = &self.sought[block.own()];
            let scale = share * block.precision;
            let worth = || own.iter().map(|e| self.worth[*e]);
            let best = worth().fold(f64::NEG_INFINITY, f64::max);
            let reply = &mut self.reply[block.own()];
            let mut sum = 0.0;
            for (p, q) in reply.iter_mut().zip(worth()) {
                *p = libm::exp(scale * (q - best));
                sum += *p;
            }
            reply.iter_mut().for_each(|p| *p /= sum);
            let log = libm::log(sum);
            let mean: f64 = reply.iter().zip(worth()).map(|(p, q)| *p * q).sum();
            for (at, q) in block.own().zip(worth()) {
                f[at] = z[at] - (scale * (q - best) - log);
            }
            let Some((by_share, matrix)) = &mut slopes else {
                continue;
            };
            for (at, q) in block.own().zip(worth()) {
                by_share[at] = -block.precision * (q - mean);
            }
            for (j, to) in self.sought.iter().enumerate() {
                let slope = |e: usize| self.slopes[e * entries + to];
                let pairs = self.reply[block.own()].iter().zip(own);
                let mean: f64 = pairs.map(|(p, e)| p * slope(*e)).sum();
                for (at, e) in block.own().zip(own) {
                    let one = f64::from(at == j);
                    matrix[at * n + j] = one - scale * (slope(*e) - mean);
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
        for block in &self.blocks {
            let own = &z[block.own()];
            let sum: f64 = own.iter().map(|y| libm::exp(*y)).sum();
            for (e, y) in self.sought[block.own()].iter().zip(own) {
                sigma[*e] = (libm::exp(*y) / sum).max(LEAST);
            }
        }
        settle(&*self.stage, sigma);
    }
}
