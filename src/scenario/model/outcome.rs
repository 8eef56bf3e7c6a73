//! Outcomes and measures: what is read off a history.

use super::Name;
use crate::language::Expr;

/// An outcome.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Its name.
    pub name: Name,
    /// When it holds; none means: where no other outcome does.
    pub when: Option<Expr>,
    /// Whether it ends the play.
    pub ends: bool,
    /// What actors receive once, when it ends the play.
    pub payoff: Vec<(usize, Expr)>,
    /// What actors receive each round after the end, instead of their payoff terms.
    pub flow: Vec<(usize, Expr)>,
}

/// When a condition is read: a round, from 1 to `rounds`, and whether it must hold then or must have
/// held by then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// Holds at the end of that round.
    At(usize),
    /// Has held after some move up to the end of that round.
    By(usize),
    /// Has held after some move of these rounds, the first and the last: milestones alone are read so.
    During(usize, usize),
}

impl Moment {
    /// The round by whose end it is read.
    pub fn last(self) -> usize {
        let (Moment::At(t) | Moment::By(t) | Moment::During(_, t)) = self;
        t
    }
}

/// A measure: a number read off a run.
#[derive(Clone, Debug)]
pub struct Measure {
    /// Its name.
    pub name: Name,
    /// A condition, whose probability is read, or a number, whose mean is read.
    pub expr: Expr,
    /// Whether the mean is read.
    pub mean: bool,
    /// When it is read.
    pub moment: Moment,
}
