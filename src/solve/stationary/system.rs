//! A block as a problem for a continuation: F(x, s) = x − T(x, s), with x what the starts of its rounds
//! are worth and T one sweep at share s of every precision.

use super::block::Block;
use super::linear;
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
}

impl<'a> Homotopy for System<'a> {
    type Jacobian = linear::Slopes<'a>;

    fn size(&self) -> usize {
        self.sweep.block.unknowns()
    }

    fn start(&self) -> Vec<f64> {
        vec![0.0; self.size()]
    }

    fn magnitude(&self, _: f64) -> f64 {
        self.sweep.values.iter().fold(0.0, |m, x| m.max(x.abs()))
    }

    fn evaluate(
        &mut self,
        x: &[f64],
        share: f64,
        f: &mut [f64],
        slopes: Option<Slopes<'_, linear::Slopes<'a>>>,
    ) {
        let block = self.sweep.block;
        let mut slopes = slopes;
        let jacobian = slopes.as_mut().map(|s| &mut *s.jacobian);
        self.sweep.run(x, share, jacobian);
        let starts = block.starts.iter();
        let parts = f.chunks_exact_mut(block.rows.block());
        let own = parts.zip(x.chunks_exact(block.rows.block()));
        for (start, (f, x)) in starts.zip(own) {
            let image = &self.sweep.values[block.rows.all_of(*start as usize)];
            for ((f, x), t) in f.iter_mut().zip(x).zip(image) {
                *f = x - t;
            }
        }
        let lost = self.sweep.lost.is_some();
        if let Some(slopes) = slopes {
            slopes.jacobian.by_share(slopes.by_share);
            slopes.by_share.iter_mut().for_each(|d| *d = -*d);
            if lost || slopes.jacobian.singular {
                f.fill(f64::NAN);
            }
        } else if lost {
            f.fill(f64::NAN);
        }
    }
}
