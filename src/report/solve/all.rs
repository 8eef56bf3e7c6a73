//! `solve --all`: the strategies of every position, as a table.

use crate::game::{Game, Position};
use crate::report::screen::{Screen, thousands};
use crate::report::{Cell, CertificateSummary, Head, Kind, Report, Size, Table};
use crate::solve::{Solution, View};
use crate::study::Session;
use crate::study::position::strategies;
use serde::Serialize;

/// What `solve --all` says of its table.
#[derive(Clone, Debug, Serialize)]
pub struct AllSummary {
    /// What every document begins with.
    #[serde(flatten)]
    pub head: Head,
    /// How exact the solution is.
    pub certificate: CertificateSummary,
    /// The size of the game.
    pub game: Size,
    /// Rows of `data/strategies.csv`.
    pub rows: usize,
}

/// The strategies of all positions: a document that says how many, and a table.
#[derive(Serialize)]
#[serde(transparent)]
pub struct AllReport {
    /// The document.
    pub summary: AllSummary,
    #[serde(skip)]
    session: Session,
}

/// The report of `solve --all`.
pub fn all(session: Session) -> AllReport {
    AllReport {
        summary: AllSummary {
            head: Head::new("solve", Some(&session.scenario)),
            certificate: CertificateSummary::of(&session.solution),
            game: Size::of(&session.game),
            rows: rows(&session),
        },
        session,
    }
}

impl Report for AllReport {
    fn text(&self, _: Screen) -> String {
        let residual = self.summary.certificate.residual;
        format!(
            "{} rows, residual {residual:.0e}.\n",
            thousands(self.summary.rows)
        )
    }

    fn tables(&self) -> Vec<Table<'_>> {
        vec![table(&self.session)]
    }
}

/// The solution in round `t`. With types, where beliefs are as they were before play.
fn view<'a>(game: &'a Game, solution: &'a Solution, t: usize) -> View<'a> {
    solution.view(game, t, &game.beliefs.coordinates(game.beliefs.start))
}

/// The number of rows of the table: every round has the same positions and options.
fn rows(session: &Session) -> usize {
    let Session {
        scenario,
        game,
        solution,
    } = session;
    let view = view(game, solution, 1);
    let at = |p: Position| -> usize {
        let all = strategies(scenario, game, p, &view);
        all.iter().map(|(_, options)| options.len()).sum()
    };
    game.rounds * game.structure.positions().map(at).sum::<usize>()
}

/// The strategies of every position and reported round: one row for each round, position, mover and
/// option.
fn table(session: &Session) -> Table<'_> {
    let Session {
        scenario,
        game,
        solution,
    } = session;
    let s = &game.structure;
    let words = |name: &str| (name.to_string(), Kind::Words);
    let mut headings = vec![("round".to_string(), Kind::Whole), words("turn")];
    headings.extend(scenario.variables.iter().map(|v| words(&v.name.id)));
    headings.extend([words("mover"), words("option")]);
    headings.push(("probability".to_string(), Kind::Numbers));
    Table::long("strategies", headings, move |sink| {
        for t in 1..=game.rounds {
            let view = view(game, solution, t);
            for p in s.positions() {
                let mut row = vec![Cell::from(t), Cell::from(&s.turn(s.turn_of(p)).id)];
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
