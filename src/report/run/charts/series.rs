//! What each chart shows of one run: its series, their labels and colours.

use super::types::type_name;
use crate::chart::{ActorPanel, Bar, Fan, PayoffRow, Spread, Strip, Use, palette};
use crate::report::{
    ActorSummary, BeliefSummary, Course, Estimate, MoveSummary, RunSummary, TypeSummary,
};
use crate::study::way;
use indexmap::IndexMap;

/// Shares below this are not worth a line of their own among the moves.
const SELDOM: f64 = 5e-4;

/// Options of one actor that the chart of moves has room for.
const OPTIONS: usize = 16;

/// What is left in a smaller share of histories is never left.
const LEAST: f64 = 5e-4;

/// A variable none of whose levels' shares changes by this much hardly moves.
const STILL: f64 = 0.02;

/// Levels of a variable that are a story; more are a scale, and no picture.
const LEVELS: usize = 9;

/// A bar for each outcome.
pub(super) fn bars(run: &RunSummary) -> Vec<Bar> {
    let bar = |(i, e): (usize, &Estimate)| {
        let share = e.best().clamp(0.0, 1.0);
        Bar {
            label: e.label.clone(),
            colour: palette::outcome(i),
            share,
            range: run.range(i),
            before: None,
        }
    };
    run.outcomes.iter().enumerate().map(bar).collect()
}

/// The same, held against another run: with what each was there.
pub(super) fn bars_against(run: &RunSummary, before: &RunSummary) -> Vec<Bar> {
    let was = |id: &str| {
        before
            .outcomes
            .iter()
            .find(|o| o.id == id)
            .map(Estimate::best)
    };
    let bars = bars(run).into_iter().zip(&run.outcomes);
    bars.map(|(bar, own)| Bar {
        before: was(&own.id).map(|p| p.clamp(0.0, 1.0)),
        ..bar
    })
    .collect()
}

/// What is believed of each typed actor; of one with two types that it is of the first.
pub(super) fn belief_series(run: &RunSummary) -> Vec<Fan> {
    let mut all = vec![];
    for (i, of) in run.types.iter().enumerate() {
        let own = || run.types.iter().filter(|t| t.actor == of.actor);
        let second = i > 0 && run.types[i - 1].actor == of.actor;
        if own().count() == 2 && second {
            continue;
        }
        let truth = |(k, truth): (usize, &TypeSummary)| {
            let wanted = |b: &&BeliefSummary| {
                (&b.actor, &b.type_, &b.true_type) == (&of.actor, &of.type_, &truth.type_)
            };
            let held = run.beliefs.iter().find(wanted)?;
            Some(Spread {
                label: format!("if {}", truth.label),
                colour: palette::kind(k),
                rounds: held.rounds.clone(),
            })
        };
        all.push(Fan {
            label: format!("{}: {}", of.actor_label, of.label),
            start: of.prior,
            spreads: own().enumerate().filter_map(truth).collect(),
        });
    }
    all
}

/// The state variables that have few levels and ever leave the one in which play begins, in any of `runs`: the
/// ids of those that move, the most first, and the labels of those that hardly do.
pub(super) fn moving(runs: &[RunSummary]) -> (Vec<&str>, Vec<&str>) {
    let leaves = |c: &&Course| c.exact.iter().any(|r| r[c.start] < 1.0 - LEAST);
    let all = runs.iter().flat_map(|r| &r.courses);
    let all = all.filter(|c| c.levels.len() <= LEVELS).filter(leaves);
    // by id: the label, the way it goes in all, and the widest range of a level
    let mut found: IndexMap<&str, (&str, f64, f64)> = IndexMap::new();
    for course in all {
        let own = found.entry(&course.id).or_insert((&course.label, 0.0, 0.0));
        own.1 = own.1.max(way(course.start, &course.exact));
        own.2 = own.2.max(range(course));
    }
    found.sort_by(|_, a, _, b| b.1.total_cmp(&a.1));
    let moves = |own: &(&str, (&str, f64, f64))| own.1.2 >= STILL;
    let (moving, still): (Vec<_>, Vec<_>) = found.into_iter().partition(moves);
    (
        moving.into_iter().map(|(id, _)| id).collect(),
        still.into_iter().map(|(_, own)| own.0).collect(),
    )
}

/// The shares of the levels at the start, then by round.
fn from_the_start(course: &Course) -> impl Iterator<Item = Vec<f64>> {
    let level = |l: usize| f64::from(u8::from(l == course.start));
    let start = (0..course.levels.len()).map(level).collect();
    std::iter::once(start).chain(course.exact.iter().cloned())
}

/// By how much the share of a level changes over the rounds, of that which changes most.
fn range(course: &Course) -> f64 {
    let all: Vec<Vec<f64>> = from_the_start(course).collect();
    let level = |l: usize| {
        let shares = || all.iter().map(|r| r[l]);
        shares().fold(0.0, f64::max) - shares().fold(1.0, f64::min)
    };
    (0..course.levels.len()).map(level).fold(0.0, f64::max)
}

/// The courses of the state variables with these ids, in their order.
pub(super) fn strips(run: &RunSummary, ids: &[&str]) -> Vec<Strip> {
    let of = |id: &&str| run.courses.iter().find(|c| c.id == *id);
    ids.iter().filter_map(of).map(strip).collect()
}

/// The courses of these variables if an actor is of a type, with what each is called.
pub(super) fn strips_by_type(run: &RunSummary, ids: &[&str]) -> Vec<(String, Vec<Strip>)> {
    let of = |t: &TypeSummary| {
        let course = |id: &&str| {
            let whole = run.courses.iter().find(|c| c.id == *id)?;
            let exact = t.course.get(*id)?.clone();
            Some(strip(&Course {
                exact,
                ..whole.clone()
            }))
        };
        (type_name(run, t), ids.iter().filter_map(course).collect())
    };
    run.types.iter().map(of).collect()
}

fn strip(course: &Course) -> Strip {
    let n = course.levels.len();
    let start = course.start;
    let furthest = start.max(n - 1 - start).max(1) as f64;
    let distance = |l: usize| (l as f64 - start as f64) / furthest;
    let levels = course.levels.iter().enumerate();
    // on a grid of beliefs a share can lie below 0 by what the grid leaves unsure; what is drawn sums to 1, or to 0 in a
    // round in which nobody is of a type
    let drawn = |r: &Vec<f64>| -> Vec<f64> {
        let shares = r.iter().map(|p| p.max(0.0));
        let whole: f64 = shares.clone().sum();
        let whole = if whole > 0.0 { whole } else { 1.0 };
        shares.map(|p| p / whole).collect()
    };
    let rounds: Vec<Vec<f64>> = course.exact.iter().map(drawn).collect();
    let share = |l: usize| rounds.iter().map(|r| r[l]).collect();
    Strip {
        label: course.label.clone(),
        levels: levels
            .map(|(l, name)| (name.clone(), distance(l)))
            .collect(),
        shares: (0..n).map(share).collect(),
    }
}

/// What each actor does, by type if it has any; those that do nothing left out.
pub(super) fn panels(run: &RunSummary) -> Vec<ActorPanel> {
    let of = |actor: &ActorSummary| -> Vec<ActorPanel> {
        let types = run.types.iter().filter(|t| t.actor == actor.id);
        let panels: Vec<ActorPanel> = types
            .map(|t| ActorPanel {
                label: format!("{}, {}", actor.label, t.label),
                options: options(t.moves.iter()),
            })
            .collect();
        if !panels.is_empty() {
            return panels;
        }
        let own = run.moves.iter();
        let own = own.filter(|m| m.actor.as_deref() == Some(&actor.id));
        vec![ActorPanel {
            label: actor.label.clone(),
            options: options(own),
        }]
    };
    let all = run.actors.iter().flat_map(of);
    all.filter(|p| !p.options.is_empty()).collect()
}

/// The options of one actor that it ever uses, or the most used where they are many.
fn options<'a>(moves: impl Iterator<Item = &'a MoveSummary> + Clone) -> Vec<Use> {
    let own = || moves.clone();
    let mut turns: Vec<&str> = own().map(|m| m.turn.as_str()).collect();
    turns.dedup();
    let several = turns.len() > 1;
    let used = own().filter(|m| m.used.iter().any(|u| *u > SELDOM));
    let mut options: Vec<Use> = used.map(|m| used_when_open(m, several)).collect();
    let weight = |u: &Use| u.values.iter().flatten().sum::<f64>();
    if options.len() > OPTIONS {
        let mut weights: Vec<f64> = options.iter().map(weight).collect();
        weights.sort_by(|a, b| b.total_cmp(a));
        options.retain(|u| weight(u) >= weights[OPTIONS - 1]);
        options.truncate(OPTIONS);
    }
    options
}

/// How often an option is used of the times it is open, by round; with its turn's name if the actor
/// has several.
fn used_when_open(m: &MoveSummary, several: bool) -> Use {
    let rounds = m.used.iter().zip(&m.open);
    Use {
        group: if several {
            m.turn_label.clone()
        } else {
            String::new()
        },
        label: m.label.clone(),
        values: rounds
            .map(|(u, o)| (*o > 1e-9).then(|| (u / o).clamp(0.0, 1.0)))
            .collect(),
        open: m.open.clone(),
    }
}

/// Each actor's payoff by term.
pub(super) fn rows(run: &RunSummary) -> Vec<PayoffRow> {
    let row = |a: &ActorSummary| PayoffRow {
        label: a.label.clone(),
        terms: a.terms.iter().map(|t| (t.label.clone(), t.exact)).collect(),
        total: a.value,
    };
    run.actors.iter().map(row).collect()
}
