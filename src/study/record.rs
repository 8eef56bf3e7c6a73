//! The record of a scenario: its milestones, as the forecast looks for them.

use super::game_model::range;
use super::job::Numbers;
use super::reading::{at_nodes, holds};
use crate::forecast::{Entry, MOST_WATCHED, Trigger, When, record};
use crate::game::{Game, Mover, Turn};
use crate::scenario::{Choice, Happening, Milestone, Moment, Scenario, Seen, TurnKind};
use crate::solve::Solution;

/// The probability of all milestones that are known to have happened or not, by the end of each reported round; empty if
/// there are none, or too many to be watched for.
pub(super) fn likelihood(scenario: &Scenario, game: &Game, solution: &Solution) -> Numbers {
    let known = |m: &&Milestone| [0.0, 1.0].contains(&m.happened);
    let all = scenario.milestones.iter().filter(known);
    let all: Vec<Entry> = all
        .map(|m| entry(scenario, game, m, m.happened == 1.0))
        .collect();
    match (1..=MOST_WATCHED).contains(&all.len()) {
        true => whole(game, solution, &all),
        false => Numbers::default(),
    }
}

/// How likely it is that a milestone comes about of which no measure tells: within rounds, or a move.
pub(super) fn forecast_of(
    scenario: &Scenario,
    game: &Game,
    solution: &Solution,
    milestone: &Milestone,
) -> f64 {
    let entry = entry(scenario, game, milestone, true);
    whole(game, solution, &[entry])[milestone.moment.last() - 1]
}

/// The probability of a record by round, over all profiles of types.
fn whole(game: &Game, solution: &Solution, entries: &[Entry]) -> Numbers {
    let mut sum = vec![0.0; game.rounds];
    for drawn in game.beliefs.profiles() {
        let chance = game.beliefs.chance(drawn);
        let found = record(game, solution, entries, drawn);
        let pairs = sum.iter_mut().zip(found);
        pairs.for_each(|(sum, p)| *sum += chance * p);
    }
    Numbers(sum)
}

/// A milestone as an entry that says whether it `happened`.
fn entry(scenario: &Scenario, game: &Game, milestone: &Milestone, happened: bool) -> Entry {
    Entry {
        trigger: match &milestone.seen {
            Seen::Event(expr) => Trigger::Holds(holds(&at_nodes(scenario, game, expr))),
            Seen::Move(made) => Trigger::Moves(moves(scenario, game, made)),
        },
        when: match milestone.moment {
            Moment::At(t) => When::At(t),
            Moment::By(t) => When::During(1..=t),
            Moment::During(a, b) => When::During(a..=b),
        },
        happened,
    }
}

/// For each move of a game whether it is this one.
fn moves(scenario: &Scenario, game: &Game, made: &Happening) -> Vec<bool> {
    let s = &game.structure;
    let mut all = vec![false; s.all_moves().len()];
    let turn = &scenario.turns[made.turn];
    let k = Turn::new(made.turn);
    let number = |choices: &[Choice]| choices.iter().position(|c| c.name.id == made.choice);
    // the options of the game that the file's is
    let own = |choices: &[Choice]| Some(range(scenario, choices, number(choices)?));
    for p in s.positions_of(k) {
        match (&turn.kind, &s.turn(k).mover) {
            (TurnKind::Vote(vote), Mover::Vote(template)) => {
                let draft = number(&vote.drafts);
                let rolls = s.roll_calls(p, template);
                for roll in rolls.filter(|r| Some(r.draft) == draft) {
                    all[roll.pass.get()] = made.passed != Some(false);
                    all[roll.fail.get()] = made.passed != Some(true);
                }
            }
            (TurnKind::Joint(parties), Mover::Joint(joint)) => {
                let party = parties.iter().position(|(i, _)| Some(*i) == made.actor);
                let Some(party) = party else { continue };
                let own = own(&parties[party].1).unwrap_or_default();
                for m in s.moves_of(p) {
                    all[m.get()] = own.contains(&joint.picks(s.profile(m))[party]);
                }
            }
            (TurnKind::Actor(_, choices) | TurnKind::Chance(choices), _) => {
                let own = own(choices).unwrap_or_default();
                let moves = s.moves_of(p);
                moves.for_each(|m| all[m.get()] = own.contains(&s.option(m)));
            }
            (TurnKind::Vote(_) | TurnKind::Joint(_), _) => {}
        }
    }
    all
}
