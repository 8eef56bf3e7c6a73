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
    /// The branch on which the equilibrium lies; left out where the game was solved position by
    /// position.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub branch: Option<BranchSummary>,
    /// Every action: player after player, each one's information sets in order of the file.
    pub strategies: Vec<ActionEntry>,
    /// The information sets of these, of a tree that was solved as a whole.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub sets: Vec<SetEntry>,
    /// Information sets left out, since chance never lets play reach them.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub unreached: Vec<InformationSet>,
    /// What each player expects before play; and each of its types, of a game that was solved with types.
    pub values: IndexMap<String, f64>,
    /// Other equilibria, to which arms of the branch lead; left out where they were not asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub arms: Option<ArmsSummary>,
    /// The branch to the equilibrium, then those to the others; left out where they were not asked for.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub path: Vec<PathEntry>,
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

/// The branch from precision 0 to an equilibrium.
#[derive(Clone, Debug, Serialize)]
pub struct BranchSummary {
    /// The largest error of a difference of two log-probabilities, relative to λ times the range of the
    /// player's payoffs, or absolute if that is below 1.
    pub residual: f64,
    /// Whether it turns back on the way.
    pub turned: bool,
    /// The precisions at which other branches cross it.
    pub branch_points: Vec<f64>,
}

/// Equilibria to which arms of the branch lead.
#[derive(Clone, Debug, Serialize)]
pub struct ArmsSummary {
    /// The equilibria, without the principal one.
    pub equilibria: Vec<ArmEntry>,
    /// Arms that could not be followed to the precision wanted.
    pub failed: usize,
    /// Whether more arms leave than were followed.
    pub more: bool,
}

/// An equilibrium to which an arm leads.
#[derive(Clone, Debug, Serialize)]
pub struct ArmEntry {
    /// The precision at which its arm leaves another branch.
    pub leaves: f64,
    /// The arm.
    pub branch: BranchSummary,
    /// Every action, in the same order as those of the principal equilibrium.
    pub strategies: Vec<ActionEntry>,
    /// What each player expects before play.
    pub values: IndexMap<String, f64>,
}

/// A point of a branch.
#[derive(Clone, Debug, Serialize)]
pub struct PathEntry {
    /// To which equilibrium the branch leads: 0 is the principal one, then those of the arms.
    pub equilibrium: usize,
    /// Everybody's precision there.
    pub precision: f64,
    /// The probability of every action, in the order of `strategies`.
    pub probabilities: Vec<f64>,
}

/// An action.
#[derive(Clone, Debug, PartialEq, Serialize)]
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

/// An information set that play can reach.
#[derive(Clone, Debug, Serialize)]
pub struct SetEntry {
    /// Whose it is.
    pub player: String,
    /// Its name, or its number if its name does not tell it from others.
    pub infoset: String,
    /// How likely play reaches it, from 0 to 1.
    pub reached: f64,
    /// What its player expects there.
    pub expects: f64,
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
    /// Whether two actions are of one information set: no two sets of a player have the same name.
    pub(super) fn of_one_set(&self, other: &ActionEntry) -> bool {
        self.player == other.player && self.infoset == other.infoset
    }

    /// Of every information set that play can reach, with these `strategies` of each.
    pub(super) fn all(found: &GambitSolution, strategies: &[Vec<f64>]) -> Vec<Self> {
        let tree = &found.tree;
        let names = set_names(tree);
        let mut all = vec![];
        for (s, own) in found.sets.iter().zip(strategies) {
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
        let tree = &found.tree;
        let names = set_names(tree);
        let sets = found.unreached().into_iter();
        sets.map(|(player, s)| InformationSet {
            player: tree.players[player].clone(),
            infoset: names[s].clone(),
        })
        .collect()
    }
}
