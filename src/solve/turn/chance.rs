//! A position at which chance moves.

use crate::solve::residuals::Residuals;
use crate::solve::strategy::Strategy;
use crate::solve::work::{Here, Scratch, Work};

impl Work<'_> {
    /// Chance moves: its probabilities are given.
    pub(in crate::solve) fn chance(
        &self,
        here: Here,
        strategy: Strategy,
        scratch: &mut Scratch,
    ) -> Residuals {
        let moves = self.game.structure.moves_of(here.position);
        let sigma = &mut scratch.sigma;
        sigma.clear();
        for chance in &self.game.payments.chance[moves.range()] {
            sigma.resize(sigma.len() + self.rows().points, *chance);
        }
        if let Strategy::Choose { moves, .. } = strategy {
            moves.copy_from_slice(sigma);
        }
        self.take(None, sigma, here.worth, here.value);
        Residuals::default()
    }
}
