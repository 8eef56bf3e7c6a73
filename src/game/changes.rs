//! What somebody is can change unseen: by what it does at a hidden turn, or by chance.

use super::index::{Move, Position, Turn, TypeProfile};
use super::{Beliefs, Game};

/// What moves of hidden turns make of the types of those whose turns they are; empty where types stay.
#[derive(Clone, Debug, Default)]
pub struct Changes {
    /// The most types of anybody whose type can change.
    kinds: usize,
    /// The type after each move: moves × kinds.
    after: Vec<u8>,
}

impl Changes {
    /// Nothing changed yet, in a structure of so many moves, of actors of at most `kinds` types.
    pub(super) fn new(kinds: usize, moves: usize) -> Self {
        let stays = (0u8..).take(kinds);
        Changes {
            kinds,
            after: (0..moves).flat_map(|_| stays.clone()).collect(),
        }
    }

    /// Lets move `m` make type `to` of type `type_`.
    pub(super) fn change(&mut self, m: Move, type_: usize, to: usize) {
        self.after[m.get() * self.kinds + type_] =
            u8::try_from(to).expect("an actor has few types");
    }

    /// Whether any type can change.
    pub fn any(&self) -> bool {
        self.kinds > 0
    }

    /// What move `m` of a hidden turn makes of type `type_` of the actor whose turn it is.
    pub fn after(&self, m: Move, type_: usize) -> usize {
        match self.any() {
            true => usize::from(self.after[m.get() * self.kinds + type_]),
            false => type_,
        }
    }
}

/// Who the actors are in a history: what they were drawn to be, and what they are now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Who {
    /// The types drawn before play.
    pub drawn: TypeProfile,
    /// The types now: the same, unless types can change.
    pub now: TypeProfile,
}

impl Game {
    /// All that actors can be in a history, in the order in which occupancies are kept.
    pub fn who(&self) -> impl Iterator<Item = Who> + use<'_> {
        let profiles = self.beliefs.profiles();
        profiles.clone().flat_map(move |drawn| {
            let now = match self.changes.any() {
                true => profiles.clone(),
                false => super::Indices::new(drawn.get()..drawn.get() + 1),
            };
            now.map(move |now| Who { drawn, now })
        })
    }

    /// Whether the type of actor `i` can change.
    pub fn changes_of(&self, i: usize) -> bool {
        let mut turns = self.structure.turns.iter();
        turns.any(|t| t.hidden == Some(i))
    }

    /// In how many ways types can stand now, of types that have been drawn in one way.
    pub fn nows(&self) -> usize {
        match self.changes.any() {
            true => self.beliefs.profiles().len(),
            false => 1,
        }
    }

    /// The place of `now` among the ways in which types can stand.
    pub fn place_of(&self, now: TypeProfile) -> usize {
        match self.changes.any() {
            true => now.get(),
            false => 0,
        }
    }

    /// The types of all actors after move `m` of turn `k`.
    pub fn types_after(&self, k: Turn, m: Move, now: TypeProfile) -> TypeProfile {
        let Some(i) = self.structure.turn(k).hidden else {
            return now;
        };
        let mut types = self.beliefs.types(now);
        types[i] = self.changes.after(m, types[i]);
        self.beliefs.profile(&types)
    }

    /// What each type of who moves at position `p` of turn `k`, if nobody sees it, is made into by each of its moves:
    /// types × moves; of other turns nothing.
    pub fn unseen(&self, k: Turn, p: Position) -> Vec<usize> {
        let Some(i) = self.structure.turn(k).hidden else {
            return vec![];
        };
        let moves = self.structure.moves_of(p);
        let types = 0..self.beliefs.type_count(i);
        let after = |type_| moves.clone().map(move |m| self.changes.after(m, type_));
        types.flat_map(after).collect()
    }

    /// Moves the shares of the actor whose hidden turn position `p` is to what all believe after it, if its types make
    /// moves with these probabilities.
    pub fn change(&self, p: Position, shares: &mut [f64], weight: impl Fn(Move, usize) -> f64) {
        let moves = self.structure.moves_of(p);
        let done = |type_| {
            let part = |m| (self.changes.after(m, type_), weight(m, type_));
            moves.clone().map(part).collect::<Vec<_>>().into_iter()
        };
        Beliefs::change(shares, done);
    }
}

impl Beliefs {
    /// Moves the shares of an actor to what is believed after a turn that nobody sees: `done` gives, by type, what it is
    /// made into and with which probability, in parts.
    pub fn change<P: Iterator<Item = (usize, f64)>>(shares: &mut [f64], done: impl Fn(usize) -> P) {
        let mut after = [0.0; super::MOST_TYPES];
        let mut rest = 1.0;
        for type_ in 0..=shares.len() {
            let share = shares.get(type_).copied().unwrap_or(1.0);
            for (to, chance) in done(type_) {
                after[to] += rest * share * chance;
            }
            rest *= 1.0 - share;
        }
        Self::successive(&after[..=shares.len()], shares);
    }

    /// Writes probabilities, which need not add up to 1, as successive shares.
    fn successive(all: &[f64], shares: &mut [f64]) {
        // from the last on: small sums keep their digits
        let mut rest = all[all.len() - 1];
        for (share, own) in shares.iter_mut().zip(all).rev() {
            rest += own;
            *share = if rest > 0.0 { own / rest } else { 0.0 };
        }
    }
}
