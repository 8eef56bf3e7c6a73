//! The logit equations of all agents of a tree at once, as a homotopy in the share of precision.
//!
//! The unknowns ℓ are the logarithms of the probabilities, one for each action. The equations are
//! ℓ(a) = λV(a) − log Σ exp λV, with V(a) what the agent's player expects of a, given that the agent's
//! information set is reached: posteriors by Bayes' rule from what all agents do (McKelvey & Palfrey
//! 1998). Small probabilities are far from 0 in ℓ, so that a posterior holds where play hardly ever leads.

use crate::gambit::{Agents, Step};
use crate::numeric::continuation::{Homotopy, Slopes};
use crate::numeric::dense::Matrix;

/// A tree, at one precision of everybody.
pub(super) struct System<'a> {
    agents: &'a Agents,
    /// What players get at the ends, times the precision, with the middle of each player's range at 0:
    /// nodes × players.
    payoffs: Vec<f64>,
    /// The largest of them in size.
    largest: f64,
    /// The logarithm of each action's probability, and the probability.
    log: Vec<f64>,
    probability: Vec<f64>,
    /// The probability, and its logarithm, with which play comes to each node.
    reach: Vec<f64>,
    /// What each player expects at each node: nodes × players.
    expected: Vec<f64>,
    /// What is expected of each action, and the rule's answer to it.
    value: Vec<f64>,
    rule: Vec<f64>,
    /// How likely the agent at hand is at each of its nodes.
    posterior: Vec<f64>,
    /// How likely play goes from the action at hand to each node below it.
    weight: Vec<f64>,
    /// The slopes of an action's value by each logarithm.
    slopes: Vec<f64>,
}

impl<'a> System<'a> {
    /// Of these agents, all of precision `precision`.
    pub fn new(agents: &'a Agents, precision: f64) -> Self {
        let (nodes, actions) = (agents.nodes.len(), agents.actions());
        let players = agents.players;
        let mut payoffs = agents.payoffs.clone();
        let mut largest: f64 = 0.0;
        for i in 0..players {
            let ends = (0..nodes).filter(|n| agents.is_end(*n));
            let own = ends.clone().map(|n| agents.payoffs[n * players + i]);
            let least = own.clone().fold(f64::INFINITY, f64::min);
            let most = own.fold(f64::NEG_INFINITY, f64::max);
            let middle = 0.5 * (least + most);
            largest = largest.max(precision * (most - middle));
            for n in ends {
                let payoff = &mut payoffs[n * players + i];
                *payoff = precision * (*payoff - middle);
            }
        }
        System {
            agents,
            payoffs,
            largest,
            log: vec![0.0; actions],
            probability: vec![0.0; actions],
            reach: vec![0.0; nodes],
            expected: vec![0.0; nodes * players],
            value: vec![0.0; actions],
            rule: vec![0.0; actions],
            posterior: vec![],
            weight: vec![0.0; nodes],
            slopes: vec![0.0; actions],
        }
    }

    /// Takes the logarithms `z`, up to a number for each agent, as strategies.
    fn play(&mut self, z: &[f64]) {
        for agent in &self.agents.agents {
            let own = agent.actions.clone();
            log_softmax(&z[own.clone()], &mut self.log[own]);
        }
        for (p, log) in self.probability.iter_mut().zip(&self.log) {
            *p = libm::exp(*log);
        }
    }

    /// Passes forward, for the logarithm of each node's probability, and backward, for what everybody
    /// expects there.
    fn pass(&mut self) {
        let players = self.agents.players;
        for (n, node) in self.agents.nodes.iter().enumerate() {
            let above = if n == 0 { 0.0 } else { self.reach[node.above] };
            self.reach[n] = above
                + match node.step {
                    Step::Chance(p) => libm::log(p),
                    Step::Action(a) => self.log[a],
                };
        }
        self.expected.copy_from_slice(&self.payoffs);
        for (n, node) in self.agents.nodes.iter().enumerate().skip(1).rev() {
            let p = match node.step {
                Step::Chance(p) => p,
                Step::Action(a) => self.probability[a],
            };
            let (above, own) = self.expected.split_at_mut(n * players);
            let above = &mut above[node.above * players..][..players];
            above.iter_mut().zip(own).for_each(|(x, v)| *x += p * *v);
        }
    }

    /// How likely agent `k` is at each of its nodes, given that it is at one.
    fn weigh(&mut self, k: usize) {
        let nodes = &self.agents.agents[k].nodes;
        let own = nodes.iter().map(|n| self.reach[*n]);
        let most = own.clone().fold(f64::NEG_INFINITY, f64::max);
        self.posterior.clear();
        self.posterior.extend(own.map(|log| libm::exp(log - most)));
        let sum: f64 = self.posterior.iter().sum();
        self.posterior.iter_mut().for_each(|p| *p /= sum);
    }

    /// What agent `k` expects of each of its actions.
    fn values(&mut self, k: usize) {
        let agent = &self.agents.agents[k];
        let players = self.agents.players;
        let value = &mut self.value[agent.actions.clone()];
        value.fill(0.0);
        for (n, p) in agent.nodes.iter().zip(&self.posterior) {
            for (value, child) in value.iter_mut().zip(self.agents.children(*n)) {
                *value += p * self.expected[child * players + agent.player];
            }
        }
    }

    /// Adds the slopes of what agent `k` expects of its action `a`, the `number`-th of its own, by every
    /// action's logarithm.
    fn slope(&mut self, k: usize, number: usize) {
        let agent = &self.agents.agents[k];
        let players = self.agents.players;
        let value = self.value[agent.actions.start + number];
        self.slopes.fill(0.0);
        for (n, p) in agent.nodes.iter().zip(&self.posterior) {
            let Some(child) = self.agents.children(*n).nth(number) else {
                continue;
            };
            // how likely the agent is here
            let gap = p * (self.expected[child * players + agent.player] - value);
            if agent.nodes.len() > 1 {
                for above in std::iter::once(*n).chain(self.agents.above(*n)) {
                    if let Step::Action(a) = self.agents.nodes[above].step {
                        self.slopes[a] += gap;
                    }
                }
            }
            // what follows
            self.weight[child] = *p;
            for below in child + 1..self.agents.nodes[child].end {
                let node = &self.agents.nodes[below];
                let above = self.weight[node.above];
                self.weight[below] = match node.step {
                    Step::Chance(p) => above * p,
                    Step::Action(a) => {
                        let weight = above * self.probability[a];
                        self.slopes[a] += weight * self.expected[below * players + agent.player];
                        weight
                    }
                };
            }
        }
        // of logarithms only the differences within an agent count
        for other in &self.agents.agents {
            let own = other.actions.clone();
            let sum: f64 = self.slopes[own.clone()].iter().sum();
            for a in own {
                self.slopes[a] -= sum * self.probability[a];
            }
        }
    }
}

impl Homotopy for System<'_> {
    type Jacobian = Matrix;

    fn size(&self) -> usize {
        self.log.len()
    }

    fn start(&self) -> Vec<f64> {
        let agents = self.agents.agents.iter();
        let even = agents.flat_map(|agent| {
            let n = agent.actions.len();
            std::iter::repeat_n(-libm::log(n as f64), n)
        });
        even.collect()
    }

    fn magnitude(&self, share: f64) -> f64 {
        2.0 * share * self.largest
    }

    fn evaluate(
        &mut self,
        z: &[f64],
        share: f64,
        f: &mut [f64],
        slopes: Option<Slopes<'_, Matrix>>,
    ) {
        self.play(z);
        self.pass();
        let size = z.len();
        let mut slopes = slopes.map(|s| (s.by_share, s.jacobian.reshape(size, 0)));
        for (k, agent) in self.agents.agents.iter().enumerate() {
            self.weigh(k);
            self.values(k);
            let own = agent.actions.clone();
            for a in own.clone() {
                self.rule[a] = share * self.value[a];
            }
            let scaled: Vec<f64> = self.rule[own.clone()].to_vec();
            log_softmax(&scaled, &mut self.rule[own.clone()]);
            for a in own.clone() {
                f[a] = z[a] - self.rule[a];
            }
            let Some((by_share, jacobian)) = &mut slopes else {
                continue;
            };
            // row a: identity − share · (slopes of a − their mean under the rule)
            let rows = &mut jacobian[own.start * size..own.end * size];
            let mut mean = vec![0.0; size];
            let mut middle = 0.0;
            for (number, row) in rows.chunks_exact_mut(size).enumerate() {
                self.slope(k, number);
                row.copy_from_slice(&self.slopes);
                let p = libm::exp(self.rule[own.start + number]);
                middle += p * self.value[own.start + number];
                mean.iter_mut().zip(&*row).for_each(|(m, x)| *m += p * x);
            }
            for (a, row) in own.zip(rows.chunks_exact_mut(size)) {
                by_share[a] = middle - self.value[a];
                row.iter_mut()
                    .zip(&mean)
                    .for_each(|(x, m)| *x = share * (m - *x));
                row[a] += 1.0;
            }
        }
    }
}

/// Writes log(exp x / Σ exp x) into `out`.
pub(super) fn log_softmax(x: &[f64], out: &mut [f64]) {
    let most = x.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = x.iter().map(|x| libm::exp(x - most)).sum();
    let log = most + libm::log(sum);
    out.iter_mut().zip(x).for_each(|(out, x)| *out = x - log);
}
