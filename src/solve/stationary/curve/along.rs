//! A block as a problem along the track of the blocks behind it: F(x, t) = x − T(x, t), with t the
//! place on the track.

use super::super::block::Block;
use super::super::linear;
use super::super::system::System;
use super::behind::{Behind, Done};
use super::grid::Grid;
use super::source::{Change, sources};
use super::track::Track;
use crate::numeric::continuation::{Homotopy, Slopes};

/// The problem. Between two neighbouring values the numbers of the game change evenly.
pub(super) struct Along<'a> {
    system: System<'a>,
    grid: &'a Grid,
    behind: Behind<'a>,
    change: Change,
    /// The piece of the track: it is left to who follows the curve to say where numbers begin to
    /// change otherwise, so that they change smoothly for every step.
    pub piece: usize,
}

impl<'a> Along<'a> {
    /// Of `block` with the numbers of `grid`, along the last of the `tracks` of what is `done`.
    pub fn new(
        (block, grid): (&'a Block<'a>, &'a Grid),
        tracks: &'a [Track],
        done: &[Done<'a>],
    ) -> Self {
        let behind = Behind::new(block, tracks, done);
        Along {
            system: System::new(block, &behind.values),
            grid,
            behind,
            change: Change::new(block),
            piece: 0,
        }
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
        at: f64,
        f: &mut [f64],
        slopes: Option<Slopes<'_, linear::Slopes<'a>>>,
    ) {
        let between = self.behind.go(self.piece, at);
        let sweep = &mut self.system.sweep;
        let block = sweep.block;
        self.grid.enter(sweep, between, &self.behind.values);
        let Some(Slopes { by_share, jacobian }) = slopes else {
            self.system.residual(x, 1.0, f, None);
            return;
        };
        jacobian.numbers.clone_from(&sweep.numbers);
        if !self.system.residual(x, 1.0, f, Some(jacobian)) {
            return;
        }
        let growth = &self.behind.changes;
        self.grid.grow(&mut self.change, (block, between), growth);
        sources(&self.change, &self.system.sweep, jacobian);
        jacobian.by_share(by_share);
        by_share.iter_mut().for_each(|d| *d = -*d);
    }
}
