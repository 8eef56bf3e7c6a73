//! Sobol indices: the share of a number's variance that is due to each input alone, and to it with
//! all others (Saltelli et al. 2010; Jansen 1999), with bootstrap intervals.

use super::middle;
use super::sobol::sobol;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// An input's indices, each with the ends of its 95% interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Index {
    /// Of the variance what would go if this input alone were known.
    pub first: (f64, f64, f64),
    /// What would be left if all others were known.
    pub total: (f64, f64, f64),
}

/// Where to work out a number, from 0 to 1 in each input.
pub struct Design {
    /// `count` points of one sample, as many of another, then for each input the first sample with
    /// that input of the second.
    pub points: Vec<Vec<f64>>,
    inputs: usize,
    count: usize,
}

/// Draws of the bootstrap.
const DRAWS: usize = 1000;

impl Design {
    /// For `inputs` inputs, from `count` points of a scrambled Sobol sequence (best a power of 2);
    /// count × (inputs + 2) points in all.
    pub fn new(inputs: usize, count: usize, seed: u64) -> Self {
        let at = |i: usize, d: usize| sobol(i, d, seed);
        let sample = |from: usize| -> Vec<Vec<f64>> {
            let row = |i| (0..inputs).map(|d| at(i, from + d)).collect();
            (0..count).map(row).collect()
        };
        let (a, b) = (sample(0), sample(inputs));
        let mut points = [a.clone(), b.clone()].concat();
        for d in 0..inputs {
            for (a, b) in a.iter().zip(&b) {
                let mut point = a.clone();
                point[d] = b[d];
                points.push(point);
            }
        }
        Design {
            points,
            inputs,
            count,
        }
    }

    /// The indices of each input, from the number at every point; none if it does not vary.
    pub fn indices(&self, values: &[f64], seed: u64) -> Option<Vec<Index>> {
        let all: Vec<usize> = (0..self.count).collect();
        self.estimate(values, 0, &all)?;
        let mut random = ChaCha8Rng::seed_from_u64(seed);
        let draws: Vec<Vec<usize>> = (0..DRAWS)
            .map(|_| {
                (0..self.count)
                    .map(|_| random.random_range(0..self.count))
                    .collect()
            })
            .collect();
        let index = |d: usize| {
            let own = self.estimate(values, d, &all)?;
            let again: Vec<(f64, f64)> = draws
                .iter()
                .filter_map(|draw| self.estimate(values, d, draw))
                .collect();
            let ends = |pick: &dyn Fn(&(f64, f64)) -> f64| middle(again.iter().map(pick).collect());
            let (first, total) = (ends(&|x| x.0), ends(&|x| x.1));
            Some(Index {
                first: (own.0, first.0, first.1),
                total: (own.1, total.0, total.1),
            })
        };
        (0..self.inputs).map(index).collect()
    }

    /// First-order and total index of input `d` over these points.
    fn estimate(&self, values: &[f64], d: usize, over: &[usize]) -> Option<(f64, f64)> {
        let n = over.len() as f64;
        let (a, b) = (&values[..self.count], &values[self.count..2 * self.count]);
        let mixed = &values[(2 + d) * self.count..(3 + d) * self.count];
        let mean = over.iter().map(|i| a[*i] + b[*i]).sum::<f64>() / (2.0 * n);
        let square = |x: f64| (x - mean) * (x - mean);
        let variance = over
            .iter()
            .map(|i| square(a[*i]) + square(b[*i]))
            .sum::<f64>()
            / (2.0 * n);
        if variance <= 1e-18 {
            return None;
        }
        // centred, lest a large mean drown the products
        let first = over
            .iter()
            .map(|i| (b[*i] - mean) * (mixed[*i] - a[*i]))
            .sum::<f64>()
            / n;
        let gap = over.iter().map(|i| (a[*i] - mixed[*i]).powi(2));
        let total = gap.sum::<f64>() / (2.0 * n);
        Some((first / variance, total / variance))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::f64::consts::PI;

    fn within(found: &[Index], first: &[f64], total: &[f64]) {
        for (d, index) in found.iter().enumerate() {
            let close = |(own, low, high): (f64, f64, f64), wanted: f64| {
                // the interval is for chance; a quasi-random sample leaves less
                let room = 1e-3;
                assert!(
                    low - room <= wanted && wanted <= high + room,
                    "{d}: {index:?}"
                );
                assert!((own - wanted).abs() < 0.02, "{d}: {index:?} {wanted}");
            };
            close(index.first, first[d]);
            close(index.total, total[d]);
        }
    }

    #[test]
    fn ishigami_has_its_closed_form() {
        // Ishigami & Homma 1990, a = 7, b = 0.1
        let design = Design::new(3, 8192, 5);
        let f = |p: &Vec<f64>| {
            let x: Vec<f64> = p.iter().map(|u| PI * (2.0 * u - 1.0)).collect();
            x[0].sin() + 7.0 * x[1].sin().powi(2) + 0.1 * x[2].powi(4) * x[0].sin()
        };
        let values: Vec<f64> = design.points.iter().map(f).collect();
        let found = design.indices(&values, 1).expect("it varies");
        let (v1, v2) = (0.5 * (1.0 + 0.1 * PI.powi(4) / 5.0).powi(2), 49.0 / 8.0);
        let v13 = 0.01 * PI.powi(8) * (1.0 / 18.0 - 1.0 / 50.0);
        let v = v1 + v2 + v13;
        within(
            &found,
            &[v1 / v, v2 / v, 0.0],
            &[(v1 + v13) / v, v2 / v, v13 / v],
        );
    }

    #[test]
    fn a_sum_splits_by_squares_and_a_constant_has_none() {
        let weights = [1.0, 2.0, 3.0, 0.0];
        let design = Design::new(4, 4096, 9);
        let f = |p: &Vec<f64>| 100.0 + p.iter().zip(weights).map(|(x, w)| w * x).sum::<f64>();
        let values: Vec<f64> = design.points.iter().map(f).collect();
        let found = design.indices(&values, 1).expect("it varies");
        let wanted: Vec<f64> = weights.iter().map(|w| w * w / 14.0).collect();
        within(&found, &wanted, &wanted);
        assert_eq!(design.indices(&vec![3.0; values.len()], 1), None);
    }
}
