//! A curve on a curve: what a block is worth along the curve of the blocks behind it.
//!
//! A block's curve goes along that of the blocks behind it, which it may follow back and forth: where
//! it turns, so do they. So each block has a track of its own, measured by how far it and those behind
//! it have moved, and a place on it is a place on each of the tracks below. The lowest is the
//! parameter itself.

use super::Ending;
use crate::numeric::path::{Point, SHARE};

/// A place to which a block was followed.
#[derive(Clone, Debug)]
pub(super) struct Knot {
    /// Where it lies on the block's track.
    pub at: f64,
    /// Where it lies on the track below, and how fast that grows along the block's.
    pub place: f64,
    pub pace: f64,
    /// What the block's starts are worth, and how fast that grows.
    pub x: Vec<f64>,
    pub slope: Vec<f64>,
}

/// A piece of a track between two values of the parameter, within which numbers change smoothly.
#[derive(Clone, Debug)]
pub(super) struct Piece {
    /// The piece of the track below on which it lies; of the lowest, the segment between two values.
    pub below: usize,
    /// From its lower end on; two at least.
    pub knots: Vec<Knot>,
    /// Where it turns back on the track below.
    pub turns: Vec<f64>,
}

/// A track.
#[derive(Clone, Debug)]
pub(super) struct Track {
    pub pieces: Vec<Piece>,
    /// The number of the parameter's value at each end of a piece: one more than there are pieces.
    pub values: Vec<usize>,
    /// The number of that end of a piece at which it was begun.
    pub start: usize,
    /// How its ends came about. What is lost is lost at a share of the parameter's range.
    pub ends: [Ending; 2],
}

/// A place on a track, with what the block is worth there.
pub(super) struct Spot {
    pub piece: usize,
    pub at: f64,
    /// How fast it grows along the uppermost track.
    pub pace: f64,
    /// What the block of the track above is worth there, and how fast that grows along the uppermost.
    pub x: Vec<f64>,
    pub slope: Vec<f64>,
}

impl Knot {
    /// A point that a path reached, `at` on the track, where `unit` is what a unit of u is worth in each
    /// unknown. `forward` says whether the path was followed in the track's direction.
    pub fn new(point: &Point, at: f64, unit: f64, forward: bool) -> Self {
        let sign = if forward { 1.0 } else { -1.0 };
        Knot {
            at,
            place: point.share,
            pace: sign * point.pace() / SHARE,
            x: point.z.clone(),
            slope: point.velocity(sign * unit / SHARE),
        }
    }
}

/// The weights of a cubic's values and slopes at the ends of an interval of length `h`, `part` of the
/// way; and those of its slope.
struct Cubic {
    value: [f64; 4],
    slope: [f64; 4],
}

impl Cubic {
    fn new(h: f64, part: f64) -> Self {
        let (p, q) = (part, 1.0 - part);
        let steep = 6.0 * p * q / h;
        Cubic {
            value: [
                q * q * (1.0 + 2.0 * p),
                p * p * (1.0 + 2.0 * q),
                h * p * q * q,
                -h * p * p * q,
            ],
            slope: [-steep, steep, q * (q - 2.0 * p), p * (p - 2.0 * q)],
        }
    }

    fn sum(weights: &[f64; 4], values: [f64; 2], slopes: [f64; 2]) -> f64 {
        let [a, b, c, d] = weights;
        a * values[0] + b * values[1] + c * slopes[0] + d * slopes[1]
    }
}

impl Piece {
    /// The knots around `at`, and the cubic between them there.
    fn around(&self, at: f64) -> ([&Knot; 2], Cubic) {
        let last = self.knots.len() - 1;
        let high = self.knots.partition_point(|k| k.at <= at).clamp(1, last);
        let [a, b] = [&self.knots[high - 1], &self.knots[high]];
        let h = b.at - a.at;
        ([a, b], Cubic::new(h, (at - a.at) / h))
    }

    /// The place on the track below, and how fast it grows.
    fn place(&self, at: f64) -> [f64; 2] {
        let ([a, b], cubic) = self.around(at);
        [&cubic.value, &cubic.slope].map(|w| Cubic::sum(w, [a.place, b.place], [a.pace, b.pace]))
    }

    /// What the block is worth, and how fast that grows.
    fn worth(&self, at: f64) -> [Vec<f64>; 2] {
        let ([a, b], cubic) = self.around(at);
        [&cubic.value, &cubic.slope].map(|w| {
            let values = a.x.iter().zip(&b.x);
            let slopes = a.slope.iter().zip(&b.slope);
            let pairs = values.zip(slopes);
            pairs
                .map(|((a, b), (c, d))| Cubic::sum(w, [*a, *b], [*c, *d]))
                .collect()
        })
    }

    /// Where the piece begins and ends.
    pub fn ends(&self) -> [f64; 2] {
        [&self.knots[0], &self.knots[self.knots.len() - 1]].map(|knot| knot.at)
    }

    /// The places on it, in order, at which the track below is at `place`.
    fn meets(&self, place: f64) -> Vec<f64> {
        let [first, last] = self.ends();
        let mut marks = vec![first];
        marks.extend(&self.turns);
        marks.push(last);
        let arcs = marks.windows(2);
        arcs.filter_map(|arc| root(arc[0], arc[1], |at| self.place(at)[0] - place))
            .collect()
    }
}

/// Where `of` is 0 between `low` and `high`, at which its signs differ; none if they do not.
pub(super) fn root(mut low: f64, mut high: f64, of: impl Fn(f64) -> f64) -> Option<f64> {
    let below = of(low) < 0.0;
    if (of(high) < 0.0) == below {
        return None;
    }
    loop {
        let middle = low / 2.0 + high / 2.0;
        if middle <= low || middle >= high {
            return Some(middle);
        }
        if (of(middle) < 0.0) == below {
            low = middle;
        } else {
            high = middle;
        }
    }
}

impl Track {
    /// The lowest: the parameter, with values at these shares of its range.
    pub fn base(shares: &[f64], start: usize) -> Self {
        let knot = |share: &f64| Knot {
            at: *share,
            place: *share,
            pace: 1.0,
            x: vec![],
            slope: vec![],
        };
        let piece = |(below, ends): (usize, &[f64])| Piece {
            below,
            knots: ends.iter().map(knot).collect(),
            turns: vec![],
        };
        Track {
            pieces: shares.windows(2).enumerate().map(piece).collect(),
            values: (0..shares.len()).collect(),
            start,
            ends: [Ending::Left; 2],
        }
    }

    /// Where end `n` of a piece lies.
    pub fn edge(&self, n: usize) -> f64 {
        match self.pieces.get(n) {
            Some(piece) => piece.ends()[0],
            None => self.pieces[n - 1].ends()[1],
        }
    }
}

/// The share of the parameter's range at `at` on piece `piece` of the last track.
pub(super) fn share(tracks: &[Track], mut piece: usize, mut at: f64) -> f64 {
    for track in tracks.iter().rev() {
        let own = &track.pieces[piece];
        at = own.place(at)[0];
        piece = own.below;
    }
    at
}

/// The spots of the tracks at `at` on piece `piece` of the last one, the lowest first, and after them none.
pub(super) fn spots(tracks: &[Track], mut piece: usize, mut at: f64) -> Vec<Spot> {
    let mut pace = 1.0;
    let spot = tracks.iter().rev().map(|track| {
        let own = &track.pieces[piece];
        let [x, mut slope] = own.worth(at);
        slope.iter_mut().for_each(|d| *d *= pace);
        let spot = Spot {
            piece,
            at,
            pace,
            x,
            slope,
        };
        let [place, faster] = own.place(at);
        (piece, at, pace) = (own.below, place, pace * faster);
        spot
    });
    let mut spots: Vec<Spot> = spot.collect();
    spots.reverse();
    spots
}

/// Where the parameter turns along the last track, in order: pieces and places on them.
pub(super) fn turns(tracks: &[Track]) -> Vec<(usize, f64)> {
    let mut all: Vec<(usize, f64)> = vec![];
    for track in tracks {
        let mut own = vec![];
        for (n, piece) in track.pieces.iter().enumerate() {
            let mut here = piece.turns.clone();
            let below = all.iter().filter(|(below, _)| *below == piece.below);
            here.extend(below.flat_map(|(_, at)| piece.meets(*at)));
            here.sort_by(f64::total_cmp);
            own.extend(here.into_iter().map(|at| (n, at)));
        }
        all = own;
    }
    all
}
