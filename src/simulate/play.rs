//! One history played: types drawn, options raced for, beliefs carried exactly from move to move.

use super::Step;
use super::luck::{history, key, race};
use crate::game::{
    BeliefPoint, Beliefs, CHOICE_NAMES, Cell, Finish, Game, Joint, MOST_TYPES, Move, Mover,
    MoverTypes, Position, RollCall, Template, Turn, TurnInfo, TypeProfile,
};
use crate::solve::{Layer, Solution};

/// The keys of luck for the turns of a game.
struct Keys {
    /// For each turn and option; of a vote `none` and the drafts.
    options: Vec<Vec<u64>>,
    /// For each vote's members (then `others`) and choices; for each of those who move at once and
    /// their options.
    members: Vec<Vec<Vec<u64>>>,
    /// For each actor and type.
    types: Vec<Vec<u64>>,
}

impl Keys {
    fn new(game: &Game, actors: &[String]) -> Self {
        let turns = &game.structure.turns;
        let options = |t: &TurnInfo| match &t.mover {
            // the proposer's pick: none, then the drafts
            Mover::Vote(v) => std::iter::once("none")
                .chain(v.drafts.iter().map(|d| d.0.as_str()))
                .map(|d| key(&t.id, d))
                .collect(),
            _ => t.options.iter().map(|o| key(&t.id, &o.0)).collect(),
        };
        let members = |t: &TurnInfo| -> Vec<Vec<u64>> {
            let slot = |who: &str| format!("{}/{who}", t.id);
            match &t.mover {
                Mover::Vote(v) => {
                    let names = v
                        .members
                        .iter()
                        .map(|m| actors[*m].as_str())
                        .chain(["others"]);
                    names
                        .map(|m| CHOICE_NAMES.map(|c| key(&slot(m), c)).to_vec())
                        .collect()
                }
                Mover::Joint(joint) => {
                    let all = joint.actors.iter().zip(&joint.options);
                    all.map(|(i, options)| {
                        let slot = slot(&actors[*i]);
                        options.iter().map(|o| key(&slot, &o.0)).collect()
                    })
                    .collect()
                }
                _ => vec![],
            }
        };
        let beliefs = &game.beliefs;
        let types = |i: usize| {
            let slot = format!("type/{}", actors[i]);
            let roles = beliefs.roles(i);
            roles.map(|r| key(&slot, &beliefs.names[r].0)).collect()
        };
        Keys {
            options: turns.iter().map(options).collect(),
            members: turns.iter().map(members).collect(),
            types: (0..beliefs.actors()).map(types).collect(),
        }
    }
}

/// Plays histories.
pub struct Player<'a> {
    pub(super) game: &'a Game,
    solution: &'a Solution,
    keys: Keys,
    /// The turn of each position: asked at every step, so kept.
    turn_of: Vec<Turn>,
}

/// What all believe in the course of a history.
struct Held {
    /// On every axis.
    at: Vec<f64>,
    belief: BeliefPoint,
}

impl Held {
    /// Bayes' rule after actor `i` did what its types do with these probabilities.
    fn learn(&mut self, beliefs: &Beliefs, i: usize, likelihood: &[f64]) {
        beliefs.update(i, &mut self.at[beliefs.own(i)], likelihood);
        self.belief = beliefs.belief(&self.at);
    }
}

/// A position of a history.
#[derive(Clone, Copy)]
struct Here<'a> {
    layer: &'a Layer,
    turn: Turn,
    position: Position,
    luck: u64,
    /// The types of those who move at the turn.
    types: MoverTypes,
}

impl<'a> Player<'a> {
    /// For `game` under `solution`; `actors` are the actors' ids.
    pub fn new(game: &'a Game, solution: &'a Solution, actors: &[String]) -> Self {
        let s = &game.structure;
        let turns = s.all_turns();
        let turn_of = turns.flat_map(|k| std::iter::repeat_n(k, s.positions_of(k).len()));
        Player {
            game,
            solution,
            keys: Keys::new(game, actors),
            turn_of: turn_of.collect(),
        }
    }

    /// How the types of history `k` are drawn.
    pub fn draw(&self, seed: u64, k: u64) -> TypeProfile {
        let beliefs = &self.game.beliefs;
        if !beliefs.typed() {
            return TypeProfile::default();
        }
        let luck = history(seed, k)();
        let mut types: Vec<usize> = vec![];
        for i in 0..beliefs.actors() {
            let priors = beliefs.next_drawn(&types);
            let keys = self.keys.types[i].iter().copied();
            types.push(race(luck, priors.into_iter().zip(keys)));
        }
        beliefs.profile(&types)
    }

    /// Plays history `k` and tells `visit` of each step; returns where it finishes, and in which
    /// round.
    pub fn play(&self, seed: u64, k: u64, mut visit: impl FnMut(&Step)) -> (Finish, usize) {
        let s = &self.game.structure;
        let beliefs = &self.game.beliefs;
        let mut now = self.draw(seed, k);
        let mut types = beliefs.types(now);
        let mut luck = history(seed, k);
        let mut node = s.start();
        let mut cast = Vec::with_capacity(16);
        let mut held = Held {
            at: beliefs.coordinates(beliefs.start),
            belief: beliefs.at(beliefs.start),
        };
        let mut before = held.at.clone();
        for t in 1..=self.game.rounds {
            let layer = self.solution.layer(t, 0);
            let luck = luck();
            while let Some(position) = s.position(node) {
                let turn = self.turn_of[position.get()];
                cast.clear();
                before.copy_from_slice(&held.at);
                let here = Here {
                    layer,
                    turn,
                    position,
                    luck,
                    types: self.game.layout.movers_of(turn, &types),
                };
                let taken = match &s.turn(turn).mover {
                    Mover::Vote(template) => self.vote(template, here, &mut held, &mut cast),
                    Mover::Joint(joint) => self.joint(joint, here, &mut held),
                    Mover::Actor(i) => self.option(here, Some(*i), &mut held),
                    Mover::Chance(told) => self.option(here, *told, &mut held),
                };
                let next = s.next(taken);
                let then = self.game.types_after(turn, taken, now);
                visit(&Step {
                    round: t,
                    position,
                    taken,
                    cast: &cast,
                    next,
                    before: &before,
                    after: &held.at,
                    who: [now, then],
                });
                if then != now {
                    now = then;
                    types = beliefs.types(now);
                }
                node = next;
            }
            let Some(finish) = s.finish(node) else {
                unreachable!("a node is a position or a finish")
            };
            match s.restart(finish) {
                Some(next) if t < self.game.rounds => node = next,
                Some(_) | None => return (finish, t),
            }
        }
        unreachable!("the last round returns")
    }

    /// The probability of move `m` for movers of these types, where beliefs are held.
    fn weight(&self, here: Here, m: Move, types: MoverTypes, held: &Held) -> f64 {
        let row = self.game.layout.of_move(here.turn, m, types);
        self.game
            .beliefs
            .read(&here.layer.weights[row], &held.belief)
    }

    /// The same of cell `c`.
    fn cell(&self, here: Here, c: Cell, types: MoverTypes, held: &Held) -> f64 {
        let row = self.game.layout.of_cell(here.turn, c, types);
        self.game.beliefs.read(&here.layer.cells[row], &held.belief)
    }

    /// What all learn when actor `i`, or nobody, takes option `taken` of `options`, whose probability
    /// for movers of other types is `weight`. What is interpolated need not add up to 1.
    fn learn(
        &self,
        here: Here,
        i: Option<usize>,
        options: usize,
        taken: usize,
        held: &mut Held,
        weight: impl Fn(usize, MoverTypes, &Held) -> f64,
    ) {
        let (beliefs, layout) = (&self.game.beliefs, &self.game.layout);
        let Some(i) = i.filter(|i| beliefs.type_count(*i) > 1) else {
            return;
        };
        let kinds = beliefs.type_count(i);
        let mut likelihood = [0.0; MOST_TYPES];
        for (type_, l) in likelihood[..kinds].iter_mut().enumerate() {
            let types = layout.with_type(here.turn, here.types, i, type_);
            let sum: f64 = (0..options).map(|o| weight(o, types, held)).sum();
            *l = weight(taken, types, held) / sum;
        }
        held.learn(beliefs, i, &likelihood[..kinds]);
    }

    fn option(&self, here: Here, i: Option<usize>, held: &mut Held) -> Move {
        let s = &self.game.structure;
        let moves = s.moves_of(here.position);
        let keys = &self.keys.options[here.turn.get()];
        let options = moves.clone().map(|m| {
            let share = self.weight(here, m, here.types, held);
            (share, keys[s.option(m)])
        });
        let taken = race(here.luck, options);
        match s.turn(here.turn).hidden {
            Some(i) => self.unseen(here, i, held),
            None => self.learn(here, i, moves.len(), taken, held, |o, types, held| {
                self.weight(here, moves.at(o), types, held)
            }),
        }
        moves.at(taken)
    }

    /// What all come to believe where actor `i` has done what nobody sees.
    fn unseen(&self, here: Here, i: usize, held: &mut Held) {
        let Game {
            structure: s,
            beliefs,
            layout,
            ..
        } = self.game;
        let moves = s.moves_of(here.position);
        let mut weights = vec![];
        for type_ in 0..beliefs.type_count(i) {
            let types = layout.with_type(here.turn, here.types, i, type_);
            let own = moves.clone().map(|m| self.weight(here, m, types, held));
            let own: Vec<f64> = own.collect();
            // what is interpolated need not add up to 1
            let sum: f64 = own.iter().sum();
            weights.push(own.into_iter().map(|w| w / sum).collect::<Vec<_>>());
        }
        let first = moves.range().start;
        let weight = |m: Move, type_: usize| weights[type_][m.get() - first];
        let own = beliefs.own(i);
        self.game.change(here.position, &mut held.at[own], weight);
        held.belief = beliefs.belief(&held.at);
    }

    fn joint(&self, joint: &Joint, here: Here, held: &mut Held) -> Move {
        let s = &self.game.structure;
        let open = s.open(here.position);
        let keys = &self.keys.members[here.turn.get()];
        let mut taken = 0;
        let mut picks = vec![];
        for ((open, cells), keys) in open.iter().zip(s.party_cells(here.position)).zip(keys) {
            let options = open.iter().zip(cells.clone()).map(|(option, cell)| {
                let share = self.cell(here, cell, here.types, held);
                (share, keys[*option])
            });
            let pick = race(here.luck, options);
            taken = taken * open.len() + pick;
            picks.push((cells, pick));
        }
        // nobody sees a choice before all have chosen
        let belief = held.belief;
        for (i, (cells, pick)) in joint.actors.iter().zip(picks) {
            if self.game.beliefs.type_count(*i) == 1 {
                continue;
            }
            let then = Held { at: vec![], belief };
            let options = cells.len();
            self.learn(here, Some(*i), options, pick, held, |o, types, _| {
                self.cell(here, cells.at(o), types, &then)
            });
        }
        s.moves_of(here.position).at(taken)
    }

    fn vote(&self, template: &Template, here: Here, held: &mut Held, cast: &mut Vec<Cell>) -> Move {
        let s = &self.game.structure;
        let rolls: Vec<RollCall> = s.roll_calls(here.position, template).collect();
        let none = s.no_draft(here.position);
        // what may be proposed: calling nothing, then the drafts
        let drafts = rolls.iter().map(Some);
        let proposals: Vec<Option<&RollCall>> =
            none.map(|_| None).into_iter().chain(drafts).collect();
        let share = |n: usize, types: MoverTypes, held: &Held| match (proposals[n], none) {
            (Some(roll), _) => {
                self.weight(here, roll.pass, types, held)
                    + self.weight(here, roll.fail, types, held)
            }
            (None, Some(none)) => self.weight(here, none, types, held),
            (None, None) => unreachable!("calling nothing is proposed only where it is open"),
        };
        // the first key is that of calling nothing
        let keys = &self.keys.options[here.turn.get()];
        let options = proposals.iter().enumerate().map(|(n, roll)| {
            let key = roll.map_or(0, |roll| roll.draft + 1);
            (share(n, here.types, held), keys[key])
        });
        let pick = race(here.luck, options);
        let count = proposals.len();
        self.learn(here, template.proposer, count, pick, held, share);
        match (proposals[pick], none) {
            (Some(roll), _) => {
                if self.roll_call(template, roll, here, held, cast) {
                    roll.pass
                } else {
                    roll.fail
                }
            }
            (None, Some(none)) => none,
            (None, None) => unreachable!("calling nothing is proposed only where it is open"),
        }
    }

    /// Plays a roll call; returns whether the draft passes.
    fn roll_call(
        &self,
        template: &Template,
        roll: &RollCall,
        here: Here,
        held: &mut Held,
        cast: &mut Vec<Cell>,
    ) -> bool {
        let members = &self.keys.members[here.turn.get()];
        let mut at = 0;
        while let Some(call) = template.calls.get(at) {
            let cell = |choice| roll.cells.at(template.cell(at, choice));
            let open: Vec<(usize, usize)> = call.open().collect();
            let choices = open.iter().map(|(choice, _)| {
                let share = self.cell(here, cell(*choice), here.types, held);
                (share, members[call.member][*choice])
            });
            let n = race(here.luck, choices);
            let i = Some(template.members[call.member]);
            self.learn(here, i, open.len(), n, held, |o, types, held| {
                self.cell(here, cell(open[o].0), types, held)
            });
            cast.push(cell(open[n].0));
            at = open[n].1;
        }
        let l = at - template.calls.len();
        let leaf = &template.leaves[l];
        let others = &members[template.members.len()];
        let seats = [(leaf.enough, others[0]), (1.0 - leaf.enough, others[1])];
        let enough = race(here.luck, seats.into_iter()) == 0;
        cast.push(roll.cells.at(template.leaf_cell(l, enough)));
        enough && leaf.noes == 0
    }
}
