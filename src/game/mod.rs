//! The game: positions, moves, payments as flat arrays. Data, not a trait: compiler, generators
//! and tests all build a [`Game`]; solver, forecast and simulation read it.
//!
//! A *node* is a position (somebody moves), the end of a round in a state, or a terminal: a play
//! that ended in a state. The structure has no round in it: the same nodes serve every round. Nodes
//! are numbered in order of play, so every move of a round leads to a higher number.
//!
//! # Legend
//!
//! What is counted has a type of its own, so that one number is never taken for another. The letters
//! are those of this module, and of formulas:
//!
//! | letter | type | counts | laid out by |
//! |---|---|---|---|
//! | `k` | [`Turn`] | turns of a round | [`Structure`] |
//! | `p` | [`Position`] | turns in a state; the first nodes | [`Structure`] |
//! | | [`Node`] | positions, then finishes | [`Structure`] |
//! | | [`Finish`] | round ends, then terminals | [`Structure`] |
//! | `m` | [`Move`] | edges from positions to nodes | [`Structure`] |
//! | `c` | [`Cell`] | choices at a call, or open options of who moves at once | [`Structure`], [`Template`] |
//! | | [`Ballot`] | roll calls, for their costs | [`Structure`] |
//! | | [`MoverTypes`] | the types of those who move at a turn | [`Layout`] |
//! | | [`TypeProfile`] | the types of all actors | [`Beliefs`] |
//! | `i` | `usize` | actors, in file order | |
//! | `r` | `usize` | roles: an actor of a type, actor after actor | [`Beliefs`] |
//! | `b` | `usize` | points of the grid of beliefs; they run fastest everywhere | [`Rows`] |
//! | `t` | `usize` | rounds, from 1 | |
//!
//! Only three files know how numbers are made up: `ballot.rs` those of a vote, `joint.rs` those of
//! moves made at once, `rows.rs` those of arrays by point of belief. Everybody else asks
//! what was [`Played`], who decides ([`Decision`]) and what all have [`Seen`].

mod ballot;
mod beliefs;
mod changes;
mod closed;
mod compile;
mod decision;
mod index;
mod joint;
mod layout;
mod payments;
mod rows;
mod structure;

pub use ballot::{CHOICE_NAMES, Call, Cost, Count, Leaf, RollCall, Template, Voted};
pub use beliefs::{Axis, BeliefPoint, Beliefs, MOST_TYPES};
pub use changes::{Changes, Who};
pub use closed::Closed;
pub(crate) use compile::Draws;
pub use compile::{Limits, compile, compile_at, compile_like, refill};
pub use decision::{Alternative, Decider, Decision, Place, Seen};
pub use index::{
    Ballot, Cell, Finish, Index, Indices, Move, MoverTypes, Node, Position, Turn, TypeProfile,
};
pub use joint::{Joint, open_profiles};
pub use layout::Layout;
pub use payments::{Account, AccountKind, Payments};
pub use rows::Rows;
pub use structure::{Mover, Played, Structure, StructureBuilder, TurnInfo};

/// The compiled scenario.
#[derive(Clone, Debug)]
pub struct Game {
    /// Which nodes exist and where moves lead.
    pub structure: Structure,
    /// Payments, probabilities, patience, precision.
    pub payments: Payments,
    /// Roles, and the grid of beliefs about them.
    pub beliefs: Beliefs,
    /// What is closed to which types of who moves.
    pub closed: Closed,
    /// What hidden turns make of types.
    pub changes: Changes,
    /// Where a solution keeps the probabilities of moves and cells.
    pub layout: Layout,
    /// Rounds reported.
    pub rounds: usize,
    /// Rounds solved beyond them; none means without end.
    pub shadow: Option<usize>,
}

impl Game {
    /// Rounds solved in all; none means without end.
    pub fn horizon(&self) -> Option<usize> {
        Some(self.rounds + self.shadow?)
    }
}

/// A number of an option, a node or a move, which the limit of memory keeps below 2³².
pub(crate) fn to_u32(n: usize) -> u32 {
    u32::try_from(n).expect("options, nodes and moves are counted as a game is searched")
}

/// A number of a level or an outcome, of which the reader allows fewer than 2¹⁶.
fn to_u16<N: TryInto<u16>>(n: N) -> u16 {
    n.try_into()
        .unwrap_or_else(|_| panic!("levels and outcomes are counted as a file is read"))
}
