//! The logit equilibrium of one stage on the principal branch: the one that is reached from
//! precision 0 by raising every agent's precision together (McKelvey & Palfrey 1995; Turocy 2005).
//!
//! A stage is a system F(z, s) = 0 with s from 0 to 1 the share of precision. Where the equilibrium
//! is known to be unique Newton's method goes there at once; elsewhere the branch is followed by
//! predictor and corrector with pseudo-arclength, so that it may turn back, to the first crossing
//! of s = 1.
//!
//! Far along the branch the unknowns are as large as λQ, and most of them follow the few that
//! matter, those near 0. Steps are therefore measured relative to each unknown's size, or
//! absolutely where it is below 1: at any precision a step changes what matters by little.

use super::dense;

/// A system whose solution at share 1 of every precision is sought.
pub(super) trait System {
    /// Number of unknowns.
    fn size(&self) -> usize;

    /// The first so many unknowns are, of the first so many equations, each in one alone.
    fn diagonal(&self) -> usize {
        0
    }

    /// The solution at share 0.
    fn start(&self) -> Vec<f64>;

    /// Unknowns that are like `sigma`.
    fn guess(&self, sigma: &[f64]) -> Vec<f64>;

    /// The largest |λU| of which F is made at `share`: its rounding is in proportion to this.
    fn largest(&self, share: f64) -> f64;

    /// Works out F, and how it changes, into `frame`; without `slopes` F alone.
    fn evaluate(&mut self, z: &[f64], share: f64, slopes: bool, frame: &mut Frame);

    /// One step of plain iteration from `z`, at which F is worked out.
    fn iterate(&self, z: &mut [f64], frame: &Frame) {
        z.iter_mut().zip(&frame.f).for_each(|(z, f)| *z -= f);
    }

    /// Writes the probabilities that `z` stands for into `sigma`.
    fn finish(&mut self, z: &[f64], share: f64, sigma: &mut [f64]);
}

/// F and its slopes.
#[derive(Default)]
pub(super) struct Frame {
    /// F.
    pub f: Vec<f64>,
    /// Its slopes by the share.
    pub by_share: Vec<f64>,
    /// Its slopes by the unknowns, by rows.
    pub matrix: Vec<f64>,
}

impl Frame {
    fn residual(&self) -> f64 {
        self.f.iter().fold(0.0, |m, x| {
            if x.is_nan() {
                f64::INFINITY
            } else {
                m.max(x.abs())
            }
        })
    }
}

/// How an equilibrium was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It is the only one.
    Unique,
    /// By following the branch.
    Traced {
        /// Whether it turned back on the way.
        turned: bool,
        /// Whether other branches leave it on the way.
        crossed: bool,
    },
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
    /// z, then s.
    at: Vec<f64>,
    /// What a unit of each weighs in the measure of steps from here.
    weights: Vec<f64>,
    /// The branch's direction, of length 1 in that measure, on the side from which it was reached.
    along: Vec<f64>,
    /// Its orientation: whether F's slopes bordered by the direction have a positive determinant.
    /// It stays the same through a turn and changes where another branch crosses.
    positive: bool,
    /// What the inverse of those slopes makes of [`probe`]. It goes through infinity, and comes
    /// back from the other side, wherever others cross, also where two do at once.
    probe: Vec<f64>,
    /// Corrections that it took.
    corrections: usize,
}

impl Point {
    fn new(at: Vec<f64>, mut along: Vec<f64>) -> Self {
        let weights: Vec<f64> = at.iter().map(|x| 1.0 / x.abs().max(1.0)).collect();
        let length = length(&along, &weights);
        along.iter_mut().for_each(|x| *x /= length);
        Point {
            at,
            weights,
            along,
            positive: true,
            probe: vec![],
            corrections: 0,
        }
    }

    /// The point a step ahead on a straight line.
    fn ahead(&self, step: f64) -> Vec<f64> {
        let pairs = self.at.iter().zip(&self.along);
        pairs.map(|(x, t)| x + step * t).collect()
    }

    /// The cosine between `a` and `b`.
    fn cosine(&self, a: &[f64], b: &[f64]) -> f64 {
        let all = a.iter().zip(b).zip(&self.weights);
        let product: f64 = all.map(|((a, b), w)| a * b * w * w).sum();
        product / (length(a, &self.weights) * length(b, &self.weights))
    }

    /// How far apart `a` and `b` are; both may leave out s.
    fn distance(&self, a: &[f64], b: &[f64]) -> f64 {
        let gap: Vec<f64> = a.iter().zip(b).map(|(a, b)| a - b).collect();
        length(&gap, &self.weights)
    }
}

fn length(x: &[f64], weights: &[f64]) -> f64 {
    let parts = x.iter().zip(weights).map(|(x, w)| x * w * x * w);
    parts.sum::<f64>().sqrt()
}

/// A vector that has a part in every direction, and none of a game's symmetries.
fn probe(n: usize) -> impl Iterator<Item = f64> {
    const GOLDEN: f64 = 0.618_033_988_749_894_9;
    (1..=n).map(|k| (k as f64 * GOLDEN).fract() - 0.5)
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
    /// The same between what the probe becomes.
    steady: f64,
}

/// Corrections of a predicted point before the step is given up.
const CORRECTIONS: usize = 8;
/// The shortest step.
const SHORTEST: f64 = 1e-9;
/// How carefully a branch is followed, from one attempt to the next: too long a step can land on
/// another branch, one that may lead round and round.
const CARE: [Care; 4] = [
    Care {
        steps: 500,
        longest: 1.0,
        aside: 0.2,
        straight: 0.95,
        steady: 0.6,
    },
    Care {
        steps: 2_000,
        longest: 0.5,
        aside: 0.1,
        straight: 0.98,
        steady: 0.8,
    },
    Care {
        steps: 10_000,
        longest: 0.1,
        aside: 0.04,
        straight: 0.995,
        steady: 0.9,
    },
    Care {
        steps: 50_000,
        longest: 0.02,
        aside: 0.02,
        straight: 0.999,
        steady: 0.95,
    },
];
/// Only a step shorter than this may change the branch's orientation: another branch crosses there.
/// After a longer one the branch may just pass near another, to which the step has jumped.
const CROSSING: f64 = 1e-6;
/// The last correction of a point of the branch; Newton's method leaves its square.
const CLOSE: f64 = 1e-6;
/// How far a point may therefore be from the branch.
const OFF: f64 = 1e-7;
/// max |F| relative to the largest |λU| at the end.
const FINE: f64 = 2e-14;
/// What |F| may be for rounding at the end of a branch: probabilities are right to that share of each.
const ROUGH: f64 = 0.01;
/// Passes of plain iteration before it is given up.
const PASSES: usize = 20_000;

/// Buffers of one solver, for one stage after another.
#[derive(Default)]
pub(super) struct Branch {
    frame: Frame,
    /// F's slopes with a direction of the branch below.
    border: Vec<f64>,
}

impl Branch {
    /// Finds the equilibrium of `system` at `share` of every precision. `sigma` is a first guess,
    /// of no consequence but for speed, and becomes the result.
    pub fn find(
        &mut self,
        system: &mut impl System,
        unique: bool,
        share: f64,
        sigma: &mut [f64],
    ) -> Result<Found, Lost> {
        let n = system.size();
        if n == 0 {
            system.finish(&[], share, sigma);
            return Ok(Found::Unique);
        }
        let rounding = FINE * system.largest(share);
        if rounding > ROUGH {
            return Err(Lost {
                share: 0.0,
                residual: rounding,
            });
        }
        self.frame.f.resize(n, 0.0);
        self.frame.by_share.resize(n, 0.0);
        self.frame.matrix.resize(n * n, 0.0);
        let (z, found) = if unique {
            let mut z = system.guess(sigma);
            if self.newton(system, share, &mut z).is_err() {
                z = system.start();
                if self.iterate(system, share, &mut z).is_err() {
                    // bounds narrow to a point also where plain iteration goes round
                    z = self.follow(system, share)?.0;
                }
            }
            (z, Found::Unique)
        } else {
            self.follow(system, share)?
        };
        system.finish(&z, share, sigma);
        Ok(found)
    }

    /// Newton's method at fixed `share` from `z` on. Gives the residual where it fails.
    fn newton(&mut self, system: &mut impl System, share: f64, z: &mut [f64]) -> Result<(), f64> {
        let mut last = f64::INFINITY;
        let diagonal = system.diagonal();
        let largest = system.largest(share).max(1.0);
        for _ in 0..30 {
            system.evaluate(z, share, true, &mut self.frame);
            let residual = self.frame.residual();
            // rounding stops it before it is as small as can be
            let still = residual >= last && residual <= 1e-11 * largest;
            if residual <= FINE * largest || still {
                return Ok(());
            }
            if residual > 10.0 * last || !residual.is_finite() {
                return Err(residual);
            }
            last = residual;
            let Frame { f, matrix, .. } = &mut self.frame;
            if dense::solve(matrix, [f], diagonal).is_none() {
                return Err(residual);
            }
            z.iter_mut().zip(&*f).for_each(|(z, d)| *z -= d);
        }
        Err(last)
    }

    /// Plain iteration, which converges wherever the system is a contraction.
    fn iterate(&mut self, system: &mut impl System, share: f64, z: &mut [f64]) -> Result<(), Lost> {
        let largest = system.largest(share).max(1.0);
        for _ in 0..PASSES {
            system.evaluate(z, share, false, &mut self.frame);
            let residual = self.frame.residual();
            if residual <= FINE * largest {
                return Ok(());
            }
            if residual.is_infinite() {
                break;
            }
            system.iterate(z, &self.frame);
        }
        let residual = self.frame.residual();
        Err(Lost { share, residual })
    }

    /// Follows the branch from share 0 to `share`.
    fn follow(&mut self, system: &mut impl System, share: f64) -> Result<(Vec<f64>, Found), Lost> {
        let mut found = Err(Lost {
            share: 0.0,
            residual: 0.0,
        });
        for care in &CARE {
            found = self.trace(system, share, care);
            if found.is_ok() {
                break;
            }
        }
        found
    }

    fn trace(
        &mut self,
        system: &mut impl System,
        share: f64,
        care: &Care,
    ) -> Result<(Vec<f64>, Found), Lost> {
        let n = system.size();
        let start = system.start();
        // s is measured so that it is as long as the logarithms are large
        let unit = system.largest(share).max(1.0);
        let path = Path { share, unit };
        let at = start.into_iter().chain([0.0]).collect();
        let upward = (0..=n).map(|k| f64::from(k == n)).collect();
        let mut here = Point::new(at, upward);
        let lost = |here: &Point, residual: f64| Lost {
            share: share * here.at[n] / unit,
            residual,
        };
        match self.correct(system, path, &here, 0.0) {
            Some(start) => here = start,
            None => return Err(lost(&here, self.frame.residual())),
        }
        let mut step = care.longest;
        let (mut turned, mut crossed) = (false, false);
        for _ in 0..care.steps {
            if step < SHORTEST {
                break;
            }
            let next = self.correct(system, path, &here, step);
            let Some(next) = next.filter(|next| {
                let straight = here.cosine(&here.along, &next.along) >= care.straight;
                let aside = here.distance(&next.at, &here.ahead(step));
                let steady = here.cosine(&here.probe, &next.probe) >= care.steady;
                let same = next.positive == here.positive && steady || step < CROSSING;
                straight && aside <= care.aside * step + OFF && same
            }) else {
                step /= 2.0;
                continue;
            };
            crossed |=
                next.positive != here.positive || here.cosine(&here.probe, &next.probe) < 0.0;
            if next.at[n] >= unit {
                let part = (unit - here.at[n]) / (next.at[n] - here.at[n]);
                let pairs = here.at.iter().zip(&next.at);
                let end: Vec<f64> = pairs.map(|(a, b)| a + part * (b - a)).take(n).collect();
                let mut z = end.clone();
                match self.newton(system, share, &mut z) {
                    Ok(()) if here.distance(&z, &end) <= care.aside * step => {
                        return Ok((z, Found::Traced { turned, crossed }));
                    }
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
        Err(lost(&here, self.frame.residual()))
    }

    /// The point of the branch near the one a step ahead of `from`, across the direction there.
    fn correct(
        &mut self,
        system: &mut impl System,
        path: Path,
        from: &Point,
        step: f64,
    ) -> Option<Point> {
        let n = system.size();
        let diagonal = system.diagonal();
        let guess = from.ahead(step);
        let across: Vec<f64> = from
            .along
            .iter()
            .zip(&from.weights)
            .map(|(t, w)| t * w * w)
            .collect();
        let mut at = guess.clone();
        let mut next = vec![0.0; n + 1];
        let mut tried = vec![0.0; n + 1];
        let mut last = f64::INFINITY;
        for corrections in 1..=CORRECTIONS {
            let share = path.share * at[n] / path.unit;
            system.evaluate(&at[..n], share, true, &mut self.frame);
            let Frame {
                f,
                by_share,
                matrix,
            } = &mut self.frame;
            self.border.clear();
            for (row, by_share) in matrix.chunks_exact(n).zip(&*by_share) {
                self.border.extend_from_slice(row);
                self.border.push(by_share * path.share / path.unit);
            }
            self.border.extend_from_slice(&across);
            let pairs = across.iter().zip(at.iter().zip(&guess));
            f.push(pairs.map(|(t, (z, g))| t * (z - g)).sum());
            next.fill(0.0);
            next[n] = 1.0;
            tried.clear();
            tried.extend(probe(n).chain([0.0]));
            let solved = dense::solve(&mut self.border, [f, &mut next, &mut tried], diagonal);
            at.iter_mut().zip(&*f).for_each(|(z, d)| *z -= d);
            let size = length(f, &from.weights);
            f.pop();
            let positive = solved?;
            if size > last {
                return None;
            }
            last = size;
            if size <= CLOSE {
                return Some(Point {
                    positive,
                    probe: tried,
                    corrections,
                    ..Point::new(at, next)
                });
            }
        }
        None
    }
}
