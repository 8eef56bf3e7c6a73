//! Variants side by side with the same luck: history k of each meets the same luck at the same
//! turn, so differences are far narrower than either forecast.

use super::equilibrium::longer;
use super::reading::{Forecast, Kind};
use super::record::foretold;
use super::run::Run;
use crate::scenario::Scenario;
use crate::statistics::{holm, paired, sign_test};
use rayon::prelude::*;

/// One outcome or measure in the baseline and in a variant.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Pair {
    pub id: String,
    pub label: String,
    /// Index among the baseline's outcomes, then measures.
    pub index: usize,
    pub from: f64,
    pub to: f64,
    /// The exact difference under a shadow longer by each of
    /// [`LONGER`](crate::solve::LONGER); empty if one of the two has no end.
    pub longer: Vec<f64>,
    /// Paired difference of the histories, with its 95% interval: simulation noise only.
    pub paired: f64,
    pub low: f64,
    pub high: f64,
    /// Histories that differ in it.
    pub discordant: u64,
    /// p value of the sign test on these, corrected for the number of outcomes and measures.
    pub p: f64,
}

/// A setting that differs: path, baseline's, variant's.
pub type Differing = (String, Option<String>, Option<String>);

/// A variant beside the baseline.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Index of the variant's run.
    pub variant: usize,
    /// Settings that differ.
    pub differs: Vec<Differing>,
    /// Outcomes, then measures that both have.
    pub pairs: Vec<Pair>,
}

/// Compares each later run with the first.
pub fn compare(runs: &[Run]) -> Vec<Comparison> {
    let longer: Vec<Vec<Later>> = runs.par_iter().map(later).collect();
    let comparison = |variant: usize| Comparison {
        variant,
        differs: differs(&runs[0].scenario, &runs[variant].scenario),
        pairs: pairs((&runs[0], &longer[0]), (&runs[variant], &longer[variant])),
    };
    (1..runs.len()).map(comparison).collect()
}

/// The settings in which two scenarios differ, but for words and claims.
pub fn differs(a: &Scenario, b: &Scenario) -> Vec<Differing> {
    let words = [
        "title", "about", "label", "source", "sources", "claim", "who", "extends",
    ];
    let get = |scenario: &Scenario, path: &str| {
        let found = scenario.settings.iter().find(|(p, _)| p == path);
        found.map(|(_, text)| text.clone())
    };
    let all = a.settings.iter().chain(&b.settings);
    let mut paths: Vec<&String> = all.map(|(p, _)| p).collect();
    paths.sort();
    paths.dedup();
    paths
        .into_iter()
        .filter(|p| {
            !p.starts_with("hypotheses") && !words.contains(&p.rsplit('.').next().unwrap_or(""))
        })
        .map(|p| (p.clone(), get(a, p), get(b, p)))
        .filter(|(_, x, y)| x != y)
        .collect()
}

/// Whether a history counts.
type Reader<'a> = Box<dyn Fn(usize) -> bool + 'a>;

/// Whether history `k` of `run` counts for the outcome or measure called `id`, and its exact
/// probability. None if it has none such, or it is read at a time of its own.
fn reader<'a>(run: &'a Run, id: &str) -> Option<(f64, Reader<'a>)> {
    let scenario = &run.scenario;
    if let Some(o) = scenario.outcomes.iter().position(|o| o.name.id == id) {
        let hit = move |k: usize| run.simulation.outcomes[k] as usize == o;
        return Some((run.outcomes[o], Box::new(hit)));
    }
    let m = scenario.measures.iter().position(|m| m.name.id == id)?;
    let e = run.events.iter().position(|e| *e == m)?;
    let end = scenario.time.rounds;
    let bits = match Kind::of(&scenario.measures[m]) {
        Kind::By(t) if t == end => &run.simulation.events,
        Kind::At(t) if t == end => &run.simulation.standing,
        Kind::By(_) | Kind::At(_) | Kind::Mean(_) => return None,
    };
    Some((
        run.measures[m].exact,
        Box::new(move |k: usize| bits.has(k, e)),
    ))
}

/// An outcome's or measure's id and its exact probability under longer shadows.
type Later = (String, Vec<f64>);

/// The outcomes and the measures read at the end, under longer shadows.
fn later(run: &Run) -> Vec<Later> {
    let (game, solution) = (&run.game, &run.solution);
    let outcomes = run.scenario.outcomes.iter().enumerate();
    let outcome = |(o, outcome): (usize, &crate::scenario::Outcome)| {
        let shares = run.longer.iter().map(|shares| shares[o]);
        (outcome.name.id.clone(), shares.collect())
    };
    let mut all: Vec<Later> = outcomes.map(outcome).collect();
    let measure = |event: &usize| &run.scenario.measures[*event];
    let nothing = |event: &usize| (measure(event).name.id.clone(), vec![]);
    let mut events: Vec<Later> = run.events.iter().map(nothing).collect();
    for longer in longer(game) {
        let at = |on: Forecast| -> Vec<f64> {
            let value = |event: &usize| {
                let kind = Kind::of(measure(event));
                let numbers = &run.measured[*event].numbers;
                kind.exact(game, solution, numbers, on)[kind.round() - 1]
            };
            run.events.par_iter().map(value).collect()
        };
        // that what is known can have come about, the run itself has found
        let found = foretold((&run.scenario, game, solution), *longer, at);
        let pairs = events.iter_mut().zip(found.unwrap_or_default());
        pairs.for_each(|((_, values), x)| values.push(x));
    }
    all.extend(events);
    all
}

fn pairs((a, a_later): (&Run, &[Later]), (b, b_later): (&Run, &[Later])) -> Vec<Pair> {
    let names = a
        .scenario
        .outcomes
        .iter()
        .map(|o| &o.name)
        .chain(a.scenario.measures.iter().map(|m| &m.name));
    let n = a.simulation.histories.min(b.simulation.histories);
    let mut all = vec![];
    for (index, name) in names.enumerate() {
        let (Some((from, first)), Some((to, second))) = (reader(a, &name.id), reader(b, &name.id))
        else {
            continue;
        };
        let (mut gained, mut lost) = (0, 0);
        for k in 0..n {
            match (first(k), second(k)) {
                (false, true) => gained += 1,
                (true, false) => lost += 1,
                _ => {}
            }
        }
        let (paired, low, high) = paired(gained, lost, n as u64);
        let discordant = gained + lost;
        let find = |all: &[Later]| all.iter().find(|l| l.0 == name.id).map(|l| l.1.clone());
        let both = find(b_later)
            .into_iter()
            .flatten()
            .zip(find(a_later).into_iter().flatten());
        all.push(Pair {
            id: name.id.clone(),
            label: name.label.clone(),
            index,
            from,
            to,
            longer: both.map(|(to, from)| to - from).collect(),
            paired,
            low,
            high,
            discordant,
            p: sign_test(gained, lost),
        });
    }
    let corrected = holm(&all.iter().map(|p| p.p).collect::<Vec<_>>());
    all.iter_mut()
        .zip(corrected)
        .for_each(|(pair, p)| pair.p = p);
    all
}
