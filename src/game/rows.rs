//! Rows of long arrays: the only file that multiplies by points of belief.
//!
//! Points of belief run fastest everywhere, so a *row* is what one thing is at all points; without
//! types it is one number. [`Rows`] lays out rows of rows: nodes × columns, moves × columns,
//! options × types.

use std::ops::Range;

/// The layout of an array of things × `inner` × points.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rows {
    /// How many rows each thing has.
    pub inner: usize,
    /// Points of belief.
    pub points: usize,
}

impl Rows {
    /// How many numbers each thing has.
    #[inline]
    pub fn block(self) -> usize {
        self.inner * self.points
    }

    /// Where the numbers of things `things` stand.
    #[inline]
    pub fn blocks(self, things: Range<usize>) -> Range<usize> {
        things.start * self.block()..things.end * self.block()
    }

    /// Where all numbers of thing `i` stand.
    #[inline]
    pub fn all_of(self, i: usize) -> Range<usize> {
        self.blocks(i..i + 1)
    }

    /// Where row `j` of thing `i` stands.
    #[inline]
    pub fn row(self, i: usize, j: usize) -> Range<usize> {
        let from = (i * self.inner + j) * self.points;
        from..from + self.points
    }

    /// The thing and the row that the number at `at` belongs to.
    pub fn place(self, at: usize) -> (usize, usize) {
        (at / self.block(), at / self.points % self.inner)
    }

    /// Where the number of row `j` of thing `i` stands at point `b`.
    #[inline]
    pub fn at(self, i: usize, j: usize, b: usize) -> usize {
        (i * self.inner + j) * self.points + b
    }
}
