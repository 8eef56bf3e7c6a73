//! The logit equilibrium of one stage on the principal branch: the one that is reached from
//! precision 0 by raising every agent's precision together (McKelvey & Palfrey 1995; Turocy 2005).
//!
//! The unknowns are the logarithms y of all agents' probabilities, F = y − ln logit(sλQ(y)) = 0,
//! and s runs from 0 to 1. Where the equilibrium is known to be unique Newton's method goes there
//! at once; elsewhere the branch is followed by predictor and corrector with pseudo-arclength, so
//! that it may turn back, to the first crossing of s = 1.

use super::dense;

/// Somebody who moves at a stage: an actor, or one of its types.
#[derive(Clone, Copy, Debug)]
pub(super) struct Agent {
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
pub(super) trait Problem {
    /// Who moves; entries are numbered through them.
    fn agents(&self) -> &[Agent];

    /// Writes what each entry is worth where all do `sigma`, and, if asked, how that changes with
    /// the logarithm of each entry's probability: entries × entries.
    fn worth(&mut self, sigma: &[f64], worth: &mut [f64], slopes: Option<&mut [f64]>);

    /// A bound on how fast the map from the logarithms of probabilities to those of the best reply
    /// to them changes; below 1 the equilibrium is unique. Infinite if it is not known.
    fn contraction(&mut self) -> f64;
}

/// How an equilibrium was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It is the only one.
    Unique,
    /// By following the branch.
    Traced,
    /// By following the branch through a turn.
    Turned,
}

/// Where following the branch came to an end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Lost {
    /// The share of precision reached.
    pub share: f64,
    /// max |F| there.
    pub residual: f64,
}

/// Corrections of a predicted point before the step is given up.
const CORRECTIONS: usize = 8;
/// Steps along a branch before it is given up.
const STEPS: usize = 20_000;
/// The shortest step.
const SHORTEST: f64 = 1e-9;
/// Largest correction, as a share of the step.
const ASIDE: f64 = 0.3;
/// Least cosine between the directions before and after a step.
const STRAIGHT: f64 = 0.9;
/// max |F| relative to the largest λQ at a point of the branch, and at the end.
const ROUGH: f64 = 1e-8;
const FINE: f64 = 2e-14;
/// Passes of plain iteration where it is known to converge.
const PASSES: usize = 20_000;

/// Buffers of one solver, for one stage after another.
#[derive(Default)]
pub(super) struct Branch {
    y: Vec<f64>,
    sigma: Vec<f64>,
    worth: Vec<f64>,
    slopes: Vec<f64>,
    /// F, then its slopes by y and s.
    f: Vec<f64>,
    by_share: Vec<f64>,
    matrix: Vec<f64>,
    reply: Vec<f64>,
    /// Entries that are sought.
    sought: Vec<usize>,
    /// Each entry's agent.
    agent: Vec<usize>,
}

impl Branch {
    /// Finds the equilibrium of `stage` at `share` of every precision. `sigma` is a first guess
    /// (of no consequence but for speed; what is fixed is read from it) and becomes the result.
    pub fn find(
        &mut self,
        stage: &mut dyn Problem,
        share: f64,
        sigma: &mut [f64],
    ) -> Result<Found, Lost> {
        self.prepare(stage, sigma);
        if self.sought.is_empty() {
            return Ok(Found::Unique);
        }
        let unique = share * stage.contraction() < 1.0;
        if unique {
            let guess = |e: &usize| {
                let least = 1e-300;
                libm::log(sigma[*e].max(least))
            };
            self.y = self.sought.iter().map(guess).collect();
            if self.newton(stage, share).is_err() {
                self.uniform(stage);
                self.iterate(stage, share)?;
            }
        }
        let turned = if unique {
            None
        } else {
            self.uniform(stage);
            Some(self.trace(stage, share)?)
        };
        self.finish(stage, share, sigma);
        Ok(match turned {
            None => Found::Unique,
            Some(false) => Found::Traced,
            Some(true) => Found::Turned,
        })
    }

    fn prepare(&mut self, stage: &dyn Problem, sigma: &[f64]) {
        self.sought.clear();
        self.agent.clear();
        for (g, agent) in stage.agents().iter().enumerate() {
            let own = agent.first..agent.first + agent.options;
            self.agent.extend(own.clone().map(|_| g));
            if !agent.fixed && agent.options > 1 {
                self.sought.extend(own);
            }
        }
        let entries = self.agent.len();
        self.sigma.clear();
        self.sigma.extend_from_slice(sigma);
        for agent in stage.agents().iter().filter(|a| !a.fixed && a.options == 1) {
            self.sigma[agent.first] = 1.0;
        }
        self.worth.clear();
        self.worth.resize(entries, 0.0);
        self.reply.clear();
        self.reply.resize(entries, 0.0);
        self.slopes.resize(entries * entries, 0.0);
        let n = self.sought.len();
        self.f.resize(n, 0.0);
        self.by_share.resize(n, 0.0);
        self.matrix.resize(n * n, 0.0);
    }

    fn uniform(&mut self, stage: &dyn Problem) {
        let agents = stage.agents();
        let start = |e: &usize| -libm::log(agents[self.agent[*e]].options as f64);
        self.y = self.sought.iter().map(start).collect();
    }

    /// F at y and `share`; with `slopes` also how it changes. Returns the largest λQ.
    fn evaluate(&mut self, stage: &mut dyn Problem, share: f64, slopes: bool) -> f64 {
        for (e, y) in self.sought.iter().zip(&self.y) {
            self.sigma[*e] = libm::exp(*y);
        }
        stage.worth(
            &self.sigma,
            &mut self.worth,
            slopes.then_some(&mut self.slopes),
        );
        let mut largest = 0.0f64;
        for agent in stage.agents() {
            let own = agent.first..agent.first + agent.options;
            let scale = share * agent.precision;
            let worth = &self.worth[own.clone()];
            let best = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let least = worth.iter().copied().fold(f64::INFINITY, f64::min);
            largest = largest.max(scale * (best - least));
            let mut sum = 0.0;
            for (p, q) in self.reply[own.clone()].iter_mut().zip(worth) {
                *p = libm::exp(scale * (q - best));
                sum += *p;
            }
            self.reply[own].iter_mut().for_each(|p| *p /= sum);
        }
        let n = self.sought.len();
        let entries = self.agent.len();
        let mut at = 0;
        while at < n {
            let first = self.sought[at];
            let agent = stage.agents()[self.agent[first]];
            let own = first..first + agent.options;
            let scale = share * agent.precision;
            let best = self.worth[own.clone()]
                .iter()
                .copied()
                .fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = self.worth[own.clone()]
                .iter()
                .map(|q| libm::exp(scale * (q - best)))
                .sum();
            let log = libm::log(sum);
            let mean: f64 = own.clone().map(|e| self.reply[e] * self.worth[e]).sum();
            for (k, e) in own.clone().enumerate() {
                self.f[at + k] = self.y[at + k] - (scale * (self.worth[e] - best) - log);
                self.by_share[at + k] = -agent.precision * (self.worth[e] - mean);
            }
            if slopes {
                for (j, to) in self.sought.iter().enumerate() {
                    let slope = |e: usize| self.slopes[e * entries + to];
                    let mean: f64 = own.clone().map(|e| self.reply[e] * slope(e)).sum();
                    for (k, e) in own.clone().enumerate() {
                        let one = f64::from(at + k == j);
                        self.matrix[(at + k) * n + j] = one - scale * (slope(e) - mean);
                    }
                }
            }
            at += agent.options;
        }
        largest
    }

    fn residual(&self) -> f64 {
        self.f.iter().fold(0.0, |m, x| {
            if x.is_nan() {
                f64::INFINITY
            } else {
                m.max(x.abs())
            }
        })
    }

    /// Newton's method at fixed `share` from y on. Gives the residual where it fails.
    fn newton(&mut self, stage: &mut dyn Problem, share: f64) -> Result<(), f64> {
        let mut last = f64::INFINITY;
        for _ in 0..30 {
            let largest = self.evaluate(stage, share, true);
            let residual = self.residual();
            if residual <= FINE * largest.max(1.0) {
                return Ok(());
            }
            // rounding stops it before
            if residual >= last && residual <= 1e-11 * largest.max(1.0) {
                return Ok(());
            }
            if residual > 10.0 * last || !residual.is_finite() {
                return Err(residual);
            }
            last = residual;
            if !dense::solve(&mut self.matrix, &mut self.f) {
                return Err(residual);
            }
            self.y.iter_mut().zip(&self.f).for_each(|(y, d)| *y -= d);
        }
        Err(last)
    }

    /// Plain iteration, where it is known to converge.
    fn iterate(&mut self, stage: &mut dyn Problem, share: f64) -> Result<(), Lost> {
        for _ in 0..PASSES {
            let largest = self.evaluate(stage, share, false);
            if self.residual() <= FINE * largest.max(1.0) {
                return Ok(());
            }
            self.y.iter_mut().zip(&self.f).for_each(|(y, d)| *y -= d);
        }
        let residual = self.residual();
        Err(Lost { share, residual })
    }

    /// Follows the branch from y at share 0 to `share`; true if it turned on the way.
    fn trace(&mut self, stage: &mut dyn Problem, share: f64) -> Result<bool, Lost> {
        let n = self.sought.len();
        let largest = self.evaluate(stage, share, false).max(1.0);
        // s is measured so that it is as long as the logarithms are large
        let unit = largest;
        let mut here: Vec<f64> = self.y.clone();
        here.push(0.0);
        let mut along = vec![0.0; n + 1];
        along[n] = 1.0;
        along = self
            .direction(stage, share, unit, &here, &along)
            .ok_or(Lost {
                share: 0.0,
                residual: 0.0,
            })?;
        let mut step = unit.min(1.0);
        let mut turned = false;
        let (mut lost, mut steps) = (0.0, 0);
        while steps < STEPS && step > SHORTEST {
            steps += 1;
            let guess: Vec<f64> = here.iter().zip(&along).map(|(z, t)| z + step * t).collect();
            let Some((point, corrections)) =
                self.correct(stage, share, unit, &guess, &along, largest)
            else {
                lost = self.residual();
                step /= 2.0;
                continue;
            };
            let aside = distance(&point, &guess);
            let next = self.direction(stage, share, unit, &point, &along);
            let Some(next) = next.filter(|t| {
                let cosine: f64 = t.iter().zip(&along).map(|(a, b)| a * b).sum();
                cosine >= STRAIGHT && aside <= ASIDE * step
            }) else {
                step /= 2.0;
                continue;
            };
            if point[n] >= unit {
                let part = (unit - here[n]) / (point[n] - here[n]);
                let end = here.iter().zip(&point).map(|(a, b)| a + part * (b - a));
                let end: Vec<f64> = end.take(n).collect();
                self.y = end.clone();
                match self.newton(stage, share) {
                    Ok(()) if distance(&self.y, &end) <= ASIDE * step => return Ok(turned),
                    _ => {
                        step /= 2.0;
                        continue;
                    }
                }
            }
            turned |= next[n] < 0.0;
            (here, along) = (point, next);
            step *= match corrections {
                0..=2 => 2.0,
                3 => 1.3,
                _ => 0.8,
            };
        }
        Err(Lost {
            share: share * here[n] / unit,
            residual: lost,
        })
    }

    /// Sets y and works out F and its slopes at a point (y, s) of the branch.
    fn at(&mut self, stage: &mut dyn Problem, share: f64, unit: f64, point: &[f64]) {
        let n = self.sought.len();
        self.y.clear();
        self.y.extend_from_slice(&point[..n]);
        self.evaluate(stage, share * point[n] / unit, true);
    }

    /// F's slopes, bordered below by `along`.
    fn bordered(&self, share: f64, unit: f64, along: &[f64]) -> Vec<f64> {
        let n = self.sought.len();
        let mut matrix = Vec::with_capacity((n + 1) * (n + 1));
        for i in 0..n {
            matrix.extend_from_slice(&self.matrix[i * n..(i + 1) * n]);
            matrix.push(self.by_share[i] * share / unit);
        }
        matrix.extend_from_slice(along);
        matrix
    }

    /// The direction of the branch at `point`, of length 1, on the side of `before`.
    fn direction(
        &mut self,
        stage: &mut dyn Problem,
        share: f64,
        unit: f64,
        point: &[f64],
        before: &[f64],
    ) -> Option<Vec<f64>> {
        self.at(stage, share, unit, point);
        let mut matrix = self.bordered(share, unit, before);
        let mut along = vec![0.0; before.len()];
        along[before.len() - 1] = 1.0;
        dense::solve(&mut matrix, &mut along).then(|| {
            let length = along.iter().map(|x| x * x).sum::<f64>().sqrt();
            along.iter_mut().for_each(|x| *x /= length);
            along
        })
    }

    /// The point of the branch near `guess`, across `along`, and how many corrections it took.
    fn correct(
        &mut self,
        stage: &mut dyn Problem,
        share: f64,
        unit: f64,
        guess: &[f64],
        along: &[f64],
        largest: f64,
    ) -> Option<(Vec<f64>, usize)> {
        let n = self.sought.len();
        let mut point = guess.to_vec();
        let mut last = f64::INFINITY;
        for corrections in 0..CORRECTIONS {
            self.at(stage, share, unit, &point);
            let residual = self.residual();
            if residual <= ROUGH * largest {
                return Some((point, corrections));
            }
            if residual > 2.0 * last {
                return None;
            }
            last = residual;
            let mut matrix = self.bordered(share, unit, along);
            let mut by = self.f.clone();
            let pairs = along.iter().zip(point.iter().zip(guess));
            by.push(pairs.map(|(t, (z, g))| t * (z - g)).sum());
            if !dense::solve(&mut matrix, &mut by) {
                return None;
            }
            point.iter_mut().zip(&by).for_each(|(z, d)| *z -= d);
            if point[..n].iter().any(|y| *y > 50.0) {
                return None;
            }
        }
        None
    }

    /// Writes the best reply to what was found: it adds up to 1 exactly.
    fn finish(&mut self, stage: &mut dyn Problem, share: f64, sigma: &mut [f64]) {
        self.evaluate(stage, share, false);
        for agent in stage.agents().iter().filter(|a| !a.fixed) {
            let own = agent.first..agent.first + agent.options;
            let sum: f64 = self.sigma[own.clone()].iter().sum();
            for e in own {
                sigma[e] = self.sigma[e] / sum;
            }
        }
    }
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b) * (a - b))
        .sum::<f64>()
        .sqrt()
}
