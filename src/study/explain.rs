//! Why an option is chosen: its worth by payoff term, by now and later, by what it reveals, and how
//! it would end.

use super::position::{Positions, Probabilities, at_once};
use crate::forecast::ends_from;
use crate::game::{
    AccountKind, CHOICE_NAMES, Cost, Joint, Leaf, Move, Mover, MoverTypes, Node, Position,
    Template, Turn, TypeProfile,
};
use crate::solve::View;
use indexmap::IndexMap;
use std::collections::HashMap;

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
    /// Of a vote that a member casts: how likely the draft passes after it, over the calls that it may come to.
    pub passes: Option<f64>,
    /// What is likely to be done next, where there is a choice again, within the reported rounds.
    pub next: Vec<Next>,
}

/// Who moves next, and what is likely to be done.
#[derive(Clone, Debug)]
pub struct Next {
    /// The turn.
    pub turn: Turn,
    /// How likely it is the next at which there is a choice, from 0 to 1.
    pub share: f64,
    /// What is played there, by id, and how likely; they add up to the share.
    pub moves: Probabilities,
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
            Mover::Chance(_) => vec![],
            Mover::Joint(joint) => self.among_several(p, &view, joint),
            Mover::Actor(i) => self.single(p, &view, *i),
            Mover::Vote(template) => {
                let proposer = template.proposer.into_iter();
                let called = proposer.flat_map(|i| self.single(p, &view, i));
                called.chain(self.cast(p, &view, template)).collect()
            }
        }
    }

    /// The votes of the members on each draft that may be called. None where who votes has types: what a vote
    /// tells of them is not told apart by moves.
    fn cast(&self, p: Position, view: &View, template: &Template) -> Vec<Chosen> {
        let game = self.of.game;
        let (s, beliefs) = (&game.structure, &game.beliefs);
        if self.typed(s.turn_of(p)) {
            return vec![];
        }
        let mut all = vec![];
        for roll in s.roll_calls(p, template) {
            let types = MoverTypes::default();
            let cells: Vec<f64> = roll.cells.clone().map(|c| view.cell(p, c, types)).collect();
            let costs = game.payments.ballot_costs(roll.ballot);
            let tree = Tree::new(template, &cells, costs);
            for (m, actor) in template.members.iter().enumerate() {
                for choice in template.choices(m) {
                    let (probability, passes, cost) = tree.vote(m, choice);
                    all.push(Chosen {
                        role: beliefs.role(*actor, 0),
                        option: format!(
                            "{}.{}",
                            template.drafts[roll.draft].0, CHOICE_NAMES[choice]
                        ),
                        probability,
                        moves: vec![(roll.pass, passes), (roll.fail, 1.0 - passes)],
                        cost,
                        passes: Some(passes),
                    });
                }
            }
        }
        // by member, as strategies are told
        all.sort_by_key(|c| {
            let own = |actor: &usize| beliefs.role(*actor, 0) == c.role;
            template.members.iter().position(own)
        });
        all
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
            let means = self.means(p, view, &self.held, Some(role));
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
                    cost: 0.0,
                    passes: None,
                });
            }
        }
        all
    }

    /// The probability of each move of `p` as `role` expects it, or who has none, the others being what beliefs
    /// `held` say.
    fn means(&self, p: Position, view: &View, held: &[f64], role: Option<usize>) -> Vec<f64> {
        let game = self.of.game;
        let (s, beliefs, layout) = (&game.structure, &game.beliefs, &game.layout);
        let k = s.turn_of(p);
        let mut chances = vec![0.0; layout.mover_types(k).len()];
        for (profile, chance) in beliefs.profiles().zip(beliefs.chances(role, held)) {
            let types = layout.movers_of(k, &beliefs.types(profile));
            chances[types.get()] += chance;
        }
        let mut means = vec![0.0; s.moves_of(p).len()];
        for (types, chance) in layout.mover_types(k).zip(chances) {
            let all = means.iter_mut().zip(view.moves(p, types));
            all.for_each(|(mean, w)| *mean += chance * w);
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
            let moves = s.moves_of(p).zip(view.moves(p, types));
            let closed = |m| game.closed.of_move(m, beliefs.type_of(role));
            for (m, probability) in moves.filter(|(m, _)| !closed(*m)) {
                all.push(Chosen {
                    role,
                    option: s.option_id(k, m),
                    probability,
                    moves: vec![(m, 1.0)],
                    cost: 0.0,
                    passes: None,
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

    /// The role that `role`, who moves at turn `k`, is after move `m`.
    fn becomes(&self, k: Turn, m: Move, role: usize) -> usize {
        let game = self.of.game;
        if game.structure.turn(k).hidden.is_none() {
            return role;
        }
        let beliefs = &game.beliefs;
        let to = game.changes.after(m, beliefs.type_of(role));
        beliefs.role(beliefs.actor(role), to)
    }

    /// Whether who moves at turn `k` has types.
    fn typed(&self, k: Turn) -> bool {
        self.of.game.layout.typed(k)
    }

    /// Every option of the movers at `p`, with what it is worth and how much of that is paid at
    /// once, would follow, and comes of what it reveals. Empty where chance moves.
    pub fn explain(&self, p: Position) -> Vec<Explained> {
        let view = self.view();
        // many options may turn out to be the same moves, as all votes on a draft do
        let mut ends = HashMap::new();
        let choices = self.choices(p).into_iter();
        choices
            .map(|c| self.explained(p, &view, c, &mut ends))
            .collect()
    }

    /// An option with its reasons; `known` are the ends after moves, by profile of types.
    fn explained(
        &self,
        p: Position,
        view: &View,
        chosen: Chosen,
        known: &mut HashMap<(Move, TypeProfile), Vec<f64>>,
    ) -> Explained {
        let (scenario, game) = (self.of.scenario, self.of.game);
        let (s, payments, beliefs) = (&game.structure, &game.payments, &game.beliefs);
        let k = s.turn_of(p);
        let hidden = s.turn(k).hidden.is_some();
        let width = payments.accounts.len();
        let here = beliefs.belief(&self.held);
        let of = |role: usize| -> Vec<usize> {
            let own = |a: &usize| payments.accounts[*a].role == role;
            (0..width).filter(own).collect()
        };
        let own = of(chosen.role);
        let mut terms: IndexMap<String, f64> = IndexMap::new();
        let (mut later, mut still) = (0.0, 0.0);
        let mut ends = vec![0.0; scenario.outcomes.len()];
        if chosen.cost != 0.0 {
            let costs = |a: &&usize| payments.accounts[**a].kind == AccountKind::Costs;
            let account = own.iter().find(costs).map(|a| payments.accounts[*a].id());
            terms.insert(account.unwrap_or_default().to_string(), -chosen.cost);
        }
        for (m, share) in chosen.moves.iter().filter(|(_, share)| *share > 0.0) {
            let (row, next) = (payments.row(*m), s.next(*m));
            let after = view.after(p, *m, &self.held);
            let belief = beliefs.belief(&after);
            let chances = beliefs.chances(Some(chosen.role), &after);
            let paid = |a: usize, profile| payments.by_account(&payments.rows, row, profile)[a];
            let role = self.becomes(k, *m, chosen.role);
            for (a, then) in own.iter().zip(of(role)) {
                let by_draw = beliefs.profiles().zip(&chances);
                let by_draw = by_draw.map(|(profile, chance)| chance * paid(*a, profile));
                let pays = match payments.draws {
                    1 => paid(*a, TypeProfile::default()),
                    _ => by_draw.sum(),
                };
                let follows = self.paid(next, then, &belief);
                *terms
                    .entry(payments.accounts[*a].id().to_string())
                    .or_insert(0.0) += share * (pays + follows);
            }
            later += share * self.value(next, role, &belief);
            still += share * self.value(next, role, &here);
            for (profile, chance) in beliefs.profiles().zip(chances) {
                if chance == 0.0 {
                    continue;
                }
                let (at, count) = ((self.round, next), ends.len());
                let found = known.entry((*m, profile)).or_insert_with(|| {
                    let then = game.types_after(k, *m, profile);
                    ends_from(game, self.of.solution, at, &belief, then, count)
                });
                let sums = ends.iter_mut().zip(found);
                sums.for_each(|(e, x)| *e += share * chance * *x);
            }
        }
        let names = scenario.outcomes.iter().map(|o| o.name.id.clone());
        Explained {
            role: chosen.role,
            option: chosen.option.clone(),
            probability: chosen.probability,
            terms,
            later,
            reveals: (self.typed(k) && !hidden).then_some(later - still),
            ends: names.zip(ends).collect(),
            next: self.next(p, view, &chosen),
            passes: chosen.passes,
        }
    }
}

impl Positions<'_> {
    /// What is likely to be done after `chosen` is played at `p`, as who plays it expects.
    fn next(&self, p: Position, view: &View, chosen: &Chosen) -> Vec<Next> {
        let game = self.of.game;
        let s = &game.structure;
        let k = s.turn_of(p);
        let mut found: IndexMap<Turn, Next> = IndexMap::new();
        for (m, share) in chosen.moves.iter().filter(|(_, share)| *share > 0.0) {
            let held = view.after(p, *m, &self.held);
            let Some((p, round)) = self.choice_from(s.next(*m)) else {
                continue;
            };
            let turn = s.turn_of(p);
            let view = self.of.solution.view(game, round, &held);
            let role = self.becomes(k, *m, chosen.role);
            let next = found.entry(turn).or_insert(Next {
                turn,
                share: 0.0,
                moves: IndexMap::new(),
            });
            next.share += share;
            for (m, mean) in s.moves_of(p).zip(self.means(p, &view, &held, Some(role))) {
                let option = s.option_id(turn, m);
                *next.moves.entry(option).or_insert(0.0) += share * mean;
            }
        }
        found.into_values().collect()
    }

    /// The first position from `node` on at which there is a choice, and its round; none before the report ends.
    fn choice_from(&self, mut node: Node) -> Option<(Position, usize)> {
        let s = &self.of.game.structure;
        let mut round = self.round;
        loop {
            let Some(p) = s.position(node) else {
                round += 1;
                node = s.finish(node).and_then(|end| s.restart(end))?;
                if round > self.of.game.rounds {
                    return None;
                }
                continue;
            };
            let mut moves = s.moves_of(p);
            let first = moves.next()?;
            if moves.next().is_some() {
                return Some((p, round));
            }
            node = s.next(first);
        }
    }
}

/// An option, whose it is, and the moves that it may turn out to be.
struct Chosen {
    role: usize,
    option: String,
    probability: f64,
    moves: Vec<(Move, f64)>,
    /// What it costs beyond what the moves pay: of a vote.
    cost: f64,
    passes: Option<f64>,
}

/// A roll call under given strategies.
struct Tree<'a> {
    template: &'a Template,
    cells: &'a [f64],
    costs: &'a [f64],
    /// The probability that each call, then each leaf, is reached.
    reach: Vec<f64>,
    /// The probability that the draft passes from each on.
    passes: Vec<f64>,
}

impl<'a> Tree<'a> {
    fn new(template: &'a Template, cells: &'a [f64], costs: &'a [f64]) -> Self {
        let mut tree = Tree {
            template,
            cells,
            costs,
            reach: template.reach(cells),
            passes: vec![],
        };
        let leaves = template.leaves.iter();
        tree.passes = tree.back(leaves.map(Leaf::passes).collect());
        tree
    }

    /// From what leaves are worth, what each call is, then each leaf.
    fn back(&self, leaves: Vec<f64>) -> Vec<f64> {
        let calls = self.template.calls.len();
        let mut worth = vec![0.0; calls];
        worth.extend(leaves);
        // calls lead to calls of higher number
        for (c, call) in self.template.calls.iter().enumerate().rev() {
            let choices = call.open();
            let sum = choices
                .map(|(choice, next)| self.cells[self.template.cell(c, choice)] * worth[next]);
            worth[c] = sum.sum();
        }
        worth
    }

    /// Of member `m`'s choice, over its calls as they are reached: its probability, that the draft passes after
    /// it, and what it costs the member.
    fn vote(&self, m: usize, choice: usize) -> (f64, f64, f64) {
        let leaves = self.template.leaves.iter().enumerate();
        let veto = leaves.map(|(l, leaf)| leaf.enough * self.template.veto(self.costs, m, 0, l));
        let vetoes = self.back(veto.collect());
        let own = self.costs[self.template.cost(m, 0, Cost::Choice(choice))];
        let (mut reached, mut probability, mut passes, mut cost) = (0.0, 0.0, 0.0, 0.0);
        for (c, call) in self.template.calls.iter().enumerate() {
            let Some(next) = call.next[choice].filter(|_| call.member == m) else {
                continue;
            };
            let reach = self.reach[c];
            reached += reach;
            probability += reach * self.cells[self.template.cell(c, choice)];
            passes += reach * self.passes[next];
            cost += reach * (own + vetoes[next]);
        }
        if reached == 0.0 {
            return (0.0, 0.0, own);
        }
        (probability, passes / reached, cost / reached)
    }
}
