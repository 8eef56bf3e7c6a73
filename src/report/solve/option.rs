//! An option with its reasons, as the document has it.

use crate::game::Position;
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
}

impl OptionEntry {
    /// Every option of the movers at position `p`.
    pub(in crate::report) fn all(found: &Positions, p: Position) -> Vec<Self> {
        let shared = found.shared(p);
        let (scenario, game) = (found.of.scenario, found.of.game);
        let options = found.explain(p).into_iter();
        options
            .map(|o| OptionEntry {
                mover: shared.then(|| role_id(scenario, &game.beliefs, o.role)),
                value: o.value(),
                option: o.option,
                probability: o.probability,
                terms: o.terms,
                later: o.later,
                reveals: o.reveals,
                ends: o.ends,
            })
            .collect()
    }
}
