//! A position at which several actors move at once: each one's strategy, kept in cells, and the
//! probabilities of their profiles, kept in moves.

use super::actor::Choice;
use crate::game::{Game, Joint, open_profiles};
use crate::solve::residuals::Residuals;
use crate::solve::stage::{ByType, Party};
use crate::solve::strategy::Strategy;
use crate::solve::work::{Here, Scratch, Work};

impl Work<'_> {
    /// Actors who move at once.
    pub(in crate::solve) fn joint(
        &self,
        joint: &Joint,
        here: Here,
        strategy: Strategy,
        scratch: &mut Scratch,
    ) -> Residuals {
        let s = &self.game.structure;
        let open = s.open(here.position).iter().zip(&joint.actors);
        let party = |(open, actor): (&Vec<usize>, &usize)| Party::new(*actor, open.len());
        let parties: Vec<Party> = open.map(party).collect();
        let Game {
            closed, beliefs, ..
        } = self.game;
        let closed = closed.of_parties(s, beliefs, joint, here.position);
        let by_type = ByType {
            closed: &closed,
            ..ByType::default()
        };
        let mut sigma = std::mem::take(&mut scratch.sigma);
        self.read_parties(&parties, &here, strategy.cells(), &mut sigma);
        let script = &self.game.payments.script;
        let choice = Choice {
            position: here.position,
            worth: here.worth,
            script: if script.is_empty() {
                script
            } else {
                &script[s.cells_of(here.position).range()]
            },
            by_type,
            choosing: strategy.choosing(),
        };
        let mut residuals = Residuals::default();
        if !self.columns.guide.is_empty() {
            residuals = self.stage(&parties, &choice, &mut sigma, scratch);
        }
        if let Strategy::Choose { moves, cells } = strategy {
            self.write_parties(&parties, &here, &sigma, cells);
            self.write_profiles(&parties, &here, cells, moves);
        }
        self.take_stage(&parties, by_type, &sigma, here.worth, here.value);
        scratch.sigma = sigma;
        residuals
    }

    /// Each party's strategy (options × types × points), one after the other, from the cells, which
    /// hold it once for each way in which all movers' types can be drawn.
    fn read_parties(&self, parties: &[Party], here: &Here, cells: &[f64], sigma: &mut Vec<f64>) {
        let layout = &self.game.layout;
        let rows = layout.rows(here.turn);
        sigma.clear();
        let mut cell = 0;
        for party in parties {
            for _ in 0..party.options {
                for type_ in 0..self.game.beliefs.type_count(party.actor) {
                    let types = layout.alone(here.turn, party.actor, type_);
                    sigma.extend_from_slice(&cells[rows.row(cell, types.get())]);
                }
                cell += 1;
            }
        }
    }

    /// The other way round.
    fn write_parties(&self, parties: &[Party], here: &Here, sigma: &[f64], cells: &mut [f64]) {
        let layout = &self.game.layout;
        let rows = layout.rows(here.turn);
        let (mut cell, mut from) = (0, 0);
        for party in parties {
            let own = party.rows(&self.game.beliefs);
            let strategy = &sigma[from..from + own.blocks(0..party.options).end];
            for option in 0..party.options {
                for types in layout.mover_types(here.turn) {
                    let type_ = layout.type_of(here.turn, types, party.actor);
                    cells[rows.row(cell, types.get())]
                        .copy_from_slice(&strategy[own.row(option, type_)]);
                }
                cell += 1;
            }
            from += strategy.len();
        }
    }

    /// The probability of each profile: the product of what its parties do.
    fn write_profiles(&self, parties: &[Party], here: &Here, cells: &[f64], moves: &mut [f64]) {
        let rows = self.game.layout.rows(here.turn);
        let open: Vec<usize> = parties.iter().map(|p| p.options).collect();
        moves.fill(1.0);
        for (profile, picks) in open_profiles(&open).enumerate() {
            for types in 0..rows.inner {
                let weights = &mut moves[rows.row(profile, types)];
                let mut first = 0;
                for (pick, party) in picks.iter().zip(parties) {
                    let own = &cells[rows.row(first + pick, types)];
                    weights.iter_mut().zip(own).for_each(|(w, s)| *w *= s);
                    first += party.options;
                }
            }
        }
    }
}
