//! The log likelihood of a sample, its derivatives, and where it is largest.

use super::sample::Sample;
use crate::error::Error;
use argmin::core::{CostFunction, Executor, Gradient};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;
use nalgebra::{DMatrix, DVector};
use std::cell::RefCell;

/// What is lost where the probability of what was seen is nothing, in place of an infinite log likelihood.
const LEAST: f64 = 1e-300;

/// The step of differences of the log likelihood of a case, in units of the number where that is above 1.
const STEP: f64 = 1e-5;

/// The same of second differences of the whole.
const WIDE: f64 = 1e-4;

/// The step to one side by which a climb finds its way.
const SHORT: f64 = 1e-7;

/// The most iterations of a climb.
const CLIMB: u64 = 200;

/// The most steps of Newton's method, and how short the last one is to be.
const STEPS: usize = 4;
const NEAR: f64 = 1e-5;

impl Sample<'_> {
    /// The log likelihood of each case, times its weight.
    ///
    /// # Errors
    /// As [`Sample::probabilities`].
    pub fn logs(&self, values: &[f64]) -> Result<Vec<f64>, Error> {
        let found = self.probabilities(values)?;
        let cases = found.iter().zip(&self.weights);
        Ok(cases
            .map(|(p, weight)| weight * libm::log(p.max(LEAST)))
            .collect())
    }

    /// The log likelihood of all cases.
    ///
    /// # Errors
    /// As [`Sample::probabilities`].
    pub fn log_likelihood(&self, values: &[f64]) -> Result<f64, Error> {
        Ok(self.logs(values)?.iter().sum())
    }

    /// The derivatives of each case's log likelihood by the free parameters, by central differences: cases × parameters.
    ///
    /// # Errors
    /// As [`Sample::probabilities`].
    pub fn scores(&self, values: &[f64]) -> Result<Vec<Vec<f64>>, Error> {
        let mut all = vec![vec![0.0; values.len()]; self.cases.len()];
        for d in 0..values.len() {
            let h = STEP * values[d].abs().max(1.0);
            let at = |by: f64| {
                let mut moved = values.to_vec();
                moved[d] += by;
                self.logs(&moved)
            };
            let (above, below) = (at(h)?, at(-h)?);
            for (row, (a, b)) in all.iter_mut().zip(above.iter().zip(&below)) {
                row[d] = (a - b) / (2.0 * h);
            }
        }
        Ok(all)
    }

    /// The second derivatives of the log likelihood.
    ///
    /// # Errors
    /// As [`Sample::probabilities`].
    pub fn hessian(&self, values: &[f64]) -> Result<DMatrix<f64>, Error> {
        let n = values.len();
        let step = |d: usize| WIDE * values[d].abs().max(1.0);
        let at = |moves: &[(usize, f64)]| {
            let mut moved = values.to_vec();
            moves.iter().for_each(|(d, by)| moved[*d] += by * step(*d));
            self.log_likelihood(&moved)
        };
        let here = at(&[])?;
        let mut all = DMatrix::zeros(n, n);
        for a in 0..n {
            let (up, down) = (at(&[(a, 1.0)])?, at(&[(a, -1.0)])?);
            all[(a, a)] = (up - 2.0 * here + down) / (step(a) * step(a));
            for b in 0..a {
                let corner = |x: f64, y: f64| at(&[(a, x), (b, y)]);
                let sum = corner(1.0, 1.0)? - corner(1.0, -1.0)? - corner(-1.0, 1.0)?
                    + corner(-1.0, -1.0)?;
                let second = sum / (4.0 * step(a) * step(b));
                all[(a, b)] = second;
                all[(b, a)] = second;
            }
        }
        Ok(all)
    }
}

/// Numbers as a climb moves them: those with a range by the logit of their place in it, so that none leaves it.
pub(super) struct Scale {
    /// The range of each, if it has one.
    pub ends: Vec<Option<(f64, f64)>>,
}

impl Scale {
    /// Of the free parameters of a sample.
    pub fn of(sample: &Sample) -> Self {
        let scenario = sample.scenario();
        let ends = |p: &usize| {
            scenario.parameters[*p]
                .range
                .or_else(|| scenario.within(*p))
        };
        Scale {
            ends: sample.free.iter().map(ends).collect(),
        }
    }

    /// The numbers at a point of the climb.
    pub fn values(&self, at: &[f64]) -> Vec<f64> {
        let value = |(x, ends): (&f64, &Option<(f64, f64)>)| match ends {
            None => *x,
            Some((low, high)) => low + (high - low) / (1.0 + libm::exp(-x)),
        };
        at.iter().zip(&self.ends).map(value).collect()
    }

    /// The point of the climb at these numbers, a little inside their ranges.
    pub fn point(&self, values: &[f64]) -> Vec<f64> {
        let place = |(x, ends): (&f64, &Option<(f64, f64)>)| match ends {
            None => *x,
            Some((low, high)) => {
                let share = ((x - low) / (high - low)).clamp(1e-3, 1.0 - 1e-3);
                libm::log(share / (1.0 - share))
            }
        };
        values.iter().zip(&self.ends).map(place).collect()
    }
}

/// Minus the mean log likelihood, as a climb sees it.
struct Hill<'a> {
    sample: &'a Sample<'a>,
    scale: &'a Scale,
    /// Where the climb has been last, and how high that is.
    last: &'a RefCell<Option<(f64, Vec<f64>)>>,
    /// The highest point so far: a line search that cannot go on says nothing of it.
    best: &'a RefCell<Option<(f64, Vec<f64>)>>,
}

impl Hill<'_> {
    fn at(&self, at: &[f64]) -> Result<f64, Error> {
        let height = self.sample.log_likelihood(&self.scale.values(at))?;
        Ok(-height / self.sample.weight())
    }
}

impl CostFunction for Hill<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, at: &Vec<f64>) -> Result<f64, argmin::core::Error> {
        let cost = self.at(at)?;
        let mut best = self.best.borrow_mut();
        if cost.is_finite() && best.as_ref().is_none_or(|(least, _)| cost < *least) {
            *best = Some((cost, at.clone()));
        }
        *self.last.borrow_mut() = Some((cost, at.clone()));
        Ok(cost)
    }
}

impl Gradient for Hill<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    /// By differences to one side: they find the way up, and the last step is Newton's.
    fn gradient(&self, at: &Vec<f64>) -> Result<Vec<f64>, argmin::core::Error> {
        let last = self.last.borrow().clone();
        let here = match last.filter(|(_, place)| place == at) {
            Some((cost, _)) => cost,
            None => self.at(at)?,
        };
        let slope = |d: usize| -> Result<f64, Error> {
            let h = SHORT * at[d].abs().max(1.0);
            let mut moved = at.clone();
            moved[d] += h;
            Ok((self.at(&moved)? - here) / h)
        };
        let all = (0..at.len())
            .map(slope)
            .collect::<Result<Vec<f64>, Error>>();
        Ok(all?)
    }
}

/// The top of the log likelihood that a climb from `values` comes to, nearly. L-BFGS (Liu & Nocedal 1989) with the line search of
/// Moré & Thuente (1994).
///
/// # Errors
/// There is no equilibrium where the climb begins.
pub(super) fn climb(sample: &Sample, scale: &Scale, values: &[f64]) -> Result<Vec<f64>, Error> {
    let (last, best) = (RefCell::new(None), RefCell::new(None));
    let hill = Hill {
        sample,
        scale,
        last: &last,
        best: &best,
    };
    let start = scale.point(values);
    // an error of the model where the climb begins is the caller's
    hill.at(&start)?;
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 7)
        .with_tolerance_grad(3e-4)
        .and_then(|solver| solver.with_tolerance_cost(1e-10));
    if let Ok(solver) = solver {
        let run = Executor::new(hill, solver)
            .configure(|state| state.param(start.clone()).max_iters(CLIMB))
            .run();
        // a line search that finds nothing higher has come to the top, as far as numbers tell
        drop(run);
    }
    let at = best.into_inner().map_or(start, |(_, at)| at);
    Ok(scale.values(&at))
}

/// A top of the log likelihood.
pub(super) struct Summit {
    pub height: f64,
    pub values: Vec<f64>,
    /// The second derivatives there, or no further from there than the last step.
    pub hessian: DMatrix<f64>,
}

/// The top near `values`, by steps of Newton's method as long as they climb.
///
/// # Errors
/// As [`Sample::probabilities`].
pub(super) fn top(sample: &Sample, scale: &Scale, mut values: Vec<f64>) -> Result<Summit, Error> {
    let mut height = sample.log_likelihood(&values)?;
    let mut hessian = sample.hessian(&values)?;
    for _ in 0..STEPS {
        let slopes = sample.scores(&values)?;
        let slope = |d: usize| slopes.iter().map(|row| row[d]).sum::<f64>();
        let slope = DVector::from_iterator(values.len(), (0..values.len()).map(slope));
        let Some(step) = hessian.clone().lu().solve(&slope) else {
            break;
        };
        let next: Vec<f64> = values
            .iter()
            .zip(step.iter())
            .map(|(x, by)| x - by)
            .collect();
        let mut pairs = next.iter().zip(&scale.ends);
        let inside = pairs.all(|(x, ends)| ends.is_none_or(|(low, high)| *x > low && *x < high));
        let long = step
            .iter()
            .zip(&values)
            .any(|(by, x)| by.abs() > NEAR * x.abs().max(1.0));
        match sample.log_likelihood(&next) {
            Ok(there) if inside && there >= height - 1e-9 * height.abs() => {
                (height, values) = (there, next);
            }
            Ok(_) | Err(_) => break,
        }
        if !long {
            break;
        }
        hessian = sample.hessian(&values)?;
    }
    Ok(Summit {
        height,
        values,
        hessian,
    })
}
