//! Passes forward through the reported rounds.

use super::known::Known;
use super::midway::Midway;
use super::pass::{Pass, now, nows};
use super::record::{Counts, Lived, Sought};
use super::watch::{Marks, Set, Watch};
use super::{AtNodes, Occupancy};
use crate::game::{BeliefPoint, Game, Node, TypeProfile};
use crate::solve::Solution;

/// The exact occupancy over the reported rounds for each way in which [types can be drawn and stand
/// now](Game::who), given how they are drawn, under a shadow `longer` rounds longer.
pub fn forecast(game: &Game, solution: &Solution, longer: usize) -> Vec<Occupancy> {
    forecast_given(game, (solution, longer), None)
}

/// The same as [`forecast`]; if something is `known`, of histories that fit it, as a share of all that do: the occupancies still make up the whole when
/// they are weighted by how likely types are drawn so beforehand.
pub fn forecast_given(
    game: &Game,
    (solution, longer): (&Solution, usize),
    known: Option<&Known>,
) -> Vec<Occupancy> {
    let profiles = game.beliefs.profiles();
    profiles
        .flat_map(|drawn| occupancies(game, (solution, longer), known, drawn))
        .collect()
}

/// What is counted of histories is divided by the probability of what is known.
fn whole(known: Option<&Known>) -> f64 {
    known.map_or(1.0, Known::whole)
}

/// The occupancies by who the actors are at the time, with types so drawn.
fn occupancies(
    game: &Game,
    (solution, longer): (&Solution, usize),
    known: Option<&Known>,
    drawn: TypeProfile,
) -> Vec<Occupancy> {
    let s = &game.structure;
    let nothing = Occupancy {
        taken: vec![],
        cast: vec![],
        ends: vec![],
    };
    let own = known.map(|known| known.of(drawn));
    let unknown = Sought::new(game, &[], drawn);
    let sought = own.map_or(&unknown, |own| &own.sought);
    let nows = sought.types.len();
    let mut all = vec![nothing; nows];
    let mut lived = Lived::start(sought, drawn);
    for t in 1..=game.rounds {
        let ahead = own.and_then(|own| own.ahead(t));
        let mut counts = Counts {
            taken: vec![vec![0.0; s.all_moves().len()]; nows],
            cast: vec![vec![0.0; s.all_cells().len()]; nows],
            ahead,
            ..Counts::default()
        };
        let played = lived.play(solution.layer(t, longer), t, &mut counts);
        played.expect("no room is set");
        let mut ends = vec![vec![0.0; s.finishes().len()]; nows];
        for (had, midway) in &lived.sets {
            let fits = ahead.and_then(|ahead| ahead.get(had));
            for (sums, here) in ends
                .iter_mut()
                .zip(midway.arrived(game, fits.map(|x| &x[..])))
            {
                sums.iter_mut().zip(here).for_each(|(sum, x)| *sum += x);
            }
        }
        lived.settle(t);
        let found = ends.into_iter().zip(counts.taken).zip(counts.cast);
        for (occupancy, ((ends, taken), cast)) in all.iter_mut().zip(found) {
            occupancy.ends.push(ends);
            occupancy.taken.push(taken);
            occupancy.cast.push(cast);
        }
    }
    if known.is_some() {
        let part = 1.0 / whole(known);
        for occupancy in &mut all {
            for rounds in [
                &mut occupancy.taken,
                &mut occupancy.cast,
                &mut occupancy.ends,
            ] {
                rounds.iter_mut().flatten().for_each(|x| *x *= part);
            }
        }
    }
    all
}

/// The probability of each of `count` outcomes at the end of the report for a history that is at
/// `node` in round `round` (from 1), believed to be at `belief`, with actors that are of the types of `now`.
pub fn ends_from(
    game: &Game,
    solution: &Solution,
    place: (usize, Node),
    belief: &BeliefPoint,
    now: TypeProfile,
    count: usize,
) -> Vec<f64> {
    let s = &game.structure;
    let mut shares = vec![0.0; count];
    let mut midway = Midway::at(game, place, belief, now);
    for t in place.0..=game.rounds {
        midway.advance(game, solution, now);
        for here in midway.arrived(game, None) {
            for (finish, here) in s.finishes().zip(here) {
                if t == game.rounds || s.terminal(finish).is_some() {
                    shares[s.outcome(finish)] += here;
                }
            }
        }
    }
    shares
}

/// The probability by the end of each reported round that some move has led to where `event` holds and that the actors
/// are so, for each way in which types, so `drawn`, can stand then; under a shadow `longer` rounds longer. If something is
/// `known`, as [`forecast_given`] has it.
pub fn ever(
    game: &Game,
    (solution, longer): (&Solution, usize),
    event: &AtNodes<bool>,
    known: Option<&Known>,
    drawn: TypeProfile,
) -> Vec<Vec<f64>> {
    if known.is_none() && !game.changes.any() {
        return vec![first(game, (solution, longer), event, drawn)];
    }
    let own = known.map(|known| known.of(drawn));
    let mut sought = match own {
        None => Sought::new(game, &[], drawn),
        Some(own) => own.sought.clone(),
    };
    // histories in which it has come about are played on, as it is asked who the actors are, and whether they fit
    let bit = sought.entries.len();
    let come: Set = 1 << bit;
    sought.marks.nodes(bit, event, &nows(game, drawn));
    let mut by = vec![vec![]; sought.types.len()];
    let mut lived = Lived::start(&sought, drawn);
    for t in 1..=game.rounds {
        let ahead = own.and_then(|own| own.ahead(t));
        let mut counts = Counts {
            beyond: come,
            ..Counts::default()
        };
        let played = lived.play(solution.layer(t, longer), t, &mut counts);
        played.expect("no room is set");
        let mut sums = vec![0.0; by.len()];
        for (had, midway) in lived.sets.iter().filter(|(had, _)| *had & come != 0) {
            let fits = match ahead {
                None => None,
                Some(ahead) => match ahead.get(&(had & !come)) {
                    None => continue,
                    fits => fits,
                },
            };
            let shares = midway.shares(game, fits.map(|x| &x[..])).into_iter();
            sums.iter_mut().zip(shares).for_each(|(sum, x)| *sum += x);
        }
        lived.settle(t);
        let part = 1.0 / whole(known);
        by.iter_mut()
            .zip(sums)
            .for_each(|(by, sum)| by.push(sum * part));
    }
    by
}

/// The probability by the end of each reported round that `event` has come about, where types do not change.
fn first(
    game: &Game,
    (solution, longer): (&Solution, usize),
    event: &AtNodes<bool>,
    drawn: TypeProfile,
) -> Vec<f64> {
    let types = now(game, drawn);
    let mut marks = Marks::none(game, types.len());
    marks.nodes(0, event, &nows(game, drawn));
    let mut before = Midway::start(game, drawn);
    let mut sum = 0.0;
    let by_the_end_of = |t| {
        let mut pass = Pass::new(game, solution.layer(t, longer), &types);
        pass.watch = Some(Watch {
            dropping: 1,
            ..Watch::new(&marks)
        });
        before.through(&mut pass);
        sum += pass.watch.map_or(0.0, |watch| watch.dropped);
        sum
    };
    (1..=game.rounds).map(by_the_end_of).collect()
}
