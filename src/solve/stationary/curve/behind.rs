//! What lies behind a block along the track of the blocks before it, and how it changes there.

use super::super::block::Block;
use super::super::linear::Slopes;
use super::super::numbers::Numbers;
use super::super::sweep::Sweep;
use super::grid::Grid;
use super::source::{Change, sources};
use super::track::{Track, spots};

/// A part of the graph that is done: its block, its numbers, and its track if it has one.
pub(super) struct Done<'a> {
    pub block: &'a Block<'a>,
    pub grid: &'a Grid,
    pub track: Option<usize>,
}

/// The parts that a block leads to, solved anywhere along the last of their tracks.
pub(super) struct Behind<'a> {
    tracks: &'a [Track],
    parts: Vec<Part<'a>>,
    /// Where it went last.
    last: Option<(usize, f64, Between)>,
    /// What the graph's nodes are worth there, and how fast that grows along the track.
    pub values: Vec<f64>,
    pub changes: Vec<f64>,
}

struct Part<'a> {
    sweep: Sweep<'a>,
    slopes: Slopes<'a>,
    change: Change,
    grid: &'a Grid,
    track: Option<usize>,
}

/// A place between two values of the parameter.
#[derive(Clone, Copy)]
pub(super) struct Between {
    /// The number of the lower one.
    pub segment: usize,
    /// How much of the way to the upper one.
    pub part: f64,
    /// How fast that grows along the track.
    pub rate: f64,
}

impl<'a> Behind<'a> {
    /// What `block` leads to, of the parts that are `done`, each after all that it leads to.
    pub fn new(block: &'a Block<'a>, tracks: &'a [Track], done: &[Done<'a>]) -> Self {
        let mut wanted = vec![false; block.graph.kinds.len()];
        let want = |block: &Block, wanted: &mut [bool]| {
            let behind = block.behind().iter();
            behind.for_each(|node| wanted[*node as usize] = true);
        };
        want(block, &mut wanted);
        let mut parts = vec![];
        for done in done.iter().rev() {
            let mut own = done.block.nodes.iter();
            if own.any(|node| wanted[*node as usize]) {
                want(done.block, &mut wanted);
                parts.push(Part::new(done));
            }
        }
        parts.reverse();
        let size = block.rows.blocks(0..block.graph.kinds.len()).len();
        Behind {
            tracks,
            parts,
            last: None,
            values: vec![0.0; size],
            changes: vec![0.0; size],
        }
    }

    /// Goes to `at` on piece `piece` of the last track. Says between which values that is.
    pub fn go(&mut self, piece: usize, at: f64) -> Between {
        if let Some((there, place, between)) = self.last
            && (there, place) == (piece, at)
        {
            return between;
        }
        let spots = spots(self.tracks, piece, at);
        let base = &spots[0];
        let [low, high] = self.tracks[0].pieces[base.piece].ends();
        let between = Between {
            segment: base.piece,
            part: (base.at - low) / (high - low),
            rate: base.pace / (high - low),
        };
        for part in &mut self.parts {
            let (x, slope): (&[f64], &[f64]) = match part.track {
                Some(track) => (&spots[track].x, &spots[track].slope),
                None => (&[], &[]),
            };
            let block = part.sweep.block;
            part.grid.enter(&mut part.sweep, between, &self.values);
            part.slopes.numbers.clone_from(&part.sweep.numbers);
            part.sweep.run(x, 1.0, Some(&mut part.slopes));
            part.grid
                .grow(&mut part.change, (block, between), &self.changes);
            sources(&part.change, &part.sweep, &mut part.slopes);
            block.keep(&part.sweep.values, &mut self.values);
            block.keep(part.slopes.along(slope), &mut self.changes);
        }
        self.last = Some((piece, at, between));
        between
    }
}

impl<'a> Part<'a> {
    fn new(done: &Done<'a>) -> Self {
        Part {
            sweep: Sweep::new(done.block, &[]),
            slopes: Slopes::new(done.block),
            change: Change::new(done.block),
            grid: done.grid,
            track: done.track,
        }
    }
}

impl Grid {
    /// Goes to a place with a sweep over the block, where the graph's nodes are worth `all`.
    pub fn enter(&self, sweep: &mut Sweep, at: Between, all: &[f64]) {
        sweep.block.look(all, &mut sweep.values);
        let [low, high] = self.around(at);
        sweep.numbers.between(low, high, at.part);
    }

    /// How fast all grows along the track at a place of `block`, where the graph's nodes grow by `all`.
    pub fn grow(&self, change: &mut Change, (block, at): (&Block, Between), all: &[f64]) {
        block.look(all, &mut change.later);
        let [low, high] = self.around(at);
        change.numbers.growth(low, high, at.rate);
    }

    /// The numbers at the values around a place.
    fn around(&self, at: Between) -> [&Numbers<'static>; 2] {
        [0, 1].map(|k| &self.numbers[at.segment + k])
    }
}
