//! The probability of a record: that some things have come about, and others not, each within its rounds.

use super::AtNodes;
use super::midway::Midway;
use super::pass::{Ahead, Pass, now, nows};
use super::watch::{MOST_WATCHED, Marks, Set, Watch};
use crate::game::{Game, Node, TypeProfile};
use crate::solve::{Layer, Solution};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::{Bound, RangeInclusive};

/// What brings a thing about.
#[derive(Clone, Debug)]
pub enum Trigger {
    /// A move leads to where this holds.
    Holds(AtNodes<bool>),
    /// One of these moves is made.
    Moves(Vec<bool>),
    /// One of these cells of roll calls comes about.
    Cells(Vec<bool>),
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
    /// The last round that it speaks of.
    pub fn last(&self) -> usize {
        match &self.when {
            When::At(t) => *t,
            When::During(rounds) => *rounds.end(),
        }
    }

    /// Whether it is looked for in round `t`.
    fn open(&self, t: usize) -> bool {
        matches!(&self.when, When::During(rounds) if rounds.contains(&t))
    }

    /// Whether round `t` is the last in which it is.
    fn over(&self, t: usize) -> bool {
        matches!(&self.when, When::During(rounds) if *rounds.end() == t)
    }
}

/// How a record is looked for in play, with types drawn in one way.
#[derive(Clone)]
pub(super) struct Sought<'a> {
    pub game: &'a Game,
    pub entries: &'a [Entry],
    /// The types of the actors by who they are now.
    whose: Vec<TypeProfile>,
    pub types: Vec<Vec<usize>>,
    /// What brings the entries about, each its bit.
    pub marks: Marks,
}

impl<'a> Sought<'a> {
    /// In `game`, with types so `drawn`.
    ///
    /// # Panics
    /// There are more entries than [`MOST_WATCHED`] and one that is asked of.
    pub fn new(game: &'a Game, entries: &'a [Entry], drawn: TypeProfile) -> Self {
        assert!(entries.len() <= MOST_WATCHED + 1, "too many entries");
        let (types, whose) = (now(game, drawn), nows(game, drawn));
        let mut marks = Marks::none(game, types.len());
        for (bit, entry) in entries.iter().enumerate() {
            match &entry.trigger {
                Trigger::Holds(holds) => marks.nodes(bit, holds, &whose),
                Trigger::Moves(moves) => marks.moves(bit, moves),
                Trigger::Cells(cells) => marks.cells(bit, cells),
            }
        }
        Sought {
            game,
            entries,
            whose,
            types,
            marks,
        }
    }

    fn bits(&self, is: impl Fn(&Entry) -> bool) -> Set {
        let all = self.entries.iter().enumerate();
        all.fold(0, |sum, (bit, e)| sum | u64::from(is(e)) << bit)
    }

    /// What is watched for in round `t`.
    pub fn watch(&self, t: usize) -> Watch<'_> {
        Watch {
            wanted: self.bits(|e| e.open(t) && e.happened),
            dropping: self.bits(|e| e.open(t) && !e.happened),
            ..Watch::new(&self.marks)
        }
    }

    /// What must have come about by the end of round `t`, and is then forgotten.
    pub fn due(&self, t: usize) -> Set {
        self.bits(|e| e.over(t) && e.happened)
    }

    /// Whether a node is as is known of the end of round `t`, with actors that are `now`.
    pub fn fits(&self, t: usize, node: Node, now: usize) -> bool {
        let mut all = self.entries.iter().filter(|e| e.when == When::At(t));
        all.all(|entry| match &entry.trigger {
            Trigger::Holds(holds) => holds.of(self.whose[now])[node.get()] == entry.happened,
            Trigger::Moves(_) | Trigger::Cells(_) => true,
        })
    }
}

/// Bytes that the histories of a round may take, apart by what has come about.
const ROOM: usize = 2 << 30;

/// There are too many ways in which some of what must come about has: they do not fit into memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyWays {
    /// How many there were when it was given up.
    pub ways: usize,
    /// Bytes that each takes.
    pub bytes: usize,
}

/// What is counted as a round is played.
#[derive(Default)]
pub(super) struct Counts<'a> {
    /// By who the actors are then; empty if it is not counted.
    pub taken: Vec<Vec<f64>>,
    pub cast: Vec<Vec<f64>>,
    /// How likely play goes on as is known from there, if anything is.
    pub ahead: Option<&'a Ahead>,
    /// A thing that is watched for besides.
    pub beyond: Set,
    /// Bytes that histories may take, apart by what has come about; none if that is known to be little enough.
    pub room: Option<usize>,
}

impl Counts<'_> {
    /// Nothing is counted, and it is not known how much room it takes.
    pub fn none() -> Self {
        Counts {
            room: Some(ROOM),
            ..Counts::default()
        }
    }
}

/// Histories that fit a record so far, apart by what has come about of that which must.
pub(super) struct Lived<'a> {
    sought: &'a Sought<'a>,
    pub sets: BTreeMap<Set, Midway>,
    /// Where histories stood that are gone.
    spare: Vec<Vec<f64>>,
}

impl<'a> Lived<'a> {
    /// Before the first round.
    pub fn start(sought: &'a Sought<'a>, drawn: TypeProfile) -> Self {
        let start = Midway::start(sought.game, drawn);
        Lived {
            sought,
            sets: BTreeMap::from([(0, start)]),
            spare: vec![],
        }
    }

    /// Plays round `t` of `layer`.
    ///
    /// # Errors
    /// What has come about is to be told apart in too many ways.
    pub fn play(
        &mut self,
        layer: &Layer,
        t: usize,
        counts: &mut Counts,
    ) -> Result<(), TooManyWays> {
        let game = self.sought.game;
        for midway in self.sets.values_mut() {
            midway.enter(game);
        }
        let Watch {
            wanted, dropping, ..
        } = self.sought.watch(t);
        // what comes about leads to larger sets, which are played after
        let mut next = self.sets.keys().next().copied();
        while let Some(had) = next {
            let mut pass = Pass::new(game, layer, &self.sought.types);
            let wanted = wanted | counts.beyond;
            pass.watch = (wanted | dropping != 0).then(|| Watch {
                wanted,
                dropping,
                had,
                spare: std::mem::take(&mut self.spare),
                ..Watch::new(&self.sought.marks)
            });
            pass.taken = std::mem::take(&mut counts.taken);
            pass.cast = std::mem::take(&mut counts.cast);
            pass.ahead = counts.ahead.map(Cow::Borrowed);
            pass.beyond = counts.beyond;
            let midway = self.sets.get_mut(&had).expect("a set that is played");
            midway.through(&mut pass);
            counts.taken = pass.taken;
            counts.cast = pass.cast;
            if let Some(watch) = pass.watch {
                self.spare = watch.spare;
                for (to, mass) in watch.aside {
                    match self.sets.get_mut(&to) {
                        Some(known) => {
                            known.lay(&mass);
                            self.spare.push(mass);
                        }
                        None => drop(self.sets.insert(to, Midway::laid(game, t, mass))),
                    }
                }
            }
            let bytes = Midway::bytes(game);
            if counts
                .room
                .is_some_and(|room| self.sets.len() * bytes > room.max(bytes))
            {
                let ways = self.sets.len();
                return Err(TooManyWays { ways, bytes });
            }
            next = self
                .sets
                .range((Bound::Excluded(had), Bound::Unbounded))
                .next()
                .map(|(set, _)| *set);
        }
        Ok(())
    }

    /// Leaves only histories that are as is known of the end of round `t`, and forgets what is over.
    pub fn settle(&mut self, t: usize) {
        let (sought, game) = (self.sought, self.sought.game);
        if sought.entries.iter().any(|e| e.when == When::At(t)) {
            let fits = |node: Node, now: usize| sought.fits(t, node, now);
            self.sets.values_mut().for_each(|m| m.keep(game, fits));
        }
        // what had to come about by now has, or the history does not fit
        let due = sought.due(t);
        let mut after: BTreeMap<Set, Midway> = BTreeMap::new();
        for (had, midway) in std::mem::take(&mut self.sets) {
            match after.get_mut(&(had & !due)) {
                _ if had & due != due => self.spare.push(midway.into_mass()),
                Some(own) => {
                    own.add(&midway);
                    self.spare.push(midway.into_mass());
                }
                None => drop(after.insert(had & !due, midway)),
            }
        }
        self.sets = after;
    }

    /// The share of histories that are left.
    pub fn share(&self) -> f64 {
        let all = self.sets.values();
        all.map(|m| m.shares(self.sought.game, None).iter().sum::<f64>())
            .sum()
    }
}

/// By the end of each reported round, the probability of all that a record says of it and of the rounds before, with types so
/// `drawn`. The rest of what is to happen stands open: an entry of several rounds counts when they are over, or when it can no
/// longer be as it says.
///
/// One pass forward over what play has come to, once for each set of the things that must still come about and have.
///
/// # Errors
/// What has come about is to be told apart in too many ways.
///
/// # Panics
/// There are more entries than [`MOST_WATCHED`] and one that is asked of.
pub fn record(
    game: &Game,
    solution: &Solution,
    entries: &[Entry],
    drawn: TypeProfile,
) -> Result<Vec<f64>, TooManyWays> {
    let sought = Sought::new(game, entries, drawn);
    let mut lived = Lived::start(&sought, drawn);
    let mut left = vec![];
    let last = entries.iter().map(Entry::last).max().unwrap_or(0);
    for t in 1..=last {
        if lived.sets.is_empty() {
            break;
        }
        lived.play(solution.layer(t, 0), t, &mut Counts::none())?;
        lived.settle(t);
        left.push(lived.share());
    }
    left.resize(game.rounds, left.last().copied().unwrap_or(1.0));
    Ok(left)
}
