//! Actors: their payoffs, their types, and how they choose.

use super::Name;
use crate::language::Expr;

/// How an actor of exact precision chooses among equal options.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Ties {
    /// Each with the same probability.
    #[default]
    Shared,
    /// The first in the file's order.
    First,
}

/// How an actor chooses; all others know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Plays {
    /// It maximizes, with its precision, what it receives up to the horizon.
    #[default]
    Equilibrium,
    /// As `Equilibrium`, but only up to the end of the round.
    Myopic,
    /// It takes each open option with the same probability.
    Random,
    /// It takes each option with the probability that the file gives as its chance.
    Script,
}

impl Plays {
    /// All, with their words in a file.
    pub const ALL: [(Plays, &str); 4] = [
        (Plays::Equilibrium, "equilibrium"),
        (Plays::Myopic, "myopic"),
        (Plays::Random, "random"),
        (Plays::Script, "script"),
    ];

    /// What the word means in a file; none if it has no meaning.
    pub fn of_word(word: &str) -> Option<Plays> {
        let mut all = Self::ALL.into_iter();
        all.find(|(_, w)| *w == word).map(|(plays, _)| plays)
    }

    /// Its word in a file.
    pub fn word(self) -> &'static str {
        Self::ALL[self as usize].1
    }
}

/// An actor.
#[derive(Clone, Debug)]
pub struct Actor {
    /// Its name.
    pub name: Name,
    /// What a payoff one round later is worth today, 0 to 1; reads parameters only.
    pub patience: Expr,
    /// λ, 0 or more; none means exact. Reads parameters only.
    pub precision: Option<Expr>,
    /// How it chooses among equal options; matters only if its precision is exact.
    pub ties: Ties,
    /// How it chooses, if it has no types.
    pub plays: Plays,
    /// Named terms of what it receives each round.
    pub payoff: Vec<(Name, Expr)>,
    /// Its types: none, or two or more. Each set of levels of its private variables makes a type.
    pub types: Vec<ActorType>,
    /// Whether it is nature, which owns what nobody knows.
    pub nature: bool,
}

/// A type of an actor, known only to the actor.
#[derive(Clone, Debug)]
pub struct ActorType {
    /// Its name.
    pub name: Name,
    /// The probability that the others give it before play; reads parameters only.
    pub prior: Expr,
    /// Parameters that have a value of their own for this type, with that value.
    pub parameters: Vec<(usize, Expr)>,
    /// The levels of its actor's private variables that make the type: the variable's number, and its level.
    pub levels: Vec<(usize, u16)>,
    /// How this type chooses.
    pub plays: Plays,
}

impl Actor {
    /// How each of its types chooses; how it does itself, if it has none.
    pub fn behaviours(&self) -> impl Iterator<Item = Plays> {
        let own = self.types.is_empty().then_some(self.plays);
        own.into_iter().chain(self.types.iter().map(|t| t.plays))
    }
}
