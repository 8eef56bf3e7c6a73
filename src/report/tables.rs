//! The numbers behind each chart of a run and of a comparison.

use super::comparison::CompareSummary;
use super::summary::RunSummary;
use super::table::{Cell, Table};

/// The tables of a run.
pub fn run_tables(run: &RunSummary) -> Vec<Table<'static>> {
    let rounds = || 0..run.rounds.len();
    let outcomes = run.outcomes.iter().chain(&run.measures).map(|e| {
        let numbers = [e.exact, Some(e.simulated), e.low, e.high];
        with(&[&e.id], numbers.map(Cell::from))
    });
    let course = run.courses.iter().flat_map(|c| {
        rounds().flat_map(move |t| {
            (0..c.levels.len()).map(move |l| {
                let numbers = [c.exact[t][l], c.simulated[t][l]].map(Cell::from);
                by_round(t, with(&[&c.id, &c.levels[l]], numbers))
            })
        })
    });
    let timing = run.timing.iter().flat_map(|i| {
        rounds().map(move |t| {
            let numbers = [i.exact[t], i.simulated[t]].map(Cell::from);
            by_round(t, with(&[&i.id], numbers))
        })
    });
    let moves = run.moves.iter().flat_map(|m| {
        rounds().map(move |t| {
            let actor = Cell::from(m.actor.as_deref());
            let numbers = [m.open[t], m.used[t]].map(Cell::from);
            let words = vec![(t + 1).into(), (&m.turn).into(), actor, (&m.option).into()];
            words.into_iter().chain(numbers).collect()
        })
    });
    let payoffs = run.actors.iter().flat_map(|a| {
        let row = |t: &super::summary::TermSummary| {
            with(
                &[&a.id, &t.id],
                [Some(t.exact), t.simulated].map(Cell::from),
            )
        };
        a.terms.iter().map(row).collect::<Vec<_>>()
    });
    let beliefs = run.beliefs.iter().flat_map(|b| {
        b.rounds.iter().enumerate().map(move |(t, quantiles)| {
            let numbers = quantiles.map(Cell::from);
            by_round(t, with(&[&b.actor, &b.kind, &b.true_type], numbers))
        })
    });
    let mut all = vec![
        Table::new(
            "outcomes",
            &["outcome", "exact", "simulated", "low", "high"],
            outcomes,
        ),
        Table::new(
            "course",
            &["round", "variable", "level", "exact", "simulated"],
            course,
        ),
        Table::new(
            "timing",
            &["round", "outcome", "exact", "simulated"],
            timing,
        ),
        Table::new(
            "moves",
            &["round", "turn", "actor", "option", "open", "used"],
            moves,
        ),
        Table::new("payoffs", &["actor", "term", "exact", "simulated"], payoffs),
    ];
    if !run.beliefs.is_empty() {
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
        all.push(Table::new("beliefs", &names, beliefs));
    }
    all
}

/// A row: words, then the rest.
pub(super) fn with(words: &[&str], rest: impl IntoIterator<Item = Cell>) -> Vec<Cell> {
    words.iter().map(|w| Cell::from(*w)).chain(rest).collect()
}

/// A row with the number of its round before it, given from 0.
fn by_round(t: usize, row: Vec<Cell>) -> Vec<Cell> {
    std::iter::once(Cell::from(t + 1)).chain(row).collect()
}

/// The tables of a comparison: the differences, and those of its runs with the variant in front.
pub fn compare_tables(c: &CompareSummary) -> Vec<Table<'static>> {
    let rows = c.differences.iter().map(|d| {
        let mut row = with(
            &[&d.variant, &d.id],
            [d.exact, d.paired, d.low, d.high].map(Cell::from),
        );
        row.push(d.discordant.into());
        row
    });
    let names = [
        "variant",
        "id",
        "exact",
        "paired",
        "low",
        "high",
        "discordant",
    ];
    let mut all = vec![Table::new("differences", &names, rows)];
    let variants: Vec<&String> = std::iter::once(&c.baseline).chain(&c.variants).collect();
    let runs: Vec<Vec<Table>> = c.runs.iter().map(run_tables).collect();
    let mut stems: Vec<&Table> = vec![];
    for table in runs.iter().flatten() {
        if !stems.iter().any(|t| t.stem == table.stem) {
            stems.push(table);
        }
    }
    for first in stems {
        let rows = variants.iter().zip(&runs).flat_map(|(variant, tables)| {
            let own = tables.iter().find(|t| t.stem == first.stem);
            let rows = own.and_then(Table::held).unwrap_or(&[]);
            rows.iter()
                .map(|row| with(&[variant.as_str()], row.iter().cloned()))
        });
        let names = first.headings.iter().map(|h| h.0.as_str());
        let names: Vec<&str> = std::iter::once("variant").chain(names).collect();
        all.push(Table::new(first.stem, &names, rows));
    }
    all
}
