//! Records of random games, and histories held against them.

use super::lab;
use super::random::Dice;
use demarche::forecast::{AtNodes, Entry, Trigger, When};
use demarche::game::{Finish, Game, Move, Node};
use demarche::scenario::load_text;
use demarche::simulate::Player;
use demarche::solve::Solution;

/// Some random entries for a game: levels of the state, and moves, at the end of rounds and within them.
pub fn entries(game: &Game, dice: &mut Dice, count: usize) -> Vec<Entry> {
    let s = &game.structure;
    let round = |dice: &mut Dice| 1 + dice.below(game.rounds);
    let holds = |dice: &mut Dice| {
        let v = dice.below(s.radix.len());
        let level = dice.below(s.radix[v]);
        let is = |node: Node| usize::from(s.levels(node)[v]) == level;
        Trigger::Holds(AtNodes::public(s.nodes().map(is).collect()))
    };
    let entry = |dice: &mut Dice| {
        let happened = dice.below(2) == 0;
        let (trigger, when) = match dice.below(4) {
            0 => (holds(dice), When::At(round(dice))),
            1 => {
                let taken: Vec<bool> = s.all_moves().map(|_| dice.below(4) == 0).collect();
                let (a, b) = (round(dice), round(dice));
                (Trigger::Moves(taken), When::During(a.min(b)..=a.max(b)))
            }
            2 => (holds(dice), When::During(1..=round(dice))),
            _ => {
                let (a, b) = (round(dice), round(dice));
                (holds(dice), When::During(a.min(b)..=a.max(b)))
            }
        };
        Entry {
            trigger,
            when,
            happened,
        }
    };
    (0..count).map(|_| entry(dice)).collect()
}

/// A history so far, and what of a record has come about in it.
#[derive(Clone)]
pub struct Told<'a> {
    pub entries: &'a [Entry],
    pub seen: Vec<bool>,
}

impl<'a> Told<'a> {
    /// A history that has not begun.
    pub fn new(entries: &'a [Entry]) -> Self {
        Told {
            entries,
            seen: vec![false; entries.len()],
        }
    }

    /// Plays history `k` of a seed; gives back how it ends.
    pub fn play(&mut self, game: &Game, player: &Player, (seed, k): (u64, u64)) -> (Finish, usize) {
        let mut at = (1, game.structure.start());
        // rounds in which nobody moves pass from where one ends to where the next begins
        let s = &game.structure;
        let on = |node: Node| s.finish(node).and_then(|f| s.restart(f)).unwrap_or(node);
        let end = player.play(seed, k, |step| {
            while at.0 < step.round {
                self.ended(at.0, at.1);
                at = (at.0 + 1, on(at.1));
            }
            self.moved(step.round, step.taken, step.next);
            at.1 = step.next;
        });
        while at.0 <= game.rounds {
            self.ended(at.0, at.1);
            at = (at.0 + 1, on(at.1));
        }
        end
    }

    /// Move `m` is made in round `t` and leads to `next`.
    pub fn moved(&mut self, t: usize, m: Move, next: Node) {
        for (entry, seen) in self.entries.iter().zip(&mut self.seen) {
            let open = matches!(&entry.when, When::During(rounds) if rounds.contains(&t));
            *seen |= open
                && match &entry.trigger {
                    Trigger::Holds(holds) => holds.rows()[0][next.get()],
                    Trigger::Moves(moves) => moves[m.get()],
                    Trigger::Cells(_) => false,
                };
        }
    }

    /// Round `t` ends at `node`, or play has ended there before.
    pub fn ended(&mut self, t: usize, node: Node) {
        for (entry, seen) in self.entries.iter().zip(&mut self.seen) {
            if let (When::At(at), Trigger::Holds(holds)) = (&entry.when, &entry.trigger) {
                *seen |= *at == t && holds.rows()[0][node.get()];
            }
        }
    }

    /// Whether all is as the record says that is known after round `t`.
    pub fn fits(&self, t: usize) -> bool {
        let mut all = self.entries.iter().zip(&self.seen);
        all.all(|(entry, seen)| {
            let last = match &entry.when {
                When::At(at) => *at,
                When::During(rounds) => *rounds.end(),
            };
            // what must not come about no longer may
            let lost = *seen && !entry.happened;
            if last > t {
                !lost
            } else {
                *seen == entry.happened
            }
        })
    }
}

/// The game of a text, if it is small enough for that.
pub fn small(text: &str) -> Option<(Game, Solution)> {
    let scenario = load_text("random", text, &[]).ok()?;
    let game = lab::compile_at(&scenario, 5);
    (game.structure.all_moves().len() < 1000).then(|| {
        let solution = lab::solve_unchecked(&game);
        (game, solution)
    })
}
