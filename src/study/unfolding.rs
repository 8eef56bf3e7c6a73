//! How play unfolds: from where to where it moves on the way to its end, and when the end is known.
//!
//! All is exact: shares of histories forward, the probability of each outcome given the play so far
//! backward. With types that is the probability for those who know of them what all know, and beliefs
//! are spread on their grid.

use crate::forecast::{Midway, Occupancy, course, standing};
use crate::game::{Game, Node, Rows};
use crate::scenario::{EachRound, Scenario};
use crate::solve::{Prospects, Solution, prospects};
use crate::statistics::QUANTILES;
use std::collections::BTreeMap;

/// How likely an outcome is where the end is called known.
pub const KNOWN: f64 = 0.9;

/// Variables of more levels are a scale, and no story.
const LEVELS: usize = 9;

/// A variable whose levels move less than this, summed over the rounds, tells nothing.
const STILL: f64 = 0.02;

/// Places that are still told apart at a glance, and the share of histories from which on a place is one.
const PLACES: usize = 6;
const PLACE: f64 = 0.01;

/// Variables that make up a place at most.
const VARIABLES: usize = 3;

/// Stages of play that are shown at most, the start among them.
const STAGES: usize = 4;

/// How play unfolds.
#[derive(Clone, Debug)]
pub struct Unfolding {
    /// For each outcome, before the first round and at the end of each: its probability given the play so
    /// far, as [`QUANTILES`] over histories.
    pub chances: Vec<Vec<[f64; 5]>>,
    /// The share of histories of which the end is known then: one outcome has at least the
    /// probability [`KNOWN`].
    pub known: Vec<f64>,
    /// The variables, by number, that move most, and tell most of where play stands.
    pub variables: Vec<usize>,
    /// The places that histories pass: a level of each of these variables. A place less
    /// than one history in a hundred ever is at together is none: see [`Flow`].
    pub places: Vec<Vec<u16>>,
    /// The stages: how many rounds have been played.
    pub stages: Vec<usize>,
    /// What moves from each stage to the next.
    pub flows: Vec<Flow>,
}

/// Histories that move from a place to another between two stages, and end alike.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Flow {
    /// The stage from which, by number.
    pub stage: usize,
    /// The place there and at the next stage; none elsewhere than at one of the places.
    pub from: Option<usize>,
    /// The place at the next stage.
    pub to: Option<usize>,
    /// How they end.
    pub outcome: usize,
    /// Their share of all.
    pub share: f64,
}

/// By how much the shares of a variable's levels, `[round][level]`, move from its `start` level on: the sum of
/// total variations between rounds.
pub fn way(start: usize, rounds: &[Vec<f64>]) -> f64 {
    let levels = rounds.first().map_or(0, Vec::len);
    let first = (0..levels).map(|l| f64::from(u8::from(l == start)));
    let first: Vec<f64> = first.collect();
    let before = std::iter::once(&first).chain(rounds);
    let moved = before.zip(rounds).flat_map(|(a, b)| a.iter().zip(b));
    moved.map(|(a, b)| (a - b).abs() / 2.0).sum()
}

/// How play unfolds under `solution`, of which `exact` is the occupancy.
pub fn unfolding(
    scenario: &Scenario,
    game: &Game,
    solution: &Solution,
    exact: &Occupancy,
) -> Unfolding {
    let outcomes = scenario.outcomes.len();
    let stages = stages(game.rounds);
    let (variables, places) = chosen(scenario, game, exact, &stages);
    let map = Map::new(game, &variables, &places);
    let moved = moved(game, solution, &map, &stages);
    let mut found = Unfolding {
        chances: vec![vec![[0.0; 5]; game.rounds + 1]; outcomes],
        known: vec![0.0; game.rounds + 1],
        variables,
        places,
        flows: vec![],
        stages,
    };
    prospects(game, solution, outcomes, |t, at| {
        found.read(t, &moved[t], at);
        if t == 1 {
            found.read(0, &moved[0], at);
        }
    });
    found
        .flows
        .sort_by_key(|f| (f.stage, f.from, f.to, f.outcome));
    found
}

/// The stages of so many rounds, evenly apart.
fn stages(rounds: usize) -> Vec<usize> {
    let last = rounds.min(STAGES - 1);
    (0..=last)
        .map(|n| (n * rounds + last / 2) / last.max(1))
        .collect()
}

/// The variables that move most, as many as keep the places few, and the places.
fn chosen(
    scenario: &Scenario,
    game: &Game,
    exact: &Occupancy,
    stages: &[usize],
) -> (Vec<usize>, Vec<Vec<u16>>) {
    let s = &game.structure;
    let start = s.levels(s.start());
    let mut moving: Vec<(usize, f64)> = course(game, exact)
        .iter()
        .enumerate()
        // what is set back each round is an event, and no place
        .filter(|(v, _)| {
            let stays = scenario.variables[*v].each_round == EachRound::Stays;
            s.radix[*v] <= LEVELS && stays
        })
        .map(|(v, rounds)| (v, way(usize::from(start[v]), rounds)))
        .filter(|(_, way)| *way >= STILL)
        .collect();
    moving.sort_by(|a, b| b.1.total_cmp(&a.1));
    let standing = standing_at(game, exact, stages);
    let mut best = (vec![], vec![]);
    let mut variables = vec![];
    let mut told = 0;
    for (v, _) in moving.into_iter().take(VARIABLES) {
        variables.push(v);
        let all = places(game, &standing, &variables);
        if all.len() > PLACES {
            break;
        }
        // one that parts no histories once they have left the start tells nothing more
        let later = places(game, &standing[1..], &variables).len();
        if later > told {
            told = later;
            best = (variables.clone(), all);
        } else {
            variables.pop();
        }
    }
    best
}

/// The share of histories at each node at which there are any, at each stage.
fn standing_at(game: &Game, exact: &Occupancy, stages: &[usize]) -> Vec<Vec<(Node, f64)>> {
    let s = &game.structure;
    let by_round = standing(game, exact);
    let at = |rounds: &usize| match rounds.checked_sub(1) {
        None => vec![(s.start(), 1.0)],
        Some(t) => {
            let finishes = s.finishes().map(|finish| s.node(finish));
            finishes.zip(by_round[t].iter().copied()).collect()
        }
    };
    stages.iter().map(at).collect()
}

/// The levels of `variables` at which enough histories stand together at some stage, in order.
fn places(game: &Game, standing: &[Vec<(Node, f64)>], variables: &[usize]) -> Vec<Vec<u16>> {
    let mut most: BTreeMap<Vec<u16>, f64> = BTreeMap::new();
    for shares in standing {
        let mut here: BTreeMap<Vec<u16>, f64> = BTreeMap::new();
        for (node, share) in shares {
            if *share != 0.0 {
                let levels = game.structure.levels(*node);
                let place = variables.iter().map(|v| levels[*v]).collect();
                *here.entry(place).or_insert(0.0) += share;
            }
        }
        for (place, share) in here {
            let most = most.entry(place).or_insert(0.0);
            *most = most.max(share);
        }
    }
    let enough = most.into_iter().filter(|(_, share)| *share >= PLACE);
    enough.map(|(place, _)| place).collect()
}

/// The place of each node.
struct Map {
    of: Vec<Option<usize>>,
    count: usize,
}

impl Map {
    fn new(game: &Game, variables: &[usize], places: &[Vec<u16>]) -> Self {
        let place = |node| {
            let levels = game.structure.levels(node);
            let own: Vec<u16> = variables.iter().map(|v| levels[*v]).collect();
            places.iter().position(|p| *p == own)
        };
        Map {
            of: game.structure.nodes().map(place).collect(),
            count: places.len(),
        }
    }

    /// All places, and that which is none.
    fn all(&self) -> impl Iterator<Item = Option<usize>> {
        (0..self.count).map(Some).chain([None])
    }

    /// Adds to `all` where the histories of `midway` stand, which come from place `from` and are this `chance`
    /// of all.
    fn stand(
        &self,
        game: &Game,
        (midway, chance): (&Midway, f64),
        from: Option<usize>,
        all: &mut Vec<Standing>,
    ) {
        let rows = Rows {
            inner: 1,
            points: game.beliefs.count,
        };
        let shares = midway.standing(game).into_iter().enumerate();
        all.extend(
            shares
                .filter(|(_, share)| *share != 0.0)
                .map(|(at, share)| {
                    let (node, _) = rows.place(at);
                    Standing {
                        node: Node::new(node),
                        point: at - rows.all_of(node).start,
                        share: chance * share,
                        from,
                        to: self.of[node],
                    }
                }),
        );
    }
}

/// Histories that stand at a node and a point of belief, and where they were at the stage before.
struct Standing {
    node: Node,
    point: usize,
    share: f64,
    from: Option<usize>,
    to: Option<usize>,
}

/// Where histories stand before the first round and at the end of each.
fn moved(game: &Game, solution: &Solution, map: &Map, stages: &[usize]) -> Vec<Vec<Standing>> {
    let mut all: Vec<Vec<Standing>> = (0..=game.rounds).map(|_| vec![]).collect();
    for profile in game.beliefs.profiles() {
        let chance = game.beliefs.chance(profile);
        let mut whole = Midway::start(game, profile);
        map.stand(game, (&whole, chance), None, &mut all[0]);
        for between in stages.windows(2) {
            // one place after another, as a pass takes all of them or a part alike
            let mut next: Option<Midway> = None;
            for from in map.all() {
                let mut part = whole.only(game, |node| map.of[node.get()] == from);
                if part.is_empty() {
                    continue;
                }
                for here in &mut all[between[0] + 1..=between[1]] {
                    part.advance(game, solution, profile);
                    map.stand(game, (&part, chance), from, here);
                }
                match &mut next {
                    Some(next) => next.add(&part),
                    None => next = Some(part),
                }
            }
            whole = next.expect("histories stand somewhere");
        }
    }
    all
}

impl Unfolding {
    /// Reads what is known and what moves at the end of round `t` off where histories stand then.
    fn read(&mut self, t: usize, standing: &[Standing], at: &Prospects) {
        let outcomes = self.chances.len();
        let chances: Vec<Vec<f64>> = standing
            .iter()
            .map(|s| (0..outcomes).map(|o| at.of(s.node, o, s.point)).collect())
            .collect();
        for (o, all) in self.chances.iter_mut().enumerate() {
            let own = standing.iter().zip(&chances);
            all[t] = quantiles(own.map(|(s, chance)| (chance[o], s.share)).collect());
        }
        let known = standing.iter().zip(&chances);
        let known = known.filter(|(_, chance)| chance.iter().any(|p| *p >= KNOWN));
        self.known[t] = known.map(|(s, _)| s.share).sum::<f64>().clamp(0.0, 1.0);
        let Some(stage) = self.stages.iter().position(|s| *s == t) else {
            return;
        };
        if stage == 0 {
            return;
        }
        let mut flows = BTreeMap::new();
        for (s, chance) in standing.iter().zip(&chances) {
            for (o, p) in chance.iter().enumerate() {
                *flows.entry((s.from, s.to, o)).or_insert(0.0) += s.share * p;
            }
        }
        let flows = flows.into_iter().map(|((from, to, outcome), share)| Flow {
            stage: stage - 1,
            from,
            to,
            outcome,
            share,
        });
        self.flows.extend(flows.filter(|f| f.share > 1e-9));
    }
}

/// The [`QUANTILES`] of numbers with weights, of which those below 0 count for nothing.
fn quantiles(mut all: Vec<(f64, f64)>) -> [f64; 5] {
    all.sort_by(|a, b| a.0.total_cmp(&b.0));
    let whole: f64 = all.iter().map(|(_, w)| w.max(0.0)).sum();
    QUANTILES.map(|q| {
        let mut sum = 0.0;
        let reached = all.iter().find(|(_, w)| {
            sum += w.max(0.0);
            sum >= q * whole - 1e-12
        });
        reached.map_or(0.0, |(x, _)| x.clamp(0.0, 1.0))
    })
}
