//! Turns, and what can be chosen at them.

use super::{Name, Vote};
use crate::language::Expr;

/// A turn.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Its name.
    pub name: Name,
    /// The condition under which it comes up; none means always.
    pub when: Option<Expr>,
    /// Who moves, and what can be chosen.
    pub kind: TurnKind,
    /// If nobody else sees what is done there: whose private variables it sets.
    pub hidden: Option<usize>,
}

impl Turn {
    /// All options, events or drafts, each with the actor whose option it is.
    pub fn choices(&self) -> Vec<(Option<usize>, &Choice)> {
        match &self.kind {
            TurnKind::Actor(i, all) => all.iter().map(|c| (Some(*i), c)).collect(),
            TurnKind::Joint(all) => all
                .iter()
                .flat_map(|(i, all)| all.iter().map(|c| (Some(*i), c)))
                .collect(),
            TurnKind::Chance(all) => all.iter().map(|c| (None, c)).collect(),
            TurnKind::Vote(vote) => vote.drafts.iter().map(|c| (None, c)).collect(),
        }
    }
}

/// Who moves at a turn.
#[derive(Clone, Debug)]
pub enum TurnKind {
    /// One actor picks an option.
    Actor(usize, Vec<Choice>),
    /// Several actors pick an option each, without seeing what the others pick.
    Joint(Vec<(usize, Vec<Choice>)>),
    /// One event happens, or nothing.
    Chance(Vec<Choice>),
    /// A vote.
    Vote(Box<Vote>),
}

/// An option, an event or a draft.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its name.
    pub name: Name,
    /// The condition under which it is open; none means always.
    pub when: Option<Expr>,
    /// What the actor pays for taking the option.
    pub cost: Option<Expr>,
    /// The probability of an event, or of an option whose actor plays a script.
    pub chance: Option<Expr>,
    /// State variables that it sets, each with its new level.
    pub set: Vec<(usize, Expr)>,
    /// Private variables that it sets, unseen, each with its new level.
    pub unseen: Vec<(usize, Expr)>,
    /// What actors receive once.
    pub payoff: Vec<(usize, Expr)>,
    /// The variable of which every level becomes one option or event.
    pub choose: Option<usize>,
}
