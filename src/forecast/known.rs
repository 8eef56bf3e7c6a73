//! What is known of how a game has been played, and how likely play goes on so from every place.

use super::pass::{Ahead, ByCall, Here, Pass, by_node};
use super::record::{Counts, Entry, Lived, Sought, TooManyWays};
use super::watch::{MOST_WATCHED, Set};
use crate::game::{
    BeliefPoint, Cell, Game, Move, Node, Position, RollCall, Template, Turn, TypeProfile,
};
use crate::solve::{Layer, Solution};
use std::borrow::Cow;
use std::collections::BTreeSet;

/// A record up to the end of a round, as it stands to a solved game.
pub struct Known<'a> {
    /// For each way in which types can be drawn.
    drawn: Vec<OfDraw<'a>>,
    /// The last round that it speaks of; 0 if it says nothing.
    pub rounds: usize,
    /// By the end of each of these rounds, the probability of all that it says of it and of the rounds before.
    pub probability: Vec<f64>,
}

/// The same with types drawn in one way.
pub(super) struct OfDraw<'a> {
    pub sought: Sought<'a>,
    /// How likely play goes on as is known, by round, from 0.
    ahead: Vec<Ahead>,
    /// The probability of all that is known.
    pub probability: f64,
}

impl<'a> Known<'a> {
    /// Of what `entries` say, all of them settled by the end of round `rounds`, under a shadow `longer` rounds longer.
    ///
    /// A pass forward finds what must be told apart, a pass backward how likely play goes on as is known. On the grid of beliefs
    /// the one is the other's transpose, so that both give the same probability.
    ///
    /// # Errors
    /// What has come about is to be told apart in too many ways.
    ///
    /// # Panics
    /// There are more than [`MOST_WATCHED`] entries, or rounds are not reported.
    pub fn new(
        game: &'a Game,
        solution: &Solution,
        longer: usize,
        (entries, rounds): (&'a [Entry], usize),
    ) -> Result<Self, TooManyWays> {
        assert!(entries.len() <= MOST_WATCHED && rounds <= game.rounds);
        let mut probability = vec![0.0; rounds];
        let mut drawn = vec![];
        for profile in game.beliefs.profiles() {
            let chance = game.beliefs.chance(profile);
            let (own, left) = OfDraw::new((game, profile), (solution, longer), entries, rounds)?;
            let pairs = probability.iter_mut().zip(left);
            pairs.for_each(|(sum, p)| *sum += chance * p);
            drawn.push(own);
        }
        Ok(Known {
            drawn,
            rounds,
            probability,
        })
    }

    /// The probability of all of it.
    pub fn whole(&self) -> f64 {
        self.probability.last().copied().unwrap_or(1.0)
    }

    pub(super) fn of(&self, drawn: TypeProfile) -> &OfDraw<'a> {
        &self.drawn[drawn.get()]
    }

    /// How likely types were drawn in each way, now that this is known.
    pub fn chances(&self, game: &Game) -> Vec<f64> {
        let whole = self.whole();
        let all = game.beliefs.profiles().zip(&self.drawn);
        all.map(|(profile, own)| game.beliefs.chance(profile) * own.probability / whole)
            .collect()
    }
}

impl<'a> OfDraw<'a> {
    /// With the probability by round.
    fn new(
        (game, drawn): (&'a Game, TypeProfile),
        (solution, longer): (&Solution, usize),
        entries: &'a [Entry],
        rounds: usize,
    ) -> Result<(Self, Vec<f64>), TooManyWays> {
        let sought = Sought::new(game, entries, drawn);
        let mut lived = Lived::start(&sought, drawn);
        let (mut left, mut sets) = (vec![], vec![]);
        for t in 1..=rounds {
            lived.play(solution.layer(t, longer), t, &mut Counts::none())?;
            sets.push(lived.sets.keys().copied().collect::<BTreeSet<Set>>());
            lived.settle(t);
            left.push(lived.share());
        }
        let mut ahead: Vec<Ahead> = vec![];
        for t in (1..=rounds).rev() {
            let before = back(
                &sought,
                solution.layer(t, longer),
                t,
                (&sets[t - 1], ahead.last()),
            );
            ahead.push(before);
        }
        ahead.reverse();
        let probability = left.last().copied().unwrap_or(1.0);
        let own = OfDraw {
            sought,
            ahead,
            probability,
        };
        Ok((own, left))
    }

    /// How likely play goes on as is known in round `t` (from 1), if anything is known of it.
    pub fn ahead(&self, t: usize) -> Option<&Ahead> {
        self.ahead.get(t - 1)
    }
}

/// How likely play goes on as is known from everywhere in round `t`, given that from the next one, if anything is known of it.
fn back(
    sought: &Sought,
    layer: &Layer,
    t: usize,
    (sets, next): (&BTreeSet<Set>, Option<&Ahead>),
) -> Ahead {
    let game = sought.game;
    let (s, rows) = (&game.structure, by_node(game));
    let due = sought.due(t);
    let mut ahead = Ahead::new();
    for had in sets {
        let mut all = vec![0.0; rows.blocks(0..s.nodes().len()).len()];
        let then = next.map(|next| next.get(&(had & !due)));
        let kept = had & due == due && then != Some(None);
        for finish in s.finishes().filter(|_| kept) {
            let node = s.node(finish);
            let goes_on = s.restart(finish).map_or(node, Node::from);
            for now in 0..rows.inner {
                if !sought.fits(t, node, now) {
                    continue;
                }
                let row = &mut all[rows.row(node.get(), now)];
                match then.flatten() {
                    None => row.fill(1.0),
                    Some(then) => row.copy_from_slice(&then[rows.row(goes_on.get(), now)]),
                }
            }
        }
        ahead.insert(*had, all);
    }
    let mut pass = Pass::new(game, layer, &sought.types);
    pass.ahead = Some(Cow::Owned(ahead));
    // what comes about leads to larger sets
    for had in sets.iter().rev() {
        let mut watch = sought.watch(t);
        watch.had = *had;
        pass.watch = Some(watch);
        pass.back(*had);
    }
    pass.ahead.map(Cow::into_owned).unwrap_or_default()
}

/// How likely play goes on as is known within a round, from wherever it stands.
pub struct Odds<'a> {
    pass: Pass<'a>,
    game: &'a Game,
    /// What must have come about when the round ends.
    due: Set,
}

impl<'a> Known<'a> {
    /// For the round `t` (from 1) of `layer`, with types so `drawn`; none if nothing is known of it.
    pub fn odds(&'a self, (drawn, t): (TypeProfile, usize), layer: &'a Layer) -> Option<Odds<'a>> {
        let own = self.of(drawn);
        let ahead = own.ahead(t)?;
        let mut pass = Pass::new(own.sought.game, layer, &own.sought.types);
        pass.ahead = Some(Cow::Borrowed(ahead));
        pass.watch = Some(own.sought.watch(t));
        Some(Odds {
            pass,
            game: own.sought.game,
            due: own.sought.due(t),
        })
    }

    /// How likely each type of the next actor is, now that this is known, given the types of those before it.
    pub fn next_drawn(&self, game: &Game, types: &[usize]) -> Vec<f64> {
        let i = types.len();
        let mut shares = vec![0.0; game.beliefs.type_count(i)];
        for (profile, chance) in game.beliefs.profiles().zip(self.chances(game)) {
            let own = game.beliefs.types(profile);
            if own[..i] == *types {
                shares[own[i]] += chance;
            }
        }
        shares
    }
}

impl Odds<'_> {
    /// The share of histories that go on as is known after move `m` leads to actors of these types, who believe what is at
    /// `belief`, of those that `had` come so far.
    pub fn fit(&self, (m, then): (Move, TypeProfile), belief: &BeliefPoint, had: Set) -> f64 {
        let now = self.game.place_of(then);
        self.pass.fits((m, now), belief, had).max(0.0)
    }

    /// The same from each call and leaf of a roll call at a position, where the actors are of these types.
    pub fn by_call(
        &self,
        template: &Template,
        (turn, position): (Turn, Position),
        now: TypeProfile,
        roll: &RollCall,
        had: Set,
    ) -> ByCall {
        let here = Here {
            turn,
            position,
            now: self.game.place_of(now),
            types: self
                .game
                .layout
                .movers_of(turn, &self.game.beliefs.types(now)),
            mass: &[],
        };
        self.pass.fits_by_call(template, here, roll, had)
    }

    /// What has come about after a cell of a roll call; none if that is not as is known.
    pub fn cast(&self, cell: Cell, had: Set) -> Option<Set> {
        let watch = self.pass.watch.as_ref();
        watch.map_or(Some(had), |watch| watch.cast(cell, had))
    }

    /// What has come about after these cells, and a move that leads to actors of these types.
    pub fn after(&self, (m, then): (Move, TypeProfile), cast: &[Cell], had: Set) -> Set {
        let had = cast
            .iter()
            .fold(had, |had, c| self.cast(*c, had).unwrap_or(had));
        let now = self.game.place_of(then);
        self.pass.moved((m, now), had).unwrap_or(had)
    }

    /// What is still looked for when the round has ended.
    pub fn forget(&self, had: Set) -> Set {
        had & !self.due
    }
}
