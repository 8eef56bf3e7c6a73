//! The colours: fixed per outcome, level, type and payoff term across every text and chart of a run.
//!
//! Outcomes take a set near Okabe and Ito's, made to be told apart by colour-blind readers and on white
//! and dark ground; neighbours alternate in lightness so that grey print works (`chart/seen.rs` measures
//! all that). Nothing else takes a colour of theirs. Payoff terms take pastels of Paul Tol's. Levels of a
//! state variable are ordered, so they take ramps from a pale start to dark ends.

/// A colour in sRGB: red, green, blue, each 0..=255.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

const OUTCOMES: [Colour; 12] = [
    Colour(6, 108, 184),
    Colour(218, 123, 0),
    Colour(171, 58, 0),
    Colour(62, 156, 203),
    Colour(6, 116, 79),
    Colour(210, 121, 143),
    Colour(104, 86, 128),
    Colour(135, 147, 81),
    Colour(136, 34, 85),
    Colour(145, 145, 145),
    Colour(51, 34, 136),
    Colour(102, 17, 0),
];

const KINDS: [Colour; 4] = [
    Colour(158, 36, 158),
    Colour(130, 96, 40),
    Colour(40, 42, 50),
    Colour(0, 128, 136),
];

const TERMS: [Colour; 5] = [
    Colour(178, 174, 228),
    Colour(238, 136, 102),
    Colour(238, 221, 136),
    Colour(68, 187, 153),
    Colour(255, 170, 187),
];

/// The colour of all payoff terms that have none of their own.
pub const REST: Colour = Colour(200, 200, 200);

/// The colour of what has none of its own.
pub const NEUTRAL: Colour = Colour(90, 90, 90);

/// Levels from where a variable starts to the furthest above, and below: on white.
const ABOVE: [Colour; 5] = [
    START,
    Colour(168, 209, 186),
    Colour(82, 163, 174),
    Colour(40, 102, 148),
    Colour(32, 44, 92),
];
const BELOW: [Colour; 5] = [
    START,
    Colour(217, 190, 190),
    Colour(180, 131, 158),
    Colour(126, 76, 122),
    Colour(70, 30, 72),
];
const START: Colour = Colour(237, 232, 208);

/// The same on dark ground, where what is dark is near it.
const ABOVE_ON_DARK: [Colour; 5] = [DARK_START, ABOVE[3], ABOVE[2], ABOVE[1], START];
const BELOW_ON_DARK: [Colour; 5] = [
    DARK_START,
    Colour(134, 70, 126),
    Colour(192, 108, 158),
    Colour(230, 142, 180),
    Colour(255, 184, 206),
];
const DARK_START: Colour = Colour(54, 60, 72);

/// The colour of outcome number `i`, counted from 0; the set of twelve repeats.
pub fn outcome(i: usize) -> Colour {
    OUTCOMES[i % OUTCOMES.len()]
}

/// The colour of a level of a state variable `distance` from where it starts, from −1, furthest below,
/// to 1, furthest above: near the ground at 0, standing out the further.
pub fn level(distance: f64, dark: bool) -> Colour {
    let ramp = match (distance < 0.0, dark) {
        (false, false) => ABOVE,
        (true, false) => BELOW,
        (false, true) => ABOVE_ON_DARK,
        (true, true) => BELOW_ON_DARK,
    };
    let place = distance.abs().min(1.0) * (ramp.len() - 1) as f64;
    let below = (place.floor() as usize).min(ramp.len() - 2);
    mix(ramp[below], ramp[below + 1], place - below as f64)
}

/// The colour of type or measure number `i`, counted from 0; the set of four repeats. None looks like an
/// outcome's.
pub fn kind(i: usize) -> Colour {
    KINDS[i % KINDS.len()]
}

/// The colour of payoff term number `i`, counted from 0; the set of five repeats. All are light
/// enough for dark numbers on them.
pub fn term(i: usize) -> Colour {
    TERMS[i % TERMS.len()]
}

/// The colour a `share` (0..=1) of the way from `a` to `b`.
pub fn mix(a: Colour, b: Colour, share: f64) -> Colour {
    let part = |from: u8, to: u8| {
        (f64::from(from) + (f64::from(to) - f64::from(from)) * share.clamp(0.0, 1.0)).round() as u8
    };
    Colour(part(a.0, b.0), part(a.1, b.1), part(a.2, b.2))
}
