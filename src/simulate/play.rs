//! One history played: types drawn, options raced for, beliefs carried exactly from move to move.

use super::Step;
use super::luck::{history, key, race};
use crate::game::{Beliefs, CHOICES, Game, Joint, MOST_KINDS, Mover, RollCall, Spot, Template};
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
        let options = |t: &crate::game::Turn| match &t.mover {
            // the proposer's pick: none, then the drafts
            Mover::Vote(v) => std::iter::once("none")
                .chain(v.drafts.iter().map(|d| d.0.as_str()))
                .map(|d| key(&t.id, d))
                .collect(),
            _ => t.options.iter().map(|o| key(&t.id, &o.0)).collect(),
        };
        let members = |t: &crate::game::Turn| -> Vec<Vec<u64>> {
            let slot = |who: &str| format!("{}/{who}", t.id);
            match &t.mover {
                Mover::Vote(v) => {
                    let names = v
                        .members
                        .iter()
                        .map(|m| actors[*m].as_str())
                        .chain(["others"]);
                    names
                        .map(|m| {
                            let choices = ["yes", "no", "abstain"];
                            choices.map(|c| key(&slot(m), c)).to_vec()
                        })
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
    turn_of: Vec<u32>,
}

/// What all believe in the course of a history.
struct Held {
    /// On every axis.
    at: Vec<f64>,
    spot: Spot,
}

impl Held {
    /// Bayes' rule after actor `i` did what its types do with these probabilities.
    fn learn(&mut self, beliefs: &Beliefs, i: usize, likelihood: &[f64]) {
        Beliefs::bayes(&mut self.at[beliefs.own(i)], likelihood);
        self.spot = beliefs.spot(&self.at);
    }
}

/// A position of a history.
#[derive(Clone, Copy)]
struct Here<'a> {
    layer: &'a Layer,
    turn: usize,
    position: usize,
    luck: u64,
    /// How those who move at the turn are drawn.
    drawn: usize,
}

impl<'a> Player<'a> {
    /// For `game` under `solution`; `actors` are the actors' ids.
    pub fn new(game: &'a Game, solution: &'a Solution, actors: &[String]) -> Self {
        let s = &game.structure;
        let mut turn_of = vec![0; s.positions];
        for k in 0..s.turns.len() {
            turn_of[s.steps[k] as usize..s.steps[k + 1] as usize].fill(k as u32);
        }
        Player {
            game,
            solution,
            keys: Keys::new(game, actors),
            turn_of,
        }
    }

    /// How the types of history `k` are drawn.
    pub fn draw(&self, seed: u64, k: u64) -> usize {
        let beliefs = &self.game.beliefs;
        if !beliefs.typed() {
            return 0;
        }
        let luck = history(seed, k)();
        let kind = |i: usize| {
            let roles = beliefs.roles(i);
            let priors = roles.map(|r| beliefs.prior[r]);
            race(luck, priors.zip(self.keys.types[i].iter().copied()))
        };
        let types: Vec<usize> = (0..beliefs.actors()).map(kind).collect();
        beliefs.drawn(&types)
    }

    /// Plays history `k` and tells `visit` of each step; returns the node at which it ends and
    /// the round.
    pub fn play(&self, seed: u64, k: u64, mut visit: impl FnMut(&Step)) -> (usize, usize) {
        let s = &self.game.structure;
        let beliefs = &self.game.beliefs;
        let types = beliefs.draw(self.draw(seed, k));
        let mut luck = history(seed, k);
        let mut node = s.start as usize;
        let mut cast = Vec::with_capacity(16);
        let mut held = Held {
            at: beliefs.coordinates(beliefs.start),
            spot: beliefs.at(beliefs.start),
        };
        let mut before = held.at.clone();
        for t in 1..=self.game.rounds {
            let layer = self.solution.layer(t, 0);
            let luck = luck();
            while node < s.positions {
                let turn = self.turn_of[node] as usize;
                cast.clear();
                before.copy_from_slice(&held.at);
                let here = Here {
                    layer,
                    turn,
                    position: node,
                    luck,
                    drawn: self.game.layout.drawn(turn, &types, beliefs),
                };
                let taken = match &s.turns[turn].mover {
                    Mover::Vote(template) => self.vote(template, here, &mut held, &mut cast),
                    Mover::Joint(joint) => self.joint(joint, here, &mut held),
                    Mover::Actor(i) => self.option(here, Some(*i), &mut held),
                    Mover::Chance => self.option(here, None, &mut held),
                };
                let next = s.next[taken] as usize;
                visit(&Step {
                    round: t,
                    position: node,
                    taken,
                    cast: &cast,
                    next,
                    before: &before,
                    after: &held.at,
                });
                node = next;
            }
            match s.end(node) {
                Some(e) if t < self.game.rounds => node = s.restart[e] as usize,
                _ => return (node, t),
            }
        }
        unreachable!("the last round returns")
    }

    /// The probability of move `m` for those who are drawn as `drawn`, where beliefs are held.
    fn weight(&self, here: Here, m: usize, drawn: usize, held: &Held) -> f64 {
        let points = self.game.beliefs.count;
        let from = self.game.layout.weight(here.turn, m) + drawn * points;
        let weights = &here.layer.weights[from..from + points];
        self.game.beliefs.read(weights, &held.spot)
    }

    /// The same of cell `c`.
    fn cell(&self, here: Here, c: usize, drawn: usize, held: &Held) -> f64 {
        let points = self.game.beliefs.count;
        let from = self.game.layout.cell(here.turn, c) + drawn * points;
        let cells = &here.layer.cells[from..from + points];
        self.game.beliefs.read(cells, &held.spot)
    }

    /// What all learn when actor `i`, or nobody, takes option `taken` of `options`, whose probability for each
    /// way of being drawn is `weight`. What is interpolated need not add up to 1.
    fn learn(
        &self,
        here: Here,
        i: Option<usize>,
        options: usize,
        taken: usize,
        held: &mut Held,
        weight: impl Fn(usize, usize, &Held) -> f64,
    ) {
        let beliefs = &self.game.beliefs;
        let Some(i) = i.filter(|i| beliefs.kinds(*i) > 1) else {
            return;
        };
        let kinds = beliefs.kinds(i);
        let mut likelihood = [0.0; MOST_KINDS];
        for (kind, l) in likelihood[..kinds].iter_mut().enumerate() {
            let drawn = self
                .game
                .layout
                .swap(here.turn, here.drawn, i, kind, beliefs);
            let sum: f64 = (0..options).map(|o| weight(o, drawn, held)).sum();
            *l = weight(taken, drawn, held) / sum;
        }
        held.learn(beliefs, i, &likelihood[..kinds]);
    }

    fn option(&self, here: Here, i: Option<usize>, held: &mut Held) -> usize {
        let s = &self.game.structure;
        let moves = s.moves_of(here.position);
        let keys = &self.keys.options[here.turn];
        let options = moves.clone().map(|m| {
            let key = keys[s.option[m] as usize];
            (self.weight(here, m, here.drawn, held), key)
        });
        let taken = race(here.luck, options);
        self.learn(here, i, moves.len(), taken, held, |o, drawn, held| {
            self.weight(here, moves.start + o, drawn, held)
        });
        moves.start + taken
    }

    fn joint(&self, joint: &Joint, here: Here, held: &mut Held) -> usize {
        let s = &self.game.structure;
        let open = joint.open(&s.option[s.moves_of(here.position)]);
        let mut cell = s.cells[here.position] as usize;
        let mut taken = 0;
        let mut picks = vec![];
        for (open, keys) in open.iter().zip(&self.keys.members[here.turn]) {
            let options = open.iter().enumerate().map(|(n, o)| {
                let share = self.cell(here, cell + n, here.drawn, held);
                (share, keys[*o])
            });
            let pick = race(here.luck, options);
            taken = taken * open.len() + pick;
            picks.push((cell, open.len(), pick));
            cell += open.len();
        }
        // nobody sees a choice before all have chosen
        let spot = held.spot;
        for (i, (cell, options, pick)) in joint.actors.iter().zip(picks) {
            let kinds = self.game.beliefs.kinds(*i);
            if kinds == 1 {
                continue;
            }
            let then = Held { at: vec![], spot };
            self.learn(here, Some(*i), options, pick, held, |o, drawn, _| {
                self.cell(here, cell + o, drawn, &then)
            });
        }
        s.moves[here.position] as usize + taken
    }

    fn vote(
        &self,
        template: &Template,
        here: Here,
        held: &mut Held,
        cast: &mut Vec<usize>,
    ) -> usize {
        let s = &self.game.structure;
        let nothing = s.no_draft(here.position);
        let none = nothing.is_some();
        let keys = &self.keys.options[here.turn];
        let calls: Vec<_> = s.roll_calls(here.position, template).collect();
        let pick_of = |pick: usize, drawn: usize, held: &Held| match (pick, nothing) {
            (0, Some(nothing)) => self.weight(here, nothing, drawn, held),
            (pick, _) => {
                let RollCall { pass, fail, .. } = calls[pick - usize::from(none)];
                self.weight(here, pass, drawn, held) + self.weight(here, fail, drawn, held)
            }
        };
        let picks = calls.len() + usize::from(none);
        let options = (0..picks).map(|pick| {
            // the first key is that of calling nothing
            let draft = match pick {
                0 if none => 0,
                pick => calls[pick - usize::from(none)].draft + 1,
            };
            (pick_of(pick, here.drawn, held), keys[draft])
        });
        let pick = race(here.luck, options);
        self.learn(here, template.proposer, picks, pick, held, pick_of);
        if let (0, Some(nothing)) = (pick, nothing) {
            return nothing;
        }
        let RollCall {
            cells: range,
            pass,
            fail,
            ..
        } = &calls[pick - usize::from(none)];
        let members = &self.keys.members[here.turn];
        let mut at = 0;
        while at < template.calls.len() {
            let call = &template.calls[at];
            let cell = range.start + at * CHOICES;
            let open: Vec<usize> = (0..CHOICES).filter(|c| call.next[*c].is_some()).collect();
            let choices = open.iter().map(|c| {
                let share = self.cell(here, cell + c, here.drawn, held);
                (share, members[call.member][*c])
            });
            let n = race(here.luck, choices);
            let i = Some(template.members[call.member]);
            self.learn(here, i, open.len(), n, held, |o, drawn, held| {
                self.cell(here, cell + open[o], drawn, held)
            });
            cast.push(cell + open[n]);
            at = call.next[open[n]].expect("only open choices are raced");
        }
        let leaf = at - template.calls.len();
        let enough = template.leaves[leaf].enough;
        let others = &members[template.members.len()];
        let short = race(
            here.luck,
            [(enough, others[0]), (1.0 - enough, others[1])].into_iter(),
        );
        cast.push(range.start + template.calls.len() * CHOICES + 2 * leaf + short);
        let passes = short == 0 && template.leaves[leaf].noes == 0;
        if passes { *pass } else { *fail }
    }
}
