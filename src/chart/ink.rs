//! Ink: how well a colour can be read on another, and which is taken so that it can.

use super::Colour;
use super::palette::mix;

/// Relative luminance, 0 for black to 1 for white. The power of 2.4 is made of square roots (to 2.398),
/// which every machine rounds alike, so that the picture is the same everywhere.
fn luminance(c: Colour) -> f64 {
    let root = |x: f64, times: u32| (0..times).fold(x, |x, _| x.sqrt());
    let linear = |v: u8| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 {
            return v / 12.92;
        }
        let x = (v + 0.055) / 1.055;
        x * x * root(x, 2) * root(x, 3) * root(x, 6) * root(x, 7)
    };
    0.2126 * linear(c.0) + 0.7152 * linear(c.1) + 0.0722 * linear(c.2)
}

/// The contrast of two colours, from 1 (none) to 21 (black on white).
pub(super) fn contrast(a: Colour, b: Colour) -> f64 {
    let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
    if a > b { a / b } else { b / a }
}

/// Dark or white, whichever reads better on `ground`.
pub(super) fn on(ground: Colour) -> Colour {
    const WHITE: Colour = Colour(255, 255, 255);
    const DARK: Colour = Colour(26, 26, 26);
    if contrast(ground, WHITE) > contrast(ground, DARK) {
        WHITE
    } else {
        DARK
    }
}

/// `colour`, mixed with `away` until its contrast with the `ground` is `least` or more.
pub(super) fn until(least: f64, colour: Colour, away: Colour, ground: Colour) -> Colour {
    let mut shade = colour;
    let mut step = 0.0;
    while contrast(shade, ground) < least && step < 1.0 {
        step += 0.01;
        shade = mix(colour, away, step);
    }
    shade
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::palette::{level, outcome, term};

    #[test]
    fn ramps_lead_away_from_the_ground_and_colours_differ() {
        for (side, dark) in [(-1.0, false), (1.0, false), (-1.0, true), (1.0, true)] {
            for i in 1..=8 {
                let at = |i: i32| luminance(level(side * f64::from(i) / 8.0, dark));
                assert_eq!(at(i) > at(i - 1), dark);
            }
        }
        for i in 0..12 {
            for j in 0..i {
                assert_ne!(outcome(i), outcome(j));
            }
            assert!(contrast(term(i), on(term(i))) >= 4.5);
        }
    }
}
