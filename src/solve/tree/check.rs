//! What can be checked of strategies of a tree without believing the solver. What an action is worth is read
//! off the ends of play that it leads to, each as likely as chance and everybody's strategies make it:
//! there are no posteriors and no pass backward here.

use crate::gambit::Tree;

/// How well strategies of a tree satisfy the logit equations, and what they lead to.
#[derive(Clone, Debug, Default)]
pub struct TreeCertificate {
    /// Largest |σ − logit(λQ)| over all actions.
    pub residual: f64,
    /// Largest KL(σ‖logit(λQ))/λ, in units of payoff; 0 at precision 0.
    pub epsilon: f64,
    /// Largest error of a difference of two log-probabilities, log σ(a)/σ(b) − λ(Q(a) − Q(b)), relative to
    /// λ times the range of the player's payoffs, or absolute if that is below 1.
    pub relative: f64,
    /// What each player expects before play.
    pub values: Vec<f64>,
    /// The logarithm of the probability with which play reaches each set, by its number; −∞ if chance
    /// never lets it.
    pub reach: Vec<f64>,
    /// What each set's player expects once it is reached; 0 of draws.
    pub expected: Vec<f64>,
}

/// A sum of weighted numbers, whose weights are kept as logarithms relative to the largest.
#[derive(Clone, Copy)]
struct Mean {
    most: f64,
    weight: f64,
    sum: f64,
}

impl Mean {
    const NONE: Mean = Mean {
        most: f64::NEG_INFINITY,
        weight: 0.0,
        sum: 0.0,
    };

    /// Takes in `x`, whose weight has this logarithm.
    fn add(&mut self, log: f64, x: f64) {
        if log > self.most {
            let shrunk = libm::exp(self.most - log);
            self.weight *= shrunk;
            self.sum *= shrunk;
            self.most = log;
        }
        if log > f64::NEG_INFINITY {
            let weight = libm::exp(log - self.most);
            self.weight += weight;
            self.sum += weight * x;
        }
    }

    fn mean(self) -> f64 {
        self.sum / self.weight
    }

    /// The logarithm of all weights together.
    fn log(self) -> f64 {
        self.most + libm::log(self.weight)
    }
}

/// Checks strategies of `tree` at `precision`: the logarithms of the probabilities of every set's actions,
/// chance's among them.
pub(super) fn check(tree: &Tree, precision: f64, logs: &[Vec<f64>]) -> TreeCertificate {
    let players = tree.players.len();
    // by node: the node and action that lead here, their logarithm in all, and what is paid up to here
    let mut above: Vec<Option<(usize, usize)>> = vec![None; tree.nodes.len()];
    let mut log = vec![0.0; tree.nodes.len()];
    let mut paid = vec![0.0; tree.nodes.len() * players];
    for (n, node) in tree.nodes.iter().enumerate() {
        for i in 0..players {
            let before = above[n].map_or(0.0, |(m, _)| paid[m * players + i]);
            paid[n * players + i] = before + node.outcome.map_or(0.0, |o| tree.outcomes[o][i]);
        }
        for (a, child) in node.children.iter().enumerate() {
            above[*child] = Some((n, a));
            log[*child] = log[n] + node.set.map_or(0.0, |s| logs[s][a]);
        }
    }
    let ends: Vec<usize> = (0..tree.nodes.len())
        .filter(|n| tree.nodes[*n].set.is_none() && log[*n] > f64::NEG_INFINITY)
        .collect();
    let middles: Vec<(f64, f64)> = (0..players)
        .map(|i| {
            let own = ends.iter().map(|n| paid[n * players + i]);
            let least = own.clone().fold(f64::INFINITY, f64::min);
            let most = own.fold(f64::NEG_INFINITY, f64::max);
            (0.5 * (least + most), most - least)
        })
        .collect();
    let actions = tree.sets.iter().map(|s| vec![Mean::NONE; s.actions.len()]);
    let mut worth: Vec<Vec<Mean>> = actions.collect();
    let mut reach = vec![Mean::NONE; tree.sets.len()];
    let mut start = vec![Mean::NONE; players];
    for end in &ends {
        let own = |i: usize| paid[end * players + i] - middles[i].0;
        for (i, mean) in start.iter_mut().enumerate() {
            mean.add(log[*end], own(i));
        }
        let mut n = *end;
        while let Some((m, a)) = above[n] {
            let set = tree.nodes[m].set.map(|s| (s, tree.sets[s].player));
            if let Some((s, Some(i))) = set {
                // given the action: without its own probability, which may be 0 to all digits
                worth[s][a].add(log[*end] - logs[s][a], own(i));
                reach[s].add(log[*end], own(i));
            }
            n = m;
        }
    }
    let mut certificate = TreeCertificate {
        values: (0..players)
            .map(|i| start[i].mean() + middles[i].0)
            .collect(),
        reach: reach.iter().map(|r| r.log()).collect(),
        expected: vec![0.0; tree.sets.len()],
        ..TreeCertificate::default()
    };
    for (s, set) in tree.sets.iter().enumerate() {
        let Some(i) = set.player.filter(|_| reach[s].weight > 0.0) else {
            continue;
        };
        certificate.expected[s] = reach[s].mean() + middles[i].0;
        let worth: Vec<f64> = worth[s].iter().map(|m| precision * m.mean()).collect();
        certificate.compare(&logs[s], &worth, precision, middles[i].1);
    }
    certificate
}

impl TreeCertificate {
    /// Compares the logarithms of one set's strategy with the rule's answer to what actions are worth,
    /// precision times payoff, whose player's payoffs have this range.
    fn compare(&mut self, logs: &[f64], worth: &[f64], precision: f64, range: f64) {
        let best = (0..logs.len()).max_by(|a, b| logs[*a].total_cmp(&logs[*b]));
        let Some(best) = best else { return };
        let scale = (precision * range).max(1.0);
        let odds = worth.iter().map(|w| w - worth[best]);
        let sum: f64 = odds.clone().map(libm::exp).sum();
        let mut divergence = 0.0;
        for (log, odds) in logs.iter().zip(odds) {
            let error = (log - logs[best] - odds).abs() / scale;
            // a number that is none is the largest error
            let error = if error.is_nan() { f64::INFINITY } else { error };
            self.relative = self.relative.max(error);
            let (given, rule) = (libm::exp(*log), libm::exp(odds) / sum);
            self.residual = self.residual.max((given - rule).abs());
            if given > 0.0 {
                divergence += given * (log - odds + libm::log(sum));
            }
        }
        if precision > 0.0 {
            self.epsilon = self.epsilon.max(divergence / precision);
        }
    }
}
