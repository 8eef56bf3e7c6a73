//! The document of `solve` and `explain`: who does what at each position that is asked about, and
//! what is expected there.

use super::names::Names;
use super::option::OptionEntry;
use crate::game::Position;
use crate::report::{CertificateSummary, Head, SeveralSummary};
use crate::study::position::{Positions, Probabilities, believed, strategies};
use indexmap::IndexMap;
use serde::Serialize;

/// What is played at some positions.
#[derive(Clone, Debug, Serialize)]
pub struct SolveSummary {
    /// What every document begins with.
    #[serde(flatten)]
    pub head: Head,
    /// How exact the solution is.
    pub certificate: CertificateSummary,
    /// The positions, at least one.
    pub positions: Vec<PositionEntry>,
    /// The equilibria found, if others than the principal one were searched for.
    #[serde(flatten)]
    pub several: Option<SeveralSummary>,
}

/// What is played at a position, and what it is worth.
#[derive(Clone, Debug, Serialize)]
pub struct PositionEntry {
    /// The round, from 1.
    pub round: usize,
    /// What the round is called.
    #[serde(skip)]
    pub when: String,
    /// The turn, by its name.
    pub turn: String,
    /// The share of histories that come here in this round; null where it is not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reached: Option<f64>,
    /// The level of each variable.
    pub state: IndexMap<String, String>,
    /// What all believe of each actor with types.
    #[serde(skip_serializing_if = "IndexMap::is_empty")]
    pub beliefs: IndexMap<String, Probabilities>,
    /// The probability of each option, by mover.
    pub strategies: IndexMap<String, Probabilities>,
    /// What each actor, by type if it has any, expects from here on, discounted to this round.
    pub values: IndexMap<String, f64>,
    /// Why each option is chosen, if that is asked.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<OptionEntry>,
    /// What everything is called.
    #[serde(skip)]
    pub(super) names: Names,
}

impl SolveSummary {
    /// Of these positions.
    pub(super) fn of(found: &Positions) -> Self {
        let entries = found.positions.iter().map(|p| PositionEntry::of(found, *p));
        SolveSummary {
            head: Head::new("solve", Some(found.of.scenario)),
            certificate: CertificateSummary::of(found.of.solution),
            positions: entries.collect(),
            several: None,
        }
    }
}

impl PositionEntry {
    /// Of position `p`, to which this share of histories comes, with reasons.
    pub(in crate::report) fn explained(found: &Positions, p: Position, share: f64) -> Self {
        PositionEntry {
            options: OptionEntry::all(found, p),
            reached: Some(share),
            ..PositionEntry::of(found, p)
        }
    }

    /// Of position `p`, without reasons.
    fn of(found: &Positions, p: Position) -> Self {
        let (scenario, game) = (found.of.scenario, found.of.game);
        let (s, beliefs) = (&game.structure, &game.beliefs);
        PositionEntry {
            round: found.round,
            when: scenario.time.label(found.round),
            turn: s.turn(s.turn_of(p)).id.clone(),
            state: found.of.state(p),
            beliefs: believed(scenario, beliefs, &found.held),
            strategies: strategies(scenario, game, p, &found.view()),
            values: found.values_of_all(p),
            options: vec![],
            reached: None,
            names: Names::of(found, p),
        }
    }
}
