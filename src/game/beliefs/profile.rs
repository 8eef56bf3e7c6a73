//! Profiles: a type of every actor, numbered.

use super::Beliefs;
use crate::game::index::{Indices, TypeProfile};

impl Beliefs {
    /// Every way in which all types can be drawn.
    pub fn profiles(&self) -> Indices<TypeProfile> {
        Indices::new(0..(0..self.actors()).map(|i| self.type_count(i)).product())
    }

    /// The type of each actor in a profile.
    pub fn types(&self, profile: TypeProfile) -> Vec<usize> {
        let mut rest = profile.get();
        let mut types = vec![0; self.actors()];
        for i in (0..self.actors()).rev() {
            types[i] = rest % self.type_count(i);
            rest /= self.type_count(i);
        }
        types
    }

    /// The profile in which the actors have these types.
    pub fn profile(&self, types: &[usize]) -> TypeProfile {
        let actors = types.iter().enumerate();
        TypeProfile::new(actors.fold(0, |sum, (i, type_)| sum * self.type_count(i) + type_))
    }
}
