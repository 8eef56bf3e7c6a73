//! `--where`, `--turn`, `--round`: which positions are asked about.

use crate::diagnostics::{Diagnostic, Failure, Span};
use crate::error::Error;
use crate::game::{Game, Position, Turn};
use crate::language::{check, parse};
use crate::scenario::{Scenario, scope};
use crate::study::{Overrides, at_nodes};
use std::ops::RangeInclusive;

/// Which positions are asked about.
#[derive(Clone, Copy, Debug)]
pub struct Places<'a> {
    /// Those at which this condition holds; none asks about the start state.
    pub condition: Option<&'a str>,
    /// Those of this turn.
    pub turn: Option<&'a str>,
    /// Those that play can reach in this round, from 1; none asks about all reported rounds.
    pub round: Option<usize>,
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

/// The first positions asked about, at least one.
///
/// # Errors
/// A condition that cannot be read, a turn or a round that there is not, or no position at all.
pub fn places(asked: &Places, scenario: &Scenario, game: &Game) -> Result<Vec<Position>, Error> {
    let mut all = every_place(asked, scenario, game)?;
    all.truncate(asked.most);
    Ok(all)
}

/// All positions asked about, at least one.
///
/// # Errors
/// As [`places`].
pub fn every_place(
    asked: &Places,
    scenario: &Scenario,
    game: &Game,
) -> Result<Vec<Position>, Error> {
    let s = &game.structure;
    let no_round = |round: &usize| *round < 1 || *round > game.rounds;
    if let Some(round) = asked.round.filter(no_round) {
        return Err(Failure::general(
            format!("there is no round {round}"),
            format!("rounds are 1 to {}", game.rounds),
        )
        .into());
    }
    let can_be = match asked.round {
        Some(round) => can_be(game, round..=round),
        None => can_be(game, 1..=game.rounds),
    };
    let turn = asked.turn.map(|name| turn(name, game)).transpose()?;
    let range = turn.map_or(s.positions(), |k| s.positions_of(k));
    let Some(text) = asked.condition else {
        let start = s.start();
        let found = match (turn, asked.round) {
            (None, _) => s.first(),
            (Some(_), Some(_)) => { range }.find(|p| s.same_state(*p, start)),
            // in whatever state
            (Some(_), None) => return Ok(range.filter(|p| can_be[p.get()]).collect()),
        };
        let Some(p) = found else {
            return Err(Failure::general(
                "nobody moves there in the start state",
                "choose a state with --where, such as --where \"talks == offer\"",
            )
            .into());
        };
        if !can_be[p.get()] {
            return Err(Failure::general(
                format!("{}, play cannot be in the start state there", within(asked)),
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
    if let Some(p) = scenario.secrets(&expr).first() {
        let name = &scenario.private[*p].variable.name.id;
        let message = format!("`{name}` is private: no position shows what it is");
        let help = "say what all believe there with --belief ACTOR.TYPE=P";
        let fault = Diagnostic::error(expr.span, message).help(help);
        failure.diagnostics.push(fault);
        return Err(failure.into());
    }
    let holds = at_nodes(scenario, game, &expr);
    let holds = &holds.rows()[0];
    let found = range.filter(|p| holds[p.get()] != 0.0 && can_be[p.get()]);
    let found: Vec<Position> = found.collect();
    if found.is_empty() {
        return Err(Failure::general(
            match asked.round {
                Some(round) => format!("no reachable position of round {round} satisfies --where"),
                None => "no reachable position satisfies --where".to_string(),
            },
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

/// In which rounds, as words that begin a sentence.
fn within(asked: &Places) -> String {
    let one = |round| format!("in round {round}");
    asked
        .round
        .map_or("in the reported rounds".to_string(), one)
}

/// For each node whether play can reach it in one of these rounds, from 1.
fn can_be(game: &Game, rounds: RangeInclusive<usize>) -> Vec<bool> {
    let s = &game.structure;
    let mut ever = vec![false; s.nodes().len()];
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
        if rounds.contains(&t) {
            ever.iter_mut().zip(&at).for_each(|(ever, at)| *ever |= at);
        }
        if t == *rounds.end() {
            return ever;
        }
        let mut next = vec![false; s.nodes().len()];
        let reached = s.ends().filter(|end| at[s.node(*end).get()]);
        let restarts = reached.filter_map(|end| s.restart(end));
        restarts.for_each(|node| next[node.get()] = true);
        if next == begins {
            // so it is in every later round
            ever.iter_mut().zip(&at).for_each(|(ever, at)| *ever |= at);
            return ever;
        }
        begins = next;
    }
    unreachable!("the round is one of those that there are")
}
