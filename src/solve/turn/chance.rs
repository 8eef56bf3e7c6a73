//! A position at which chance moves.

use crate::solve::residuals::Residuals;
use crate::solve::stage::{ByType, Party};
use crate::solve::strategy::Strategy;
use crate::solve::work::{Here, Scratch, Work};

impl Work<'_> {
    /// Chance moves: its probabilities are given, for each type of the actor that it may tell of.
    pub(in crate::solve) fn chance(
        &self,
        told: Option<usize>,
        here: Here,
        strategy: Strategy,
        scratch: &mut Scratch,
    ) -> Residuals {
        let moves = self.game.structure.moves_of(here.position);
        let kinds = told.map_or(1, |i| self.game.beliefs.type_count(i));
        let points = self.rows().points;
        let mut sigma = std::mem::take(&mut scratch.sigma);
        sigma.clear();
        for m in moves {
            for type_ in 0..kinds {
                let chance = self.game.payments.chance_of(m, type_);
                sigma.resize(sigma.len() + points, chance);
            }
        }
        if let Strategy::Choose { moves, .. } = strategy {
            moves.copy_from_slice(&sigma);
        }
        match told {
            Some(i) => {
                let unseen = self.game.unseen(here.turn, here.position);
                let by_type = ByType {
                    unseen: &unseen,
                    ..ByType::default()
                };
                let events = here.worth.len() / self.rows().block();
                let party = [Party::told(i, events)];
                self.take_stage(&party, by_type, &sigma, here.worth, here.value);
            }
            None => self.take(None, ByType::default(), &sigma, here.worth, here.value),
        }
        scratch.sigma = sigma;
        Residuals::default()
    }
}
