//! Ink: how well a colour can be read on another, and which is taken so that it can.

use super::Colour;
use super::palette::mix;

/// Relative luminance, 0 for black to 1 for white, by the sRGB approximation with exponent 2
/// (no call into the platform's mathematics, so the picture is the same everywhere).
fn luminance(c: Colour) -> f64 {
    let linear = |v: u8| {
        let v = f64::from(v) / 255.0;
        v * v
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
        step += 0.05;
        shade = mix(colour, away, step);
    }
    shade
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::palette::{level, outcome, term};

    #[test]
    fn the_ramp_darkens_and_colours_differ() {
        for n in 2..10 {
            for i in 1..n {
                assert!(luminance(level(i, n)) < luminance(level(i - 1, n)));
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
