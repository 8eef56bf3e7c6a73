//! Histories played one by one. Everything tallied is an integer, so the sums do not depend on
//! threads or the order of work.

pub mod luck;

use crate::forecast::Flow;
use crate::game::{CHOICES, Game, Mover};
use crate::solve::Solution;
use luck::{history, key, race};
use rayon::prelude::*;

/// What simulated histories came to.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// Number of histories.
    pub histories: usize,
    /// For each history its outcome.
    pub outcomes: Vec<u16>,
    /// For each history, bit e: event e has held after some move.
    pub events: Vec<u64>,
    /// For each history, bit e: event e holds at its end.
    pub standing: Vec<u64>,
    /// `by[e][t]`: histories in which event e has held by the end of round t (from 0).
    pub by: Vec<Vec<u64>>,
    tally: Tally,
}

#[derive(Clone, Debug)]
struct Tally {
    taken: Vec<Vec<u32>>,
    cast: Vec<Vec<u32>>,
    ends: Vec<Vec<u32>>,
}

/// The most events that a simulation can watch.
pub const EVENTS: usize = 64;

/// The keys of luck for the turns of a game.
struct Keys {
    /// For each turn and option.
    options: Vec<Vec<u64>>,
    /// For each vote's members (then `others`) and choices.
    members: Vec<Vec<[u64; CHOICES]>>,
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
        let members = |t: &crate::game::Turn| match &t.mover {
            Mover::Vote(v) => {
                let names = v
                    .members
                    .iter()
                    .map(|m| actors[*m].as_str())
                    .chain(["others"]);
                names
                    .map(|m| ["yes", "no", "abstain"].map(|c| key(&format!("{}/{m}", t.id), c)))
                    .collect()
            }
            _ => vec![],
        };
        Keys {
            options: turns.iter().map(options).collect(),
            members: turns.iter().map(members).collect(),
        }
    }
}

/// A step of a history.
#[derive(Clone, Debug)]
pub struct Step {
    /// The round, from 1.
    pub round: usize,
    /// The position.
    pub position: usize,
    /// The move taken.
    pub taken: usize,
    /// Of a vote with a draft on the table: the cells that came about, and the roll call's first.
    pub cast: Vec<usize>,
}

/// Plays histories `from..to`.
pub struct Player<'a> {
    game: &'a Game,
    solution: &'a Solution,
    keys: Keys,
    turn_of: Vec<u16>,
}

impl<'a> Player<'a> {
    /// For `game` under `solution`; `actors` are the actors' ids.
    pub fn new(game: &'a Game, solution: &'a Solution, actors: &[String]) -> Self {
        let s = &game.structure;
        let mut turn_of = vec![0; s.positions];
        for k in 0..s.turns.len() {
            turn_of[s.steps[k] as usize..s.steps[k + 1] as usize].fill(k as u16);
        }
        Player {
            game,
            solution,
            keys: Keys::new(game, actors),
            turn_of,
        }
    }

    /// Plays history `k` and tells `visit` of each step; returns the node at which it ends and
    /// the round.
    pub fn play(
        &self,
        seed: u64,
        k: u64,
        mut visit: impl FnMut(usize, usize, usize, &[usize], usize),
    ) -> (usize, usize) {
        let s = &self.game.structure;
        let mut luck = history(seed, k);
        let mut node = s.start as usize;
        let mut cast = Vec::with_capacity(16);
        for t in 1..=self.game.rounds {
            let layer = self.solution.layer(t, 0);
            let luck = luck();
            while node < s.positions {
                let turn = self.turn_of[node] as usize;
                let moves = s.moves_of(node);
                cast.clear();
                let taken = match &s.turns[turn].mover {
                    Mover::Vote(_) => {
                        self.vote(turn, node, &layer.weights, &layer.cells, luck, &mut cast)
                    }
                    _ => {
                        let keys = &self.keys.options[turn];
                        let options = moves
                            .clone()
                            .map(|m| (layer.weights[m], keys[s.option[m] as usize]));
                        moves.start + race(luck, options)
                    }
                };
                let next = s.next[taken] as usize;
                visit(t, node, taken, &cast, next);
                node = next;
            }
            match s.end(node) {
                Some(e) if t < self.game.rounds => node = s.restart[e] as usize,
                _ => return (node, t),
            }
        }
        unreachable!("the last round returns")
    }

    fn vote(
        &self,
        turn: usize,
        p: usize,
        weights: &[f64],
        cells: &[f64],
        luck: u64,
        cast: &mut Vec<usize>,
    ) -> usize {
        let s = &self.game.structure;
        let Mover::Vote(template) = &s.turns[turn].mover else {
            unreachable!("called at votes")
        };
        let m0 = s.moves[p] as usize;
        let none = s.option[m0] == 0;
        let keys = &self.keys.options[turn];
        let calls: Vec<_> = s.roll_calls(p, template).collect();
        let first = none.then(|| (weights[m0], keys[0]));
        let picks = calls.iter().map(|(_, pass)| {
            let draft = s.option[*pass].div_ceil(2) as usize;
            (weights[*pass] + weights[*pass + 1], keys[draft])
        });
        let pick = race(luck, first.into_iter().chain(picks));
        if none && pick == 0 {
            return m0;
        }
        let (range, pass) = &calls[pick - usize::from(none)];
        let members = &self.keys.members[turn];
        let mut at = 0;
        while at < template.calls.len() {
            let call = &template.calls[at];
            let cell = range.start + at * CHOICES;
            let choice = race(
                luck,
                (0..CHOICES).map(|c| (cells[cell + c], members[call.member][c])),
            );
            cast.push(cell + choice);
            at = call.next[choice].expect("a choice of probability 0 is never raced");
        }
        let leaf = at - template.calls.len();
        let enough = template.leaves[leaf].enough;
        let others = &members[template.members.len()];
        let short = race(
            luck,
            [(enough, others[0]), (1.0 - enough, others[1])].into_iter(),
        );
        cast.push(range.start + template.calls.len() * CHOICES + 2 * leaf + short);
        let passes = short == 0 && template.leaves[leaf].noes == 0;
        if passes { *pass } else { pass + 1 }
    }
}

/// Histories played by one task; enough that its tallies are worth their memory.
const CHUNK: usize = 4096;

/// Plays `histories` histories, watching `events` (each given for every node; at most [`EVENTS`]).
/// `progress` is told of every chunk done.
pub fn simulate(
    game: &Game,
    solution: &Solution,
    actors: &[String],
    events: &[Vec<bool>],
    seed: u64,
    histories: usize,
    progress: &(dyn Fn(usize) + Sync),
) -> Simulation {
    let s = &game.structure;
    let player = Player::new(game, solution, actors);
    let mask: Vec<u64> = (0..s.nodes())
        .map(|n| {
            events
                .iter()
                .enumerate()
                .fold(0, |bits, (e, event)| bits | u64::from(event[n]) << e)
        })
        .collect();
    let cells = s.cells[s.positions] as usize;
    let empty = || Tally {
        taken: vec![vec![0; s.next.len()]; game.rounds],
        cast: vec![vec![0; cells]; game.rounds],
        ends: vec![vec![0; s.nodes() - s.positions]; game.rounds],
    };
    let mut outcomes = vec![0u16; histories];
    let mut seen = vec![0u64; histories];
    let mut standing = vec![0u64; histories];
    let chunks: Vec<_> = outcomes
        .chunks_mut(CHUNK)
        .zip(seen.chunks_mut(CHUNK))
        .zip(standing.chunks_mut(CHUNK))
        .enumerate()
        .collect();
    // One tally a thread: they are large. Rayon halves the work while both halves have this many.
    let share = (chunks.len() / rayon::current_num_threads()).max(1);
    let (tally, by) = chunks
        .into_par_iter()
        .with_min_len(share)
        .fold(
            || (empty(), vec![vec![0u64; game.rounds]; events.len()]),
            |(mut tally, mut by), (c, ((outcomes, seen), standing))| {
                for i in 0..outcomes.len() {
                    let k = (c * CHUNK + i) as u64;
                    let mut bits = 0u64;
                    let mut round = 1;
                    let mut node = s.start as usize;
                    let (end, last) = player.play(seed, k, |t, _, taken, cast, next| {
                        quiet(game, &mut tally, &mut node, round, t);
                        round = t;
                        tally.taken[t - 1][taken] += 1;
                        cast.iter().for_each(|cell| tally.cast[t - 1][*cell] += 1);
                        let mut new = mask[next] & !bits;
                        bits |= new;
                        while new != 0 {
                            by[new.trailing_zeros() as usize][t - 1] += 1;
                            new &= new - 1;
                        }
                        node = next;
                    });
                    quiet(game, &mut tally, &mut node, round, last);
                    tally.ends[last - 1][end - s.positions] += 1;
                    outcomes[i] = s.outcome(end) as u16;
                    seen[i] = bits;
                    standing[i] = mask[end];
                }
                progress(outcomes.len());
                (tally, by)
            },
        )
        .reduce(
            || (empty(), vec![vec![0u64; game.rounds]; events.len()]),
            |(mut a, mut by), (b, other)| {
                let add = |a: &mut Vec<Vec<u32>>, b: Vec<Vec<u32>>| {
                    a.iter_mut()
                        .flatten()
                        .zip(b.into_iter().flatten())
                        .for_each(|(a, b)| *a += b);
                };
                add(&mut a.taken, b.taken);
                add(&mut a.cast, b.cast);
                add(&mut a.ends, b.ends);
                by.iter_mut()
                    .flatten()
                    .zip(other.into_iter().flatten())
                    .for_each(|(a, b)| *a += b);
                (a, by)
            },
        );
    let sums = |mut counts: Vec<u64>| {
        (1..counts.len()).for_each(|t| counts[t] += counts[t - 1]);
        counts
    };
    Simulation {
        histories,
        outcomes,
        events: seen,
        standing,
        by: by.into_iter().map(sums).collect(),
        tally,
    }
}

/// Tallies the ends of rounds `from..to`, in which nobody moves after `node`.
fn quiet(game: &Game, tally: &mut Tally, node: &mut usize, from: usize, to: usize) {
    let s = &game.structure;
    for t in from..to {
        tally.ends[t - 1][*node - s.positions] += 1;
        if let Some(e) = s.end(*node) {
            *node = s.restart[e] as usize;
        }
    }
}

impl Simulation {
    /// The shares of histories, as a flow.
    pub fn flow(&self) -> Flow {
        let n = self.histories as f64;
        let shares = |all: &Vec<Vec<u32>>| -> Vec<Vec<f64>> {
            all.iter()
                .map(|r| r.iter().map(|c| f64::from(*c) / n).collect())
                .collect()
        };
        Flow {
            taken: shares(&self.tally.taken),
            cast: shares(&self.tally.cast),
            ends: shares(&self.tally.ends),
        }
    }

    /// How many histories came to each of `count` outcomes.
    pub fn counts(&self, count: usize) -> Vec<u64> {
        let mut all = vec![0; count];
        self.outcomes.iter().for_each(|o| all[*o as usize] += 1);
        all
    }
}
