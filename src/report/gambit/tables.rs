//! The tables of a game in one of Gambit's formats: the strategies of every equilibrium, and how they come
//! about over precision.

use super::document::{ActionEntry, GambitSummary};
use crate::report::{Cell, Table};

/// The tables.
pub(super) fn tables(found: &GambitSummary) -> Vec<Table<'_>> {
    let mut all = vec![equilibria(found)];
    if !found.path.is_empty() {
        all.push(path(found));
    }
    all
}

/// The names of an action.
fn names(action: &ActionEntry) -> [Cell; 3] {
    [&action.player, &action.infoset, &action.action].map(Cell::from)
}

fn equilibria(found: &GambitSummary) -> Table<'_> {
    let header = ["equilibrium", "player", "infoset", "action", "probability"];
    let arms = found.arms.iter().flat_map(|arms| &arms.equilibria);
    let all = std::iter::once(&found.strategies).chain(arms.map(|arm| &arm.strategies));
    let rows = all.enumerate().flat_map(|(k, own)| {
        own.iter().map(move |action| {
            let words = std::iter::once(Cell::from(k)).chain(names(action));
            words.chain([action.probability.into()]).collect()
        })
    });
    Table::new("equilibria", &header, rows)
}

fn path(found: &GambitSummary) -> Table<'_> {
    let header = [
        "equilibrium",
        "precision",
        "player",
        "infoset",
        "action",
        "probability",
    ];
    let rows = found.path.iter().flat_map(|point| {
        let pairs = found.strategies.iter().zip(&point.probabilities);
        pairs.map(|(action, probability)| {
            let at = [Cell::from(point.equilibrium), point.precision.into()];
            let row = at.into_iter().chain(names(action));
            row.chain([Cell::from(*probability)]).collect()
        })
    });
    Table::new("path", &header, rows)
}
