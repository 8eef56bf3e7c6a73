//! The numbers behind the charts of leverage, in one table.

use super::document::LeverageSummary;
use crate::report::table::with;
use crate::report::{Cell, Table};

/// What a row is about: turn, actor and option or parameter; what does not apply is empty.
type Subject<'a> = [&'a str; 3];

/// The table.
pub(super) fn levers(found: &LeverageSummary) -> Table<'static> {
    let names = [
        "turn", "actor", "option", "how", "target", "change", "low", "high", "shapley",
    ];
    let mut rows = of_levers(found);
    for t in &found.types {
        for (id, x) in t.revealed.all() {
            rows.push(row(["", &t.actor, ""], "revealed", id, change(x)));
        }
    }
    for p in &found.parameters {
        for ((id, low), (_, high)) in p.low.all().zip(p.high.all()) {
            let numbers = [None, Some(low), Some(high), None];
            rows.push(row(["", "", &p.name], "swung", id, numbers));
        }
    }
    Table::new("levers", &names, rows.into_iter())
}

fn of_levers(found: &LeverageSummary) -> Vec<Vec<Cell>> {
    let mut rows = vec![];
    for l in &found.options {
        let subject = [&l.turn, l.actor.as_deref().unwrap_or(""), &l.option];
        for (id, x) in l.removed.all() {
            let shapley = l.shapley.as_ref().and_then(|s| s.get(id));
            let numbers = [Some(x), None, None, shapley.copied()];
            rows.push(row(subject, "removed", id, numbers));
        }
        for (id, x) in l.mechanical.iter().flatten() {
            rows.push(row(subject, "mechanical", id, change(*x)));
        }
        for (id, x) in l.committed.iter().flat_map(|e| e.all()) {
            rows.push(row(subject, "committed", id, change(x)));
        }
    }
    rows
}

/// A change alone: without ends and share.
fn change(x: f64) -> [Option<f64>; 4] {
    [Some(x), None, None, None]
}

fn row(subject: Subject, how: &str, target: &str, numbers: [Option<f64>; 4]) -> Vec<Cell> {
    let words = subject.map(|w| Some(w).filter(|w| !w.is_empty()));
    let words = words.into_iter().map(Cell::from);
    let rest = with(&[how, target], numbers.map(Cell::from));
    words.chain(rest).collect()
}
