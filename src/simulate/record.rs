//! Histories as records: one for each round, with what was done at every turn and where it led.

use super::Player;
use crate::game::{Move, Node};

/// A round of a history.
#[derive(Clone, Debug, PartialEq)]
pub struct Record {
    /// The round, from 1.
    pub round: usize,
    /// For each turn the move taken; none where the turn passed.
    pub taken: Vec<Option<Move>>,
    /// The node at which the round finishes.
    pub node: Node,
}

/// The rounds of history `k`, up to the last or the one in which the play ends.
pub fn records(player: &Player, seed: u64, k: u64) -> Vec<Record> {
    let s = &player.game.structure;
    let empty = |round: usize, node: Node| Record {
        round,
        taken: vec![None; s.turns.len()],
        node,
    };
    let mut all = vec![empty(1, s.start())];
    // a round in which nobody moves ends as it begins
    let next = |all: &mut Vec<Record>| {
        let last = &all[all.len() - 1];
        let restart = s.finish(last.node).and_then(|finish| s.restart(finish));
        let node = restart.unwrap_or(last.node);
        all.push(empty(last.round + 1, node));
    };
    let (_, last) = player.play(seed, k, |step| {
        while all.len() < step.round {
            next(&mut all);
        }
        let record = all.last_mut().expect("a round");
        record.taken[s.turn_of(step.position).get()] = Some(step.taken);
        record.node = step.next;
    });
    while all.len() < last {
        next(&mut all);
    }
    all
}
