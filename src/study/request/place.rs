//! `--where`, `--turn`, `--round`: which positions are asked about.

use crate::diagnostics::{Failure, Span};
use crate::error::Error;
use crate::game::{Game, Position, Turn};
use crate::language::{check, parse};
use crate::scenario::{Scenario, scope};
use crate::study::{Overrides, at_nodes};

/// Which positions are asked about.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// Those at which this condition holds; none asks about the start state.
    pub condition: Option<&'a str>,
    /// Those of this turn.
    pub turn: Option<&'a str>,
    /// Those that play can reach in this round, from 1.
    pub round: usize,
    /// The most positions to give.
    pub most: usize,
}

/// What is asked of a scenario at some of its positions.
#[derive(Clone, Copy, Debug)]
pub struct PositionQuestion<'a> {
    /// The positions.
    pub places: Places<'a>,
    /// What is believed there instead of the priors: ACTOR.TYPE=P, as [`held`](super::held) reads
    /// it.
    pub beliefs: &'a [String],
    /// How the scenario is solved.
    pub overrides: Overrides,
}

/// The positions asked about, at least one.
///
/// # Errors
/// A condition that cannot be read, a turn or a round that there is not, or no position at all.
pub fn places(asked: &Places, scenario: &Scenario, game: &Game) -> Result<Vec<Position>, Error> {
    let s = &game.structure;
    let Places { round, .. } = *asked;
    if round < 1 || round > game.rounds {
        return Err(Failure::general(
            format!("there is no round {round}"),
            format!("rounds are 1 to {}", game.rounds),
        )
        .into());
    }
    let turn = asked.turn.map(|name| turn(name, game)).transpose()?;
    let range = turn.map_or(s.positions(), |k| s.positions_of(k));
    let Some(text) = asked.condition else {
        let start = s.start();
        let found = match turn {
            None => s.first(),
            Some(_) => { range }.find(|p| s.same_state(*p, start)),
        };
        let Some(p) = found else {
            return Err(Failure::general(
                "nobody moves there in the start state",
                "choose a state with --where, such as --where \"talks == offer\"",
            )
            .into());
        };
        if !can_be(game, round)[p.get()] {
            return Err(Failure::general(
                format!("in round {round}, play cannot be in the start state there"),
                "choose a state with --where, such as --where \"talks == offer\"",
            )
            .into());
        }
        return Ok(vec![p]);
    };
    let mut failure = Failure::default();
    let file = failure.sources.add("--where", text);
    let place = |range: std::ops::Range<usize>| Span::new(file, range);
    let expr = match parse(text, &place).and_then(|tree| check(&tree, &scope(scenario))) {
        Ok(expr) => expr,
        Err(fault) => {
            failure.diagnostics.push(fault);
            return Err(failure.into());
        }
    };
    let holds = at_nodes(scenario, game, &expr);
    let can_be = can_be(game, round);
    let found = range.filter(|p| holds[p.get()] != 0.0 && can_be[p.get()]);
    let found: Vec<Position> = found.take(asked.most).collect();
    if found.is_empty() {
        return Err(Failure::general(
            format!("no reachable position of round {round} satisfies --where"),
            "widen --where, leave out --turn, or ask about another --round",
        )
        .into());
    }
    Ok(found)
}

/// The turn called `name`.
fn turn(name: &str, game: &Game) -> Result<Turn, Error> {
    game.structure.find_turn(name).ok_or_else(|| {
        let turns = &game.structure.turns;
        Error::no_such_name("turn", name, turns.iter().map(|t| t.id.as_str()))
    })
}

/// For each node whether play can reach it in this round, from 1.
fn can_be(game: &Game, round: usize) -> Vec<bool> {
    let s = &game.structure;
    let mut begins = vec![false; s.nodes().len()];
    begins[s.start().get()] = true;
    for t in 1.. {
        let mut at = begins.clone();
        // every move leads to a node of a higher number
        for p in s.positions() {
            if at[p.get()] {
                s.moves_of(p).for_each(|m| at[s.next(m).get()] = true);
            }
        }
        if t == round {
            return at;
        }
        let mut next = vec![false; s.nodes().len()];
        let reached = s.ends().filter(|end| at[s.node(*end).get()]);
        let restarts = reached.filter_map(|end| s.restart(end));
        restarts.for_each(|node| next[node.get()] = true);
        if next == begins {
            // so it is in every later round
            return at;
        }
        begins = next;
    }
    unreachable!("the round is one of those that there are")
}
