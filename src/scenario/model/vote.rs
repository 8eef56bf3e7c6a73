//! Votes: members, drafts, and what voting costs.

use super::Choice;
use crate::language::Expr;

/// A vote.
#[derive(Clone, Debug)]
pub struct Vote {
    /// Whether votes are cast together, not by roll call.
    pub together: bool,
    /// Actors in roll-call order.
    pub members: Vec<usize>,
    /// Seats that nobody plays.
    pub seats: usize,
    /// The probability that each of these seats votes yes; reads parameters only.
    pub seats_yes: Expr,
    /// What the votes of all who vote yes must weigh together; above 0, reads parameters only.
    pub needs: Expr,
    /// What each member's vote weighs, 0 or more; reads parameters only. An unplayed seat's weighs 1.
    pub weights: Vec<Expr>,
    /// Whether each member may veto.
    pub veto: Vec<bool>,
    /// Whether members may abstain.
    pub abstain: bool,
    /// Who picks the draft; none only if there is exactly one draft.
    pub proposer: Option<usize>,
    /// The drafts.
    pub drafts: Vec<Choice>,
    /// What the vote costs: actor, occasion, expression.
    pub costs: Vec<(usize, Occasion, Expr)>,
}

impl Vote {
    /// The expressions that the way of counting hangs on.
    pub fn counting(&self) -> impl Iterator<Item = &Expr> {
        std::iter::once(&self.needs).chain(&self.weights)
    }
}

/// When a cost of a vote is paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Occasion {
    /// The proposer picks the draft.
    Propose,
    /// A member votes yes.
    Yes,
    /// A member votes no.
    No,
    /// A member abstains.
    Abstain,
    /// A member blocks a draft that has the votes.
    Veto,
    /// A member is the only one to block it; paid in addition to `Veto`.
    LoneVeto,
    /// The draft passes.
    Passes,
    /// The draft fails.
    Fails,
}

impl Occasion {
    /// All in order, with their keys in a file.
    pub const ALL: [(Occasion, &str); 8] = [
        (Occasion::Propose, "propose"),
        (Occasion::Yes, "yes"),
        (Occasion::No, "no"),
        (Occasion::Abstain, "abstain"),
        (Occasion::Veto, "veto"),
        (Occasion::LoneVeto, "lone_veto"),
        (Occasion::Passes, "passes"),
        (Occasion::Fails, "fails"),
    ];
}
