//! The probability of a record: that some things have come about, and others not, each within its rounds.

use super::AtNodes;
use super::pass::{Midway, Pass, now, nows};
use super::watch::{MOST_WATCHED, Marks, Watch};
use crate::game::{Game, Node, TypeProfile};
use crate::solve::Solution;
use std::collections::BTreeMap;
use std::ops::{Bound, RangeInclusive};

/// What brings a thing about.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// A move leads to where this holds.
    Holds(AtNodes<bool>),
    /// One of these moves is made.
    Moves(Vec<bool>),
}

/// When a thing is looked for; rounds count from 1.
#[derive(Clone, Debug, PartialEq)]
pub enum When {
    /// It holds at the end of that round.
    At(usize),
    /// It comes about in one of these rounds.
    During(RangeInclusive<usize>),
}

/// An entry of a record.
#[derive(Clone, Debug)]
pub struct Entry {
    /// What brings it about; of one that holds [`At`](When::At) the end of a round, what holds.
    pub trigger: Trigger,
    /// When.
    pub when: When,
    /// Whether it did.
    pub happened: bool,
}

impl Entry {
    /// Whether it is looked for in round `t`.
    fn open(&self, t: usize) -> bool {
        matches!(&self.when, When::During(rounds) if rounds.contains(&t))
    }

    /// Whether round `t` is the last in which it is.
    fn over(&self, t: usize) -> bool {
        matches!(&self.when, When::During(rounds) if *rounds.end() == t)
    }
}

/// By the end of each reported round, the probability of all that a record says of it and of the rounds before, with types so
/// `drawn`. The rest of what is to happen stands open: an entry of several rounds counts when they are over, or when it can no
/// longer be as it says.
///
/// One pass forward over what play has come to, once for each set of the things that must still come about and have.
///
/// # Panics
/// There are more than [`MOST_WATCHED`] entries.
pub fn record(game: &Game, solution: &Solution, entries: &[Entry], drawn: TypeProfile) -> Vec<f64> {
    assert!(entries.len() <= MOST_WATCHED, "too many entries");
    let (types, whose) = (now(game, drawn), nows(game, drawn));
    let mut marks = Marks::none(game, types.len());
    for (bit, entry) in entries.iter().enumerate() {
        match &entry.trigger {
            Trigger::Holds(holds) => marks.nodes(bit, holds, &whose),
            Trigger::Moves(moves) => marks.moves(bit, moves),
        }
    }
    let bits = |is: &dyn Fn(&Entry) -> bool| {
        let all = entries.iter().enumerate();
        all.fold(0, |sum: u64, (bit, e)| sum | u64::from(is(e)) << bit)
    };
    let mut sets = BTreeMap::from([(0, Midway::start(game, drawn))]);
    let mut left = vec![];
    for t in 1..=game.rounds {
        let wanted = bits(&|e| e.open(t) && e.happened);
        let dropping = bits(&|e| e.open(t) && !e.happened);
        for midway in sets.values_mut() {
            midway.enter(game);
        }
        // what comes about leads to larger sets, which are played after
        let mut next = sets.keys().next().copied();
        while let Some(had) = next {
            let mut pass = Pass::new(game, solution.layer(t, 0), &types);
            pass.watch = Some(Watch {
                dropping,
                wanted,
                had,
                ..Watch::new(&marks)
            });
            let midway = sets.get_mut(&had).expect("a set that is played");
            midway.through(&mut pass);
            for (to, mass) in pass.watch.take().expect("it is watched").aside {
                let new = || Midway::none(game, t);
                sets.entry(to).or_insert_with(new).lay(&mass);
            }
            next = sets
                .range((Bound::Excluded(had), Bound::Unbounded))
                .next()
                .map(|(set, _)| *set);
        }
        for entry in entries.iter().filter(|e| e.when == When::At(t)) {
            if let Trigger::Holds(holds) = &entry.trigger {
                let fits =
                    |node: Node, now: usize| holds.of(whose[now])[node.get()] == entry.happened;
                sets.values_mut().for_each(|m| m.keep(game, fits));
            }
        }
        // what had to come about by now has, or the history does not fit
        let due = bits(&|e| e.over(t) && e.happened);
        let mut after: BTreeMap<u64, Midway> = BTreeMap::new();
        for (had, midway) in std::mem::take(&mut sets) {
            if had & due == due {
                let own = after.get_mut(&(had & !due));
                match own {
                    Some(own) => own.add(&midway),
                    None => drop(after.insert(had & !due, midway)),
                }
            }
        }
        sets = after;
        let all = sets.values().map(|m| m.shares(game).iter().sum::<f64>());
        left.push(all.sum());
        if sets.is_empty() {
            left.resize(game.rounds, 0.0);
            break;
        }
    }
    left
}
