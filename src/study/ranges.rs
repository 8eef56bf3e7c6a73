//! The parameters that have a range: worlds drawn from it, and the jobs of these.

use super::job::Job;
use crate::scenario::{Edit, Parameter};
use crate::statistics::sobol;

/// The parameters that have a range.
#[derive(Clone, Debug)]
pub(super) struct Ranges<'a> {
    all: &'a [Parameter],
    /// Their numbers.
    pub parameters: Vec<usize>,
    /// Their ranges.
    pub ends: Vec<(f64, f64)>,
}

impl<'a> Ranges<'a> {
    /// Those of `all`.
    pub fn new(all: &'a [Parameter]) -> Self {
        Self::of(all, (0..all.len()).collect())
    }

    /// Those of `all` that have these numbers.
    pub fn of(all: &'a [Parameter], parameters: Vec<usize>) -> Self {
        let ranged = |p: usize| Some((p, all[p].range?));
        let (parameters, ends) = parameters.into_iter().filter_map(ranged).unzip();
        Ranges {
            all,
            parameters,
            ends,
        }
    }

    /// Those of `all` that have these numbers, whose values are known and not drawn.
    pub fn given(all: &'a [Parameter], parameters: Vec<usize>) -> Self {
        Ranges {
            all,
            parameters,
            ends: vec![],
        }
    }

    /// The one at place `d` alone.
    pub fn only(&self, d: usize) -> Self {
        Self::of(self.all, vec![self.parameters[d]])
    }

    /// The values in a world: a point of a scrambled Sobol sequence (Owen 1995; Burley 2020).
    pub fn draw(&self, world: usize, seed: u64) -> Vec<f64> {
        let at = |d| sobol(world, d, seed);
        self.values((0..self.ends.len()).map(at))
    }

    /// The variant with parameters at these values, by their place among those with a range.
    pub fn job(&self, values: impl Iterator<Item = (usize, f64)>) -> Job {
        let set = |(d, value): (usize, f64)| {
            Edit::parameter(&self.all[self.parameters[d]].name.id, value)
        };
        Job {
            edits: values.map(set).collect(),
            ..Job::default()
        }
    }

    /// The values below which these shares of every parameter's distribution lie.
    pub fn values(&self, place: impl Iterator<Item = f64>) -> Vec<f64> {
        let value = |((parameter, (low, high)), u): ((&usize, &(f64, f64)), f64)| {
            let distribution = self.all[*parameter].distribution;
            distribution.quantile(u, *low, *high)
        };
        let ranges = self.parameters.iter().zip(&self.ends);
        ranges.zip(place).map(value).collect()
    }
}
