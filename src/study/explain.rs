//! Why an option is chosen: its worth by payoff term, by now and later, by what it reveals, and how
//! it would end.

use super::position::{Positions, Probabilities, at_once};
use crate::forecast::ends_from;
use crate::game::{Beliefs, Mover};
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

impl Positions {
    /// What the movers at `p` choose among: role, option, its probability, the moves that it may
    /// turn out to be with their shares.
    fn choices(&self, p: usize) -> Vec<Chosen> {
        let game = &self.session.game;
        let (s, beliefs) = (&game.structure, &game.beliefs);
        let k = s.turn_of(p);
        let turn = &s.turns[k];
        let view = self.view();
        let mut all = vec![];
        match &turn.mover {
            Mover::Chance => {}
            Mover::Joint(joint) => {
                for (role, options) in at_once(game, p, &view, joint) {
                    let i = beliefs.actor(role);
                    let j = joint.actors.iter().position(|a| *a == i).unwrap_or(0);
                    let means = self.means(p, &view, role);
                    for (option, probability) in options {
                        let own = |m: &usize| {
                            let pick = joint.picks(s.option[*m])[j];
                            joint.options[j][pick].0 == option
                        };
                        let first = s.moves[p] as usize;
                        let moves: Vec<usize> = s.moves_of(p).filter(own).collect();
                        let sum: f64 = moves.iter().map(|m| means[m - first]).sum();
                        // of an option never taken, whatever the others do counts as often
                        let even = 1.0 / moves.len() as f64;
                        let share = |m: &usize| {
                            let share = if sum > 0.0 {
                                means[m - first] / sum
                            } else {
                                even
                            };
                            (*m, share)
                        };
                        all.push(Chosen {
                            role,
                            option,
                            probability,
                            moves: moves.iter().map(share).collect(),
                        });
                    }
                }
            }
            Mover::Actor(i) => all.extend(self.single(k, p, &view, *i)),
            Mover::Vote(template) => {
                let proposer = template.proposer.into_iter();
                all.extend(proposer.flat_map(|i| self.single(k, p, &view, i)));
            }
        }
        all
    }

    /// How likely each move at `p` is where `role` moves at once with others, who are what they are
    /// believed to be.
    fn means(&self, p: usize, view: &View, role: usize) -> Vec<f64> {
        let game = &self.session.game;
        let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
        let (k, i) = (s.turn_of(p), beliefs.actor(role));
        let mut means = vec![0.0; s.moves_of(p).len()];
        for drawn in 0..layout.kinds[k] {
            if layout.kind_of(k, drawn, i, beliefs) != role - beliefs.first[i] {
                continue;
            }
            let chance: f64 = layout.cast[k]
                .iter()
                .filter(|a| **a != i)
                .map(|a| {
                    let kind = layout.kind_of(k, drawn, *a, beliefs);
                    beliefs.probabilities(*a, &self.held)[kind]
                })
                .product();
            let weights = view.moves(k, p, drawn);
            means
                .iter_mut()
                .zip(weights)
                .for_each(|(m, w)| *m += chance * w);
        }
        means
    }

    /// The choices of one actor, by type.
    fn single(&self, k: usize, p: usize, view: &View, i: usize) -> Vec<Chosen> {
        let game = &self.session.game;
        let (s, beliefs) = (&game.structure, &game.beliefs);
        let mut all = vec![];
        for role in beliefs.roles(i) {
            let kind = role - beliefs.first[i];
            let drawn = game.layout.swap(k, 0, i, kind, beliefs);
            for (m, probability) in s.moves_of(p).zip(view.moves(k, p, drawn)) {
                all.push(Chosen {
                    role,
                    option: s.turns[k].option_id(s.option[m]),
                    probability,
                    moves: vec![(m, 1.0)],
                });
            }
        }
        all
    }

    /// Whether options at `p` need their mover's name: several move, or who moves has types.
    pub fn shared(&self, p: usize) -> bool {
        let game = &self.session.game;
        let k = game.structure.turn_of(p);
        self.typed(k) || matches!(game.structure.turns[k].mover, Mover::Joint(_))
    }

    /// Whether who moves at turn `k` has types.
    fn typed(&self, k: usize) -> bool {
        !self.session.game.layout.cast[k].is_empty()
    }

    /// Every option of the movers at `p`, with what it is worth and how much of that is paid at
    /// once, would follow, and comes of what it reveals. Empty where chance moves.
    pub fn explain(&self, p: usize) -> Vec<Explained> {
        let view = self.view();
        let choices = self.choices(p).into_iter();
        choices.map(|c| self.explained(p, &view, c)).collect()
    }

    fn explained(&self, p: usize, view: &View, chosen: Chosen) -> Explained {
        let (scenario, game) = (&self.session.scenario, &self.session.game);
        let (s, numbers, beliefs) = (&game.structure, &game.numbers, &game.beliefs);
        let k = s.turn_of(p);
        let width = numbers.accounts.len();
        let here = beliefs.spot(&self.held);
        let own: Vec<usize> = (0..width)
            .filter(|a| numbers.accounts[*a].0 == chosen.role)
            .collect();
        let mut terms: IndexMap<String, f64> = IndexMap::new();
        let (mut later, mut still) = (0.0, 0.0);
        let mut ends = vec![0.0; scenario.outcomes.len()];
        for (m, share) in &chosen.moves {
            let (row, next) = (numbers.pay[*m] as usize, s.next[*m] as usize);
            let after = view.after(k, p, m - s.moves[p] as usize, &self.held);
            let spot = beliefs.spot(&after);
            for a in &own {
                let pays = numbers.rows[row * width + a];
                let follows = self.paid(next, *a, &spot);
                *terms.entry(numbers.accounts[*a].1.clone()).or_insert(0.0) +=
                    share * (pays + follows);
            }
            later += share * self.value(next, chosen.role, &spot);
            still += share * self.value(next, chosen.role, &here);
            for draw in 0..beliefs.draws() {
                let chance = chance_of(beliefs, draw, chosen.role, &after);
                if chance == 0.0 {
                    continue;
                }
                let at = (self.round, next);
                let solution = &self.session.solution;
                let found = ends_from(game, solution, at, &spot, draw, ends.len());
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
    moves: Vec<(usize, f64)>,
}

/// The probability of a draw to who is `role` and believes of the others what all do.
fn chance_of(beliefs: &Beliefs, draw: usize, role: usize, at: &[f64]) -> f64 {
    let types = beliefs.draw(draw);
    let actor = beliefs.actor(role);
    let chance = |(i, kind): (usize, &usize)| {
        if i == actor {
            f64::from(beliefs.first[i] + kind == role)
        } else {
            beliefs.probabilities(i, at)[*kind]
        }
    };
    types.iter().enumerate().map(chance).product()
}
