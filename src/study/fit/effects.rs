//! What a column of the data does to the outcomes at the estimates.

use super::{Fit, Sample};
use crate::error::Error;
use crate::statistics::Luck;
use nalgebra::{DMatrix, DVector};
use rayon::prelude::*;

/// Values of a column at which outcomes are told.
const PLACES: usize = 21;

/// Draws from the estimates' normal distribution that a band is made of.
const DRAWS: usize = 100;

/// The outcomes along a column, all others at their medians.
#[derive(Clone, Debug, PartialEq)]
pub struct Effect {
    /// The parameter that the column sets, by number.
    pub parameter: usize,
    /// Its values, over the range that the data have.
    pub values: Vec<f64>,
    /// Of each outcome, by number, the probability at each value, and the ends of its interval of 95%; these are the same as it where the
    /// data do not tell the estimates.
    pub outcomes: Vec<Vec<[f64; 3]>>,
}

/// The effects of all columns in which the cases differ; none where milestones are seen.
///
/// # Errors
/// There is no equilibrium at some value.
pub fn effects(sample: &Sample, fit: &Fit, seed: u64) -> Result<Vec<Effect>, Error> {
    if fit.predicted.is_none() {
        return Ok(vec![]);
    }
    let best: Vec<f64> = fit.estimates.iter().map(|e| e.value).collect();
    let mut all = vec![best.clone()];
    all.extend(draws(fit, &best, seed));
    let columns = sample.columns();
    let medians: Vec<(usize, f64)> = columns
        .iter()
        .map(|(p, values)| (*p, median(values)))
        .collect();
    let effect = |(n, (parameter, values)): (usize, &(usize, Vec<f64>))| {
        let low = values.iter().copied().fold(f64::INFINITY, f64::min);
        let high = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let place = |i: usize| low + (high - low) * i as f64 / (PLACES - 1) as f64;
        let places: Vec<f64> = (0..PLACES).map(place).collect();
        let mut outcomes = vec![];
        for x in &places {
            let mut others = medians.clone();
            others[n].1 = *x;
            let found = all
                .par_iter()
                .map(|values| sample.outcomes(values, &others));
            // a draw without an equilibrium is left out of the band
            let found: Vec<Result<Vec<f64>, Error>> = found.collect();
            let own = found[0].clone()?;
            let drawn: Vec<&Vec<f64>> = found[1..].iter().flatten().collect();
            let band = |o: usize| {
                let mut shares: Vec<f64> = drawn.iter().map(|d| d[o]).collect();
                shares.sort_by(f64::total_cmp);
                let at = |level: f64| (level * (shares.len().max(1) - 1) as f64).round() as usize;
                let end = |level: f64| shares.get(at(level)).copied().unwrap_or(own[o]);
                [own[o], end(0.025).min(own[o]), end(0.975).max(own[o])]
            };
            outcomes.push((0..own.len()).map(band).collect::<Vec<_>>());
        }
        let count = outcomes[0].len();
        Ok(Effect {
            parameter: *parameter,
            values: places,
            outcomes: (0..count)
                .map(|o| outcomes.iter().map(|at| at[o]).collect())
                .collect(),
        })
    };
    let differ =
        |(_, (_, values)): &(usize, &(usize, Vec<f64>))| values.iter().any(|x| *x != values[0]);
    columns
        .iter()
        .enumerate()
        .filter(differ)
        .map(effect)
        .collect()
}

/// Draws from the estimates' normal distribution; none where their covariance is not known.
fn draws(fit: &Fit, best: &[f64], seed: u64) -> Vec<Vec<f64>> {
    let Some(rows) = &fit.covariance else {
        return vec![];
    };
    let n = best.len();
    let covariance = DMatrix::from_fn(n, n, |a, b| (rows[a][b] + rows[b][a]) / 2.0);
    let Some(root) = covariance.cholesky() else {
        return vec![];
    };
    let mut luck = Luck::new(seed);
    let mut draw = || {
        let step = DVector::from_iterator(n, (0..n).map(|_| luck.normal()));
        let step = root.l() * step;
        best.iter().zip(step.iter()).map(|(x, by)| x + by).collect()
    };
    (0..DRAWS).map(|_| draw()).collect()
}

/// The middle one, or the mean of the middle two.
fn median(values: &[f64]) -> f64 {
    let mut sorted = values.to_vec();
    sorted.sort_by(f64::total_cmp);
    let n = sorted.len();
    (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0
}
