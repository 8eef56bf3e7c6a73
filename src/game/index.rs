//! Numbers with names. A turn, a position, a move and the rest are each counted by a type of their
//! own, so that one is never taken for another. All are 32 bits wide, checked where they are made:
//! the limit of memory keeps every game below that.

use super::to_u32;
use std::marker::PhantomData;
use std::ops::Range;

/// A number that counts things of one kind.
pub trait Index: Copy {
    /// The number of the thing that `n` others come before.
    ///
    /// # Panics
    /// Where `n` has more than 32 bits.
    fn new(n: usize) -> Self;

    /// How many come before it: its place in an array.
    fn get(self) -> usize;
}

macro_rules! indices {
    ($($(#[$doc:meta])* $name:ident;)*) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $name(u32);

        impl $name {
            /// The number of the thing that `n` others come before.
            ///
            /// # Panics
            /// Where `n` has more than 32 bits.
            pub fn new(n: usize) -> Self {
                $name(to_u32(n))
            }

            /// How many come before it: its place in an array.
            pub fn get(self) -> usize {
                self.0 as usize
            }
        }

        impl Index for $name {
            fn new(n: usize) -> Self {
                $name::new(n)
            }

            fn get(self) -> usize {
                $name::get(self)
            }
        }
    )*};
}

indices! {
    /// A turn of the round, in order of play (`k` in formulas).
    Turn;
    /// A position: a turn in a state in which somebody moves (`p`). Positions are the first nodes.
    Position;
    /// A node: a position, or a place where a round finishes.
    Node;
    /// A node at which a round finishes: a round end, or a terminal. They are the last nodes.
    Finish;
    /// A move: an edge from a position to a node (`m`).
    Move;
    /// A cell: a choice at a call of a roll call, or an open option of one of several who move at
    /// once (`c`).
    Cell;
    /// A roll call on one draft at one position, for its row of costs.
    Ballot;
    /// The types of those who move at a turn, as one number (the last actor's types run fastest).
    MoverTypes;
    /// The types of all actors, as one number (the last actor's types run fastest).
    TypeProfile;
}

impl From<Position> for Node {
    fn from(p: Position) -> Node {
        Node(p.0)
    }
}

/// Consecutive numbers of one kind.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Indices<I> {
    next: u32,
    end: u32,
    kind: PhantomData<I>,
}

impl<I: Index> Indices<I> {
    /// The numbers of a range.
    ///
    /// # Panics
    /// Where an end has more than 32 bits.
    pub fn new(range: Range<usize>) -> Self {
        Self::between(to_u32(range.start), to_u32(range.end))
    }

    /// From `next` up to `end`, which is not one of them.
    pub(super) fn between(next: u32, end: u32) -> Self {
        Indices {
            next,
            end,
            kind: PhantomData,
        }
    }

    /// Their places in an array.
    pub fn range(&self) -> Range<usize> {
        self.next as usize..self.end as usize
    }

    /// The one that `n` of these come before.
    pub fn at(&self, n: usize) -> I {
        I::new(self.next as usize + n)
    }

    /// The first of them, if there is one.
    pub fn first(&self) -> Option<I> {
        self.clone().next()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.next >= self.end
    }

    /// How many of these come before `i`, if it is one of them.
    pub fn place(&self, i: I) -> Option<usize> {
        let range = self.range();
        range.contains(&i.get()).then(|| i.get() - range.start)
    }
}

impl<I: Index> Iterator for Indices<I> {
    type Item = I;

    fn next(&mut self) -> Option<I> {
        let next = self.range().next()?;
        self.next += 1;
        Some(I::new(next))
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        self.range().size_hint()
    }
}

impl<I: Index> DoubleEndedIterator for Indices<I> {
    fn next_back(&mut self) -> Option<I> {
        let last = self.range().next_back()?;
        self.end -= 1;
        Some(I::new(last))
    }
}

impl<I: Index> ExactSizeIterator for Indices<I> {}
