//! The exact distribution forward through the game, and what is read off a distribution, exact or
//! simulated.

mod readings;

pub use readings::{
    Use, by_account, course, events_at, means_at, outcomes, outcomes_by_round, uses,
};

use crate::game::{CHOICES, Game, Mover};
use crate::solve::Solution;

/// How often everything happens: probabilities, or shares of simulated histories.
#[derive(Clone, Debug)]
pub struct Flow {
    /// `taken[t][m]`: move m is taken in round t (from 0).
    pub taken: Vec<Vec<f64>>,
    /// `cast[t][c]`: cell c of a roll call comes about in round t.
    pub cast: Vec<Vec<f64>>,
    /// `ends[t][e]`: round t ends in round end e, or (after the round ends) play ends in that
    /// round in frozen node e.
    pub ends: Vec<Vec<f64>>,
}

/// The exact flow over the reported rounds, were the shadow `longer` rounds longer.
pub fn forecast(game: &Game, solution: &Solution, longer: usize) -> Flow {
    let s = &game.structure;
    let mut flow = Flow {
        taken: vec![],
        cast: vec![],
        ends: vec![],
    };
    let mut start = vec![0.0; s.nodes()];
    start[s.start as usize] = 1.0;
    for t in 1..=game.rounds {
        let layer = solution.layer(t, longer);
        let mut mass = std::mem::replace(&mut start, vec![0.0; s.nodes()]);
        let mut taken = vec![0.0; s.next.len()];
        let mut cast = vec![0.0; layer.cells.len()];
        for (k, turn) in s.turns.iter().enumerate() {
            for p in s.steps[k] as usize..s.steps[k + 1] as usize {
                let here = mass[p];
                if here == 0.0 {
                    continue;
                }
                for m in s.moves_of(p) {
                    taken[m] = here * layer.weights[m];
                    mass[s.next[m] as usize] += taken[m];
                }
                let Mover::Vote(template) = &turn.mover else {
                    continue;
                };
                for (range, pass) in s.roll_calls(p, template) {
                    let cells = &layer.cells[range.clone()];
                    let called = taken[pass] + taken[pass + 1];
                    let reach = template.reach(cells);
                    let calls = template.calls.len();
                    for (i, (out, cell)) in cast[range].iter_mut().zip(cells).enumerate() {
                        let at = if i < calls * CHOICES {
                            i / CHOICES
                        } else {
                            calls + (i - calls * CHOICES) / 2
                        };
                        *out = called * reach[at] * cell;
                    }
                }
            }
        }
        let ends = mass[s.positions..].to_vec();
        for (e, next) in s.restart.iter().enumerate() {
            start[*next as usize] += ends[e];
        }
        flow.taken.push(taken);
        flow.cast.push(cast);
        flow.ends.push(ends);
    }
    flow
}

/// The probability of each of `count` outcomes at the end of the report for a history that is at
/// `node` in round `round` (from 1).
pub fn ends_from(
    game: &Game,
    solution: &Solution,
    round: usize,
    node: usize,
    count: usize,
) -> Vec<f64> {
    let s = &game.structure;
    let mut shares = vec![0.0; count];
    let mut mass = vec![0.0; s.nodes()];
    mass[node] = 1.0;
    for t in round..=game.rounds {
        let layer = solution.layer(t, 0);
        for p in 0..s.positions {
            let here = mass[p];
            if here == 0.0 {
                continue;
            }
            for m in s.moves_of(p) {
                mass[s.next[m] as usize] += here * layer.weights[m];
            }
        }
        let now = std::mem::replace(&mut mass, vec![0.0; s.nodes()]);
        for (end, here) in now.iter().enumerate().skip(s.positions) {
            match s.end(end) {
                Some(e) if t < game.rounds => mass[s.restart[e] as usize] += here,
                _ => shares[s.outcome(end)] += here,
            }
        }
    }
    shares
}

/// For each reported round the probability that by its end some move has led to a node of `event`,
/// were the shadow `longer` rounds longer.
pub fn ever(game: &Game, solution: &Solution, event: &[bool], longer: usize) -> Vec<f64> {
    let s = &game.structure;
    let mut start = vec![0.0; s.nodes()];
    start[s.start as usize] = 1.0;
    let mut sum = 0.0;
    let mut by = vec![];
    for t in 1..=game.rounds {
        let layer = solution.layer(t, longer);
        let mut mass = std::mem::replace(&mut start, vec![0.0; s.nodes()]);
        for p in 0..s.positions {
            let here = mass[p];
            if here == 0.0 {
                continue;
            }
            for m in s.moves_of(p) {
                let next = s.next[m] as usize;
                let out = here * layer.weights[m];
                *(if event[next] {
                    &mut sum
                } else {
                    &mut mass[next]
                }) += out;
            }
        }
        for (e, next) in s.restart.iter().enumerate() {
            start[*next as usize] += mass[s.positions + e];
        }
        by.push(sum);
    }
    by
}
