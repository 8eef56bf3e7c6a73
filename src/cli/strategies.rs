//! `demarche solve --all`: the strategies of every position, as a table.

use super::args::SolveAll as Args;
use super::doing::strategies;
use super::position::compiled;
use super::{Shown, command_line};
use crate::game::Game;
use crate::report::screen::thousands;
use crate::report::{
    Cell, CertificateSummary, Head, Kind, Manifest, ManifestScenario, Output, Size, Table, write,
};
use crate::scenario::{Scenario, load};
use crate::solve::{Solution, View};
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
    let rows = rows(&scenario, &game, &solution);
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
        manifest: Manifest {
            version: env!("CARGO_PKG_VERSION"),
            command: command_line(),
            seed: None,
            histories: None,
            scenarios: vec![text],
        },
        pictures: vec![],
        tables: vec![table(&scenario, &game, &solution)],
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

/// The solution in round `t`. With types, where beliefs are as they were before play.
fn view<'a>(game: &'a Game, solution: &'a Solution, t: usize) -> View<'a> {
    solution.view(game, t, &game.beliefs.coordinates(game.beliefs.start))
}

/// The number of rows of the table: every round has the same positions and options.
fn rows(scenario: &Scenario, game: &Game, solution: &Solution) -> usize {
    let view = view(game, solution, 1);
    let at = |p: usize| -> usize {
        let all = strategies(scenario, game, p, &view);
        all.iter().map(|(_, options)| options.len()).sum()
    };
    game.rounds * (0..game.structure.positions).map(at).sum::<usize>()
}

/// One row for each round, position, mover and option.
fn table<'a>(scenario: &'a Scenario, game: &'a Game, solution: &'a Solution) -> Table<'a> {
    let s = &game.structure;
    let words = |name: &str| (name.to_string(), Kind::Words);
    let mut headings = vec![("round".to_string(), Kind::Whole), words("turn")];
    headings.extend(scenario.variables.iter().map(|v| words(&v.name.id)));
    headings.extend([words("mover"), words("option")]);
    headings.push(("probability".to_string(), Kind::Numbers));
    Table::long("strategies", headings, move |sink| {
        for t in 1..=game.rounds {
            let view = view(game, solution, t);
            for p in 0..s.positions {
                let mut row = vec![Cell::from(t), Cell::from(&s.turns[s.turn_of(p)].id)];
                let levels = scenario.variables.iter().zip(s.levels(p));
                row.extend(levels.map(|(v, l)| Cell::Word(v.level(l as usize))));
                let state = row.len();
                for (mover, options) in strategies(scenario, game, p, &view) {
                    for (option, probability) in options {
                        row.truncate(state);
                        row.extend([Cell::from(&mover), Cell::from(&option), probability.into()]);
                        sink.row(&row)?;
                    }
                }
            }
        }
        Ok(())
    })
}
