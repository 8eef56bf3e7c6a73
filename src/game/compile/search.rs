//! Which positions can be reached, and where each move leads: a search from the start.

use super::super::structure::{decode, encode};
use super::super::{Joint, Mover, Structure, StructureBuilder, Voted, to_u16, to_u32};
use super::expressions::Compiled;
use super::room::{Limits, Room};
use crate::diagnostics::Diagnostic;
use crate::scenario::Outcome;
use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

/// Where a move leads, before nodes have numbers.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
enum Target {
    Position(usize, u64),
    End(u64),
    Terminal(u16, u64),
}

struct Search<'a> {
    game: &'a Compiled<'a>,
    ids: HashMap<Target, u32, BuildHasherDefault<Mixer>>,
    found: Vec<Target>,
    faults: Vec<Diagnostic>,
}

/// Hashes targets, which are few small numbers, in a few steps.
#[derive(Default)]
struct Mixer(u64);

impl Hasher for Mixer {
    fn finish(&self) -> u64 {
        self.0 ^ (self.0 >> 32)
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|b| self.write_u64(u64::from(*b)));
    }

    fn write_u16(&mut self, x: u16) {
        self.write_u64(u64::from(x));
    }

    fn write_usize(&mut self, x: usize) {
        self.write_u64(x as u64);
    }

    fn write_isize(&mut self, x: isize) {
        self.write_u64(x as u64);
    }

    fn write_u64(&mut self, x: u64) {
        // the multiplier of Steele & Vigna (2021)
        self.0 = (self.0.rotate_left(29) ^ x).wrapping_mul(0xd134_2543_de82_ef95);
    }
}

/// A position's moves: option and target.
type Moves = Vec<(u32, u32)>;

/// The structure of everything that can be reached.
pub fn search(game: &Compiled, limits: &Limits) -> Result<Structure, Vec<Diagnostic>> {
    let mut search = Search {
        game,
        ids: HashMap::default(),
        found: vec![],
        faults: vec![],
    };
    let variables = game.scenario.variables.iter();
    let mut slots: Vec<u16> = variables.map(|v| to_u16(v.start)).collect();
    slots.resize(game.slots(), 0);
    if let Some(o) = game.ended(&slots) {
        return Err(vec![over_before_it_begins(&game.scenario.outcomes[o])]);
    }
    let first = search.arrive(0, &mut slots);
    let mut moves: Vec<Moves> = vec![];
    let mut room = Room::new(game, limits);
    while moves.len() < search.found.len() {
        let target = search.found[moves.len()];
        let found = search.moves(target);
        let turn = match target {
            Target::Position(turn, _) => Some(turn),
            Target::End(_) | Target::Terminal(..) => None,
        };
        let count = found.len();
        moves.push(found);
        room.take(turn, count, search.found.len())
            .map_err(|fault| vec![fault])?;
        if search.faults.len() > 20 {
            break;
        }
    }
    if !search.faults.is_empty() {
        return Err(search.faults);
    }
    room.fits().map_err(|fault| vec![fault])?;
    Ok(lay_out(game, &search.found, &moves, first))
}

fn over_before_it_begins(outcome: &Outcome) -> Diagnostic {
    let message = format!(
        "play would end before it begins: `{}` holds in the start state",
        outcome.name.id
    );
    Diagnostic::error(outcome.name.span, message)
        .help("change the start levels, or the `when` of the outcome")
}

/// Numbers the nodes in order of play and lays the arrays out.
fn lay_out(game: &Compiled, found: &[Target], moves: &[Moves], first: u32) -> Structure {
    let mut order: Vec<u32> = (0..to_u32(found.len())).collect();
    order.sort_unstable_by_key(|i| found[*i as usize]);
    let mut place = vec![0u32; found.len()];
    for (new, old) in order.iter().enumerate() {
        place[*old as usize] = to_u32(new);
    }
    let mut nodes = order
        .iter()
        .map(|old| (found[*old as usize], &moves[*old as usize]))
        .peekable();
    let lead = |(option, next): &(u32, u32)| (*option, place[*next as usize]);
    let mut builder = StructureBuilder::new(game.radix.clone());
    for (k, info) in game.turn_infos().into_iter().enumerate() {
        builder.turn(info);
        let here = |(target, _): &(Target, &Moves)| matches!(target, Target::Position(step, _) if *step == k);
        while let Some((Target::Position(_, state), moves)) = nodes.next_if(here) {
            builder.position(state, moves.iter().map(lead));
        }
    }
    for (target, moves) in nodes {
        match target {
            Target::Position(..) => unreachable!("positions are sorted by turn, before the others"),
            Target::End(state) => builder.round_end(state, place[moves[0].1 as usize]),
            Target::Terminal(outcome, state) => builder.terminal(state, outcome),
        }
    }
    builder.finish(place[first as usize])
}

impl Search<'_> {
    fn id(&mut self, target: Target) -> u32 {
        let next = to_u32(self.found.len());
        let id = *self.ids.entry(target).or_insert(next);
        if id == next {
            self.found.push(target);
        }
        id
    }

    /// The node at which play goes on from turn `step` in the state of `slots`: the first turn
    /// that comes up, or the round's end.
    fn arrive(&mut self, step: usize, slots: &mut [u16]) -> u32 {
        let state = encode(slots, &self.game.radix);
        let next = (step..self.game.turns.len()).find(|k| self.game.turns[*k].active(slots));
        self.id(match next {
            Some(k) => Target::Position(k, state),
            None => Target::End(state),
        })
    }

    /// The moves of a node; of a round end the way to the next round.
    fn moves(&mut self, target: Target) -> Moves {
        match target {
            Target::Position(step, state) => self.expand(step, state),
            Target::End(state) => {
                let mut slots = decode(state, &self.game.radix);
                slots.resize(self.game.slots(), 0);
                self.game.begin(&mut slots);
                vec![(0, self.arrive(0, &mut slots))]
            }
            Target::Terminal(..) => vec![],
        }
    }

    fn expand(&mut self, step: usize, state: u64) -> Moves {
        let game = self.game;
        let turn = &game.turns[step];
        let mut slots = decode(state, &game.radix);
        slots.resize(game.slots(), 0);
        let mut moves = vec![];
        let mut sum_of_constants = 0.0;
        let is_vote = matches!(turn.mover, Mover::Vote(_));
        if is_vote && turn.calls_nothing {
            moves.push((Voted::NoDraft.option(), self.arrive(step + 1, &mut slots)));
        }
        if let Mover::Joint(joint) = &turn.mover {
            return self.profiles(step, joint, &mut slots);
        }
        let mut after = slots.clone();
        for (a, option) in turn.options.iter().enumerate() {
            if !option.open(&mut slots) {
                continue;
            }
            after.copy_from_slice(&slots);
            if !self.apply(step, a, &mut slots, &mut after) {
                continue;
            }
            let next = self.lead(step, &mut after);
            if is_vote {
                let fail = self.arrive(step + 1, &mut slots);
                moves.push((Voted::Passed(a).option(), next));
                moves.push((Voted::Failed(a).option(), fail));
            } else {
                moves.push((to_u32(a), next));
                sum_of_constants += option.constant.unwrap_or(0.0);
            }
        }
        if matches!(turn.mover, Mover::Actor(_)) && turn.may_idle(0, &mut slots) {
            let nothing = self.arrive(step + 1, &mut slots);
            moves.push((to_u32(turn.options.len()), nothing));
        }
        if matches!(turn.mover, Mover::Chance(_)) && (sum_of_constants - 1.0).abs() > 1e-12 {
            let nothing = self.arrive(step + 1, &mut slots);
            moves.push((to_u32(turn.options.len()), nothing));
        }
        moves
    }

    /// Where play goes on after a move of turn `step` that left the state `slots`.
    fn lead(&mut self, step: usize, slots: &mut [u16]) -> u32 {
        match self.game.ended(slots) {
            Some(o) => self.id(Target::Terminal(to_u16(o), encode(slots, &self.game.radix))),
            None => self.arrive(step + 1, slots),
        }
    }

    /// The moves of actors who move at once: every combination of what is open to each.
    fn profiles(&mut self, step: usize, joint: &Joint, slots: &mut [u16]) -> Moves {
        let turn = &self.game.turns[step];
        let mut all: Vec<(Vec<usize>, Vec<u16>)> = vec![(vec![], slots.to_vec())];
        let parties = turn.groups.iter().zip(&joint.options);
        for (j, (first, names)) in parties.enumerate() {
            let nothing = names.len() - 1;
            let mut open: Vec<usize> = (0..nothing)
                .filter(|o| turn.options[first + o].open(slots))
                .collect();
            if open.is_empty() || turn.may_idle(j, slots) {
                open.push(nothing);
            }
            let mut longer = vec![];
            for (picks, after) in &all {
                for pick in &open {
                    let mut after = after.clone();
                    if *pick < nothing {
                        self.apply(step, first + pick, slots, &mut after);
                    }
                    let picks = picks.iter().chain([pick]).copied().collect();
                    longer.push((picks, after));
                }
            }
            all = longer;
        }
        let lead = |(picks, mut after): (Vec<usize>, Vec<u16>)| {
            (joint.profile(&picks), self.lead(step, &mut after))
        };
        all.into_iter().map(lead).collect()
    }

    /// Puts what option `option` of turn `step` does, read in the state of `slots`, into `after`;
    /// false if it would leave a variable's levels.
    fn apply(&mut self, step: usize, option: usize, slots: &mut [u16], after: &mut [u16]) -> bool {
        let option = &self.game.turns[step].options[option];
        slots[self.game.chosen_slot()] = option.chosen.unwrap_or(0);
        after[self.game.draft_slot()] = 0;
        after[self.game.chosen_slot()] = 0;
        if let (Some(v), Some(level)) = (option.choose, option.chosen) {
            after[v] = level;
        }
        for (v, code, span) in &option.set {
            let value = code.at(slots);
            let variable = &self.game.scenario.variables[*v];
            match self.game.level(variable, value) {
                Some(level) => after[*v] = level,
                None => {
                    let known = self.faults.iter().any(|f| f.span == Some(*span));
                    if !known {
                        self.faults.push(
                            Diagnostic::error(*span, format!("{} would be set to {value}, which is not one of its levels", variable.name.id))
                                .label(format!("where {}", self.game.describe(slots)))
                                .help("keep it among its levels with min(…), max(…) or clamp(…), or close the option there with `when`"),
                        );
                    }
                    return false;
                }
            }
        }
        true
    }
}
