//! `demarche trace`: one history as a readable story.

use super::args::Trace as Args;
use super::teller::{MoveEntry, Teller};
use super::{Shown, screen};
use crate::game::{Game, compile};
use crate::report::screen::{Screen, paragraph, wrap};
use crate::report::{About, Head};
use crate::scenario::{Scenario, load};
use crate::simulate::Player;
use crate::solve::Solution;
use crate::study::equilibrium;
use crate::study::request::role_id;
use crate::task::Silent;
use anyhow::Result;
use serde::Serialize;
use std::fmt::Write;
use std::ops::Range;

#[derive(Serialize)]
struct TraceSummary {
    #[serde(flatten)]
    head: Head,
    history: u64,
    /// The types that were drawn.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    types: Vec<String>,
    moves: Vec<MoveEntry>,
    outcome: String,
    /// The same history in the scenario that it is held against.
    #[serde(skip_serializing_if = "Option::is_none")]
    against: Option<Against>,
    /// The first move, from 0, at which the two part; null if they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    parting: Option<Option<usize>>,
    /// This history or the next that parts; null if none was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_parting: Option<Option<u64>>,
}

/// How a history goes in a second scenario that meets the same luck.
#[derive(Serialize)]
struct Against {
    scenario: Option<About>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    types: Vec<String>,
    moves: Vec<MoveEntry>,
    outcome: String,
}

/// A scenario, solved.
struct Side {
    scenario: Scenario,
    game: Game,
    solution: Solution,
}

/// One history.
struct Story {
    /// The true type of each actor that has several, as a role.
    roles: Vec<usize>,
    moves: Vec<MoveEntry>,
    /// What each move reads as.
    sentences: Vec<String>,
    outcome: usize,
    /// The round in which it ends.
    last: usize,
}

impl Side {
    fn new(name: &str, args: &Args) -> Result<Self> {
        let scenario = load(name, &args.common.set)?;
        let game = compile(&scenario, &args.common.limits())?;
        let solution = equilibrium(&scenario, &game, &Silent)?;
        Ok(Side {
            scenario,
            game,
            solution,
        })
    }

    fn story(&self, seed: u64, history: u64) -> Story {
        let (scenario, game) = (&self.scenario, &self.game);
        let actors: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
        let player = Player::new(game, &self.solution, &actors);
        let types = game.beliefs.draw(player.draw(seed, history));
        let typed = (0..types.len()).filter(|i| game.beliefs.kinds(*i) > 1);
        let roles = typed.map(|i| game.beliefs.first[i] + types[i]).collect();
        let teller = Teller {
            scenario,
            game,
            solution: &self.solution,
            types: &types,
        };
        let mut moves = vec![];
        let (end, last) = player.play(seed, history, |step| teller.tell(step, &mut moves));
        Story {
            roles,
            sentences: moves.iter().map(|m| teller.sentence(m)).collect(),
            moves,
            outcome: game.structure.outcome(end),
            last,
        }
    }

    fn types(&self, story: &Story) -> Vec<String> {
        let roles = story.roles.iter();
        roles
            .map(|r| role_id(&self.scenario, &self.game.beliefs, *r))
            .collect()
    }

    fn outcome(&self, story: &Story) -> String {
        self.scenario.outcomes[story.outcome].name.id.clone()
    }

    /// Who is what in truth.
    fn truth(&self, text: &mut String, story: &Story) {
        for role in &story.roles {
            let actor = &self.scenario.actors[self.game.beliefs.actor(*role)]
                .name
                .label;
            let kind = &self.game.beliefs.names[*role].1;
            let _ = writeln!(text, "{actor} is in truth: {kind}.");
        }
    }

    /// The moves of a range in sentences, under their rounds.
    fn narrate(&self, text: &mut String, story: &Story, moves: Range<usize>, screen: Screen) {
        let mut round = 0;
        for m in moves {
            if story.moves[m].round > round {
                round = story.moves[m].round;
                let _ = writeln!(text, "\n{}", screen.bold(&self.scenario.time.label(round)));
            }
            let lines = wrap(&story.sentences[m], screen.width.saturating_sub(6));
            for (i, line) in lines.iter().enumerate() {
                let _ = writeln!(text, "{}{line}", if i == 0 { "  " } else { "      " });
            }
        }
    }

    fn ending(&self, text: &mut String, story: &Story) {
        let _ = writeln!(
            text,
            "\nIt ends as: {} ({}).",
            self.scenario.outcomes[story.outcome].name.label,
            self.scenario.time.label(story.last)
        );
    }
}

/// The first move at which two histories part: another is made, or it leads elsewhere.
fn parting(one: &Story, other: &Story) -> Option<usize> {
    let same = |a: &MoveEntry, b: &MoveEntry| {
        let did = |m: &MoveEntry| (m.round, m.turn.clone(), m.actor.clone(), m.option.clone());
        let mut shared = a.state.iter().filter(|(v, _)| b.state.contains_key(*v));
        did(a) == did(b) && shared.all(|(v, level)| b.state[v] == *level)
    };
    let pairs = one.moves.iter().zip(&other.moves);
    let differ = pairs.enumerate().find(|(_, (a, b))| !same(a, b));
    let shorter = one.moves.len().min(other.moves.len());
    let longer = one.moves.len().max(other.moves.len());
    differ
        .map(|(m, _)| m)
        .or((shorter < longer).then_some(shorter))
}

/// Histories that are looked through for one that parts.
const LOOK: u64 = 1000;

/// The command.
pub(super) fn trace(args: &Args) -> Result<Shown> {
    let side = Side::new(&args.scenario, args)?;
    let other = match &args.against {
        Some(name) => Some(Side::new(name, args)?),
        None => None,
    };
    let story = side.story(args.seed, args.history);
    let screen = screen();
    let mut text = format!("\n{}\n", screen.bold(&side.scenario.title));
    if let Some(other) = &other {
        let _ = writeln!(text, "beside {}", other.scenario.title);
    }
    let _ = writeln!(text, "History {} of seed {}.", args.history, args.seed);
    side.truth(&mut text, &story);
    let mut part = None;
    let mut first = None;
    let against = other.map(|other| {
        let second = other.story(args.seed, args.history);
        part = parting(&story, &second);
        first = part.map(|_| args.history).or_else(|| {
            let parts = |k: &u64| {
                let (a, b) = (side.story(args.seed, *k), other.story(args.seed, *k));
                parting(&a, &b).is_some()
            };
            let next = args.history.saturating_add(1);
            (next..args.history.saturating_add(LOOK)).find(parts)
        });
        both(
            &mut text,
            (&side, &story),
            (&other, &second),
            (part, first),
            screen,
        );
        Against {
            scenario: Head::new("trace", Some(&other.scenario)).scenario,
            types: other.types(&second),
            outcome: other.outcome(&second),
            moves: second.moves,
        }
    });
    if against.is_none() {
        side.narrate(&mut text, &story, 0..story.moves.len(), screen);
        side.ending(&mut text, &story);
    }
    let mut head = Head::new("trace", Some(&side.scenario));
    head.seed = Some(args.seed);
    let summary = TraceSummary {
        head,
        history: args.history,
        types: side.types(&story),
        outcome: side.outcome(&story),
        moves: story.moves,
        parting: against.as_ref().map(|_| part),
        first_parting: against.as_ref().map(|_| first),
        against,
    };
    Ok(Shown {
        text,
        json: Some(serde_json::to_string_pretty(&summary)?),
        ..Shown::default()
    })
}

/// Two histories: what they share, where they part, and how each goes on.
fn both(
    text: &mut String,
    (side, story): (&Side, &Story),
    (other, second): (&Side, &Story),
    (part, first): (Option<usize>, Option<u64>),
    screen: Screen,
) {
    let Some(part) = part else {
        side.narrate(text, story, 0..story.moves.len(), screen);
        side.ending(text, story);
        let line = match first {
            Some(k) => {
                format!("It is the same in both. The next history that is not: --history {k}.")
            }
            None => format!("It is the same in both, and so are the {LOOK} that follow."),
        };
        return paragraph(text, &line, screen.width);
    };
    side.narrate(text, story, 0..part, screen);
    for (own, told) in [(side, story), (other, second)] {
        let id = &own.scenario.id;
        let heading = screen.bold(&format!("HERE THEY PART: {id}"));
        let _ = writeln!(text, "\n{heading}");
        own.narrate(text, told, part..told.moves.len(), screen);
        own.ending(text, told);
    }
}
