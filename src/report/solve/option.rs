//! An option with its reasons, as the document has it.

use super::names::{Names, options};
use crate::game::{Game, Position};
use crate::study::explain::Next;
use crate::study::position::{Positions, Probabilities, role_id};
use indexmap::IndexMap;
use serde::Serialize;

/// An option, and why it is chosen. Payoffs are its mover's, expected, discounted to the round.
#[derive(Clone, Debug, Serialize)]
pub struct OptionEntry {
    /// Whose it is, where several move or who moves has types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mover: Option<String>,
    /// The option, by its name.
    pub option: String,
    /// What it is called.
    pub label: String,
    /// How likely it is taken, from 0 to 1.
    pub probability: f64,
    /// The payoff up to the horizon.
    pub value: f64,
    /// The same by term.
    pub terms: IndexMap<String, f64>,
    /// The part of it that would follow, after what the move itself pays.
    pub later: f64,
    /// How much of that is what the option tells the others of the mover's type: the difference
    /// to being taken for what it was before. Null if it has none.
    pub reveals: Option<f64>,
    /// How the report would end: outcomes and their probabilities.
    pub ends: Probabilities,
    /// Of a vote that a member casts: how likely the draft passes after it; absent of other options.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passes: Option<f64>,
    /// What is likely to be done where there is a choice next, within the report.
    pub next: Vec<NextEntry>,
}

/// What is likely to be done next.
#[derive(Clone, Debug, Serialize)]
pub struct NextEntry {
    /// The turn.
    pub turn: String,
    /// What it is called.
    #[serde(skip)]
    pub(super) label: String,
    /// What is played there, and how likely; they add up to how likely there is a choice there next.
    pub moves: Probabilities,
    /// What these are called.
    #[serde(skip)]
    pub(super) labels: Vec<String>,
}

impl NextEntry {
    fn of(game: &Game, next: &Next) -> Self {
        let turn = game.structure.turn(next.turn);
        let names = options(turn);
        let label = |id: &String| names.get(id).unwrap_or(id).clone();
        NextEntry {
            turn: turn.id.clone(),
            label: turn.label.clone(),
            labels: next.moves.keys().map(label).collect(),
            moves: next.moves.clone(),
        }
    }
}

impl OptionEntry {
    /// Every option of the movers at position `p`.
    pub(in crate::report) fn all(found: &Positions, p: Position) -> Vec<Self> {
        let shared = found.shared(p);
        let (scenario, game) = (found.of.scenario, found.of.game);
        let names = Names::of(found, p);
        let options = found.explain(p).into_iter();
        options
            .map(|o| OptionEntry {
                mover: (shared || o.passes.is_some())
                    .then(|| role_id(scenario, &game.beliefs, o.role)),
                value: o.value(),
                label: names.option(&o.option).to_string(),
                next: o
                    .next
                    .iter()
                    .map(|next| NextEntry::of(game, next))
                    .collect(),
                option: o.option,
                probability: o.probability,
                terms: o.terms,
                later: o.later,
                reveals: o.reveals,
                ends: o.ends,
                passes: o.passes,
            })
            .collect()
    }
}
