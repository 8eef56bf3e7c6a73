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

    /// Whether the equilibrium at `share` of every precision is known to be unique, and plain
    /// iteration to come to it.
    fn unique(&mut self, share: f64) -> bool;
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

/// How s is measured along a branch.
#[derive(Clone, Copy)]
struct Path {
    /// The share of precision at its end.
    share: f64,
    /// What s is there.
    unit: f64,
}

/// A point of a branch.
struct Point {
    /// y, then s.
    at: Vec<f64>,
    /// The branch's direction, of length 1, on the side from which it was come to.
    along: Vec<f64>,
    /// Its orientation: whether F's slopes bordered by the direction have a positive determinant.
    positive: bool,
    /// Corrections that it took.
    corrections: usize,
}

/// How carefully a branch is followed.
struct Care {
    /// Steps before it is given up.
    steps: usize,
    /// The longest of them.
    longest: f64,
    /// Largest correction, as a share of the step.
    aside: f64,
    /// Least cosine between the directions before and after a step.
    straight: f64,
}

/// Corrections of a predicted point before the step is given up.
const CORRECTIONS: usize = 8;
/// The shortest step.
const SHORTEST: f64 = 1e-9;
/// How carefully a branch is followed, from one attempt to the next: too long a step can land on
/// another branch, one that may lead round and round.
const CARE: [Care; 4] = [
    Care { steps: 300, longest: f64::INFINITY, aside: 0.2, straight: 0.95 },
    Care { steps: 2_000, longest: 1.0, aside: 0.1, straight: 0.98 },
    Care { steps: 10_000, longest: 0.2, aside: 0.04, straight: 0.995 },
    Care { steps: 100_000, longest: 0.03, aside: 0.02, straight: 0.999 },
];
/// A step shorter than this may change the branch's orientation: it has crossed another.
const CROSSING: f64 = 1e-4;
/// The last correction of a point of the branch; Newton's method leaves its square.
const CLOSE: f64 = 1e-6;
/// How far a point may therefore be from the branch.
const OFF: f64 = 1e-7;
/// max |F| relative to the largest λQ at the end.
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
    /// The matrix with a direction of the branch below.
    border: Vec<f64>,
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
        let unique = stage.unique(share);
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
            Some(self.follow(stage, share)?)
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
        let n = self.sought.len();
        let entries = self.agent.len();
        let mut at = 0;
        while at < n {
            let first = self.sought[at];
            let agent = stage.agents()[self.agent[first]];
            let own = first..first + agent.options;
            let scale = share * agent.precision;
            let worth = &self.worth[own.clone()];
            let best = worth.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let least = worth.iter().copied().fold(f64::INFINITY, f64::min);
            largest = largest.max(scale * (best - least));
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
                self.f[at + k] = self.y[at + k] - (scale * (q - best) - log);
                self.by_share[at + k] = -agent.precision * (q - mean);
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
            if dense::solve(&mut self.matrix, [&mut self.f]).is_none() {
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

    /// Follows the branch from share 0 to `share`; true if it turned on the way.
    fn follow(&mut self, stage: &mut dyn Problem, share: f64) -> Result<bool, Lost> {
        let mut found = Err(Lost {
            share: 0.0,
            residual: 0.0,
        });
        for care in &CARE {
            self.uniform(stage);
            found = self.trace(stage, share, care);
            if found.is_ok() {
                break;
            }
        }
        found
    }

    fn trace(
        &mut self,
        stage: &mut dyn Problem,
        share: f64,
        care: &Care,
    ) -> Result<bool, Lost> {
        let n = self.sought.len();
        // s is measured so that it is as long as the logarithms are large
        let unit = self.evaluate(stage, share, false).max(1.0);
        let path = Path { share, unit };
        let mut here = Point {
            at: self.y.iter().copied().chain([0.0]).collect(),
            along: vec![0.0; n + 1],
            positive: true,
            corrections: 0,
        };
        here.along[n] = 1.0;
        let lost = |here: &Point, residual: f64| Lost {
            share: share * here.at[n] / unit,
            residual,
        };
        let at = here.at.clone();
        match self.correct(stage, path, &at, &here.along) {
            Some(start) => here = start,
            None => return Err(lost(&here, self.residual())),
        }
        let mut step = unit.min(1.0);
        let mut turned = false;
        for _ in 0..care.steps {
            if step < SHORTEST {
                break;
            }
            let pairs = here.at.iter().zip(&here.along);
            let guess: Vec<f64> = pairs.map(|(z, t)| z + step * t).collect();
            let next = self.correct(stage, path, &guess, &here.along);
            // on a fold's other leg the orientation is the opposite one: the step was too long
            let Some(next) = next.filter(|next| {
                let cosine: f64 = next.along.iter().zip(&here.along).map(|(a, b)| a * b).sum();
                let same = next.positive == here.positive || step < CROSSING;
                let near = distance(&next.at, &guess) <= care.aside * step + OFF;
                cosine >= care.straight && near && same
            }) else {
                step /= 2.0;
                continue;
            };
            if next.at[n] >= unit {
                let part = (unit - here.at[n]) / (next.at[n] - here.at[n]);
                let pairs = here.at.iter().zip(&next.at);
                let end: Vec<f64> = pairs.map(|(a, b)| a + part * (b - a)).take(n).collect();
                self.y = end.clone();
                match self.newton(stage, share) {
                    Ok(()) if distance(&self.y, &end) <= care.aside * step => return Ok(turned),
                    _ => {
                        step /= 2.0;
                        continue;
                    }
                }
            }
            turned |= next.along[n] < 0.0;
            step *= match next.corrections {
                0..=2 => 2.0,
                3 => 1.3,
                _ => 0.8,
            };
            step = step.min(care.longest);
            here = next;
        }
        Err(lost(&here, self.residual()))
    }

    /// The point of the branch near `guess`, across `along`.
    fn correct(
        &mut self,
        stage: &mut dyn Problem,
        path: Path,
        guess: &[f64],
        along: &[f64],
    ) -> Option<Point> {
        let n = self.sought.len();
        let mut at = guess.to_vec();
        let mut next = vec![0.0; n + 1];
        let mut last = f64::INFINITY;
        for corrections in 1..=CORRECTIONS {
            self.y.clear();
            self.y.extend_from_slice(&at[..n]);
            self.evaluate(stage, path.share * at[n] / path.unit, true);
            self.border.clear();
            for i in 0..n {
                self.border
                    .extend_from_slice(&self.matrix[i * n..(i + 1) * n]);
                self.border.push(self.by_share[i] * path.share / path.unit);
            }
            self.border.extend_from_slice(along);
            let pairs = along.iter().zip(at.iter().zip(guess));
            self.f.push(pairs.map(|(t, (z, g))| t * (z - g)).sum());
            next.fill(0.0);
            next[n] = 1.0;
            let solved = dense::solve(&mut self.border, [&mut self.f, &mut next]);
            at.iter_mut().zip(&self.f).for_each(|(z, d)| *z -= d);
            let size = self.f.iter().map(|x| x * x).sum::<f64>().sqrt();
            self.f.pop();
            let positive = solved?;
            if size > last || at[..n].iter().any(|y| *y > 50.0) {
                return None;
            }
            last = size;
            if size <= CLOSE {
                let length = next.iter().map(|x| x * x).sum::<f64>().sqrt();
                next.iter_mut().for_each(|x| *x /= length);
                return Some(Point {
                    at,
                    along: next,
                    positive,
                    corrections,
                });
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
