//! Follows a block's curve from where it begins, piece after piece of the track behind it, to where it
//! leaves that.

use super::super::apart;
use super::super::block::Block;
use super::super::branch::path;
use super::super::linear::Slopes;
use super::along::Along;
use super::behind::Done;
use super::grid::Grid;
use super::track::{Knot, Piece, Track, share};
use super::{Ending, SAME};
use crate::numeric::krylov::Krylov;
use crate::numeric::path::{COARSE, FINE, FIRST, Path, PathControl, Point, SHARE, SHORTER, unit};
use crate::solve::NoEquilibrium;
use crate::task::{Parts, Task};

/// What is being done, for who waits for it.
pub(super) const WORK: &str = "following the equilibria";
/// The most steps of a side before it is given up.
const STEPS: usize = 1_000;
/// The most products with the derivative on a side, times the edges of the block: about half a minute.
const PRODUCTS: usize = 2_000_000_000;
/// A point this near to the end of a piece, as a share of it, is the end.
const NEAR: f64 = 1e-9;
/// The most numbers kept of a side: steps × unknowns.
const ROOM: usize = 40_000_000;

/// What is followed, and from where on.
pub(super) struct Follower<'a> {
    pub block: &'a Block<'a>,
    pub grid: &'a Grid,
    /// The tracks of the blocks before, and all that is done.
    pub tracks: &'a [Track],
    pub done: &'a [Done<'a>],
    /// What the block's starts are worth where the last track was begun.
    pub x: Vec<f64>,
    /// The typical size of a difference of values that matters.
    pub scale: f64,
    pub parts: &'a Parts<'a>,
}

/// A piece of the track behind, passed.
struct Passed {
    piece: usize,
    /// The end at which it was left.
    end: usize,
    points: Vec<Point>,
    /// Which of the points are turns.
    turns: Vec<usize>,
}

/// One side of a curve, from where it begins.
struct Side {
    passed: Vec<Passed>,
    ending: Ending,
    steps: usize,
    /// Products with the derivative.
    products: usize,
}

/// A side under way.
struct Walk<'f> {
    follower: &'f Follower<'f>,
    system: Along<'f>,
    path: Path<Krylov<Slopes<'f>>>,
    control: PathControl,
    side: Side,
    folds: usize,
    /// The most products.
    most: usize,
    /// The length to try next.
    h: f64,
}

impl Follower<'_> {
    /// The track behind.
    fn on(&self) -> &Track {
        &self.tracks[self.tracks.len() - 1]
    }

    /// The block's track: the side on which the parameter falls at first, and the other; and the number of
    /// steps taken.
    pub fn track(&self) -> Result<(Track, usize), NoEquilibrium> {
        let (down, up) = rayon::join(|| self.side(false), || self.side(true));
        if self.parts.stopped() {
            return Err(NoEquilibrium::Cancelled);
        }
        let steps = down.steps + up.steps;
        Ok((self.joined(down, up), steps))
    }

    /// One side; again in shorter steps if long ones lose it.
    fn side(&self, upward: bool) -> Side {
        let most = PRODUCTS / self.block.target.len();
        let side = self.walk(COARSE, upward, most);
        // short steps take several times as many
        let hopeless = side.products > most / 3;
        if hopeless || !matches!(side.ending, Ending::Lost(_)) {
            return side;
        }
        let again = self.walk(FINE, upward, most);
        match again.ending {
            Ending::Lost(_) => side,
            Ending::Left | Ending::Closed => again,
        }
    }

    fn walk(&self, control: PathControl, upward: bool, most: usize) -> Side {
        let mut walk = Walk {
            follower: self,
            system: Along::new((self.block, self.grid), self.tracks, self.done),
            path: path(self.block, control, self.scale),
            control,
            side: Side {
                passed: vec![],
                ending: Ending::Left,
                steps: 0,
                products: 0,
            },
            most,
            folds: 0,
            h: FIRST,
        };
        walk.side.ending = walk.follow(upward);
        walk.side.products = walk.path.linear().products();
        walk.side
    }

    /// Both sides as a track, of what lies between the outermost values they came to.
    fn joined(&self, down: Side, up: Side) -> Track {
        let on = self.on();
        let ends = [down.ending, up.ending];
        let closed = up.ending == Ending::Closed;
        let down = if closed { vec![] } else { down.passed };
        let value = |passed: &Passed| on.values[passed.end];
        let mut values: Vec<usize> = down.iter().rev().map(value).collect();
        let start = values.len();
        values.push(on.values[on.start]);
        values.extend(up.passed.iter().map(value));
        let mut at = 0.0;
        let down = down
            .into_iter()
            .map(|passed| self.piece(passed, &mut at, false));
        let mut pieces: Vec<Piece> = down.collect();
        pieces.reverse();
        at = 0.0;
        pieces.extend(
            up.passed
                .into_iter()
                .map(|passed| self.piece(passed, &mut at, true)),
        );
        Track {
            pieces,
            values,
            start,
            ends: if closed { [Ending::Closed; 2] } else { ends },
        }
    }

    /// A piece that was passed from `at` on, which becomes where it was left.
    fn piece(&self, passed: Passed, at: &mut f64, forward: bool) -> Piece {
        let unit = unit(self.scale, self.block.unknowns());
        let mut places = vec![*at];
        for pair in passed.points.windows(2) {
            let length = SHARE * pair[1].distance(&pair[0].z, pair[0].share, unit);
            *at += if forward { length } else { -length };
            places.push(*at);
        }
        let pairs = passed.points.iter().zip(&places);
        let mut knots: Vec<Knot> = pairs
            .map(|(p, at)| Knot::new(p, *at, unit, forward))
            .collect();
        let mut turns: Vec<f64> = passed.turns.iter().map(|n| places[*n]).collect();
        if !forward {
            knots.reverse();
            turns.reverse();
        }
        Piece {
            below: passed.piece,
            knots,
            turns,
        }
    }
}

impl Walk<'_> {
    fn follow(&mut self, upward: bool) -> Ending {
        let follower = self.follower;
        let on = follower.on();
        let (mut at, mut rises) = (on.start, upward);
        let mut x = follower.x.clone();
        loop {
            let end = match (rises, at) {
                (false, 0) => Some(on.ends[0]),
                (true, at) if at == on.pieces.len() => Some(on.ends[1]),
                _ => None,
            };
            match end {
                // what lies behind has come round, and the block has not
                Some(Ending::Closed) => {
                    let piece = at.min(on.pieces.len() - 1);
                    return Ending::Lost(share(follower.tracks, piece, on.edge(at)));
                }
                Some(end) => return end,
                None => {}
            }
            let piece = if rises { at } else { at - 1 };
            self.system.piece = piece;
            let lost = |at: f64| Ending::Lost(share(follower.tracks, piece, at));
            let place = on.edge(at);
            let Ok(here) = self.path.begin(&mut self.system, x, place, rises) else {
                return lost(place);
            };
            let mut passed = Passed {
                piece,
                end: 0,
                points: vec![here],
                turns: vec![],
            };
            if let Err(reached) = self.pass(&mut passed) {
                return lost(reached);
            }
            let end = &passed.points[passed.points.len() - 1];
            rises = end.rises();
            at = piece + usize::from(rises);
            x = end.z.clone();
            passed.end = at;
            if self.side.passed.iter().all(|other| other.end != at) {
                follower.parts.advance(follower.block.unknowns());
            }
            self.side.passed.push(passed);
            let begun = apart(&follower.x, &x) <= SAME * follower.scale;
            // the ends of a track that comes round are one place
            let round = on.ends[1] == Ending::Closed && at == on.pieces.len();
            if (at == on.start || round) && rises == upward && begun {
                return Ending::Closed;
            }
        }
    }

    /// Follows the curve from the point of `passed` to where it leaves the piece. The error is the place
    /// reached.
    fn pass(&mut self, passed: &mut Passed) -> Result<(), f64> {
        let [low, high] = self.follower.on().pieces[passed.piece].ends();
        // two points that only rounding tells apart make no piece of a curve
        let near = NEAR * (high - low);
        let mut here = passed.points[0].clone();
        loop {
            let steps = STEPS.min(ROOM / self.follower.block.unknowns());
            let spent = self.side.steps >= steps || self.path.linear().products() > self.most;
            let folds = self.folds > self.control.folds;
            if spent || folds || self.follower.parts.at(WORK, 0.0).is_break() {
                return Err(here.share);
            }
            self.side.steps += 1;
            let next = self.path.step(&mut self.system, &here, &mut self.h);
            let next = next.map_err(|_| here.share)?;
            let end = match next.share {
                share if share >= high - near => Some(high),
                share if share <= low + near => Some(low),
                _ => None,
            };
            if let Some(end) = end {
                if let Some(point) = self.path.crossing(&mut self.system, &here, &next, end) {
                    self.turns(passed, &here, &point);
                    passed.points.push(point);
                    return Ok(());
                }
                self.h = next.step * SHORTER;
                continue;
            }
            // a fold beyond the end lies on another piece
            if here.folded(&next) && !(low..high).contains(&here.turn(&next)) {
                self.h = next.step * SHORTER;
                continue;
            }
            self.turns(passed, &here, &next);
            passed.points.push(next.clone());
            here = next;
        }
    }

    /// Notes a fold between two points, if there is one.
    fn turns(&mut self, passed: &mut Passed, here: &Point, next: &Point) {
        if here.folded(next) {
            self.folds += 1;
            let fold = self.path.fold(&mut self.system, here, next);
            let last = passed.points.len();
            if fold.z == here.z {
                passed.turns.push(last - 1);
            } else {
                passed.turns.push(last);
                if fold.z != next.z {
                    passed.points.push(fold);
                }
            }
        }
    }
}
