//! One history played: types drawn, options raced for, beliefs carried exactly from move to move.

use super::Step;
use super::luck::{history, key, race};
use crate::forecast::{ByCall, Known, Odds, Set};
use crate::game::{
    BeliefPoint, Beliefs, CHOICE_NAMES, Cell, Finish, Game, Indices, Joint, MOST_TYPES, Move,
    Mover, MoverTypes, Position, RollCall, Template, Turn, TurnInfo, TypeProfile,
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
    /// What is known of how play has gone, if anything: only histories that fit are played.
    known: Option<&'a Known<'a>>,
}

/// What all believe in the course of a history.
#[derive(Clone)]
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
    /// Who all actors are.
    now: TypeProfile,
    /// How likely play goes on as is known, if anything is known of the round; and what has come about of it.
    odds: Option<&'a Odds<'a>>,
    had: Set,
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
            known: None,
        }
    }

    /// The same, who plays only histories that fit what is `known`, each as often as it comes among these.
    #[must_use]
    pub fn given(self, known: Option<&'a Known<'a>>) -> Self {
        Player { known, ..self }
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
            let priors = match self.known {
                None => beliefs.next_drawn(&types),
                Some(known) => known.next_drawn(self.game, &types),
            };
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
        let drawn = now;
        let mut had = 0;
        for t in 1..=self.game.rounds {
            let layer = self.solution.layer(t, 0);
            let luck = luck();
            let odds = self.known.and_then(|known| known.odds((drawn, t), layer));
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
                    now,
                    odds: odds.as_ref(),
                    had,
                };
                let taken = match &s.turn(turn).mover {
                    Mover::Vote(template) => self.vote(template, here, &mut held, &mut cast),
                    Mover::Joint(joint) => self.joint(joint, here, &mut held),
                    Mover::Actor(i) => self.option(here, Some(*i), &mut held),
                    Mover::Chance(told) => self.option(here, *told, &mut held),
                };
                let next = s.next(taken);
                let then = self.game.types_after(turn, taken, now);
                if let Some(odds) = &odds {
                    had = odds.after((taken, then), &cast, had);
                }
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
            if let Some(odds) = &odds {
                had = odds.forget(had);
            }
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

    /// The share of histories that go on as is known after move `m`, if all then believe what is held; all, if nothing is known.
    fn fit(&self, here: Here, m: Move, held: &Held) -> f64 {
        here.odds.map_or(1.0, |odds| {
            let then = self.game.types_after(here.turn, m, here.now);
            odds.fit((m, then), &held.belief, here.had)
        })
    }

    fn option(&self, here: Here, i: Option<usize>, held: &mut Held) -> Move {
        let s = &self.game.structure;
        let moves = s.moves_of(here.position);
        let keys = &self.keys.options[here.turn.get()];
        let see = |n: usize, held: &mut Held| match s.turn(here.turn).hidden {
            Some(i) => self.unseen(here, i, held),
            None => self.learn(here, i, moves.len(), n, held, |o, types, held| {
                self.weight(here, moves.at(o), types, held)
            }),
        };
        let fit = |n: usize| match here.odds {
            None => 1.0,
            Some(_) => {
                let mut then = held.clone();
                see(n, &mut then);
                self.fit(here, moves.at(n), &then)
            }
        };
        let options = moves.clone().enumerate().map(|(n, m)| {
            let share = self.weight(here, m, here.types, held);
            (share * fit(n), keys[s.option(m)])
        });
        let taken = race(here.luck, options);
        see(taken, held);
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
        let moves = s.moves_of(here.position);
        let keys = &self.keys.members[here.turn.get()];
        let shares = |cells: Indices<Cell>| -> Vec<f64> {
            cells
                .map(|c| self.cell(here, c, here.types, held))
                .collect()
        };
        let shares: Vec<Vec<f64>> = s.party_cells(here.position).map(shares).collect();
        let fits = match here.odds {
            None => vec![],
            Some(_) => {
                let fit = |n: usize| {
                    let mut then = held.clone();
                    self.see_all(joint, here, &picks(&shares, n), &mut then);
                    self.fit(here, moves.at(n), &then)
                };
                ahead(&shares, (0..moves.len()).map(fit).collect())
            }
        };
        let mut taken = 0;
        for (n, (open, keys)) in open.iter().zip(keys).enumerate() {
            let first = taken * open.len();
            let fit = |o: usize| fits.get(n).map_or(1.0, |fits| fits[first + o]);
            let options = open.iter().zip(&shares[n]).enumerate();
            let options = options.map(|(o, (option, share))| (share * fit(o), keys[*option]));
            taken = first + race(here.luck, options);
        }
        self.see_all(joint, here, &picks(&shares, taken), held);
        moves.at(taken)
    }

    /// What all learn from what each picks of those who move at once.
    fn see_all(&self, joint: &Joint, here: Here, picks: &[usize], held: &mut Held) {
        // nobody sees a choice before all have chosen
        let belief = held.belief;
        let parties = self.game.structure.party_cells(here.position);
        for (i, (cells, pick)) in joint.actors.iter().zip(parties.zip(picks)) {
            if self.game.beliefs.type_count(*i) == 1 {
                continue;
            }
            let then = Held { at: vec![], belief };
            let options = cells.len();
            self.learn(here, Some(*i), options, *pick, held, |o, types, _| {
                self.cell(here, cells.at(o), types, &then)
            });
        }
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
        let count = proposals.len();
        let see = |n: usize, held: &mut Held| {
            self.learn(here, template.proposer, count, n, held, share);
        };
        let fits: Vec<ByCall> = match here.odds {
            None => vec![],
            Some(odds) => {
                let place = (here.turn, here.position);
                let fit = |roll: &Option<&RollCall>| {
                    roll.map(|roll| odds.by_call(template, place, here.now, roll, here.had))
                };
                let all = proposals.iter().map(fit);
                all.map(Option::unwrap_or_default).collect()
            }
        };
        let fit = |n: usize| match (here.odds, proposals[n], none) {
            (None, _, _) => 1.0,
            (Some(_), Some(_), _) => {
                let mut then = held.clone();
                see(n, &mut then);
                self.at_call(&fits[n], here.had, 0, &then)
            }
            (Some(_), None, none) => {
                let mut then = held.clone();
                see(n, &mut then);
                none.map_or(0.0, |none| self.fit(here, none, &then))
            }
        };
        // the first key is that of calling nothing
        let keys = &self.keys.options[here.turn.get()];
        let options = proposals.iter().enumerate().map(|(n, roll)| {
            let key = roll.map_or(0, |roll| roll.draft + 1);
            (share(n, here.types, held) * fit(n), keys[key])
        });
        let pick = race(here.luck, options);
        see(pick, held);
        match (proposals[pick], none) {
            (Some(roll), _) => {
                if self.roll_call(template, (roll, fits.get(pick)), here, held, cast) {
                    roll.pass
                } else {
                    roll.fail
                }
            }
            (None, Some(none)) => none,
            (None, None) => unreachable!("calling nothing is proposed only where it is open"),
        }
    }

    /// The share that goes on as is known from a call or leaf of a roll call, if all believe what is held.
    fn at_call(&self, fits: &ByCall, had: Set, at: usize, held: &Held) -> f64 {
        let own = fits.get(&had);
        own.map_or(0.0, |own| {
            self.game.beliefs.sum(&held.belief, &own[at]).max(0.0)
        })
    }

    /// Plays a roll call; returns whether the draft passes. `fits` has the share that goes on as is known from each call and
    /// leaf, if anything is.
    fn roll_call(
        &self,
        template: &Template,
        (roll, fits): (&RollCall, Option<&ByCall>),
        here: Here,
        held: &mut Held,
        cast: &mut Vec<Cell>,
    ) -> bool {
        let members = &self.keys.members[here.turn.get()];
        let mut at = 0;
        let mut had = here.had;
        // what has come about after a cell, if histories in which it has are not dropped
        let then = |cell: Cell, had: Set| here.odds.map_or(Some(had), |odds| odds.cast(cell, had));
        while let Some(call) = template.calls.get(at) {
            let cell = |choice| roll.cells.at(template.cell(at, choice));
            let open: Vec<(usize, usize)> = call.open().collect();
            let i = Some(template.members[call.member]);
            let see = |n: usize, held: &mut Held| {
                self.learn(here, i, open.len(), n, held, |o, types, held| {
                    self.cell(here, cell(open[o].0), types, held)
                });
            };
            let fit = |n: usize| match (fits, then(cell(open[n].0), had)) {
                (None, _) => 1.0,
                (Some(_), None) => 0.0,
                (Some(fits), Some(had)) => {
                    let mut after = held.clone();
                    see(n, &mut after);
                    self.at_call(fits, had, open[n].1, &after)
                }
            };
            let choices = open.iter().enumerate().map(|(n, (choice, _))| {
                let share = self.cell(here, cell(*choice), here.types, held);
                (share * fit(n), members[call.member][*choice])
            });
            let n = race(here.luck, choices);
            see(n, held);
            let cell = cell(open[n].0);
            had = then(cell, had).unwrap_or(had);
            cast.push(cell);
            at = open[n].1;
        }
        let l = at - template.calls.len();
        let leaf = &template.leaves[l];
        let others = &members[template.members.len()];
        let leaf_cell = |enough| roll.cells.at(template.leaf_cell(l, enough));
        let fit = |enough: bool| match (here.odds, then(leaf_cell(enough), had)) {
            (None, _) => 1.0,
            (Some(_), None) => 0.0,
            (Some(odds), Some(had)) => {
                odds.fit((leaf.fate(enough, roll), here.now), &held.belief, had)
            }
        };
        let seats = [
            (leaf.enough * fit(true), others[0]),
            ((1.0 - leaf.enough) * fit(false), others[1]),
        ];
        let enough = race(here.luck, seats.into_iter()) == 0;
        cast.push(leaf_cell(enough));
        enough && leaf.noes == 0
    }
}

/// What each of those who move at once picks in move `n` of a position, given how many options they have.
fn picks(shares: &[Vec<f64>], mut n: usize) -> Vec<usize> {
    let mut all = vec![0; shares.len()];
    for (pick, own) in all.iter_mut().zip(shares).rev() {
        *pick = n % own.len();
        n /= own.len();
    }
    all
}

/// For each of those who move at once, the share of histories that go on as is known after what it picks, given what those
/// before it do: the picks so far, the last one varying fastest. `fits` is the same after each move.
fn ahead(shares: &[Vec<f64>], fits: Vec<f64>) -> Vec<Vec<f64>> {
    let mut all = vec![fits];
    for own in shares.iter().skip(1).rev() {
        let later = &all[all.len() - 1];
        let sum = |fits: &[f64]| fits.iter().zip(own).map(|(fit, share)| fit * share).sum();
        let sums = later.chunks_exact(own.len()).map(sum).collect();
        all.push(sums);
    }
    all.reverse();
    all
}
