//! The numbers behind the charts of a run.

use super::{RunSummary, TermSummary};
use crate::report::table::with;
use crate::report::{Cell, Table};

/// The tables of a run.
pub(in crate::report) fn run_tables(run: &RunSummary) -> Vec<Table<'static>> {
    let mut all = vec![
        outcomes(run),
        course(run),
        timing(run),
        moves(run),
        payoffs(run),
    ];
    if !run.beliefs.is_empty() {
        all.extend([beliefs(run), types(run)]);
    }
    all
}

/// A row with the number of its round before it, given from 0.
fn by_round(t: usize, row: Vec<Cell>) -> Vec<Cell> {
    std::iter::once(Cell::from(t + 1)).chain(row).collect()
}

fn outcomes(run: &RunSummary) -> Table<'static> {
    let rows = run.outcomes.iter().chain(&run.measures).map(|e| {
        let numbers = [e.exact, Some(e.simulated), e.low, e.high];
        with(&[&e.id], numbers.map(Cell::from))
    });
    let names = ["outcome", "exact", "simulated", "low", "high"];
    Table::new("outcomes", &names, rows)
}

fn course(run: &RunSummary) -> Table<'static> {
    let rounds = || 0..run.rounds.len();
    let rows = run.courses.iter().flat_map(|c| {
        rounds().flat_map(move |t| {
            (0..c.levels.len()).map(move |l| {
                let numbers = [c.exact[t][l], c.simulated[t][l]].map(Cell::from);
                by_round(t, with(&[&c.id, &c.levels[l]], numbers))
            })
        })
    });
    let names = ["round", "variable", "level", "exact", "simulated"];
    Table::new("course", &names, rows)
}

fn timing(run: &RunSummary) -> Table<'static> {
    let rows = run.timing.iter().flat_map(|i| {
        (0..run.rounds.len()).map(move |t| {
            let numbers = [i.exact[t], i.simulated[t]].map(Cell::from);
            by_round(t, with(&[&i.id], numbers))
        })
    });
    let names = ["round", "outcome", "exact", "simulated"];
    Table::new("timing", &names, rows)
}

fn moves(run: &RunSummary) -> Table<'static> {
    let rows = run.moves.iter().flat_map(|m| {
        (0..run.rounds.len()).map(move |t| {
            let actor = Cell::from(m.actor.as_deref());
            let numbers = [m.open[t], m.used[t]].map(Cell::from);
            let words = vec![(&m.turn).into(), actor, (&m.option).into()];
            by_round(t, words.into_iter().chain(numbers).collect())
        })
    });
    let names = ["round", "turn", "actor", "option", "open", "used"];
    Table::new("moves", &names, rows)
}

fn payoffs(run: &RunSummary) -> Table<'static> {
    let rows = run.actors.iter().flat_map(|a| {
        let row = |t: &TermSummary| {
            let numbers = [Some(t.exact), t.simulated];
            with(&[&a.id, &t.id], numbers.map(Cell::from))
        };
        a.terms.iter().map(row).collect::<Vec<_>>()
    });
    Table::new("payoffs", &["actor", "term", "exact", "simulated"], rows)
}

/// Outcomes and measures if an actor is of a type.
fn types(run: &RunSummary) -> Table<'static> {
    let rows = run.types.iter().flat_map(|t| {
        let row = |id: &str, numbers: [Option<f64>; 4]| {
            with(&[&t.actor, &t.type_, id], numbers.map(Cell::from))
        };
        let outcomes = t.outcomes.iter();
        let outcomes =
            outcomes.map(move |o| row(&o.id, [Some(o.exact), o.simulated, o.low, o.high]));
        let measures = t.measures.iter();
        let measures = measures.map(move |m| row(&m.id, [m.exact, None, None, None]));
        outcomes.chain(measures).collect::<Vec<_>>()
    });
    let names = [
        "actor",
        "type",
        "outcome",
        "exact",
        "simulated",
        "low",
        "high",
    ];
    Table::new("types", &names, rows)
}

fn beliefs(run: &RunSummary) -> Table<'static> {
    let rows = run.beliefs.iter().flat_map(|b| {
        b.rounds.iter().enumerate().map(move |(t, quantiles)| {
            let words = [b.actor.as_str(), &b.type_, &b.true_type];
            let quantiles = quantiles.unwrap_or([f64::NAN; 5]);
            by_round(t, with(&words, quantiles.map(Cell::from)))
        })
    });
    let names = [
        "round",
        "actor",
        "type",
        "true_type",
        "p05",
        "p25",
        "p50",
        "p75",
        "p95",
    ];
    Table::new("beliefs", &names, rows)
}
