//! The document of a solved game in one of Gambit's formats.

use crate::report::{CertificateSummary, Head};
use crate::study::gambit::{GambitSolution, Grid, set_names};
use indexmap::IndexMap;
use serde::Serialize;

/// A game, solved.
#[derive(Clone, Debug, Serialize)]
pub struct GambitSummary {
    /// What every document begins with; the scenario is the file.
    #[serde(flatten)]
    pub head: Head,
    /// How exact the solution is.
    pub certificate: CertificateSummary,
    /// Everybody's precision λ, from 0.
    pub precision: f64,
    /// What the grid of beliefs costs in exactness; left out without types.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub grid: Option<GridSummary>,
    /// Every action: player after player, each one's information sets in order of the file.
    pub strategies: Vec<ActionEntry>,
    /// Information sets left out, since chance never lets play reach them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreached: Vec<InformationSet>,
    /// What each player expects before play, and each of its types.
    pub values: IndexMap<String, f64>,
    /// The number of players.
    #[serde(skip)]
    pub players: usize,
}

/// What the grid of beliefs costs in exactness.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct GridSummary {
    /// Points on each axis.
    pub points: usize,
    /// The largest change of a probability from half as many points.
    pub error: f64,
}

/// An action.
#[derive(Clone, Debug, Serialize)]
pub struct ActionEntry {
    /// Whose it is.
    pub player: String,
    /// The information set: its name, or its number if its name does not tell it from others.
    pub infoset: String,
    /// What it is called.
    pub action: String,
    /// How likely it is taken, from 0 to 1.
    pub probability: f64,
}

/// An information set.
#[derive(Clone, Debug, Serialize)]
pub struct InformationSet {
    /// Whose it is.
    pub player: String,
    /// Its name, or its number if its name does not tell it from others.
    pub infoset: String,
}

impl From<Grid> for GridSummary {
    fn from(Grid { points, error }: Grid) -> Self {
        GridSummary { points, error }
    }
}

impl ActionEntry {
    /// Of every information set that play can reach.
    pub(super) fn all(found: &GambitSolution) -> Vec<Self> {
        let tree = &found.import.tree;
        let names = set_names(tree);
        let mut all = vec![];
        for ((s, _), own) in found.import.places.iter().zip(&found.strategies) {
            let set = &tree.sets[*s];
            let player = set.player.map_or("", |i| &tree.players[i]);
            for (action, probability) in set.actions.iter().zip(own) {
                all.push(ActionEntry {
                    player: player.to_string(),
                    infoset: names[*s].clone(),
                    action: action.clone(),
                    probability: *probability,
                });
            }
        }
        all
    }
}

impl InformationSet {
    /// Those that have no strategy.
    pub(super) fn unreached(found: &GambitSolution) -> Vec<Self> {
        let tree = &found.import.tree;
        let names = set_names(tree);
        let sets = found.unreached().into_iter();
        sets.map(|(player, s)| InformationSet {
            player: tree.players[player].clone(),
            infoset: names[s].clone(),
        })
        .collect()
    }
}
