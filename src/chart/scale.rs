//! A scale of round numbers across the page, with upright gridlines.

use super::axis::ticks;
use super::canvas::{Anchor, Canvas};
use super::page::SMALL;
use super::paint::{AXIS, FAINT};
use super::text::{signed, width};

/// How far the first number of a scale may stand out to the left, px.
const OUT: f64 = 14.0;

/// From numbers to px.
pub struct Scale {
    ticks: Vec<f64>,
    /// Its width, px.
    pub wide: f64,
}

impl Scale {
    /// From at or below `low` to at or above `high`, with `about` so many gridlines.
    pub fn new(low: f64, high: f64, about: f64, wide: f64) -> Self {
        let high = if high - low < 1e-12 { low + 1.0 } else { high };
        Scale {
            ticks: ticks(low, high, about),
            wide,
        }
    }

    /// The place of `value`, px from the left end.
    pub fn at(&self, value: f64) -> f64 {
        let (low, high) = (self.ticks[0], self.ticks[self.ticks.len() - 1]);
        self.wide * (value - low) / (high - low)
    }

    /// Gridlines from `x` on, between the heights `top` and `bottom`, with numbers below as far as
    /// there is room.
    pub fn draw(&self, canvas: &mut Canvas, x: f64, top: f64, bottom: f64) {
        let whole = |unit: f64| {
            let rest = |t: &f64| (t * unit - (t * unit).round()).abs();
            self.ticks.iter().all(|t| rest(t) < 1e-6)
        };
        let decimals = (0..6).find(|d| whole(10f64.powi(*d))).unwrap_or(6) as usize;
        let mut free = f64::NEG_INFINITY;
        for tick in &self.ticks {
            let at = x + self.at(*tick);
            let zero = tick.abs() < 1e-12;
            let colour = if zero { AXIS } else { FAINT };
            canvas.line((at, top), (at, bottom), colour, 1.0);
            let words = signed(*tick, decimals);
            let wide = width(&words, SMALL);
            // the first number does not stand out to the left
            let middle = at.max(x + wide / 2.0 - OUT);
            if middle - wide / 2.0 > free {
                canvas.text(middle, bottom + 15.0, Anchor::Middle, SMALL, &words);
                free = middle + wide / 2.0 + 6.0;
            }
        }
    }
}
