//! Which numbers make many cases likeliest? Maximum likelihood of a scenario's parameters (Signorino 1999), with the exact
//! probabilities of its equilibrium.

mod bootstrap;
mod cases;
mod effects;
mod likelihood;
mod sample;

pub use bootstrap::{Again, Bootstrap, bootstrap};
pub use cases::{Case, Cases, Seen};
pub use effects::{Effect, effects};
pub use sample::Sample;

use crate::diagnostics::Failure;
use crate::error::Error;
use crate::statistics::{below_normal, sobol};
use crate::task::Task;
use likelihood::{Scale, Summit, climb, top};
use nalgebra::DMatrix;

/// Climbs from starts at random, besides the one from the numbers of the file.
const STARTS: usize = 2;

/// How many different sets of numbers such a climb begins with.
const PART: usize = 100;

/// Tops that differ by less than this share of the log likelihood are one, if their numbers are.
const SAME: f64 = 1e-5;

/// An eigenvalue of the information, in units of the largest, below which the data hardly tell a direction.
const FLAT: f64 = 1e-8;

/// An estimate.
#[derive(Clone, Debug, PartialEq)]
pub struct Estimate {
    /// The parameter, by number.
    pub parameter: usize,
    /// Its estimate.
    pub value: f64,
    /// Its standard error; none where the data do not tell, or at an end of its range.
    pub standard_error: Option<f64>,
    /// Whether it is at an end of its range.
    pub at_end: bool,
}

/// A top of the log likelihood.
#[derive(Clone, Debug, PartialEq)]
pub struct Top {
    /// Its height.
    pub log_likelihood: f64,
    /// The free parameters there.
    pub values: Vec<f64>,
    /// How many climbs came to it.
    pub climbs: usize,
}

/// A fitted scenario.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The estimates, as they are named in the file.
    pub estimates: Vec<Estimate>,
    /// Their covariance, by rows; none where the data do not tell them apart.
    pub covariance: Option<Vec<Vec<f64>>>,
    /// The log likelihood.
    pub log_likelihood: f64,
    /// That of each case, times its weight.
    pub logs: Vec<f64>,
    /// How many rows were used, how many left out, and how many different sets of numbers they have.
    pub rows: usize,
    /// Rows with an empty cell.
    pub left_out: usize,
    /// Different sets of numbers.
    pub points: usize,
    /// The weights of all rows.
    pub weight: f64,
    /// The share of cases whose likeliest outcome came; none where milestones are seen.
    pub predicted: Option<f64>,
    /// Groups of cases, if standard errors heed them.
    pub clusters: Option<usize>,
    /// The tops found, the highest first.
    pub tops: Vec<Top>,
    /// Directions of which the data hardly tell: the parameters that they move, by number, and how far.
    pub flat: Vec<Vec<(usize, f64)>>,
    /// Fits to the cases drawn again, if they are asked for.
    pub bootstrap: Option<Bootstrap>,
}

impl Fit {
    /// Akaike's criterion: less is better.
    pub fn aic(&self) -> f64 {
        2.0 * self.estimates.len() as f64 - 2.0 * self.log_likelihood
    }

    /// Schwarz's criterion: less is better.
    pub fn bic(&self) -> f64 {
        libm::log(self.weight) * self.estimates.len() as f64 - 2.0 * self.log_likelihood
    }
}

/// Fits a sample, from the numbers of the file and from starts that `seed` draws.
///
/// # Errors
/// What was seen of a case cannot come about; there is no equilibrium at the numbers of the file; or `task` says to stop.
pub fn fit(sample: &Sample, seed: u64, task: &dyn Task) -> Result<Fit, Error> {
    let scenario = sample.scenario();
    let scale = Scale::of(sample);
    let value = |p: &usize| scenario.parameters[*p].value;
    let written: Vec<f64> = sample.free.iter().map(value).collect();
    possible(sample, &written)?;
    let start = |n: usize| -> Vec<f64> {
        let value = |(d, x): (usize, &f64)| {
            let u = sobol(n, d, seed);
            match scale.ends[d] {
                Some((low, high)) => low + u * (high - low),
                None => x + (2.0 * u - 1.0) * x.abs().max(1.0),
            }
        };
        written.iter().enumerate().map(value).collect()
    };
    let thin = sample.thinned(PART);
    let mut tops: Vec<Top> = vec![];
    for n in 0..=STARTS {
        let share = n as f64 / (STARTS + 1) as f64;
        if task.at("fitting", share).is_break() {
            return Err(Error::Cancelled);
        }
        let from = match n {
            0 => written.clone(),
            n => start(n - 1),
        };
        // most of the way is gone with a part of the cases
        let near = climb(&thin, &scale, &from);
        let found = near.and_then(|near| climb(sample, &scale, &near));
        // where a start at random has no equilibrium, others may
        let Ok(values) = found else { continue };
        let height = sample.log_likelihood(&values)?;
        let same = |top: &&mut Top| {
            let near = |(a, b): (&f64, &f64)| (a - b).abs() <= 1e-2 * a.abs().max(1.0);
            (top.log_likelihood - height).abs() <= SAME * height.abs()
                && top.values.iter().zip(&values).all(near)
        };
        match tops.iter_mut().find(same) {
            Some(top) => {
                top.climbs += 1;
                if height > top.log_likelihood {
                    (top.log_likelihood, top.values) = (height, values);
                }
            }
            None => tops.push(Top {
                log_likelihood: height,
                values,
                climbs: 1,
            }),
        }
    }
    tops.sort_by(|a, b| b.log_likelihood.total_cmp(&a.log_likelihood));
    let best = std::mem::take(&mut tops[0].values);
    let summit = top(sample, &scale, best)?;
    tops[0].log_likelihood = summit.height;
    tops[0].values.clone_from(&summit.values);
    at_top(sample, &scale, &summit, tops)
}

/// What is seen of each case can come about, with the free parameters at these values.
fn possible(sample: &Sample, values: &[f64]) -> Result<(), Error> {
    let found = sample.probabilities(values)?;
    let never = found.iter().position(|p| *p <= 0.0);
    let Some(case) = never.map(|n| &sample.cases[n]) else {
        return Ok(());
    };
    let what = match &case.seen {
        Seen::Outcome(o) => format!("`{}`", sample.scenario().outcomes[*o].name.id),
        Seen::Milestones(_) => "what the row says".to_string(),
    };
    let message = format!(
        "line {} of the data: {what} cannot come about with its numbers",
        case.line
    );
    let help = "no value of the free parameters makes it possible where no option is open that leads there";
    Err(Failure::general(message, help).into())
}

/// The fit at the `top`, the highest of `tops`.
fn at_top(sample: &Sample, scale: &Scale, top: &Summit, tops: Vec<Top>) -> Result<Fit, Error> {
    let Summit {
        values, hessian, ..
    } = top;
    let at_end = |d: usize| {
        scale.ends[d].is_some_and(|(low, high)| {
            let share = (values[d] - low) / (high - low);
            !(1e-4..=1.0 - 1e-4).contains(&share)
        })
    };
    // what is at an end of its range is held there
    let inner: Vec<usize> = (0..values.len()).filter(|d| !at_end(*d)).collect();
    let information = DMatrix::from_fn(inner.len(), inner.len(), |a, b| {
        -hessian[(inner[a], inner[b])]
    });
    // in units in which each number tells as much by itself
    let unit: Vec<f64> = (0..inner.len())
        .map(|a| libm::sqrt(information[(a, a)].abs().max(1e-300)))
        .collect();
    let scaled = DMatrix::from_fn(inner.len(), inner.len(), |a, b| {
        information[(a, b)] / (unit[a] * unit[b])
    });
    let eigen = scaled.clone().symmetric_eigen();
    let largest = eigen.eigenvalues.iter().copied().fold(0.0, f64::max);
    let told = |d: usize| unit[d] > 1e-6;
    let mut flat = vec![];
    for (k, value) in eigen.eigenvalues.iter().enumerate() {
        if *value <= FLAT * largest.max(1e-300) {
            let moved =
                (0..inner.len()).map(|a| (sample.free[inner[a]], eigen.eigenvectors[(a, k)]));
            flat.push(moved.filter(|(_, by)| by.abs() > 0.1).collect());
        }
    }
    let untold = (0..inner.len()).filter(|a| !told(*a));
    flat.extend(untold.map(|a| vec![(sample.free[inner[a]], 1.0)]));
    flat.dedup();
    let inverse = match flat.is_empty() && !inner.is_empty() {
        true => information.try_inverse(),
        false => None,
    };
    let covariance = match (inverse, sample.clusters) {
        (Some(bread), Some(clusters)) => Some(sandwich(sample, values, &inner, &bread, clusters)?),
        (inverse, _) => inverse,
    };
    let error = |d: usize| {
        let a = inner.iter().position(|own| *own == d)?;
        let variance = covariance.as_ref()?[(a, a)];
        (variance > 0.0).then(|| libm::sqrt(variance))
    };
    let estimate = |d: usize| Estimate {
        parameter: sample.free[d],
        value: values[d],
        standard_error: error(d),
        at_end: at_end(d),
    };
    let logs = sample.logs(values)?;
    let weight = sample.weight();
    let whole = (inner.len() == values.len())
        .then_some(covariance.as_ref())
        .flatten();
    Ok(Fit {
        estimates: (0..values.len()).map(estimate).collect(),
        covariance: whole.map(|c| {
            c.row_iter()
                .map(|row| row.iter().copied().collect())
                .collect()
        }),
        log_likelihood: top.height,
        logs,
        rows: sample.cases.len(),
        left_out: 0,
        points: sample.points(),
        weight,
        predicted: sample.predicted(values)?,
        clusters: sample.clusters,
        tops,
        flat,
        bootstrap: None,
    })
}

/// The covariance that heeds groups of cases: what the scores of groups vary by between two inverses of the information, times G/(G − 1)
/// (Liang & Zeger 1986).
fn sandwich(
    sample: &Sample,
    values: &[f64],
    inner: &[usize],
    bread: &DMatrix<f64>,
    clusters: usize,
) -> Result<DMatrix<f64>, Error> {
    let scores = sample.scores(values)?;
    let mut sums = vec![vec![0.0; inner.len()]; clusters];
    for (case, score) in sample.cases.iter().zip(&scores) {
        if let Some(group) = case.cluster {
            let pairs = sums[group].iter_mut().zip(inner);
            pairs.for_each(|(sum, d)| *sum += score[*d]);
        }
    }
    let few = clusters as f64 / (clusters as f64 - 1.0).max(1.0);
    let meat = DMatrix::from_fn(inner.len(), inner.len(), |a, b| {
        few * sums.iter().map(|row| row[a] * row[b]).sum::<f64>()
    });
    Ok(bread * meat * bread)
}

/// Vuong's (1989) test of two fits to the same cases: z, above 0 where the first is nearer to them, and its p value; none if they do not
/// differ, or used other rows.
pub fn vuong(one: &Fit, other: &Fit) -> Option<(f64, f64)> {
    if one.logs.len() != other.logs.len() {
        return None;
    }
    let gaps: Vec<f64> = one
        .logs
        .iter()
        .zip(&other.logs)
        .map(|(a, b)| a - b)
        .collect();
    let n = gaps.len() as f64;
    let mean = gaps.iter().sum::<f64>() / n;
    let variance = gaps.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / n;
    (variance > 1e-18).then(|| {
        let z = libm::sqrt(n) * mean / libm::sqrt(variance);
        (z, 2.0 * below_normal(-z.abs()))
    })
}
