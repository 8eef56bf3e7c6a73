//! `demarche export`: a small scenario as a tree in Gambit's format.

use super::Shown;
use super::args::Export as Args;
use crate::gambit::export as tree;
use crate::game::compile;
use crate::report::Head;
use crate::scenario::load;
use crate::source::Failure;
use anyhow::Result;
use serde::Serialize;

#[derive(Serialize)]
struct Summary {
    #[serde(flatten)]
    head: Head,
    nodes: usize,
    efg: String,
}

/// The command.
pub(super) fn export(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let scenario = load(&args.scenario, &common.set)?;
    let game = compile(&scenario, &common.limits())?;
    let players: Vec<String> = scenario.actors.iter().map(|a| a.name.id.clone()).collect();
    let tree = tree(&game, &scenario.title, &players)
        .map_err(|(message, help)| Failure::general(message, help))?;
    let roles = game.payments.precision.iter().zip(&game.payments.patience);
    let mut facts: Vec<String> = roles
        .enumerate()
        .map(|(role, (precision, patience))| {
            let player = &players[game.beliefs.actor(role)];
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
    let text = tree.text(&facts.join("; "));
    let summary = Summary {
        head: Head::new("export", Some(&scenario)),
        nodes: tree.nodes.len(),
        efg: text.clone(),
    };
    Ok(Shown {
        text,
        json: Some(serde_json::to_string_pretty(&summary)?),
        ..Shown::default()
    })
}
