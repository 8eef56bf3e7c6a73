//! Why an option is chosen: its worth by payoff term, by now and later, by what it reveals, and how
//! it would end.

use super::doing::at_once;
use super::position::{Desk, OptionEntry};
use crate::forecast::ends_from;
use crate::game::{Beliefs, Mover};
use crate::solve::View;
use crate::study::request::role_id;
use indexmap::IndexMap;

impl Desk {
    /// What the movers at `p` choose among: role, option, its probability, the moves that it may
    /// turn out to be with their shares.
    fn choices(&self, round: usize, p: usize) -> Vec<Chosen> {
        let (s, beliefs) = (&self.game.structure, &self.game.beliefs);
        let layout = &self.game.layout;
        let k = s.turn_of(p);
        let turn = &s.turns[k];
        let view = self.solution.view(&self.game, round, &self.held);
        let mut all = vec![];
        match &turn.mover {
            Mover::Chance => {}
            Mover::Joint(joint) => {
                for (role, options) in at_once(&self.game, p, &view, joint) {
                    let i = beliefs.actor(role);
                    let j = joint.actors.iter().position(|a| *a == i).unwrap_or(0);
                    // the others as they are believed to be
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
                        let share = |m: &usize| match sum > 0.0 {
                            true => (*m, means[m - first] / sum),
                            false => (*m, even),
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

    /// The choices of one actor, by type.
    fn single(&self, k: usize, p: usize, view: &View, i: usize) -> Vec<Chosen> {
        let (s, beliefs) = (&self.game.structure, &self.game.beliefs);
        let mut all = vec![];
        for role in beliefs.roles(i) {
            let kind = role - beliefs.first[i];
            let drawn = self.game.layout.swap(k, 0, i, kind, beliefs);
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

    /// Each option with the mover's payoff by term: what it pays at once, what would follow, and
    /// how much of that is what it reveals.
    pub(super) fn options(
        &self,
        round: usize,
        p: usize,
        values: &[f64],
        accounts: &[f64],
    ) -> Vec<OptionEntry> {
        let (s, numbers, beliefs) = (&self.game.structure, &self.game.numbers, &self.game.beliefs);
        let k = s.turn_of(p);
        let (width, roles) = (numbers.accounts.len(), beliefs.prior.len());
        let view = self.solution.view(&self.game, round, &self.held);
        let here = beliefs.spot(&self.held);
        let typed = !self.game.layout.cast[k].is_empty();
        let several = matches!(s.turns[k].mover, Mover::Joint(_)) || typed;
        let entry = |chosen: Chosen| {
            let own: Vec<usize> = (0..width)
                .filter(|a| numbers.accounts[*a].0 == chosen.role)
                .collect();
            let mut terms: IndexMap<String, f64> = IndexMap::new();
            let (mut later, mut still) = (0.0, 0.0);
            let count = self.scenario.outcomes.len();
            let mut ends = vec![0.0; count];
            for (m, share) in &chosen.moves {
                let (row, next) = (numbers.pay[*m] as usize, s.next[*m] as usize);
                let after = view.after(k, p, m - s.moves[p] as usize, &self.held);
                let spot = beliefs.spot(&after);
                for a in &own {
                    let pays = numbers.rows[row * width + a];
                    let follows = self.read(accounts, width, next, *a, &spot);
                    *terms.entry(numbers.accounts[*a].1.clone()).or_insert(0.0) +=
                        share * (pays + follows);
                }
                later += share * self.read(values, roles, next, chosen.role, &spot);
                still += share * self.read(values, roles, next, chosen.role, &here);
                for draw in 0..beliefs.draws() {
                    let chance = chance_of(beliefs, draw, chosen.role, &after);
                    if chance == 0.0 {
                        continue;
                    }
                    let at = (round, next);
                    let found = ends_from(&self.game, &self.solution, at, &spot, draw, count);
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
    moves: Vec<(usize, f64)>,
}

/// The probability of a draw to who is `role` and believes of the others what all do.
fn chance_of(beliefs: &Beliefs, draw: usize, role: usize, at: &[f64]) -> f64 {
    let types = beliefs.draw(draw);
    let actor = beliefs.actor(role);
    let chance = |(i, kind): (usize, &usize)| match i == actor {
        true => f64::from(beliefs.first[i] + kind == role),
        false => beliefs.probabilities(i, at)[*kind],
    };
    types.iter().enumerate().map(chance).product()
}
