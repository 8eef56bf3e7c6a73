//! The numbers behind the charts of a comparison.

use super::CompareSummary;
use crate::report::Table;
use crate::report::run::run_tables;
use crate::report::table::with;

/// The differences, and the tables of the runs with the variant in front.
pub(super) fn tables(c: &CompareSummary) -> Vec<Table<'static>> {
    let mut all = vec![differences(c)];
    let runs: Vec<Vec<Table>> = c.runs.iter().map(run_tables).collect();
    let mut stems: Vec<&Table> = vec![];
    for table in runs.iter().flatten() {
        if !stems.iter().any(|t| t.stem == table.stem) {
            stems.push(table);
        }
    }
    all.extend(stems.into_iter().map(|first| joined(c, &runs, first)));
    all
}

fn differences(c: &CompareSummary) -> Table<'static> {
    let rows = c.differences.iter().map(|d| {
        let numbers = [d.exact.into(), d.paired.into(), d.low.into(), d.high.into()];
        let rest = numbers.into_iter().chain([d.discordant.into()]);
        with(&[&d.variant, &d.id], rest)
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
    Table::new("differences", &names, rows)
}

/// The tables of all runs that have the stem of `first`, one below the other.
fn joined(c: &CompareSummary, runs: &[Vec<Table>], first: &Table) -> Table<'static> {
    let variants = std::iter::once(&c.baseline).chain(&c.variants);
    let rows = variants.zip(runs).flat_map(|(variant, tables)| {
        let own = tables.iter().find(|t| t.stem == first.stem);
        let rows = own.and_then(Table::held).unwrap_or(&[]);
        rows.iter()
            .map(|row| with(&[variant.as_str()], row.iter().cloned()))
    });
    let names = first.headings.iter().map(|h| h.0.as_str());
    let names: Vec<&str> = std::iter::once("variant").chain(names).collect();
    Table::new(first.stem, &names, rows)
}
