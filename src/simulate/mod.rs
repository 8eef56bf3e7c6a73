//! Histories played one by one. Everything tallied is an integer, so the sums do not depend on
//! threads or the order of work.

pub mod luck;
mod play;
mod record;

pub use play::Player;
pub use record::{Record, records};

use crate::forecast::Occupancy;
use crate::game::{Cell, Finish, Game, Move, Node, Position, TypeProfile, number};
use crate::solve::Solution;
use crate::task::{Cancelled, Parts, Task};
use rayon::prelude::*;
use std::ops::Range;

/// What simulated histories came to.
#[derive(Clone, Debug)]
pub struct Simulation {
    /// Number of histories.
    pub histories: usize,
    /// For each history its outcome.
    pub outcomes: Vec<u32>,
    /// For each history the events that have held after some move.
    pub events: Marks,
    /// For each history the events that hold at its end.
    pub standing: Marks,
    /// `by[draw][e][t]`: histories with types so drawn in which event e has held by the end of
    /// round t (from 0).
    pub by: Vec<Vec<Vec<u64>>>,
    /// For each history how its types were drawn.
    pub draws: Vec<TypeProfile>,
    /// Where beliefs stand at the end of each round: histories × rounds × axes.
    pub beliefs: Vec<f32>,
    /// By draw.
    tallies: Vec<Tally>,
}

#[derive(Clone, Debug)]
struct Tally {
    taken: Vec<Vec<u32>>,
    cast: Vec<Vec<u32>>,
    ends: Vec<Vec<u32>>,
}

/// Which of any number of events are marked, for every history or node: a bit each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marks {
    /// Words of 64 bits for each.
    words: usize,
    bits: Vec<u64>,
}

impl Marks {
    /// None of `events` is marked, for `count` histories or nodes.
    fn none(events: usize, count: usize) -> Self {
        let words = events.div_ceil(64);
        Marks {
            words,
            bits: vec![0; words * count],
        }
    }

    fn row(&self, k: usize) -> &[u64] {
        &self.bits[k * self.words..(k + 1) * self.words]
    }

    /// Whether event `e` is marked for history or node `k`.
    pub fn has(&self, k: usize, e: usize) -> bool {
        self.bits[k * self.words + e / 64] >> (e % 64) & 1 == 1
    }
}

/// Bytes that each history takes: with so many events watched, in this game.
pub fn bytes_of_a_history(game: &Game, events: usize) -> usize {
    let beliefs = game.rounds * game.beliefs.axes.len() * size_of::<f32>();
    2 * size_of::<u32>() + 2 * events.div_ceil(64) * size_of::<u64>() + beliefs
}

/// A step of a history.
#[derive(Clone, Copy, Debug)]
pub struct Step<'a> {
    /// The round, from 1.
    pub round: usize,
    /// The position.
    pub position: Position,
    /// The move taken.
    pub taken: Move,
    /// Of a vote with a draft on the table: the cells that came about.
    pub cast: &'a [Cell],
    /// Where the move led.
    pub next: Node,
    /// Where beliefs stood before the move, on every axis.
    pub before: &'a [f64],
    /// And after it.
    pub after: &'a [f64],
}

/// Tells how often things came about.
struct Watch<'a> {
    game: &'a Game,
    tallies: Vec<Tally>,
    /// `by[draw][e][t]`.
    by: Vec<Vec<Vec<u64>>>,
}

impl<'a> Watch<'a> {
    fn new(game: &'a Game, events: usize) -> Self {
        let s = &game.structure;
        let empty = Tally {
            taken: vec![vec![0; s.all_moves().len()]; game.rounds],
            cast: vec![vec![0; s.all_cells().len()]; game.rounds],
            ends: vec![vec![0; s.finishes().len()]; game.rounds],
        };
        let profiles = game.beliefs.profiles().len();
        Watch {
            game,
            tallies: vec![empty; profiles],
            by: vec![vec![vec![0; game.rounds]; events]; profiles],
        }
    }

    fn join(mut self, other: Self) -> Self {
        let tallies = self.tallies.iter_mut().zip(other.tallies);
        tallies.for_each(|(a, b)| a.add(b));
        add_up(&mut self.by, other.by);
        self
    }

    /// Tallies the ends of rounds `from..to`, in which nobody moves after `node`.
    fn quiet(&mut self, profile: TypeProfile, node: &mut Node, from: usize, to: usize) {
        let s = &self.game.structure;
        for t in from..to {
            let Some(finish) = s.finish(*node) else {
                unreachable!("somebody moves at a position")
            };
            self.tallies[profile.get()].ends[t - 1][finish.get()] += 1;
            *node = s.restart(finish).unwrap_or(*node);
        }
    }
}

/// Histories played by one task; enough that its tallies are worth their memory.
const CHUNK: usize = 4096;

/// Plays the histories of these numbers, watching `events` (each given for every node).
///
/// # Errors
/// `task`, which is asked after every chunk, says to stop.
pub fn simulate(
    game: &Game,
    solution: &Solution,
    actors: &[String],
    events: &[Vec<bool>],
    seed: u64,
    numbers: Range<usize>,
    task: &dyn Task,
) -> Result<Simulation, Cancelled> {
    let histories = numbers.len();
    let s = &game.structure;
    let player = Player::new(game, solution, actors);
    let mut mask = Marks::none(events.len(), s.nodes().len());
    let words = mask.words.max(1);
    for (e, event) in events.iter().enumerate() {
        let all = mask.bits.iter_mut().skip(e / 64).step_by(words);
        let pairs = all.zip(event);
        pairs.for_each(|(word, holds)| *word |= u64::from(*holds) << (e % 64));
    }
    let mut outcomes = vec![0u32; histories];
    let mut seen = Marks::none(events.len(), histories);
    let mut standing = seen.clone();
    let mut draws = vec![TypeProfile::default(); histories];
    let record = game.rounds * game.beliefs.axes.len();
    let mut beliefs = vec![0f32; histories * record];
    let chunks: Vec<_> = outcomes
        .chunks_mut(CHUNK)
        .zip(pieces(&mut seen.bits, mask.words, histories))
        .zip(pieces(&mut standing.bits, mask.words, histories))
        .zip(draws.chunks_mut(CHUNK))
        .zip(pieces(&mut beliefs, record, histories))
        .enumerate()
        .collect();
    // One tally a thread: they are large. Rayon halves the work while both halves have this many.
    let share = (chunks.len() / rayon::current_num_threads()).max(1);
    let parts = Parts::new(task, "playing", histories);
    let watch = chunks
        .into_par_iter()
        .with_min_len(share)
        .fold(
            || Watch::new(game, events.len()),
            |mut watch, (c, ((((outcomes, seen), standing), draws), beliefs))| {
                if parts.stopped() {
                    return watch;
                }
                for i in 0..outcomes.len() {
                    let k = (numbers.start + c * CHUNK + i) as u64;
                    let profile = player.draw(seed, k);
                    let record = &mut beliefs[i * record..(i + 1) * record];
                    let own = i * mask.words..(i + 1) * mask.words;
                    let seen = &mut seen[own.clone()];
                    let end = one(&player, seed, k, profile, &mask, &mut watch, seen, record);
                    outcomes[i] = number(s.outcome(end));
                    standing[own].copy_from_slice(mask.row(s.node(end).get()));
                    draws[i] = profile;
                }
                parts.advance(outcomes.len());
                watch
            },
        )
        .reduce(|| Watch::new(game, events.len()), Watch::join);
    if parts.stopped() {
        return Err(Cancelled);
    }
    let sums = |mut counts: Vec<u64>| {
        (1..counts.len()).for_each(|t| counts[t] += counts[t - 1]);
        counts
    };
    let by = watch.by.into_iter();
    Ok(Simulation {
        histories,
        outcomes,
        events: seen,
        standing,
        by: by
            .map(|events| events.into_iter().map(sums).collect())
            .collect(),
        draws,
        beliefs,
        tallies: watch.tallies,
    })
}

/// The records of each chunk of histories, each `record` long, which may be nothing.
fn pieces<T>(all: &mut [T], record: usize, histories: usize) -> Vec<&mut [T]> {
    if record == 0 {
        return (0..histories.div_ceil(CHUNK))
            .map(|_| &mut [][..])
            .collect();
    }
    all.chunks_mut(CHUNK * record).collect()
}

/// Plays history `k` and tallies it; marks the events that come about in `seen` and writes where
/// beliefs stand at the end of each round. Returns where it finishes.
#[allow(clippy::too_many_arguments)]
fn one(
    player: &Player,
    seed: u64,
    k: u64,
    profile: TypeProfile,
    mask: &Marks,
    watch: &mut Watch,
    seen: &mut [u64],
    record: &mut [f32],
) -> Finish {
    let s = &player.game.structure;
    let axes = player.game.beliefs.axes.len();
    let start = player.game.beliefs.coordinates(player.game.beliefs.start);
    let write = |record: &mut [f32], from: usize, at: &[f64]| {
        for row in record.chunks_exact_mut(axes.max(1)).skip(from) {
            row.iter_mut().zip(at).for_each(|(r, x)| *r = *x as f32);
        }
    };
    write(record, 0, &start);
    let mut round = 1;
    let mut node = s.start();
    let (end, last) = player.play(seed, k, |step| {
        let t = step.round;
        watch.quiet(profile, &mut node, round, t);
        round = t;
        let tally = &mut watch.tallies[profile.get()];
        tally.taken[t - 1][step.taken.get()] += 1;
        step.cast
            .iter()
            .for_each(|cell| tally.cast[t - 1][cell.get()] += 1);
        for (w, (seen, holds)) in seen.iter_mut().zip(mask.row(step.next.get())).enumerate() {
            let mut new = holds & !*seen;
            *seen |= new;
            while new != 0 {
                watch.by[profile.get()][64 * w + new.trailing_zeros() as usize][t - 1] += 1;
                new &= new - 1;
            }
        }
        if step.before != step.after {
            write(record, t - 1, step.after);
        }
        node = step.next;
    });
    watch.quiet(profile, &mut node, round, last);
    watch.tallies[profile.get()].ends[last - 1][end.get()] += 1;
    end
}

impl Tally {
    fn add(&mut self, other: Self) {
        let add = |a: &mut Vec<Vec<u32>>, b: Vec<Vec<u32>>| {
            let all = a.iter_mut().flatten().zip(b.into_iter().flatten());
            all.for_each(|(a, b)| *a += b);
        };
        add(&mut self.taken, other.taken);
        add(&mut self.cast, other.cast);
        add(&mut self.ends, other.ends);
    }
}

/// Adds up what was counted by draw, event and round.
fn add_up(a: &mut [Vec<Vec<u64>>], b: Vec<Vec<Vec<u64>>>) {
    let mine = a.iter_mut().flatten().flatten();
    mine.zip(b.into_iter().flatten().flatten())
        .for_each(|(a, b)| *a += b);
}

impl Simulation {
    /// These histories and then `next`, of the same game.
    pub fn join(mut self, next: Self) -> Self {
        self.histories += next.histories;
        self.outcomes.extend(next.outcomes);
        self.events.bits.extend(next.events.bits);
        self.standing.bits.extend(next.standing.bits);
        self.draws.extend(next.draws);
        self.beliefs.extend(next.beliefs);
        add_up(&mut self.by, next.by);
        let tallies = self.tallies.iter_mut().zip(next.tallies);
        tallies.for_each(|(a, b)| a.add(b));
        self
    }

    /// Histories in which event `e` has held by the end of each round.
    pub fn by(&self, e: usize) -> Vec<u64> {
        let rounds = self.tallies[0].ends.len();
        let by = |t: usize| self.by.iter().map(|events| events[e][t]).sum();
        (0..rounds).map(by).collect()
    }

    /// How many histories have their types drawn in each way.
    pub fn drawn(&self) -> Vec<u64> {
        let mut all = vec![0; self.tallies.len()];
        self.draws.iter().for_each(|d| all[d.get()] += 1);
        all
    }

    /// The shares of the histories of each draw, as occupancies.
    pub fn occupancies(&self) -> Vec<Occupancy> {
        let occupancy = |(tally, n): (&Tally, u64)| {
            let n = n.max(1) as f64;
            let shares = |all: &Vec<Vec<u32>>| -> Vec<Vec<f64>> {
                all.iter()
                    .map(|r| r.iter().map(|c| f64::from(*c) / n).collect())
                    .collect()
            };
            Occupancy {
                taken: shares(&tally.taken),
                cast: shares(&tally.cast),
                ends: shares(&tally.ends),
            }
        };
        self.tallies
            .iter()
            .zip(self.drawn())
            .map(occupancy)
            .collect()
    }

    /// How many histories came to each of `count` outcomes.
    pub fn counts(&self, count: usize) -> Vec<u64> {
        let mut all = vec![0; count];
        self.outcomes.iter().for_each(|o| all[*o as usize] += 1);
        all
    }
}
