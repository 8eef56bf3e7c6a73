//! The document of `trace`.

use super::sentence::{label, sentence};
use crate::report::{About, Head};
use crate::study::Session;
use crate::study::position::{Probabilities, believed, role_id};
use crate::study::story::{Move, Story, Which};
use indexmap::IndexMap;
use serde::Serialize;

/// One history.
#[derive(Clone, Debug, Serialize)]
pub struct TraceSummary {
    /// What every document begins with; it has the seed of the luck.
    #[serde(flatten)]
    pub head: Head,
    /// Its number among those of that seed, from 0.
    pub history: u64,
    /// How many of the 10,000 histories looked through end as it does, of all of which it is the most
    /// typical; if that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ending: Option<usize>,
    /// How it goes.
    #[serde(flatten)]
    pub story: HistorySummary,
    /// The same history in the scenario that it is compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub against: Option<Against>,
    /// The first move, from 0, at which the two part; null if they do not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parting: Option<Option<usize>>,
    /// This history or the next that parts; null if none was found.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_parting: Option<Option<u64>>,
}

/// How a history goes in a second scenario that meets the same luck.
#[derive(Clone, Debug, Serialize)]
pub struct Against {
    /// The second scenario.
    pub scenario: Option<About>,
    /// How the history goes there.
    #[serde(flatten)]
    pub story: HistorySummary,
}

/// How a history goes.
#[derive(Clone, Debug, Serialize)]
pub struct HistorySummary {
    /// The types that were drawn, as ACTOR.TYPE.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub types: Vec<String>,
    /// Its moves, in order.
    pub moves: Vec<MoveEntry>,
    /// Its outcome, by name.
    pub outcome: String,
    /// A sentence for each actor with types: which it has.
    #[serde(skip)]
    pub truth: Vec<String>,
    /// The outcome in words, and what the round is called in which the history ends.
    #[serde(skip)]
    pub ending: (String, String),
}

/// A move of a history.
#[derive(Clone, Debug, Serialize)]
pub struct MoveEntry {
    /// The round, from 1.
    pub round: usize,
    /// The turn, by its name.
    pub turn: String,
    /// Who moves; null for chance.
    pub actor: Option<String>,
    /// What is done, by name.
    pub option: String,
    /// How likely that was, from 0 to 1.
    pub probability: f64,
    /// How likely each option was that was open.
    pub open: Probabilities,
    /// The level of each variable after the move.
    pub state: IndexMap<String, String>,
    /// What an actor becomes by it, which nobody else sees.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub became: Option<String>,
    /// What all believe of each actor with types after the move.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub beliefs: IndexMap<String, Probabilities>,
    /// What the round is called.
    #[serde(skip)]
    pub when: String,
    /// The move in words, with what was learnt by it.
    #[serde(skip)]
    pub sentence: String,
    /// Who moves and what it does, of a move by which nothing changes and nothing is learnt.
    #[serde(skip)]
    pub still: Option<(String, String)>,
}

impl TraceSummary {
    /// Of one history.
    pub(super) fn alone(session: &Session, which: Which) -> Self {
        TraceSummary::of(session, &session.story(which), which)
    }

    /// Of one history in two scenarios.
    pub(super) fn beside(session: &Session, other: &Session, which: Which) -> Self {
        let pair = session.pair(other, which);
        TraceSummary {
            against: Some(Against {
                scenario: Head::new("trace", Some(&other.scenario)).scenario,
                story: HistorySummary::of(other, &pair.other),
            }),
            parting: Some(pair.parting),
            first_parting: Some(pair.first),
            ..TraceSummary::of(session, &pair.one, which)
        }
    }

    fn of(session: &Session, story: &Story, which: Which) -> Self {
        let mut head = Head::new("trace", Some(&session.scenario));
        head.seed = Some(which.seed);
        TraceSummary {
            head,
            history: which.history,
            ending: None,
            story: HistorySummary::of(session, story),
            against: None,
            parting: None,
            first_parting: None,
        }
    }
}

impl HistorySummary {
    fn of(session: &Session, story: &Story) -> Self {
        let (scenario, beliefs) = (&session.scenario, &session.game.beliefs);
        let outcome = &scenario.outcomes[story.outcome].name;
        let roles = story.roles.iter();
        let truth = |role: &usize| {
            let actor = &scenario.actors[beliefs.actor(*role)].name.label;
            let when = match session.game.changes_of(beliefs.actor(*role)) {
                true => "at first",
                false => "in truth",
            };
            format!("{actor} is {when}: {}.", beliefs.names[*role].1)
        };
        HistorySummary {
            truth: roles.clone().map(truth).collect(),
            types: roles.map(|r| role_id(scenario, beliefs, *r)).collect(),
            moves: moves(session, story),
            outcome: outcome.id.clone(),
            ending: (outcome.label.clone(), scenario.time.label(story.last)),
        }
    }
}

/// The moves of a history, each with the state that it finds.
fn moves(session: &Session, story: &Story) -> Vec<MoveEntry> {
    let mut before = session.equilibrium().state(session.game.structure.start());
    let mut all = vec![];
    for m in &story.moves {
        let entry = MoveEntry::of(session, m, &before);
        before = entry.state.clone();
        all.push(entry);
    }
    all
}

impl MoveEntry {
    fn of(session: &Session, m: &Move, before: &IndexMap<String, String>) -> Self {
        let (scenario, game) = (&session.scenario, &session.game);
        let state = session.equilibrium().state(m.node);
        let still = || {
            let actor = &scenario.actors[m.actor?].name.label;
            let quiet = state == *before && m.learnt.is_empty() && m.became.is_none();
            quiet.then(|| (actor.clone(), label(game.structure.turn(m.turn), &m.option)))
        };
        MoveEntry {
            still: still(),
            round: m.round,
            turn: game.structure.turn(m.turn).id.clone(),
            actor: m.actor.map(|i| scenario.actors[i].name.id.clone()),
            option: m.option.clone(),
            probability: m.probability,
            open: m.open.clone(),
            state,
            became: m.became.map(|role| role_id(scenario, &game.beliefs, role)),
            beliefs: believed(scenario, &game.beliefs, &m.held),
            when: scenario.time.label(m.round),
            sentence: sentence(session, m),
        }
    }
}
