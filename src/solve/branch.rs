//! The logit equilibrium of one stage on the principal branch: the one that is reached from
//! precision 0 by raising every agent's precision together (McKelvey & Palfrey 1995; Turocy 2005).
//!
//! A stage is a system F(z, s) = 0 with s from 0 to 1 the share of precision. Where the equilibrium
//! is known to be unique Newton's method goes there at once; elsewhere the branch is followed by
//! predictor and corrector with pseudo-arclength, so that it may turn back, to the first crossing
//! of s = 1.

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

    /// Works out F, and how it changes, into `frame`; without `slopes` F alone. Returns the largest
    /// λQ.
    fn evaluate(&mut self, z: &[f64], share: f64, slopes: bool, frame: &mut Frame) -> f64;

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
    Care {
        steps: 300,
        longest: f64::INFINITY,
        aside: 0.2,
        straight: 0.95,
    },
    Care {
        steps: 2_000,
        longest: 1.0,
        aside: 0.1,
        straight: 0.98,
    },
    Care {
        steps: 10_000,
        longest: 0.2,
        aside: 0.04,
        straight: 0.995,
    },
    Care {
        steps: 100_000,
        longest: 0.03,
        aside: 0.02,
        straight: 0.999,
    },
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
        self.frame.f.resize(n, 0.0);
        self.frame.by_share.resize(n, 0.0);
        self.frame.matrix.resize(n * n, 0.0);
        let (z, found) = if unique {
            let mut z = system.guess(sigma);
            if self.newton(system, share, &mut z).is_err() {
                z = system.start();
                self.iterate(system, share, &mut z)?;
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
        for _ in 0..30 {
            let largest = system.evaluate(z, share, true, &mut self.frame).max(1.0);
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

    /// Plain iteration, where it is known to converge.
    fn iterate(&mut self, system: &mut impl System, share: f64, z: &mut [f64]) -> Result<(), Lost> {
        for _ in 0..PASSES {
            let largest = system.evaluate(z, share, false, &mut self.frame);
            if self.frame.residual() <= FINE * largest.max(1.0) {
                return Ok(());
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
        let unit = system
            .evaluate(&start, share, false, &mut self.frame)
            .max(1.0);
        let path = Path { share, unit };
        let mut here = Point {
            at: start.into_iter().chain([0.0]).collect(),
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
        match self.correct(system, path, &at, &here.along) {
            Some(start) => here = start,
            None => return Err(lost(&here, self.frame.residual())),
        }
        let mut step = unit.min(1.0);
        let mut found = Found::Traced;
        for _ in 0..care.steps {
            if step < SHORTEST {
                break;
            }
            let pairs = here.at.iter().zip(&here.along);
            let guess: Vec<f64> = pairs.map(|(z, t)| z + step * t).collect();
            let next = self.correct(system, path, &guess, &here.along);
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
                let mut z = end.clone();
                match self.newton(system, share, &mut z) {
                    Ok(()) if distance(&z, &end) <= care.aside * step => return Ok((z, found)),
                    _ => {
                        step /= 2.0;
                        continue;
                    }
                }
            }
            if next.along[n] < 0.0 {
                found = Found::Turned;
            }
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

    /// The point of the branch near `guess`, across `along`.
    fn correct(
        &mut self,
        system: &mut impl System,
        path: Path,
        guess: &[f64],
        along: &[f64],
    ) -> Option<Point> {
        let n = system.size();
        let diagonal = system.diagonal();
        let mut at = guess.to_vec();
        let mut next = vec![0.0; n + 1];
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
            self.border.extend_from_slice(along);
            let pairs = along.iter().zip(at.iter().zip(guess));
            f.push(pairs.map(|(t, (z, g))| t * (z - g)).sum());
            next.fill(0.0);
            next[n] = 1.0;
            let solved = dense::solve(&mut self.border, [f, &mut next], diagonal);
            at.iter_mut().zip(&*f).for_each(|(z, d)| *z -= d);
            let size = f.iter().map(|x| x * x).sum::<f64>().sqrt();
            f.pop();
            let positive = solved?;
            if size > last {
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
}

fn distance(a: &[f64], b: &[f64]) -> f64 {
    a.iter()
        .zip(b)
        .map(|(a, b)| (a - b) * (a - b))
        .sum::<f64>()
        .sqrt()
}
