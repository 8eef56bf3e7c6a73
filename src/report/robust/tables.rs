//! The numbers behind the chart of choices: the choices, and every world.

use super::document::{ChoiceSummary, RobustSummary};
use crate::report::table::with;
use crate::report::{Cell, Table};
use crate::statistics::RULES;

/// The tables.
pub(super) fn tables(found: &RobustSummary) -> Vec<Table<'static>> {
    vec![choices(found), worlds(found)]
}

fn choices(found: &RobustSummary) -> Table<'static> {
    let names = [
        "option",
        "written",
        "mean",
        "mean_low",
        "mean_high",
        "worst_tenth",
        "regret",
        "share",
        "chosen_by",
    ];
    let row = |(c, o): (usize, &ChoiceSummary)| {
        let numbers = [
            o.written,
            o.mean,
            o.mean_interval.0,
            o.mean_interval.1,
            o.worst_tenth,
            o.regret,
            o.share,
        ];
        let rules = RULES.iter().zip(found.best).filter(|(_, best)| *best == c);
        let rules: Vec<&str> = rules.map(|(rule, _)| *rule).collect();
        let rules = Cell::from(rules.join(" ").as_str());
        with(&[&o.id], numbers.map(Cell::from).into_iter().chain([rules]))
    };
    Table::new("robust", &names, found.options.iter().enumerate().map(row))
}

fn worlds(found: &RobustSummary) -> Table<'static> {
    let names = found.parameters.iter();
    let names = names.chain(found.options.iter().map(|o| &o.id));
    let names: Vec<&str> = names.map(String::as_str).collect();
    let rows = found.points.iter();
    let rows = rows.map(|p| p.iter().map(|x| Cell::from(*x)).collect());
    Table::new("points", &names, rows)
}
