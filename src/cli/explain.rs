//! Why an option is chosen: its worth by payoff term, by now and later, by what it reveals, and how
//! it would end.

use super::doing::at_once;
use super::position::{Desk, OptionEntry};
use crate::forecast::ends_from;
use crate::game::{Beliefs, Joint, Move, Mover, Position, TypeProfile};
use crate::solve::View;
use crate::study::request::role_id;
use indexmap::IndexMap;

impl Desk {
    /// What the movers at `p` choose among: role, option, its probability, the moves that it may
    /// turn out to be with their shares.
    fn choices(&self, round: usize, p: Position) -> Vec<Chosen> {
        let s = &self.game.structure;
        let view = self.solution.view(&self.game, round, &self.held);
        match &s.turn(s.turn_of(p)).mover {
            Mover::Chance => vec![],
            Mover::Joint(joint) => self.among_several(p, &view, joint),
            Mover::Actor(i) => self.single(p, &view, *i),
            Mover::Vote(template) => {
                let proposer = template.proposer.into_iter();
                proposer.flat_map(|i| self.single(p, &view, i)).collect()
            }
        }
    }

    /// The choices of several who move at once.
    fn among_several(&self, p: Position, view: &View, joint: &Joint) -> Vec<Chosen> {
        let (s, beliefs) = (&self.game.structure, &self.game.beliefs);
        let mut all = vec![];
        for (role, options) in at_once(&self.game, p, view, joint) {
            let Some(party) = joint.party(beliefs.actor(role)) else {
                continue;
            };
            let means = self.expected(p, view, role);
            for (option, probability) in options {
                let own = |(m, _): &(Move, f64)| {
                    let pick = joint.picks(s.profile(*m))[party];
                    joint.options[party][pick].0 == option
                };
                let means = s.moves_of(p).zip(means.iter().copied());
                let moves: Vec<(Move, f64)> = means.filter(own).collect();
                let sum: f64 = moves.iter().map(|(_, mean)| mean).sum();
                // of an option never taken, whatever the others do counts as often
                let even = 1.0 / moves.len() as f64;
                let share = |(m, mean)| (m, if sum > 0.0 { mean / sum } else { even });
                all.push(Chosen {
                    role,
                    option,
                    probability,
                    moves: moves.into_iter().map(share).collect(),
                });
            }
        }
        all
    }

    /// The probability of each move of `p` as `role` expects it, the others being what they are
    /// believed to be.
    fn expected(&self, p: Position, view: &View, role: usize) -> Vec<f64> {
        let (s, beliefs, layout) = (&self.game.structure, &self.game.beliefs, &self.game.layout);
        let k = s.turn_of(p);
        let own = beliefs.actor(role);
        let mut means = vec![0.0; s.moves_of(p).len()];
        for types in layout.mover_types(k) {
            if layout.type_of(k, types, own) != beliefs.type_of(role) {
                continue;
            }
            let others = layout.typed_movers(k).filter(|i| *i != own);
            let believed = |i| beliefs.probabilities(i, &self.held)[layout.type_of(k, types, i)];
            let chance: f64 = others.map(believed).product();
            let weights = view.moves(p, types);
            means
                .iter_mut()
                .zip(weights)
                .for_each(|(mean, w)| *mean += chance * w);
        }
        means
    }

    /// The choices of one actor, by type.
    fn single(&self, p: Position, view: &View, i: usize) -> Vec<Chosen> {
        let (s, beliefs) = (&self.game.structure, &self.game.beliefs);
        let k = s.turn_of(p);
        let mut all = vec![];
        for role in beliefs.roles(i) {
            let types = self.game.layout.alone(k, i, beliefs.type_of(role));
            for (m, probability) in s.moves_of(p).zip(view.moves(p, types)) {
                all.push(Chosen {
                    role,
                    option: s.option_id(k, m),
                    probability,
                    moves: vec![(m, 1.0)],
                });
            }
        }
        all
    }

    /// Each option with the mover's payoff by term: what it pays at once, what would follow, and
    /// how much of that is what it reveals.
    pub(super) fn options(
        &self,
        round: usize,
        p: Position,
        values: &[f64],
        accounts: &[f64],
    ) -> Vec<OptionEntry> {
        let (s, payments) = (&self.game.structure, &self.game.payments);
        let beliefs = &self.game.beliefs;
        let k = s.turn_of(p);
        let (width, roles) = (payments.accounts.len(), beliefs.prior.len());
        let view = self.solution.view(&self.game, round, &self.held);
        let here = beliefs.spot(&self.held);
        let typed = self.game.layout.typed(k);
        let several = matches!(s.turn(k).mover, Mover::Joint(_)) || typed;
        let entry = |chosen: Chosen| {
            let own: Vec<usize> = (0..width)
                .filter(|a| payments.accounts[*a].role == chosen.role)
                .collect();
            let mut terms: IndexMap<String, f64> = IndexMap::new();
            let (mut later, mut still) = (0.0, 0.0);
            let count = self.scenario.outcomes.len();
            let mut ends = vec![0.0; count];
            for (m, share) in &chosen.moves {
                let (row, next) = (payments.row(*m), s.next(*m));
                let after = view.after(p, *m, &self.held);
                let spot = beliefs.spot(&after);
                for a in &own {
                    let pays = payments.rows[row * width + a];
                    let follows = self.read(accounts, width, next, *a, &spot);
                    *terms
                        .entry(payments.accounts[*a].id().to_string())
                        .or_insert(0.0) += share * (pays + follows);
                }
                later += share * self.read(values, roles, next, chosen.role, &spot);
                still += share * self.read(values, roles, next, chosen.role, &here);
                for profile in beliefs.profiles() {
                    let chance = chance_of(beliefs, profile, chosen.role, &after);
                    if chance == 0.0 {
                        continue;
                    }
                    let at = (round, next);
                    let found = ends_from(&self.game, &self.solution, at, &spot, profile, count);
                    ends.iter_mut()
                        .zip(found)
                        .for_each(|(e, x)| *e += share * chance * x);
                }
            }
            let names = self.scenario.outcomes.iter().map(|o| o.name.id.clone());
            OptionEntry {
                mover: several.then(|| role_id(&self.scenario, beliefs, chosen.role)),
                option: chosen.option,
                probability: chosen.probability,
                value: terms.values().sum(),
                terms,
                later,
                reveals: typed.then_some(later - still),
                ends: names.zip(ends).collect(),
            }
        };
        self.choices(round, p).into_iter().map(entry).collect()
    }
}

/// An option, whose it is, and the moves that it may turn out to be.
struct Chosen {
    role: usize,
    option: String,
    probability: f64,
    moves: Vec<(Move, f64)>,
}

/// The probability of a profile of types to who is `role` and believes of the others what all do.
fn chance_of(beliefs: &Beliefs, profile: TypeProfile, role: usize, at: &[f64]) -> f64 {
    let types = beliefs.types(profile);
    let actor = beliefs.actor(role);
    let chance = |(i, type_): (usize, &usize)| {
        if i == actor {
            f64::from(beliefs.role(i, *type_) == role)
        } else {
            beliefs.probabilities(i, at)[*type_]
        }
    };
    types.iter().enumerate().map(chance).product()
}
