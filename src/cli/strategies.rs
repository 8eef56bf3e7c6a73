//! `demarche solve --all`: the strategies of every position, as a table.

use super::args::SolveAll as Args;
use super::doing::strategies;
use super::position::compiled;
use super::{Shown, command_line};
use crate::game::Game;
use crate::report::screen::thousands;
use crate::report::{CertificateSummary, Head, Manifest, ManifestScenario, Output, Size, write};
use crate::scenario::{Scenario, load};
use crate::solve::Solution;
use crate::study::equilibrium;
use anyhow::Result;
use serde::Serialize;

#[derive(Serialize)]
struct AllSummary {
    #[serde(flatten)]
    head: Head,
    certificate: CertificateSummary,
    game: Size,
    /// Rows of `data/strategies.csv`.
    rows: usize,
}

/// The command.
pub(super) fn all(args: &Args) -> Result<Shown> {
    let common = &args.at.common;
    let scenario = load(&args.at.scenario, &common.set)?;
    args.place.claim()?;
    let game = compiled(&scenario, args)?;
    let solution = equilibrium(&scenario, &game, &|_| {})?;
    let (table, rows) = table(&scenario, &game, &solution)?;
    let summary = AllSummary {
        head: Head::new("solve", Some(&scenario)),
        certificate: CertificateSummary::of(&solution),
        game: Size::of(&game),
        rows,
    };
    let json = serde_json::to_string_pretty(&summary)?;
    let text = ManifestScenario::new(&scenario.id, &scenario.digest, &scenario.sources);
    let output = Output {
        summary: json.clone() + "\n",
        manifest: &Manifest {
            version: env!("CARGO_PKG_VERSION"),
            command: command_line(),
            seed: None,
            histories: None,
            scenarios: vec![text],
        },
        pictures: vec![],
        tables: vec![("strategies", table)],
        html: None,
    };
    let place = &args.place;
    let folder = write(
        &output,
        place.out.as_deref(),
        place.force,
        &scenario.id,
        "solve",
    )?;
    let residual = solution.certificate.residual;
    Ok(Shown {
        text: format!(
            "{} rows, residual {residual:.0e}.\n\nStrategies   {}\n",
            thousands(rows),
            folder.join("data/strategies.csv").display()
        ),
        json: Some(json),
        ..Shown::default()
    })
}

/// One row for each round, position, mover and option, and the number of rows. With types, where
/// beliefs are as they were before play.
fn table(scenario: &Scenario, game: &Game, solution: &Solution) -> Result<(String, usize)> {
    let s = &game.structure;
    let mut writer = csv::Writer::from_writer(vec![]);
    let mut header = vec!["round", "turn"];
    header.extend(scenario.variables.iter().map(|v| v.name.id.as_str()));
    header.extend(["mover", "option", "probability"]);
    writer.write_record(&header)?;
    let mut rows = 0;
    for t in 1..=game.rounds {
        let view = solution.view(game, t, &game.beliefs.coordinates(game.beliefs.start));
        let round = t.to_string();
        for p in 0..s.positions {
            let turn = &s.turns[s.turn_of(p)].id;
            let levels = scenario.variables.iter().zip(s.levels(p));
            let state: Vec<String> = levels.map(|(v, l)| v.level(l as usize)).collect();
            for (mover, options) in strategies(scenario, game, p, &view) {
                for (option, probability) in options {
                    let probability = probability.to_string();
                    let mut row = vec![round.as_str(), turn];
                    row.extend(state.iter().map(String::as_str));
                    row.extend([&mover, &option, &probability].map(String::as_str));
                    writer.write_record(&row)?;
                    rows += 1;
                }
            }
        }
    }
    Ok((String::from_utf8(writer.into_inner()?)?, rows))
}
