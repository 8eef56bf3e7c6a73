//! A block as a problem for a continuation: F(x, s) = x − T(x, s), with x what the starts of its rounds
//! are worth and T one sweep at share s of every precision.

use super::block::Block;
use super::linear;
use super::numbers::sharpest;
use super::sweep::Sweep;
use crate::numeric::continuation::{Homotopy, Slopes};

/// The problem of a block.
pub(super) struct System<'a> {
    pub sweep: Sweep<'a>,
}

impl<'a> System<'a> {
    /// Of `block`; `all` holds what all that lies behind it is worth.
    pub fn new(block: &'a Block<'a>, all: &[f64]) -> Self {
        System {
            sweep: Sweep::new(block, all),
        }
    }

    /// Writes F(x, s) into `f`, and what its derivative is made of into `jacobian`. Says whether there
    /// is an F, and a derivative if it is asked for; if not, `f` is no numbers.
    pub fn residual(
        &mut self,
        x: &[f64],
        share: f64,
        f: &mut [f64],
        mut jacobian: Option<&mut linear::Slopes<'a>>,
    ) -> bool {
        let block = self.sweep.block;
        self.sweep.run(x, share, jacobian.as_deref_mut());
        let singular = jacobian.is_some_and(|jacobian| jacobian.singular);
        if self.sweep.lost.is_some() || singular {
            f.fill(f64::NAN);
            return false;
        }
        let starts = block.starts.iter();
        let parts = f.chunks_exact_mut(block.rows.block());
        let own = parts.zip(x.chunks_exact(block.rows.block()));
        for (start, (f, x)) in starts.zip(own) {
            let image = &self.sweep.values[block.rows.all_of(*start as usize)];
            for ((f, x), t) in f.iter_mut().zip(x).zip(image) {
                *f = x - t;
            }
        }
        true
    }
}

impl<'a> Homotopy for System<'a> {
    type Jacobian = linear::Slopes<'a>;

    fn size(&self) -> usize {
        self.sweep.block.unknowns()
    }

    fn start(&self) -> Vec<f64> {
        vec![0.0; self.size()]
    }

    /// Sharp choice passes on a rounded value as many times as large as others' values differ, in
    /// units over which its odds change e-fold.
    fn magnitude(&self, share: f64) -> f64 {
        let rows = self.sweep.block.rows;
        let mut ends = vec![[f64::INFINITY, f64::NEG_INFINITY]; rows.inner];
        for row in self.sweep.values.chunks_exact(rows.block()) {
            for ([low, high], x) in ends.iter_mut().zip(row.chunks_exact(rows.points)) {
                *low = x.iter().copied().fold(*low, f64::min);
                *high = x.iter().copied().fold(*high, f64::max);
            }
        }
        let most = |of: fn(&[f64; 2]) -> f64| ends.iter().map(of).fold(0.0, f64::max);
        let largest = most(|[low, high]| high.max(-low));
        let spread = most(|[low, high]| high - low);
        let sharpest = sharpest(&*self.sweep.numbers.precision);
        largest * (1.0 + share * sharpest * spread)
    }

    fn evaluate(
        &mut self,
        x: &[f64],
        share: f64,
        f: &mut [f64],
        slopes: Option<Slopes<'_, linear::Slopes<'a>>>,
    ) {
        let Some(Slopes { by_share, jacobian }) = slopes else {
            self.residual(x, share, f, None);
            return;
        };
        if self.residual(x, share, f, Some(jacobian)) {
            jacobian.by_share(by_share);
            by_share.iter_mut().for_each(|d| *d = -*d);
        }
    }
}
