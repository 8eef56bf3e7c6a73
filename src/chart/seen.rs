//! How colours are seen: by readers who lack one kind of cone, and in grey print.
//!
//! The cones' loss is simulated with the matrices of Machado, Oliveira and Fernandes, “A Physiologically-based
//! Model for Simulation of Color Vision Deficiency”, 2009, at full severity; differences are CIE76: distances
//! in CIELAB under D65, where about 2 can just be told side by side.

use super::paint::{GROUND, Paint};
use crate::palette::{Colour, kind, outcome, term};

type Matrix = [[f64; 3]; 3];

const ALL: Matrix = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
const PROTANOPIA: Matrix = [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
];
const DEUTERANOPIA: Matrix = [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.011820, 0.042940, 0.968881],
];
const GREY: Matrix = [LUMINANCE; 3];
const LUMINANCE: [f64; 3] = [0.2126, 0.7152, 0.0722];

/// Outcomes that scenarios have; colours after these need only differ.
const OUTCOMES: usize = 8;

fn linear(Colour(r, g, b): Colour) -> [f64; 3] {
    [r, g, b].map(|v| {
        let v = f64::from(v) / 255.0;
        if v <= 0.04045 {
            v / 12.92
        } else {
            ((v + 0.055) / 1.055).powf(2.4)
        }
    })
}

fn times(matrix: &Matrix, v: [f64; 3]) -> [f64; 3] {
    matrix.map(|row| row.iter().zip(v).map(|(m, x)| m * x).sum())
}

/// A colour in CIELAB, seen so.
fn lab(colour: Colour, eyes: &Matrix) -> [f64; 3] {
    const XYZ: Matrix = [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ];
    let seen = times(eyes, linear(colour)).map(|v| v.clamp(0.0, 1.0));
    let [x, y, z] = times(&XYZ, seen);
    let f = |t: f64| {
        if t > 216.0 / 24389.0 {
            t.cbrt()
        } else {
            (24389.0 / 27.0 * t + 16.0) / 116.0
        }
    };
    let [x, y, z] = [f(x / 0.95047), f(y), f(z / 1.08883)];
    [116.0 * y - 16.0, 500.0 * (x - y), 200.0 * (y - z)]
}

fn difference(a: Colour, b: Colour, eyes: &Matrix) -> f64 {
    let squares = lab(a, eyes).into_iter().zip(lab(b, eyes));
    squares.map(|(a, b)| (a - b).powi(2)).sum::<f64>().sqrt()
}

/// The contrast of WCAG 2.
fn contrast(a: Colour, b: Colour) -> f64 {
    let light = |c| {
        let parts = linear(c).into_iter().zip(LUMINANCE);
        parts.map(|(v, weight)| v * weight).sum::<f64>() + 0.05
    };
    let (a, b): (f64, f64) = (light(a), light(b));
    a.max(b) / a.min(b)
}

/// Shapes of the first outcomes' colours as they are drawn on a ground.
fn outcomes(dark: bool) -> Vec<Colour> {
    let all = (0..OUTCOMES).map(|i| Paint::from(outcome(i)).shape(dark));
    all.collect()
}

fn least(pairs: impl Iterator<Item = (Colour, Colour)>, eyes: &Matrix) -> f64 {
    let all = pairs.map(|(a, b)| difference(a, b, eyes));
    all.fold(f64::INFINITY, f64::min)
}

fn pairs(all: &[Colour]) -> impl Iterator<Item = (Colour, Colour)> {
    let before = move |i: usize| all[..i].iter().map(move |b| (all[i], *b));
    (0..all.len()).flat_map(before)
}

#[test]
fn outcomes_can_be_told_apart_by_all_readers() {
    for dark in [false, true] {
        let all = outcomes(dark);
        for (eyes, limit) in [(&ALL, 26.0), (&PROTANOPIA, 21.0), (&DEUTERANOPIA, 21.0)] {
            let found = least(pairs(&all), eyes);
            assert!(found >= limit, "dark {dark}, {eyes:?}: {found}");
        }
        // eight greys cannot all differ; neighbours in charts do
        let neighbours = all.windows(2).map(|w| (w[0], w[1]));
        let found = least(neighbours, &GREY);
        assert!(found >= 14.0, "dark {dark}, in grey: {found}");
    }
}

#[test]
fn nothing_else_looks_like_an_outcome() {
    for dark in [false, true] {
        let shape = |c| Paint::from(c).shape(dark);
        let kinds: Vec<Colour> = (0..4).map(kind).map(shape).collect();
        let terms: Vec<Colour> = (0..5).map(term).map(shape).collect();
        let own = outcomes(dark);
        let beside = |others: &[Colour]| {
            let mixed = others.iter().flat_map(|a| own.iter().map(|b| (*a, *b)));
            least(mixed, &ALL)
        };
        let (kind, term) = (beside(&kinds), beside(&terms));
        assert!(kind >= 20.0 && term >= 15.0, "dark {dark}: {kind}, {term}");
        // more than three types are rare, and are named where they are drawn
        for eyes in [&ALL, &PROTANOPIA, &DEUTERANOPIA] {
            let found = least(pairs(&kinds[..3]), eyes);
            assert!(found >= 25.0, "dark {dark}, {eyes:?}: {found}");
        }
    }
}

#[test]
fn outcomes_and_kinds_stand_out_from_the_ground() {
    let all = (0..12).map(outcome).chain((0..4).map(kind));
    for colour in all {
        for dark in [false, true] {
            let ground = GROUND.shape(dark);
            let shape = contrast(Paint::from(colour).shape(dark), ground);
            assert!(shape >= 3.0, "{colour:?}, dark {dark}: {shape}");
            let text = contrast(Paint::from(colour).text(dark), ground);
            assert!(text >= 4.5, "{colour:?}, dark {dark}: {text}");
        }
    }
}
