//! One pass forward through a round, and what is computed by passing.

use super::Flow;
use crate::game::{CHOICES, Game, Mover, RollCall, Spot, Template};
use crate::solve::{Layer, Solution};

/// A pass through a round of a game in which types are drawn as `draw`.
struct Pass<'a> {
    game: &'a Game,
    layer: &'a Layer,
    /// Every actor's type.
    types: &'a [usize],
    /// Where what is taken and cast is added up; empty if it is not.
    taken: Vec<f64>,
    cast: Vec<f64>,
    /// Nodes at which histories stop, if any, and how many have stopped there.
    event: Option<&'a [bool]>,
    stopped: f64,
}

impl<'a> Pass<'a> {
    fn new(game: &'a Game, layer: &'a Layer, types: &'a [usize]) -> Self {
        Pass {
            game,
            layer,
            types,
            taken: vec![],
            cast: vec![],
            event: None,
            stopped: 0.0,
        }
    }

    /// Moves `mass` (nodes × points) from positions on to where the round ends.
    fn run(&mut self, mass: &mut [f64]) {
        let s = &self.game.structure;
        let points = self.game.beliefs.count;
        for k in 0..s.turns.len() {
            for p in s.steps[k] as usize..s.steps[k + 1] as usize {
                let here = p * points..(p + 1) * points;
                if mass[here.clone()].iter().all(|x| *x == 0.0) {
                    continue;
                }
                let here = mass[here].to_vec();
                match (&s.turns[k].mover, self.game.layout.cast[k].is_empty()) {
                    (Mover::Vote(template), false) => self.vote(template, k, p, &here, mass),
                    (Mover::Vote(template), true) => {
                        self.moves(k, p, &here, mass);
                        self.ballots(template, k, p, &here);
                    }
                    _ => self.moves(k, p, &here, mass),
                }
            }
        }
    }

    /// Puts `share` of what is at `spot` into node `next`.
    fn put(&mut self, next: usize, spot: &Spot, share: f64, mass: &mut [f64]) {
        if self.event.is_some_and(|e| e[next]) {
            self.stopped += share;
            return;
        }
        let points = self.game.beliefs.count;
        let row = &mut mass[next * points..(next + 1) * points];
        self.game
            .beliefs
            .spread(spot, &mut |b, part| row[b] += share * part);
    }

    fn moves(&mut self, k: usize, p: usize, here: &[f64], mass: &mut [f64]) {
        let s = &self.game.structure;
        let (layout, beliefs) = (&self.game.layout, &self.game.beliefs);
        let drawn = layout.drawn(k, self.types, beliefs) * beliefs.count;
        for (b, here) in here.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            for (n, m) in s.moves_of(p).enumerate() {
                let out = here * self.layer.weights[layout.weight(k, m) + drawn + b];
                if let Some(taken) = self.taken.get_mut(m) {
                    *taken += out;
                }
                let spot = self.layer.spot(self.game, k, p, b, n);
                self.put(s.next[m] as usize, &spot, out, mass);
            }
        }
    }

    /// Adds up what is cast in a vote in which nobody who moves has types.
    fn ballots(&mut self, template: &Template, k: usize, p: usize, here: &[f64]) {
        if self.cast.is_empty() {
            return;
        }
        let s = &self.game.structure;
        let layout = &self.game.layout;
        let calls = template.calls.len();
        let mut cells = vec![0.0; template.cells()];
        for (b, here) in here.iter().enumerate().filter(|(_, x)| **x != 0.0) {
            for RollCall {
                cells: range,
                pass,
                fail,
                ..
            } in s.roll_calls(p, template)
            {
                let weight = |m: usize| self.layer.weights[layout.weight(k, m) + b];
                let called = here * (weight(pass) + weight(fail));
                for (cell, c) in cells.iter_mut().zip(range.clone()) {
                    *cell = self.layer.cells[layout.cell(k, c) + b];
                }
                let reach = template.reach(&cells);
                for (i, (out, cell)) in self.cast[range].iter_mut().zip(&cells).enumerate() {
                    let at = if i < calls * CHOICES {
                        i / CHOICES
                    } else {
                        calls + (i - calls * CHOICES) / 2
                    };
                    *out += called * reach[at] * cell;
                }
            }
        }
    }

    /// A vote in which beliefs move: by what is proposed, then from call to call.
    fn vote(&mut self, template: &Template, k: usize, p: usize, here: &[f64], mass: &mut [f64]) {
        let s = &self.game.structure;
        let (layout, beliefs) = (&self.game.layout, &self.game.beliefs);
        let points = beliefs.count;
        let drawn = layout.drawn(k, self.types, beliefs) * points;
        let m0 = s.moves[p] as usize;
        let weights = &self.layer.weights;
        let none = s.no_draft(p).is_some();
        for (b, here) in here.iter().enumerate().filter(|(_, x)| **x != 0.0 && none) {
            let out = here * weights[layout.weight(k, m0) + drawn + b];
            if let Some(taken) = self.taken.get_mut(m0) {
                *taken += out;
            }
            let spot = self.layer.spot(self.game, k, p, b, 0);
            self.put(s.next[m0] as usize, &spot, out, mass);
        }
        let calls = template.calls.len();
        for RollCall {
            cells: range,
            pass,
            fail,
            ..
        } in s.roll_calls(p, template)
        {
            let mut at = vec![vec![0.0; points]; calls + template.leaves.len()];
            for (b, here) in here.iter().enumerate().filter(|(_, x)| **x != 0.0) {
                let weight = |m: usize| weights[layout.weight(k, m) + drawn + b];
                let called = here * (weight(pass) + weight(fail));
                let spot = self.layer.spot(self.game, k, p, b, pass - m0);
                beliefs.spread(&spot, &mut |to, part| at[0][to] += called * part);
            }
            for (c, call) in template.calls.iter().enumerate() {
                let member = template.members[call.member];
                for (choice, next) in call.next.iter().enumerate() {
                    let Some(next) = next else { continue };
                    let cell = range.start + c * CHOICES + choice;
                    let from = layout.cell(k, cell);
                    let here = at[c].clone();
                    for (b, here) in here.iter().enumerate() {
                        let out = here * self.layer.cells[from + drawn + b];
                        if out == 0.0 {
                            continue;
                        }
                        if let Some(cast) = self.cast.get_mut(cell) {
                            *cast += out;
                        }
                        let spot = beliefs.learn(member, b, |kind| {
                            let kind = layout.swap(k, 0, member, kind, beliefs);
                            self.layer.cells[from + kind * points + b]
                        });
                        let to = &mut at[*next];
                        beliefs.spread(&spot, &mut |b, part| to[b] += out * part);
                    }
                }
            }
            for (l, leaf) in template.leaves.iter().enumerate() {
                let whole: f64 = at[calls + l].iter().sum();
                let cell = range.start + calls * CHOICES + 2 * l;
                if !self.cast.is_empty() {
                    self.cast[cell] += whole * leaf.enough;
                    self.cast[cell + 1] += whole * (1.0 - leaf.enough);
                }
                let passes = if leaf.noes == 0 { leaf.enough } else { 0.0 };
                for (m, share) in [(pass, passes), (pass + 1, 1.0 - passes)] {
                    if let Some(taken) = self.taken.get_mut(m) {
                        *taken += whole * share;
                    }
                    for (b, here) in at[calls + l].iter().enumerate() {
                        let out = here * share;
                        if out != 0.0 {
                            self.put(s.next[m] as usize, &beliefs.at(b), out, mass);
                        }
                    }
                }
            }
        }
    }
}

/// The mass at the start.
fn start(game: &Game) -> Vec<f64> {
    let points = game.beliefs.count;
    let mut mass = vec![0.0; game.structure.nodes() * points];
    mass[game.structure.start as usize * points + game.beliefs.start] = 1.0;
    mass
}

/// Moves what is at round ends to where the next round begins.
fn restart(game: &Game, mass: &[f64]) -> Vec<f64> {
    let s = &game.structure;
    let points = game.beliefs.count;
    let mut next = vec![0.0; mass.len()];
    for (e, to) in s.restart.iter().enumerate() {
        let from = (s.positions + e) * points;
        let to = *to as usize * points;
        for b in 0..points {
            next[to + b] += mass[from + b];
        }
    }
    next
}

/// The exact flow over the reported rounds for each draw of types, were the shadow `longer` rounds
/// longer.
pub fn forecast(game: &Game, solution: &Solution, longer: usize) -> Vec<Flow> {
    let draw = |draw: usize| flow(game, solution, longer, &game.beliefs.draw(draw));
    (0..game.beliefs.draws()).map(draw).collect()
}

fn flow(game: &Game, solution: &Solution, longer: usize, types: &[usize]) -> Flow {
    let s = &game.structure;
    let points = game.beliefs.count;
    let mut flow = Flow {
        taken: vec![],
        cast: vec![],
        ends: vec![],
    };
    let mut mass = start(game);
    for t in 1..=game.rounds {
        let mut pass = Pass::new(game, solution.layer(t, longer), types);
        pass.taken = vec![0.0; s.next.len()];
        pass.cast = vec![0.0; s.cells[s.positions] as usize];
        pass.run(&mut mass);
        let ends = mass[s.positions * points..].chunks_exact(points);
        flow.ends.push(ends.map(|row| row.iter().sum()).collect());
        flow.taken.push(pass.taken);
        flow.cast.push(pass.cast);
        mass = restart(game, &mass);
    }
    flow
}

/// The probability of each of `count` outcomes at the end of the report for a history that is at
/// `node` in round `round` (from 1), believed to be at `spot`, with types drawn as in `draw`.
pub fn ends_from(
    game: &Game,
    solution: &Solution,
    (round, node): (usize, usize),
    spot: &Spot,
    draw: usize,
    count: usize,
) -> Vec<f64> {
    let s = &game.structure;
    let points = game.beliefs.count;
    let types = game.beliefs.draw(draw);
    let mut shares = vec![0.0; count];
    let mut mass = vec![0.0; s.nodes() * points];
    let row = &mut mass[node * points..(node + 1) * points];
    game.beliefs.spread(spot, &mut |b, part| row[b] += part);
    for t in round..=game.rounds {
        Pass::new(game, solution.layer(t, 0), &types).run(&mut mass);
        for end in s.positions..s.nodes() {
            if t == game.rounds || s.end(end).is_none() {
                let here: f64 = mass[end * points..(end + 1) * points].iter().sum();
                shares[s.outcome(end)] += here;
            }
        }
        mass = restart(game, &mass);
    }
    shares
}

/// For each reported round the probability that by its end some move has led to a node of `event`,
/// were the shadow `longer` rounds longer and types drawn as in `draw`.
pub fn ever(
    game: &Game,
    solution: &Solution,
    event: &[bool],
    longer: usize,
    draw: usize,
) -> Vec<f64> {
    let types = game.beliefs.draw(draw);
    let mut mass = start(game);
    let mut by = vec![];
    let mut sum = 0.0;
    for t in 1..=game.rounds {
        let mut pass = Pass::new(game, solution.layer(t, longer), &types);
        pass.event = Some(event);
        pass.run(&mut mass);
        sum += pass.stopped;
        by.push(sum);
        mass = restart(game, &mass);
    }
    by
}
