//! `export`: a small scenario as a tree in Gambit's format.

use super::screen::Screen;
use super::{Head, Report};
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::gambit::export as tree;
use crate::game::{Game, Limits, compile};
use crate::scenario::Scenario;
use serde::Serialize;

/// A scenario as a tree; the text for a terminal is the tree's.
#[derive(Clone, Debug, Serialize)]
pub struct ExportSummary {
    /// What every document begins with.
    #[serde(flatten)]
    pub head: Head,
    /// Nodes of the tree.
    pub nodes: usize,
    /// The text of the `.efg` file.
    pub efg: String,
}

/// The document of `export`: `scenario` as a tree, whose comment says what such a file has no place
/// for.
///
/// # Errors
/// As [`compile`]; a game that has no such tree, or one that is too large.
pub fn export(scenario: &Scenario, limits: &Limits) -> Result<ExportSummary, Error> {
    let game = compile(scenario, limits)?;
    let players: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
    let tree = tree(&game, &scenario.title, &players)
        .map_err(|(message, help)| Failure::general(message, help))?;
    Ok(ExportSummary {
        head: Head::new("export", Some(scenario)),
        nodes: tree.nodes.len(),
        efg: tree.text(&facts(scenario, &game)),
    })
}

impl Report for ExportSummary {
    fn text(&self, _: Screen) -> String {
        self.efg.clone()
    }
}

/// Precision and patience of each role, and how payoffs are discounted.
fn facts(scenario: &Scenario, game: &Game) -> String {
    let actor = |role: usize| &scenario.actors[game.beliefs.actor(role)];
    let roles = game.payments.precision.iter().zip(&game.payments.patience);
    let mut facts: Vec<String> = roles
        .enumerate()
        .filter(|(role, _)| !actor(*role).nature)
        .map(|(role, (precision, patience))| {
            let player = &actor(role).name.id;
            let kind = match game.beliefs.names[role].0.as_str() {
                "" => String::new(),
                kind => format!(" ({kind})"),
            };
            format!("{player}{kind}: precision {precision}, patience {patience}")
        })
        .collect();
    let rounds = game.horizon().unwrap_or(game.rounds);
    if rounds > 1 {
        facts.push(format!(
            "{rounds} rounds; payoffs are discounted to the first, so that the precision of round \
             t is that of the file over patience^(t-1)"
        ));
    }
    facts.join("; ")
}
