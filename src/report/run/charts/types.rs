//! What hangs on who the actors are: outcomes and events for each true type.

use crate::chart::{Colour, Column, DotRow, palette};
use crate::report::{RunSummary, TypeSummary};

/// What is rarer than this for all types is left out.
const RARE: f64 = 0.005;

/// An event hangs on a type if its probabilities lie this far apart.
const TELLING: f64 = 0.05;

/// Events that the chart has room for.
const EVENTS: usize = 12;

/// The types of each typed actor.
fn by_actor(run: &RunSummary) -> impl Iterator<Item = &[TypeSummary]> {
    run.types.chunk_by(|a, b| a.actor == b.actor)
}

/// The colours of types, counted for each actor anew, and what those are called that have them.
pub(super) fn kinds(run: &RunSummary) -> Vec<(Colour, String)> {
    let mut all: Vec<Vec<&str>> = vec![];
    for own in by_actor(run) {
        all.resize(all.len().max(own.len()), vec![]);
        for (names, of) in all.iter_mut().zip(own) {
            if !names.contains(&of.label.as_str()) {
                names.push(&of.label);
            }
        }
    }
    let named = |(k, names): (usize, &Vec<&str>)| (palette::kind(k), names.join(" / "));
    all.iter().enumerate().map(named).collect()
}

/// What a type is called: with its actor, if others have types too.
pub(super) fn type_name(run: &RunSummary, of: &TypeSummary) -> String {
    match run.types.iter().all(|other| other.actor == of.actor) {
        true => of.label.clone(),
        false => format!("{}, {}", of.actor_label, of.label),
    }
}

/// For each typed actor the outcomes, and the events that hang on its type, the most first.
pub(super) fn by_type(run: &RunSummary) -> Vec<Column<Vec<DotRow>>> {
    let column = |own: &[TypeSummary]| {
        let row = |label: &str, whole: f64, value: &dyn Fn(&TypeSummary) -> Option<f64>| DotRow {
            label: label.to_string(),
            whole: whole.clamp(0.0, 1.0),
            dots: own
                .iter()
                .enumerate()
                .map(|(k, t)| {
                    let value = value(t).map(|p| p.clamp(0.0, 1.0));
                    (palette::kind(k), value)
                })
                .collect(),
        };
        let often = |row: &DotRow| row.whole.max(ends(row)[1]) >= RARE;
        let outcomes = run.outcomes.iter().enumerate();
        let outcomes = outcomes.map(|(o, outcome)| {
            row(&outcome.label, outcome.best(), &|t| {
                Some(t.outcomes[o].exact)
            })
        });
        let mut body: Vec<DotRow> = outcomes.filter(often).collect();
        let measures = run.measures.iter().enumerate();
        let events = measures.filter(|(_, m)| m.low.is_some());
        let events = events.map(|(k, m)| row(&m.label, m.best(), &|t| t.measures[k].exact));
        let mut events: Vec<DotRow> = events.filter(|row| gap(row) >= TELLING).collect();
        events.sort_by(|a, b| gap(b).total_cmp(&gap(a)));
        body.extend(events.into_iter().take(EVENTS));
        Column {
            title: own[0].actor_label.clone(),
            body,
        }
    };
    let mut columns: Vec<_> = by_actor(run).map(column).collect();
    if let [only] = &mut columns[..] {
        only.title.clear();
    }
    columns
}

/// The least and the most of all types; of none nothing.
pub(super) fn ends(row: &DotRow) -> [f64; 2] {
    let values = || row.dots.iter().filter_map(|(_, value)| *value);
    let most = values().fold(0.0, f64::max);
    [values().fold(most, f64::min), most]
}

/// How far apart the types are.
pub(super) fn gap(row: &DotRow) -> f64 {
    let [least, most] = ends(row);
    most - least
}
