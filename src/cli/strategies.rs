//! `demarche solve --all`: the strategies of every position, as a table.

use super::Shown;
use super::args::SolveAll as Args;
use super::doing::strategies;
use super::output::Parts;
use super::position::compiled;
use crate::game::Game;
use crate::report::screen::thousands;
use crate::report::{Cell, CertificateSummary, Head, Kind, Size, Table};
use crate::scenario::{Scenario, load};
use crate::solve::{Solution, View};
use crate::study::equilibrium;
use crate::task::Silent;
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
    let folder = args.place.claim("solve", [&scenario], None)?;
    let game = compiled(&scenario, args)?;
    let solution = equilibrium(&scenario, &game, &Silent)?;
    let rows = rows(&scenario, &game, &solution);
    let summary = AllSummary {
        head: Head::new("solve", Some(&scenario)),
        certificate: CertificateSummary::of(&solution),
        game: Size::of(&game),
        rows,
    };
    let json = serde_json::to_string_pretty(&summary)?;
    let residual = solution.certificate.residual;
    let text = format!("{} rows, residual {residual:.0e}.\n", thousands(rows));
    let (document, words) = (json.clone(), text.clone());
    let save = move || {
        let parts = Parts {
            pictures: vec![],
            tables: vec![table(&scenario, &game, &solution)],
        };
        Ok(format!("\n{}", folder.write(parts, &document, &words)?))
    };
    Ok(Shown {
        text,
        json: Some(json),
        save: Some(Box::new(save)),
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
