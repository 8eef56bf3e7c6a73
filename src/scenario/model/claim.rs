//! Claims that a scenario makes, and what really happened.

use super::{Moment, Name};
use crate::language::Expr;

/// A claim.
#[derive(Clone, Debug)]
pub struct Hypothesis {
    /// Its name.
    pub name: Name,
    /// The claim in words.
    pub claim: String,
    /// Who made it; may be empty.
    pub who: String,
    /// The path that is varied, as for `--set`.
    pub vary: String,
    /// The values that it takes, as canonical texts.
    pub over: Vec<String>,
    /// The id of the measure or outcome that is read.
    pub measure: String,
    /// What the claim says of it.
    pub expect: Expect,
}

/// What a claim says of a measure as a setting takes its values in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expect {
    /// It rises.
    Increasing,
    /// It falls.
    Decreasing,
    /// It does not change.
    Flat,
    /// It is above this number everywhere.
    Above(f64),
    /// It is below this number everywhere.
    Below(f64),
}

/// A milestone: what really happened.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// Its name.
    pub name: Name,
    /// What came about, or did not.
    pub seen: Seen,
    /// When it is read.
    pub moment: Moment,
    /// How often such a thing happens in comparable cases, between 0 and 1, if the file says so.
    pub base: Option<f64>,
    /// 1 if it happened, 0 if not, or a number between.
    pub happened: f64,
}

impl Milestone {
    /// Whether it is known that it happened, or did not.
    pub fn is_known(&self) -> bool {
        [0.0, 1.0].contains(&self.happened)
    }

    /// Whether that is known by the end of round `t`.
    pub fn is_settled(&self, t: usize) -> bool {
        self.is_known() && self.moment.last() <= t
    }
}

/// What a milestone is about.
#[derive(Clone, Debug)]
pub enum Seen {
    /// A condition came to hold.
    Event(Expr),
    /// A move was made.
    Move(Happening),
}

impl Seen {
    /// The condition, if it is one.
    pub fn event(&self) -> Option<&Expr> {
        match self {
            Seen::Event(expr) => Some(expr),
            Seen::Move(_) => None,
        }
    }
}

/// A move that can be made at a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Happening {
    /// The turn, by number.
    pub turn: usize,
    /// What is done there.
    pub done: Done,
}

/// What is done at a turn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Done {
    /// An option or event of this id.
    Taken {
        /// Who takes it; none is chance.
        actor: Option<usize>,
        /// Its id.
        option: String,
    },
    /// A draft of this id is voted on.
    Called {
        /// Its id.
        draft: String,
        /// Whether it passes; none if either counts.
        passed: Option<bool>,
    },
    /// A vote is cast.
    Cast {
        /// On a draft of this id; none if any counts.
        draft: Option<String>,
        /// By a member, by its number among the actors; none if anybody counts.
        actor: Option<usize>,
        /// What is cast.
        ballot: Ballot,
    },
}

/// What a member casts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Ballot {
    Yes,
    No,
    Abstain,
    /// A no of who may veto, to a draft that has the votes.
    Veto,
}

impl Ballot {
    /// All that can be cast.
    pub const ALL: [Ballot; 4] = [Ballot::Yes, Ballot::No, Ballot::Abstain, Ballot::Veto];

    /// What the file calls it.
    pub fn word(self) -> &'static str {
        match self {
            Ballot::Yes => "yes",
            Ballot::No => "no",
            Ballot::Abstain => "abstain",
            Ballot::Veto => "veto",
        }
    }
}
