//! Variants side by side with the same luck: history k of each meets the same luck at the same
//! turn, so differences are far narrower than either forecast.

use super::run::Run;
use crate::scenario::Moment;
use crate::statistics::paired;

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
    /// Paired difference of the histories, with its 95 % interval: simulation noise only.
    pub paired: f64,
    pub low: f64,
    pub high: f64,
    /// Histories that differ in it.
    pub discordant: u64,
}

/// A variant beside the baseline.
#[derive(Clone, Debug)]
pub struct Comparison {
    /// Index of the variant's run.
    pub variant: usize,
    /// Settings that differ: path, baseline's, variant's.
    pub differs: Vec<(String, Option<String>, Option<String>)>,
    /// Outcomes, then measures that both have.
    pub pairs: Vec<Pair>,
}

/// Compares each later run with the first.
pub fn compare(runs: &[Run]) -> Vec<Comparison> {
    let base = &runs[0];
    let comparison = |variant: usize| {
        let other = &runs[variant];
        Comparison {
            variant,
            differs: differs(base, other),
            pairs: pairs(base, other),
        }
    };
    (1..runs.len()).map(comparison).collect()
}

fn differs(a: &Run, b: &Run) -> Vec<(String, Option<String>, Option<String>)> {
    let words = [
        "title", "about", "label", "source", "sources", "claim", "who", "extends",
    ];
    let get = |run: &Run, path: &str| {
        let found = run.scenario.settings.iter().find(|(p, _)| p == path);
        found.map(|(_, text)| text.clone())
    };
    let mut paths: Vec<&String> = a
        .scenario
        .settings
        .iter()
        .chain(&b.scenario.settings)
        .map(|(p, _)| p)
        .collect();
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
    let e = run.events.iter().position(|e| e.measure == m)?;
    let end = scenario.time.rounds;
    let bits = match scenario.measures[m].moment {
        Moment::By(t) if t == end => &run.simulation.events,
        Moment::At(t) if t == end => &run.simulation.standing,
        _ => return None,
    };
    Some((
        run.measures[m].exact,
        Box::new(move |k: usize| bits[k] >> e & 1 == 1),
    ))
}

fn pairs(a: &Run, b: &Run) -> Vec<Pair> {
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
        all.push(Pair {
            id: name.id.clone(),
            label: name.label.clone(),
            index,
            from,
            to,
            paired,
            low,
            high,
            discordant,
        });
    }
    all
}
