//! The charts of leverage. The chart of levers is here: matrices of what each lever moves, and whose
//! options move whose value.

mod movers;
mod parameters;

use super::SHOWN;
use super::document::{LeverEffectSummary, LeverageSummary, largest, most_changed};
use crate::chart::{self, Matrix, Sheet};
use crate::report::Picture;
use crate::report::picture::framed;
use crate::report::titles::{self, Doubt};
use indexmap::IndexMap;

/// The charts.
pub(super) fn charts(found: &LeverageSummary, sheet: Sheet) -> Result<Vec<Picture>, chart::Error> {
    let mut all = vec![levers(found, sheet)?, movers::movers(found, sheet)?];
    all.extend(found.strips().chart(&found.head, sheet)?);
    all.extend(parameters::indices(found, sheet)?);
    if let Some(worlds) = &found.worlds {
        all.extend(worlds.chart(found, sheet)?);
    }
    Ok(all)
}

/// The chart of levers.
fn levers(found: &LeverageSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let strongest = found.strongest(SHOWN);
    let removed = strongest.iter().map(|l| (*l, &l.removed.outcomes));
    let mut all = vec![moved(found, "If it is taken away", removed)];
    if let Some((_, exact)) = found.shapley_sets {
        let title = if exact {
            "What it adds, averaged over all orders of options"
        } else {
            "What it adds, averaged over a sample of orders of options"
        };
        let shares = found.options.iter();
        let shares = shares.filter_map(|l| Some((l, l.shapley.as_ref()?)));
        all.push(moved(found, title, shares));
    }
    let committed = found.options.iter();
    let committed = committed.filter_map(|l| Some((l, &l.committed.as_ref()?.outcomes)));
    all.push(moved(found, "If its owner is bound to it", committed));
    all.push(between(found));
    let title = finding(found, &strongest);
    let about = "Changes of outcomes in points, of values in payoff. Exact.";
    let frame = framed(title, about, &found.head, sheet);
    Ok(Picture::new("leverage", chart::matrices(&frame, &all)?))
}

/// The strongest lever, as a title.
fn finding(found: &LeverageSummary, strongest: &[&LeverEffectSummary]) -> String {
    let Some(first) = strongest.first() else {
        return titles::no_lever(!found.options.is_empty());
    };
    let (outcome, change) = most_changed(&first.removed.outcomes).unwrap_or(("", 0.0));
    let holds = |all: &[String]| all.iter().any(|id| id == outcome);
    let doubt = if !holds(&first.steady) {
        Some(Doubt::Precision)
    } else if holds(&first.removed.unsettled) {
        Some(Doubt::Shadow)
    } else {
        lost(found)
    };
    titles::lever(&first.label, &found.label(outcome), change, doubt)
}

/// Whether some variants had no equilibrium, so that others may move more.
fn lost(found: &LeverageSummary) -> Option<Doubt> {
    found.lost.map(|_| Doubt::Lost)
}

/// What levers change in outcomes, those that change nothing left out.
fn moved<'a>(
    found: &LeverageSummary,
    title: &str,
    changes: impl Iterator<Item = (&'a LeverEffectSummary, &'a IndexMap<String, f64>)>,
) -> Matrix {
    let shown: Vec<_> = changes.filter(|(_, all)| largest(all) >= SHOWN).collect();
    let rows = shown.iter().map(|(l, _)| l.label.clone());
    let values = shown.iter().map(|(_, all)| all.values().copied().collect());
    Matrix {
        title: title.to_string(),
        columns: labels(found, &found.base.outcomes),
        rows: rows.collect(),
        values: values.collect(),
        times: 100.0,
        digits: 0,
    }
}

fn labels(found: &LeverageSummary, all: &IndexMap<String, f64>) -> Vec<String> {
    all.keys().map(|id| found.label(id)).collect()
}

/// For each owner of levers and each actor, the largest change of the latter's value by the removal
/// of one of the former's.
fn between(found: &LeverageSummary) -> Matrix {
    let mut owners: Vec<&String> = vec![];
    for owner in found.options.iter().filter_map(|l| l.actor.as_ref()) {
        if !owners.contains(&owner) {
            owners.push(owner);
        }
    }
    let largest = |owner: &String, actor: &String| {
        let own = found.options.iter();
        let own = own.filter(|l| l.actor.as_ref() == Some(owner));
        let changes = own.map(|l| l.removed.values[actor]);
        changes.fold(
            0.0,
            |most: f64, x| {
                if x.abs() > most.abs() { x } else { most }
            },
        )
    };
    let row = |owner: &&String| -> Vec<f64> {
        let actors = found.base.values.keys();
        actors.map(|actor| largest(owner, actor)).collect()
    };
    Matrix {
        title: "Whose options move whose value: the largest change by taking one away".to_string(),
        rows: owners.iter().map(|o| found.label(o)).collect(),
        columns: labels(found, &found.base.values),
        values: owners.iter().map(row).collect(),
        times: 1.0,
        digits: 1,
    }
}
