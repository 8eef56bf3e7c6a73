//! The colours: fixed per outcome, level, actor and payoff term across every text and chart of a run.
//!
//! Outcomes take the Okabe–Ito set, actors and payoff terms two sets of Paul Tol's, all made to be
//! told apart by colour-blind readers; neighbours alternate in lightness so that grey print works.
//! Levels of a state variable are ordered, so they take one ramp from light to dark.

/// A colour in sRGB: red, green, blue, each 0..=255.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Colour(pub u8, pub u8, pub u8);

const OUTCOMES: [Colour; 12] = [
    Colour(0, 114, 178),
    Colour(230, 159, 0),
    Colour(213, 94, 0),
    Colour(86, 180, 233),
    Colour(0, 158, 115),
    Colour(204, 121, 167),
    Colour(68, 68, 68),
    Colour(153, 153, 51),
    Colour(136, 34, 85),
    Colour(170, 170, 170),
    Colour(51, 34, 136),
    Colour(102, 17, 0),
];

const ACTORS: [Colour; 9] = [
    Colour(51, 34, 136),
    Colour(204, 102, 119),
    Colour(17, 119, 51),
    Colour(170, 68, 153),
    Colour(0, 119, 153),
    Colour(136, 34, 85),
    Colour(128, 128, 30),
    Colour(68, 170, 153),
    Colour(102, 17, 0),
];

const TERMS: [Colour; 9] = [
    Colour(119, 170, 221),
    Colour(238, 136, 102),
    Colour(238, 221, 136),
    Colour(68, 187, 153),
    Colour(255, 170, 187),
    Colour(170, 170, 0),
    Colour(153, 221, 255),
    Colour(187, 204, 51),
    Colour(200, 200, 200),
];

/// The colour of what has none of its own.
pub const NEUTRAL: Colour = Colour(90, 90, 90);

const RAMP: [Colour; 5] = [
    Colour(237, 232, 208),
    Colour(168, 209, 186),
    Colour(82, 163, 174),
    Colour(40, 102, 148),
    Colour(32, 44, 92),
];

/// The colour of outcome number `i`, counted from 0; the set of twelve repeats.
pub fn outcome(i: usize) -> Colour {
    OUTCOMES[i % OUTCOMES.len()]
}

/// The colour of level number `i` (from 0) of a state variable with `n` ordered levels: light for
/// the first, dark for the last. An `i` past the end takes the last colour.
pub fn level(i: usize, n: usize) -> Colour {
    if n < 2 {
        return RAMP[2];
    }
    let place = i.min(n - 1) as f64 / (n - 1) as f64 * (RAMP.len() - 1) as f64;
    let below = (place.floor() as usize).min(RAMP.len() - 2);
    mix(RAMP[below], RAMP[below + 1], place - below as f64)
}

/// The colour of actor number `i`, counted from 0; the set of nine repeats.
pub fn actor(i: usize) -> Colour {
    ACTORS[i % ACTORS.len()]
}

/// The colour of payoff term number `i`, counted from 0; the set of nine repeats. All are light
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
