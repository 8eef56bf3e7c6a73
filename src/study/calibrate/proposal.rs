//! What the next worlds are drawn from: a mixture of Student densities on the logit of the unit cube, fitted to weighted worlds.

use crate::statistics::{Luck, effective};
use nalgebra::{DMatrix, DVector};
use std::f64::consts::PI;

/// Degrees of freedom of the Student densities.
const FREEDOM: f64 = 5.0;

/// The share of worlds that is drawn from the prior all the same, so that no weight can be without bound.
const PRIOR: f64 = 0.1;

/// The variance of a logistic number: of the logit of one that is uniform.
const LOGISTIC: f64 = PI * PI / 3.0;

/// The logit.
pub fn logit(u: f64) -> f64 {
    libm::log(u) - libm::log1p(-u)
}

/// The share whose logit that is.
pub fn share(z: f64) -> f64 {
    1.0 / (1.0 + libm::exp(-z))
}

/// The logarithm of the prior's density on the logits.
pub fn log_prior(z: &[f64]) -> f64 {
    let one = |z: &f64| -z.abs() - 2.0 * libm::log1p(libm::exp(-z.abs()));
    z.iter().map(one).sum()
}

/// One Student density.
#[derive(Clone, Debug)]
struct Part {
    weight: f64,
    mean: DVector<f64>,
    /// The lower triangle of the scale matrix, and the logarithm of the product of its diagonal.
    lower: DMatrix<f64>,
    logdet: f64,
}

/// What worlds are drawn from.
#[derive(Clone, Debug)]
pub struct Proposal {
    parts: Vec<Part>,
}

impl Proposal {
    /// Fitted to worlds at these logits with these weights, which sum to 1: parts around the worlds of most weight, moved by a few steps of
    /// expectation and maximization, each spread drawn towards the prior's where few worlds tell of it.
    pub fn fitted(at: &[Vec<f64>], weights: &[f64]) -> Self {
        let d = at.first().map_or(0, Vec::len);
        let told = effective(weights);
        let count = ((told / (4.0 * (d as f64 + 1.0))) as usize).clamp(1, 3);
        let mut order: Vec<usize> = (0..at.len()).collect();
        order.sort_by(|a, b| weights[*b].total_cmp(&weights[*a]).then(a.cmp(b)));
        let mut parts: Vec<Part> = vec![];
        if count == 1 {
            parts.push(Part::of(at, weights, told));
            return Proposal { parts };
        }
        // the first world stands for itself, each next one is far from those before
        let mut centres = vec![order[0]];
        while centres.len() < count {
            let far = |n: usize| {
                let to = |c: &usize| -> f64 {
                    at[n]
                        .iter()
                        .zip(&at[*c])
                        .map(|(a, b)| (a - b) * (a - b))
                        .sum()
                };
                weights[n] * centres.iter().map(to).fold(f64::INFINITY, f64::min)
            };
            let next = order
                .iter()
                .copied()
                .reduce(|a, b| if far(b) > far(a) { b } else { a });
            centres.extend(next);
        }
        let whole = Part::of(at, weights, told);
        for c in &centres {
            parts.push(Part {
                weight: 1.0 / count as f64,
                mean: DVector::from_column_slice(&at[*c]),
                ..whole.clone()
            });
        }
        for _ in 0..10 {
            let shares: Vec<Vec<f64>> = at
                .iter()
                .map(|z| {
                    let logs: Vec<f64> = parts
                        .iter()
                        .map(|p| libm::log(p.weight) + p.log(z))
                        .collect();
                    let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
                    let each: Vec<f64> = logs.iter().map(|x| libm::exp(x - most)).collect();
                    let sum: f64 = each.iter().sum();
                    each.into_iter().map(|x| x / sum).collect()
                })
                .collect();
            for k in 0..count {
                let own: Vec<f64> = weights.iter().zip(&shares).map(|(w, s)| w * s[k]).collect();
                let sum: f64 = own.iter().sum();
                if sum < 1e-6 {
                    continue;
                }
                let own: Vec<f64> = own.into_iter().map(|w| w / sum).collect();
                let told = effective(&own);
                parts[k] = Part {
                    weight: sum,
                    ..Part::of(at, &own, told)
                };
            }
            let sum: f64 = parts.iter().map(|p| p.weight).sum();
            parts.iter_mut().for_each(|p| p.weight /= sum);
        }
        Proposal { parts }
    }

    /// Draws this many worlds, as logits.
    pub fn draw(&self, count: usize, dimensions: usize, seed: u64) -> Vec<Vec<f64>> {
        let mut luck = Luck::new(seed);
        let mut all = vec![];
        for _ in 0..count {
            if luck.uniform() < PRIOR {
                all.push((0..dimensions).map(|_| logit(luck.uniform())).collect());
                continue;
            }
            let mut place = luck.uniform();
            let part = self.parts.iter().find(|part| {
                place -= part.weight;
                place < 0.0
            });
            let part = part.unwrap_or(&self.parts[0]);
            let step = DVector::from_iterator(dimensions, (0..dimensions).map(|_| luck.normal()));
            let squares = (0..FREEDOM as usize).map(|_| luck.normal()).map(|x| x * x);
            let chi: f64 = squares.sum();
            let moved = &part.mean + (&part.lower * step) * libm::sqrt(FREEDOM / chi);
            // a share of 0 or 1 is no place to be
            all.push(moved.iter().map(|z| z.clamp(-30.0, 30.0)).collect());
        }
        all
    }

    /// The logarithm of its density at these logits.
    pub fn log(&self, z: &[f64]) -> f64 {
        let prior = libm::log(PRIOR) + log_prior(z);
        let parts = self.parts.iter();
        let parts = parts.map(|p| libm::log((1.0 - PRIOR) * p.weight) + p.log(z));
        let logs: Vec<f64> = parts.chain([prior]).collect();
        let most = logs.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        most + libm::log(logs.iter().map(|x| libm::exp(x - most)).sum())
    }
}

impl Part {
    /// Around worlds with these weights, which sum to 1 and count for `effective` many.
    fn of(at: &[Vec<f64>], weights: &[f64], effective: f64) -> Self {
        let d = at.first().map_or(0, Vec::len);
        let mut mean = DVector::zeros(d);
        for (z, w) in at.iter().zip(weights) {
            mean += DVector::from_column_slice(z) * *w;
        }
        let mut spread = DMatrix::zeros(d, d);
        for (z, w) in at.iter().zip(weights) {
            let off = DVector::from_column_slice(z) - &mean;
            spread += &off * off.transpose() * *w;
        }
        // few worlds tell little of how the numbers spread, and less of how they hang together
        let told = (effective - 1.0).max(0.0) / (effective + d as f64);
        let each = (effective - 1.0).max(0.0) / (effective + 2.0);
        let mut whole = DMatrix::zeros(d, d);
        for a in 0..d {
            for b in 0..d {
                whole[(a, b)] = told * spread[(a, b)];
            }
            whole[(a, a)] = each * spread[(a, a)] + (1.0 - each) * LOGISTIC + 1e-6;
        }
        // the density's own spread is larger than its scale by 5/3
        whole *= (FREEDOM - 2.0) / FREEDOM * 1.2;
        let plain = || DMatrix::from_diagonal(&whole.diagonal().map(libm::sqrt));
        let lower = whole.clone().cholesky().map_or_else(plain, |c| c.l());
        let logdet = lower.diagonal().iter().map(|x| libm::log(*x)).sum();
        Part {
            weight: 1.0,
            mean,
            lower,
            logdet,
        }
    }

    /// The logarithm of its density.
    fn log(&self, z: &[f64]) -> f64 {
        let d = z.len() as f64;
        let off = DVector::from_column_slice(z) - &self.mean;
        let scaled = self.lower.solve_lower_triangular(&off);
        let square = scaled.map_or(f64::INFINITY, |x| x.norm_squared());
        libm::lgamma((FREEDOM + d) / 2.0)
            - libm::lgamma(FREEDOM / 2.0)
            - 0.5 * d * libm::log(FREEDOM * PI)
            - self.logdet
            - 0.5 * (FREEDOM + d) * libm::log1p(square / FREEDOM)
    }
}
