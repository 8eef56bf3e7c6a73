//! Follows a curve from where it begins, segment after segment, to where it leaves the range.

use super::super::apart;
use super::super::block::Block;
use super::super::branch::path;
use super::super::linear::Slopes;
use super::along::Along;
use super::grid::Grid;
use super::{Ending, SAME};
use crate::numeric::krylov::Krylov;
use crate::numeric::path::{COARSE, FINE, FIRST, Path, PathControl, Point, SHORTER};
use crate::solve::NoEquilibrium;
use crate::task::{Parts, Task};

/// What is being done, for who waits for it.
const WORK: &str = "following the equilibria";
/// The most steps of a side before it is given up.
const STEPS: usize = 1_000;
/// The most products with the derivative on a side, times the edges of the graph: about a minute.
const PRODUCTS: usize = 2_000_000_000;

/// Where a curve crosses a value of the grid.
#[derive(Clone, Debug)]
pub(super) struct Crossed {
    pub value: usize,
    /// What the block's starts are worth.
    pub x: Vec<f64>,
}

/// Where a curve turns.
#[derive(Clone, Debug)]
pub(super) struct Turn {
    /// The place, as a share of the range.
    pub share: f64,
    /// Crossings before it on its side.
    pub after: usize,
    /// Whether the parameter rises until there.
    pub rising: bool,
    /// What the block's starts are worth.
    pub x: Vec<f64>,
}

/// One side of a curve, from where it begins. Places are shares of the range.
#[derive(Clone, Debug)]
pub(super) struct Side {
    pub crossed: Vec<Crossed>,
    pub folds: Vec<Turn>,
    pub ending: Ending,
    pub steps: usize,
    /// Whether it was given up because it took too long.
    spent: bool,
}

impl Default for Side {
    fn default() -> Self {
        Side {
            crossed: vec![],
            folds: vec![],
            ending: Ending::Closed,
            steps: 0,
            spent: false,
        }
    }
}

/// What is followed, and from where on.
pub(super) struct Follower<'a> {
    pub block: &'a Block<'a>,
    pub grid: &'a Grid,
    /// The value at which the curve begins, by number, and its unknowns there.
    pub start: usize,
    pub x: Vec<f64>,
    /// The typical size of a difference of values that matters.
    pub scale: f64,
    pub task: &'a dyn Task,
}

/// A side under way.
struct Walk<'f> {
    follower: &'f Follower<'f>,
    system: Along<'f>,
    path: Path<Krylov<Slopes<'f>>>,
    control: PathControl,
    parts: &'f Parts<'f>,
    side: Side,
    /// The length to try next.
    h: f64,
}

impl Follower<'_> {
    /// Where the curve begins.
    pub fn begun(&self) -> Crossed {
        Crossed {
            value: self.start,
            x: self.x.clone(),
        }
    }

    /// Both sides: the one on which the parameter falls at first, and the other.
    pub fn sides(&self) -> Result<(Side, Side), NoEquilibrium> {
        let parts = Parts::new(self.task, WORK, self.grid.shares.len() - 1);
        let (down, up) = rayon::join(|| self.side(false, &parts), || self.side(true, &parts));
        if parts.stopped() {
            return Err(NoEquilibrium::Cancelled);
        }
        Ok((down, up))
    }

    /// One side; again in shorter steps if long ones lose it.
    fn side(&self, upward: bool, parts: &Parts) -> Side {
        let side = self.walk(COARSE, upward, parts);
        if !matches!(side.ending, Ending::Lost(_)) || side.spent {
            return side;
        }
        let again = self.walk(FINE, upward, parts);
        match again.ending {
            Ending::Lost(_) => side,
            Ending::Left | Ending::Closed => again,
        }
    }

    fn walk(&self, control: PathControl, upward: bool, parts: &Parts) -> Side {
        let mut walk = Walk {
            follower: self,
            system: Along::new(self.block, self.grid),
            path: path(self.block, control, self.scale),
            control,
            parts,
            side: Side::default(),
            h: FIRST,
        };
        walk.side.ending = walk.follow(upward);
        walk.side
    }
}

impl Walk<'_> {
    fn follow(&mut self, upward: bool) -> Ending {
        let grid = self.follower.grid;
        let (mut at, mut rises) = (self.follower.start, upward);
        let mut x = self.follower.x.clone();
        loop {
            let last = if rises { grid.changes.len() } else { 0 };
            if at == last {
                return Ending::Left;
            }
            self.system.segment = if rises { at } else { at - 1 };
            let share = grid.shares[at];
            let Ok(here) = self.path.begin(&mut self.system, x, share, rises) else {
                return Ending::Lost(share);
            };
            let end = match self.segment(here) {
                Ok(end) => end,
                Err(share) => return Ending::Lost(share),
            };
            rises = end.rises();
            at = self.system.segment + usize::from(rises);
            if at == self.follower.start && rises == upward && self.begun(&end.z) {
                return Ending::Closed;
            }
            x = end.z.clone();
            if self.side.crossed.iter().all(|c| c.value != at) {
                self.parts.advance(1);
            }
            self.side.crossed.push(Crossed {
                value: at,
                x: end.z,
            });
        }
    }

    /// Whether these are the unknowns where the curve began.
    fn begun(&self, x: &[f64]) -> bool {
        apart(&self.follower.x, x) <= SAME * self.follower.scale
    }

    /// Follows the curve from `here` to where it leaves the segment. The error is the share reached.
    fn segment(&mut self, mut here: Point) -> Result<Point, f64> {
        let [low, high] = self.system.ends();
        loop {
            let work = self.path.linear().products() * self.follower.block.target.len();
            self.side.spent = self.side.steps >= STEPS || work > PRODUCTS;
            let folds = self.side.folds.len() > self.control.folds;
            if self.side.spent || folds || self.parts.at(WORK, 0.0).is_break() {
                return Err(here.share);
            }
            self.side.steps += 1;
            let next = self.path.step(&mut self.system, &here, &mut self.h);
            let next = next.map_err(|_| here.share)?;
            let end = match next.share {
                share if share >= high => Some(high),
                share if share <= low => Some(low),
                _ => None,
            };
            if let Some(end) = end {
                if let Some(point) = self.path.crossing(&mut self.system, &here, &next, end) {
                    self.turns(&here, &point);
                    return Ok(point);
                }
                self.h = next.step * SHORTER;
                continue;
            }
            // a fold beyond the end lies on another segment
            if here.folded(&next) && !(low..high).contains(&here.turn(&next)) {
                self.h = next.step * SHORTER;
                continue;
            }
            self.turns(&here, &next);
            here = next;
        }
    }

    /// Notes a fold between two points, if there is one.
    fn turns(&mut self, here: &Point, next: &Point) {
        if here.folded(next) {
            let fold = self.path.fold(&mut self.system, here, next);
            self.side.folds.push(Turn {
                share: fold.share,
                after: self.side.crossed.len(),
                rising: here.rises(),
                x: fold.z,
            });
        }
    }
}
