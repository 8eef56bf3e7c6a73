//! All that play can reach as a problem along a parameter: F(x, s) = x − T(x, s), with s the place in the
//! range of its values, from 0 to 1.

use super::super::block::Block;
use super::super::linear;
use super::super::system::System;
use super::grid::Grid;
use super::source::sources;
use crate::numeric::continuation::{Homotopy, Slopes};

/// The problem. Between two neighbouring values the numbers of the game change evenly.
pub(super) struct Along<'a> {
    system: System<'a>,
    pub grid: &'a Grid,
    /// The value below the place: it is left to who follows the curve to say where numbers begin to
    /// change otherwise, so that they change smoothly for every step.
    pub segment: usize,
}

impl<'a> Along<'a> {
    pub fn new(block: &'a Block<'a>, grid: &'a Grid) -> Self {
        Along {
            system: System::new(block, &[]),
            grid,
            segment: 0,
        }
    }

    /// Where the segment begins and ends.
    pub fn ends(&self) -> [f64; 2] {
        [0, 1].map(|k| self.grid.shares[self.segment + k])
    }
}

impl<'a> Homotopy for Along<'a> {
    type Jacobian = linear::Slopes<'a>;

    fn size(&self) -> usize {
        self.system.size()
    }

    fn start(&self) -> Vec<f64> {
        self.system.start()
    }

    fn magnitude(&self, _: f64) -> f64 {
        self.system.magnitude(1.0)
    }

    fn evaluate(
        &mut self,
        x: &[f64],
        share: f64,
        f: &mut [f64],
        slopes: Option<Slopes<'_, linear::Slopes<'a>>>,
    ) {
        let [low, high] = self.ends();
        let part = (share - low) / (high - low);
        let (grid, k) = (self.grid, self.segment);
        let numbers = &mut self.system.sweep.numbers;
        numbers.between(&grid.numbers[k], &grid.numbers[k + 1], part);
        let Some(Slopes { by_share, jacobian }) = slopes else {
            self.system.residual(x, 1.0, f, None);
            return;
        };
        jacobian.numbers.clone_from(&self.system.sweep.numbers);
        if !self.system.residual(x, 1.0, f, Some(jacobian)) {
            return;
        }
        sources(&grid.changes[k], &self.system.sweep, jacobian);
        jacobian.by_share(by_share);
        by_share.iter_mut().for_each(|d| *d = -*d / (high - low));
    }
}
