//! The record of a scenario: its milestones, as the forecast looks for them.

use super::game_model::range;
use super::job::Numbers;
use super::reading::{Forecast, at_nodes, holds};
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::forecast::{
    Entry, Known, MOST_WATCHED, TooManyWays, Trigger, When, forecast_given, record,
};
use crate::game::{CHOICE_NAMES, Game, Mover, Template, Turn};
use crate::scenario::{
    Ballot, Choice, Done, Given, Happening, Milestone, Moment, Scenario, Seen, TurnKind,
};
use crate::simulate::Player;
use crate::solve::Solution;

/// The probability of all milestones that are known to have happened or not, by the end of each reported round; empty if
/// there are none, or too many to be watched for.
///
/// # Errors
/// There are too many ways in which they may come about.
fn likelihood(scenario: &Scenario, game: &Game, solution: &Solution) -> Result<Numbers, Error> {
    let all = scenario.milestones.iter().filter(|m| m.is_known());
    let all: Vec<Entry> = all
        .map(|m| entry(scenario, game, m, m.happened == 1.0))
        .collect();
    match (1..=MOST_WATCHED).contains(&all.len()) {
        true => whole(game, solution, &all),
        false => Ok(Numbers::default()),
    }
}

/// The same of the rounds after those of which something is `known`, given that.
///
/// # Errors
/// There are too many ways in which they may come about.
pub(super) fn likelihood_of(of: Of, known: Option<&Known>) -> Result<Numbers, Error> {
    let (scenario, game, solution) = of;
    let all = likelihood(scenario, game, solution)?;
    let Some(known) = known else { return Ok(all) };
    let later = all.iter().skip(known.rounds);
    Ok(later.map(|p| p / known.whole()).collect())
}

/// A scenario, its game and a solution of it.
pub(super) type Of<'a> = (&'a Scenario, &'a Game, &'a Solution);

/// How likely it is that a milestone comes about of which no measure tells: within rounds, or a move; if something is `known`, given
/// that.
///
/// # Errors
/// There are too many ways in which it and what is known may come about.
pub(super) fn forecast_of(
    of: Of,
    known: Option<&Known>,
    milestone: &Milestone,
) -> Result<f64, Error> {
    let (scenario, game, _) = of;
    let asked = asked(scenario, game, milestone);
    match (known, &scenario.given) {
        (Some(known), Some(given)) => {
            let entries = settled(scenario, game, given)?;
            Ok(beside(of, (&entries, known.whole()), &asked)? / known.whole())
        }
        _ => beside(of, (&[], 1.0), &asked),
    }
}

/// A milestone that is asked of: histories in which it comes about within rounds are left out, rather than told apart.
fn asked(scenario: &Scenario, game: &Game, milestone: &Milestone) -> Entry {
    let at = matches!(milestone.moment, Moment::At(_));
    entry(scenario, game, milestone, at)
}

/// How likely it is that what is [`asked`] of comes about and that all is as `entries` say, which is as likely as `probability`.
///
/// # Errors
/// There are too many ways in which that may come about.
fn beside(
    (_, game, solution): Of,
    (entries, probability): (&[Entry], f64),
    asked: &Entry,
) -> Result<f64, Error> {
    let all = [entries, std::slice::from_ref(asked)].concat();
    let left = whole(game, solution, &all)?[game.rounds - 1];
    Ok(match asked.happened {
        true => left,
        false => (probability - left).max(0.0),
    })
}

/// What a record up to the end of a round says of a solved scenario.
pub(super) struct Evidence {
    /// Its probability: one number.
    pub record: Numbers,
    /// That of each milestone before anything is known.
    pub before: Numbers,
    /// That of each milestone given the record; empty if it cannot come about.
    pub after: Numbers,
}

/// What the milestones that are settled by the end of round `until` say.
///
/// # Errors
/// There are too many of them, or too many ways in which they may come about.
pub(super) fn evidence(of: Of, until: usize) -> Result<Evidence, Error> {
    let (scenario, game, solution) = of;
    let given = Given {
        round: until,
        written: until.to_string(),
    };
    let known = settled(scenario, game, &given)?;
    let record = whole(game, solution, &known)?[game.rounds - 1];
    let all = scenario.milestones.iter();
    let all = all.map(|m| (m, asked(scenario, game, m)));
    let all: Vec<(&Milestone, Entry)> = all.collect();
    let before = all.iter().map(|(_, own)| beside(of, (&[], 1.0), own));
    let after = |(m, own): &(&Milestone, Entry)| match m.is_settled(until) {
        true => Ok(m.happened),
        false => Ok(beside(of, (&known, record), own)? / record),
    };
    Ok(Evidence {
        record: Numbers(vec![record]),
        before: before.collect::<Result<_, Error>>()?,
        after: match record > 0.0 {
            true => all.iter().map(after).collect::<Result<_, Error>>()?,
            false => Numbers::default(),
        },
    })
}

/// How likely it is that these milestones, by number, come about or do not, together.
///
/// # Errors
/// There are too many ways in which they may.
pub(super) fn probability_of(
    (scenario, game, solution): Of,
    milestones: &[(usize, bool)],
) -> Result<f64, Error> {
    let all = milestones.iter();
    let all = all.map(|(m, came)| entry(scenario, game, &scenario.milestones[*m], *came));
    let left = whole(game, solution, &all.collect::<Vec<Entry>>())?;
    Ok(left[game.rounds - 1])
}

/// The milestones that are known as it is `given`.
///
/// # Errors
/// There are more than can be watched for.
fn settled(scenario: &Scenario, game: &Game, given: &Given) -> Result<Vec<Entry>, Failure> {
    let all = scenario.milestones.iter();
    let all = all.filter(|m| m.is_settled(given.round));
    let all: Vec<Entry> = all
        .map(|m| entry(scenario, game, m, m.happened == 1.0))
        .collect();
    if all.len() <= MOST_WATCHED {
        return Ok(all);
    }
    let message = format!(
        "{} milestones are settled by {}, and a record can have {MOST_WATCHED}",
        all.len(),
        given.written
    );
    Err(Failure::general(message, "give an earlier date"))
}

/// What `read` makes of the exact forecast under a shadow `longer` rounds longer: given what the scenario takes as known.
///
/// # Errors
/// What is known cannot have come about; or it is too much to be watched for.
pub(super) fn foretold<T>(
    of: Of,
    longer: usize,
    read: impl FnOnce(Forecast) -> T,
) -> Result<T, Error> {
    let (_, game, solution) = of;
    let known = |known: Option<&Known>| {
        let by_who = forecast_given(game, (solution, longer), known);
        read(Forecast {
            by_who: &by_who,
            longer,
            known,
        })
    };
    known_of(of, longer, known)
}

/// What `with` makes of what the scenario takes as known, if anything.
///
/// # Errors
/// As [`foretold`].
pub(super) fn known_of<T>(
    (scenario, game, solution): Of,
    longer: usize,
    with: impl FnOnce(Option<&Known>) -> T,
) -> Result<T, Error> {
    let Some(given) = &scenario.given else {
        return Ok(with(None));
    };
    let entries = settled(scenario, game, given)?;
    let known = Known::new(game, solution, longer, (&entries, given.round)).map_err(too_many)?;
    if known.whole() > 0.0 {
        return Ok(with(Some(&known)));
    }
    let round = known.probability.iter().position(|p| *p <= 0.0);
    Err(Error::Impossible(Box::new(impossible(
        scenario,
        round.unwrap_or(0) + 1,
    ))))
}

/// What `with` makes of a player of histories, who knows what the scenario takes as known.
///
/// # Errors
/// As [`foretold`].
pub(super) fn with_player<T>(of: Of, with: impl FnOnce(Player) -> T) -> Result<T, Error> {
    let (scenario, game, solution) = of;
    let actors: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
    known_of(of, 0, |known| {
        with(Player::new(game, solution, &actors).given(known))
    })
}

/// What round `t` is known to have shown cannot have come about.
fn impossible(scenario: &Scenario, t: usize) -> Failure {
    let own = scenario.milestones.iter().filter(|m| m.moment.last() == t);
    let own = own.filter(|m| m.is_known());
    let ids: Vec<String> = own.map(|m| format!("`{}`", m.name.id)).collect();
    let what = match ids.is_empty() {
        true => "the milestones".to_string(),
        false => ids.join(", "),
    };
    Failure::general(
        format!(
            "what is known cannot have come about in this scenario: {what}, settled in {}, after all before",
            scenario.time.label(t)
        ),
        "give an earlier date to --given, or see with `demarche score` which milestone is at odds with the scenario",
    )
}

/// The probability of a record by round, over all profiles of types.
///
/// # Errors
/// There are too many ways in which it may come about.
fn whole(game: &Game, solution: &Solution, entries: &[Entry]) -> Result<Numbers, Error> {
    let mut sum = vec![0.0; game.rounds];
    for drawn in game.beliefs.profiles() {
        let chance = game.beliefs.chance(drawn);
        let found = record(game, solution, entries, drawn).map_err(too_many)?;
        let pairs = sum.iter_mut().zip(found);
        pairs.for_each(|(sum, p)| *sum += chance * p);
    }
    Ok(Numbers(sum))
}

/// There are too many ways in which milestones may come about.
fn too_many(TooManyWays { ways, bytes }: TooManyWays) -> Error {
    let message = format!(
        "the milestones may come about in more than {ways} ways that must be told apart, and each takes {} MB",
        bytes.div_ceil(1 << 20)
    );
    let help = "fewer milestones that must come about at the same time are fewer ways: give them `during`, or leave some out";
    Failure::general(message, help).into()
}

/// A milestone as an entry that says whether it `happened`.
fn entry(scenario: &Scenario, game: &Game, milestone: &Milestone, happened: bool) -> Entry {
    Entry {
        trigger: match &milestone.seen {
            Seen::Event(expr) => Trigger::Holds(holds(&at_nodes(scenario, game, expr))),
            Seen::Move(happening) => made(scenario, game, happening),
        },
        when: match milestone.moment {
            Moment::At(t) => When::At(t),
            Moment::By(t) => When::During(1..=t),
            Moment::During(a, b) => When::During(a..=b),
        },
        happened,
    }
}

/// What brings a move about in a game.
fn made(scenario: &Scenario, game: &Game, made: &Happening) -> Trigger {
    let s = &game.structure;
    let turn = &scenario.turns[made.turn].kind;
    let k = Turn::new(made.turn);
    let number = |choices: &[Choice], id: &str| choices.iter().position(|c| c.name.id == id);
    match (&made.done, turn, &s.turn(k).mover) {
        (Done::Taken { actor, option }, turn, mover) => {
            // the options of the game that the file's is
            let own = |choices: &[Choice]| {
                let found = number(choices, option);
                found.map_or(0..0, |o| range(scenario, choices, o))
            };
            let mut all = vec![false; s.all_moves().len()];
            let positions = || s.positions_of(k);
            match (turn, mover) {
                (TurnKind::Joint(parties), Mover::Joint(joint)) => {
                    let party = parties.iter().position(|(i, _)| Some(*i) == *actor);
                    if let Some(party) = party {
                        let own = own(&parties[party].1);
                        for m in positions().flat_map(|p| s.moves_of(p)) {
                            all[m.get()] = own.contains(&joint.picks(s.profile(m))[party]);
                        }
                    }
                }
                (TurnKind::Actor(_, choices) | TurnKind::Chance(choices), _) => {
                    let own = own(choices);
                    for m in positions().flat_map(|p| s.moves_of(p)) {
                        all[m.get()] = own.contains(&s.option(m));
                    }
                }
                (TurnKind::Vote(_) | TurnKind::Joint(_), _) => {}
            }
            Trigger::Moves(all)
        }
        (Done::Called { draft, passed }, TurnKind::Vote(vote), Mover::Vote(template)) => {
            let mut all = vec![false; s.all_moves().len()];
            let draft = number(&vote.drafts, draft);
            let rolls = s.positions_of(k).flat_map(|p| s.roll_calls(p, template));
            for roll in rolls.filter(|r| Some(r.draft) == draft) {
                all[roll.pass.get()] = *passed != Some(false);
                all[roll.fail.get()] = *passed != Some(true);
            }
            Trigger::Moves(all)
        }
        (
            Done::Cast {
                draft,
                actor,
                ballot,
            },
            TurnKind::Vote(vote),
            Mover::Vote(template),
        ) => {
            let mut all = vec![false; s.all_cells().len()];
            let draft = draft.as_ref().map(|draft| number(&vote.drafts, draft));
            let cells = cells(template, *actor, *ballot);
            let rolls = s.positions_of(k).flat_map(|p| s.roll_calls(p, template));
            for roll in rolls.filter(|r| draft.is_none_or(|draft| draft == Some(r.draft))) {
                cells
                    .iter()
                    .for_each(|cell| all[roll.cells.at(*cell).get()] = true);
            }
            Trigger::Cells(all)
        }
        (Done::Called { .. } | Done::Cast { .. }, ..) => Trigger::Moves(vec![]),
    }
}

/// The cells of a roll call at which this is cast, by this actor or by anybody.
fn cells(template: &Template, actor: Option<usize>, ballot: Ballot) -> Vec<usize> {
    let is = |m: usize| actor.is_none_or(|i| template.members[m] == i);
    let choice = CHOICE_NAMES.iter().position(|name| *name == ballot.word());
    match choice {
        Some(choice) => {
            let calls = template.calls.iter().enumerate();
            let own = calls.filter(|(_, call)| is(call.member) && call.next[choice].is_some());
            own.map(|(c, _)| template.cell(c, choice)).collect()
        }
        // a veto
        None => {
            let vetoed =
                |noes: u32| (0..template.members.len()).any(|m| noes >> m & 1 == 1 && is(m));
            let leaves = template.leaves.iter().enumerate();
            let own = leaves.filter(|(_, leaf)| vetoed(leaf.noes));
            own.map(|(l, _)| template.leaf_cell(l, true)).collect()
        }
    }
}
