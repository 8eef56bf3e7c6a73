//! Histories played one by one. Everything tallied is an integer, so the sums do not depend on
//! threads or the order of work.

pub mod luck;
mod marks;
mod play;
mod record;
mod tally;

pub use marks::Marks;
pub use play::Player;
pub use record::{Record, records};

use crate::forecast::{AtNodes, Occupancy};
use crate::game::{Cell, Finish, Game, Move, Node, Position, TypeProfile, to_u32};
use crate::solve::Solution;
use crate::task::{Cancelled, Parts, Task};
use rayon::prelude::*;
use std::ops::Range;
use tally::{Eye, Tally, Watch, add_up};

/// The results of simulated histories.
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
    /// Where types can change, who the actors are at the end of each round: histories × rounds; else empty.
    pub became: Vec<TypeProfile>,
    /// Where beliefs stand at the end of each round: histories × rounds × axes.
    pub beliefs: Vec<f32>,
    /// For all that actors [can be](Game::who).
    tallies: Vec<Tally>,
}

/// Bytes that each history of this game takes with `events` events watched.
pub fn bytes_of_a_history(game: &Game, events: usize) -> usize {
    let beliefs = game.rounds * game.beliefs.axes.len() * size_of::<f32>();
    let became = became(game) * size_of::<TypeProfile>();
    2 * size_of::<u32>() + 2 * events.div_ceil(64) * size_of::<u64>() + beliefs + became
}

/// How often it is written down of a history who the actors are.
fn became(game: &Game) -> usize {
    match game.changes.any() {
        true => game.rounds,
        false => 0,
    }
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
    /// Who the actors are before the move and after it.
    pub who: [TypeProfile; 2],
}

/// Histories played by one task; enough that its tallies are worth their memory.
const CHUNK: usize = 4096;

/// Plays the histories of these numbers, watching `events`.
///
/// # Errors
/// `task`, which is asked after every chunk, says to stop.
pub fn simulate(
    game: &Game,
    solution: &Solution,
    actors: &[String],
    events: &[AtNodes<bool>],
    seed: u64,
    numbers: Range<usize>,
    task: &dyn Task,
) -> Result<Simulation, Cancelled> {
    let player = Player::new(game, solution, actors);
    simulate_by(player, events, seed, numbers, task)
}

/// The same by a `player`, who may know something of how play has gone.
///
/// # Errors
/// As [`simulate`].
pub fn simulate_by(
    player: Player,
    events: &[AtNodes<bool>],
    seed: u64,
    numbers: Range<usize>,
    task: &dyn Task,
) -> Result<Simulation, Cancelled> {
    let histories = numbers.len();
    let game = player.game;
    let table = Table {
        player,
        seed,
        events: Marks::at_nodes(
            events,
            game.structure.nodes().len(),
            game.beliefs.profiles().len(),
        ),
    };
    let words = table.events.words;
    let mut outcomes = vec![0u32; histories];
    let mut seen = Marks::none(events.len(), histories);
    let mut standing = seen.clone();
    let mut draws = vec![TypeProfile::default(); histories];
    let record = game.rounds * game.beliefs.axes.len();
    let mut beliefs = vec![0f32; histories * record];
    let types = became(game);
    let mut changed = vec![TypeProfile::default(); histories * types];
    let chunks: Vec<Chunk> = outcomes
        .chunks_mut(CHUNK)
        .zip(pieces(&mut seen.bits, words, histories))
        .zip(pieces(&mut standing.bits, words, histories))
        .zip(draws.chunks_mut(CHUNK))
        .zip(pieces(&mut beliefs, record, histories))
        .zip(pieces(&mut changed, types, histories))
        .enumerate()
        .map(
            |(c, (((((outcomes, seen), standing), draws), beliefs), became))| Chunk {
                first: numbers.start + c * CHUNK,
                outcomes,
                seen,
                standing,
                draws,
                beliefs,
                became,
            },
        )
        .collect();
    // One tally a thread: they are large. Rayon halves the work while both halves have this many.
    let share = (chunks.len() / rayon::current_num_threads()).max(1);
    let parts = Parts::new(task, "playing", histories);
    let play = |mut watch, chunk: Chunk| {
        if !parts.stopped() {
            let played = chunk.outcomes.len();
            table.play(chunk, &mut watch);
            parts.advance(played);
        }
        watch
    };
    let watch = chunks
        .into_par_iter()
        .with_min_len(share)
        .fold(|| Watch::new(game, events.len()), play)
        .reduce(|| Watch::new(game, events.len()), Watch::join);
    if parts.stopped() {
        return Err(Cancelled);
    }
    Ok(Simulation {
        histories,
        outcomes,
        events: seen,
        standing,
        by: watch.by_the_end_of_each_round(),
        draws,
        became: changed,
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

/// What is written down of some histories, one after the other.
struct Chunk<'a> {
    /// The number of the first.
    first: usize,
    outcomes: &'a mut [u32],
    /// Words of marks: events seen, and events that hold at the end.
    seen: &'a mut [u64],
    standing: &'a mut [u64],
    draws: &'a mut [TypeProfile],
    /// Beliefs at the end of each round: rounds × axes.
    beliefs: &'a mut [f32],
    /// Who the actors are then, where that can change.
    became: &'a mut [TypeProfile],
}

/// What histories are played with.
struct Table<'a> {
    player: Player<'a>,
    seed: u64,
    /// The events that hold at each node: nodes, or profiles × nodes.
    events: Marks,
}

impl Table<'_> {
    /// Plays the histories of a chunk.
    fn play(&self, chunk: Chunk, watch: &mut Watch) {
        let s = &self.player.game.structure;
        let words = self.events.words;
        let record = self.player.game.rounds * self.player.game.beliefs.axes.len();
        let types = became(self.player.game);
        for i in 0..chunk.outcomes.len() {
            let k = (chunk.first + i) as u64;
            let profile = self.player.draw(self.seed, k);
            let own = i * words..(i + 1) * words;
            let seen = &mut chunk.seen[own.clone()];
            let beliefs = &mut chunk.beliefs[i * record..(i + 1) * record];
            let became = &mut chunk.became[i * types..(i + 1) * types];
            became.fill(profile);
            let end = self.history(k, watch.of(profile), seen, (beliefs, became));
            chunk.outcomes[i] = to_u32(s.outcome(end));
            let now = became.last().copied().unwrap_or(profile);
            chunk.standing[own].copy_from_slice(self.holding(s.node(end), now));
            chunk.draws[i] = profile;
        }
    }

    /// The words of the events that hold at a node where the actors are of these types.
    fn holding(&self, node: Node, now: TypeProfile) -> &[u64] {
        let nodes = self.player.game.structure.nodes().len();
        let public = self.events.bits.len() == nodes * self.events.words;
        let row = if public { 0 } else { now.get() };
        self.events.row(row * nodes + node.get())
    }

    /// Plays history `k` and tallies it; marks the events that come about in `seen` and writes where
    /// beliefs stand at the end of each round, and who the actors have become. Returns where it finishes.
    fn history(
        &self,
        k: u64,
        mut watch: Eye,
        seen: &mut [u64],
        (beliefs, became): (&mut [f32], &mut [TypeProfile]),
    ) -> Finish {
        let game = self.player.game;
        let axes = game.beliefs.axes.len().max(1);
        let mut write = |from: usize, at: &[f64]| {
            for row in beliefs.chunks_exact_mut(axes).skip(from) {
                row.iter_mut().zip(at).for_each(|(r, x)| *r = *x as f32);
            }
        };
        write(0, &game.beliefs.coordinates(game.beliefs.start));
        let mut round = 1;
        let mut node = game.structure.start();
        let (end, last) = self.player.play(self.seed, k, |step| {
            watch.quiet(&mut node, round..step.round);
            round = step.round;
            watch.step(step);
            for (w, (seen, holds)) in seen
                .iter_mut()
                .zip(self.holding(step.next, step.who[1]))
                .enumerate()
            {
                let new = holds & !*seen;
                *seen |= new;
                watch.events(w, new, round);
            }
            if step.before != step.after {
                write(round - 1, step.after);
            }
            if step.who[0] != step.who[1] {
                became[round - 1..].fill(step.who[1]);
            }
            node = step.next;
        });
        watch.quiet(&mut node, round..last);
        watch.end(end, last);
        end
    }
}

impl Simulation {
    /// These histories and then `next`, of the same game.
    pub fn join(mut self, next: Self) -> Self {
        self.histories += next.histories;
        self.outcomes.extend(next.outcomes);
        self.events.bits.extend(next.events.bits);
        self.standing.bits.extend(next.standing.bits);
        self.draws.extend(next.draws);
        self.became.extend(next.became);
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

    /// For all that actors [can be](Game::who): how many histories have their types so drawn.
    pub fn drawn(&self) -> Vec<u64> {
        let mut all = vec![0; self.by.len()];
        self.draws.iter().for_each(|d| all[d.get()] += 1);
        let nows = self.tallies.len() / all.len();
        all.into_iter()
            .flat_map(|n| std::iter::repeat_n(n, nows))
            .collect()
    }

    /// Who the actors are in history `k` at the end of round `t` (from 0).
    pub fn who(&self, k: usize, t: usize) -> TypeProfile {
        let rounds = self.became.len() / self.histories.max(1);
        match rounds {
            0 => self.draws[k],
            _ => self.became[k * rounds + t],
        }
    }

    /// The shares of histories for all that actors can be, given how their types are drawn, as occupancies.
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

    /// How many histories end in each of `count` outcomes.
    pub fn counts(&self, count: usize) -> Vec<u64> {
        let mut all = vec![0; count];
        self.outcomes.iter().for_each(|o| all[*o as usize] += 1);
        all
    }
}
