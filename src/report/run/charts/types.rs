//! What hangs on who the actors are: outcomes and events for each true type.

use crate::chart::{Colour, Column, DotRow, palette};
use crate::report::{RunSummary, TypeSummary};

/// What is rarer than this for all types is left out.
const RARE: f64 = 0.005;

/// An event hangs on a type if its probabilities lie this far apart.
const TELLING: f64 = 0.05;

/// Events that the chart has room for.
const EVENTS: usize = 12;

/// The colours of types, counted for each actor anew, and what those are called that have them.
pub(super) fn kinds(run: &RunSummary) -> Vec<(Colour, String)> {
    let mut all: Vec<Vec<&str>> = vec![];
    for of in &run.types {
        let k = place(run, of);
        all.resize_with(all.len().max(k + 1), Vec::new);
        if !all[k].contains(&of.label.as_str()) {
            all[k].push(&of.label);
        }
    }
    let named = |(k, names): (usize, &Vec<&str>)| (palette::kind(k), names.join(", "));
    all.iter().enumerate().map(named).collect()
}

/// The place of a type among those of its actor.
fn place(run: &RunSummary, of: &TypeSummary) -> usize {
    let own = run.types.iter().filter(|t| t.actor == of.actor);
    own.take_while(|t| t.type_ != of.type_).count()
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
    let mut columns: Vec<Column<Vec<DotRow>>> = vec![];
    let mut actors: Vec<&str> = vec![];
    for (first, of) in run.types.iter().enumerate() {
        if actors.contains(&of.actor.as_str()) {
            continue;
        }
        actors.push(&of.actor);
        let own = || run.types[first..].iter().filter(|t| t.actor == of.actor);
        let row = |label: &str, whole: f64, value: &dyn Fn(&TypeSummary) -> Option<f64>| DotRow {
            label: label.to_string(),
            whole: whole.clamp(0.0, 1.0),
            dots: own()
                .enumerate()
                .map(|(k, t)| {
                    let value = value(t).map(|p| p.clamp(0.0, 1.0));
                    (palette::kind(k), value)
                })
                .collect(),
        };
        let often = |row: &DotRow| row.whole.max(most(row)) >= RARE;
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
        columns.push(Column {
            title: of.actor_label.clone(),
            body,
        });
    }
    if let [only] = &mut columns[..] {
        only.title.clear();
    }
    columns
}

fn most(row: &DotRow) -> f64 {
    let values = row.dots.iter().filter_map(|(_, value)| *value);
    values.fold(0.0, f64::max)
}

/// How far apart the types are.
pub(super) fn gap(row: &DotRow) -> f64 {
    let values = row.dots.iter().filter_map(|(_, value)| *value);
    most(row) - values.fold(most(row), f64::min)
}
