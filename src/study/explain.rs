//! Why an option is chosen: its worth by payoff term, by now and later, by what it reveals, and how
//! it would end.

use super::position::{Positions, Probabilities, at_once};
use crate::forecast::ends_from;
use crate::game::{Beliefs, Joint, Move, Mover, Position, Turn, TypeProfile};
use crate::solve::View;
use indexmap::IndexMap;

/// An option, and what it is worth to its mover. Payoffs are expected and discounted to the round
/// that is asked about.
#[derive(Clone, Debug)]
pub struct Explained {
    /// Whose option it is: the role.
    pub role: usize,
    /// The option's id.
    pub option: String,
    /// How likely its mover takes it, from 0 to 1.
    pub probability: f64,
    /// The mover's payoff by term, up to the horizon.
    pub terms: IndexMap<String, f64>,
    /// The part of it that follows after what the move itself pays.
    pub later: f64,
    /// How much of that part the option earns by what it tells the others of the mover's type: the
    /// difference to being taken for what it was before. None if no mover of the turn has types.
    pub reveals: Option<f64>,
    /// How the report would end: outcomes by id, and their probabilities.
    pub ends: Probabilities,
}

impl Explained {
    /// The sum of the terms.
    pub fn value(&self) -> f64 {
        self.terms.values().sum()
    }
}

impl Positions<'_> {
    /// What the movers at `p` choose among: role, option, its probability, the moves that it may
    /// turn out to be with their shares.
    fn choices(&self, p: Position) -> Vec<Chosen> {
        let s = &self.of.game.structure;
        let view = self.view();
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
        let game = self.of.game;
        let (s, beliefs) = (&game.structure, &game.beliefs);
        let mut all = vec![];
        for (role, options) in at_once(game, p, view, joint) {
            let Some(party) = joint.party(beliefs.actor(role)) else {
                continue;
            };
            let means = self.means(p, view, role);
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
    fn means(&self, p: Position, view: &View, role: usize) -> Vec<f64> {
        let game = self.of.game;
        let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
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
        let game = self.of.game;
        let (s, beliefs) = (&game.structure, &game.beliefs);
        let k = s.turn_of(p);
        let mut all = vec![];
        for role in beliefs.roles(i) {
            let types = game.layout.alone(k, i, beliefs.type_of(role));
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

    /// Whether options at `p` need their mover's name: several move, or who moves has types.
    pub fn shared(&self, p: Position) -> bool {
        let game = self.of.game;
        let k = game.structure.turn_of(p);
        self.typed(k) || matches!(game.structure.turn(k).mover, Mover::Joint(_))
    }

    /// Whether who moves at turn `k` has types.
    fn typed(&self, k: Turn) -> bool {
        self.of.game.layout.typed(k)
    }

    /// Every option of the movers at `p`, with what it is worth and how much of that is paid at
    /// once, would follow, and comes of what it reveals. Empty where chance moves.
    pub fn explain(&self, p: Position) -> Vec<Explained> {
        let view = self.view();
        let choices = self.choices(p).into_iter();
        choices.map(|c| self.explained(p, &view, c)).collect()
    }

    fn explained(&self, p: Position, view: &View, chosen: Chosen) -> Explained {
        let (scenario, game) = (self.of.scenario, self.of.game);
        let (s, payments, beliefs) = (&game.structure, &game.payments, &game.beliefs);
        let k = s.turn_of(p);
        let width = payments.accounts.len();
        let here = beliefs.belief(&self.held);
        let own: Vec<usize> = (0..width)
            .filter(|a| payments.accounts[*a].role == chosen.role)
            .collect();
        let mut terms: IndexMap<String, f64> = IndexMap::new();
        let (mut later, mut still) = (0.0, 0.0);
        let mut ends = vec![0.0; scenario.outcomes.len()];
        for (m, share) in &chosen.moves {
            let (row, next) = (payments.row(*m), s.next(*m));
            let after = view.after(p, *m, &self.held);
            let belief = beliefs.belief(&after);
            for a in &own {
                let pays = payments.rows[row * width + a];
                let follows = self.paid(next, *a, &belief);
                *terms
                    .entry(payments.accounts[*a].id().to_string())
                    .or_insert(0.0) += share * (pays + follows);
            }
            later += share * self.value(next, chosen.role, &belief);
            still += share * self.value(next, chosen.role, &here);
            for profile in beliefs.profiles() {
                let chance = chance_of(beliefs, profile, chosen.role, &after);
                if chance == 0.0 {
                    continue;
                }
                let at = (self.round, next);
                let solution = self.of.solution;
                let found = ends_from(game, solution, at, &belief, profile, ends.len());
                ends.iter_mut()
                    .zip(found)
                    .for_each(|(e, x)| *e += share * chance * x);
            }
        }
        let names = scenario.outcomes.iter().map(|o| o.name.id.clone());
        Explained {
            role: chosen.role,
            option: chosen.option,
            probability: chosen.probability,
            terms,
            later,
            reveals: self.typed(k).then_some(later - still),
            ends: names.zip(ends).collect(),
        }
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
