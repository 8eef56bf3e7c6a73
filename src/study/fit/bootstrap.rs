//! How sure are estimates? Cases drawn again, with replacement, and fitted again (Efron 1979): groups of cases where they have groups.

use super::likelihood::{Scale, climb};
use super::{Case, Fit, Sample};
use crate::error::Error;
use crate::statistics::{Luck, middle};
use crate::task::Task;

/// An estimate over fits to cases drawn again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Again {
    /// How far it varies from fit to fit: its standard deviation.
    pub standard_error: f64,
    /// Between which values it lies in 95 of 100.
    pub interval: (f64, f64),
}

/// Fits to cases drawn again.
#[derive(Clone, Debug, PartialEq)]
pub struct Bootstrap {
    /// How many.
    pub fits: usize,
    /// How many more of which no top was found.
    pub lost: usize,
    /// Of each estimate, as they are named in the file.
    pub estimates: Vec<Again>,
}

/// Draws the cases of `sample` again `count` times and fits them from the estimates of `fit` on. Every fit has as many cases, or as many
/// groups.
///
/// # Errors
/// No top is found of two of them; or `task` says to stop.
pub fn bootstrap(
    sample: &Sample,
    fit: &Fit,
    (count, seed): (usize, u64),
    task: &dyn Task,
) -> Result<Bootstrap, Error> {
    let scale = Scale::of(sample);
    let from: Vec<f64> = fit.estimates.iter().map(|e| e.value).collect();
    let mut luck = Luck::new(seed);
    let mut all = vec![];
    let mut failed = None;
    for n in 0..count {
        if task
            .at("fitting cases drawn again", n as f64 / count as f64)
            .is_break()
        {
            return Err(Error::Cancelled);
        }
        match climb(&drawn(sample, &mut luck), &scale, &from) {
            Ok(values) => all.push(values),
            Err(error) => failed = Some(error),
        }
    }
    if all.len() < 2 {
        return Err(failed.unwrap_or(Error::Cancelled));
    }
    let again = |d: usize| {
        let values: Vec<f64> = all.iter().map(|fit| fit[d]).collect();
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let squares = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>();
        Again {
            standard_error: libm::sqrt(squares / (n - 1.0)),
            interval: middle(values),
        }
    };
    Ok(Bootstrap {
        fits: all.len(),
        lost: count - all.len(),
        estimates: (0..from.len()).map(again).collect(),
    })
}

/// The cases, each as often as it is drawn, or its group is. A case of weight n is n cases, as it is in the likelihood.
fn drawn<'a>(sample: &Sample<'a>, luck: &mut Luck) -> Sample<'a> {
    let mut one = |all: f64| luck.uniform() * all;
    let weights = match sample.clusters {
        Some(groups) => {
            let mut times = vec![0.0; groups];
            for _ in 0..groups {
                times[one(groups as f64) as usize] += 1.0;
            }
            let cases = sample.cases.iter().zip(&sample.weights);
            let weight = |(case, weight): (&&Case, &f64)| {
                weight * case.cluster.map_or(1.0, |group| times[group])
            };
            cases.map(weight).collect()
        }
        None => {
            let sums: Vec<f64> = sample
                .weights
                .iter()
                .scan(0.0, |sum, weight| {
                    *sum += weight;
                    Some(*sum)
                })
                .collect();
            let whole = sample.weight();
            let draws = whole.round().max(1.0);
            let mut weights = vec![0.0; sums.len()];
            for _ in 0..draws as usize {
                let at = one(whole);
                let n = sums.partition_point(|sum| *sum <= at);
                weights[n.min(sums.len() - 1)] += whole / draws;
            }
            weights
        }
    };
    sample.weighing(weights)
}
