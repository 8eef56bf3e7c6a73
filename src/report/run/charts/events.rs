//! Which events the chart of timing shows, and as which curves.

use crate::chart::{Colour, Curve, palette};
use crate::report::RunSummary;

/// How many events one chart of timing holds.
const CURVES: usize = 10;

/// An event that stays rarer than this in every run is left to the table.
const RARE: f64 = 0.005;

/// The events worth a curve in any of `runs`, the same for all, and their colours: outcomes first,
/// then what comes most often. Of an event that is another one judged at an earlier date there is no
/// curve.
pub(super) fn select_events(runs: &[RunSummary]) -> Vec<(&str, Colour)> {
    let first = &runs[0];
    let ids: Vec<&str> = first.timing.iter().map(|c| c.id.as_str()).collect();
    let outcome = |id: &str| first.outcomes.iter().position(|o| o.id == id);
    let worth = |i: &usize| {
        let often = end(runs, ids[*i]) >= RARE;
        often && (outcome(ids[*i]).is_some() || !is_repeated(runs, &ids, *i))
    };
    let mut chosen: Vec<&str> = (0..ids.len()).filter(worth).map(|i| ids[i]).collect();
    chosen.sort_by(|a, b| {
        let rank = |id| (outcome(id).is_none(), -end(runs, id));
        rank(a).partial_cmp(&rank(b)).expect("shares are numbers")
    });
    chosen.truncate(CURVES);
    // an outcome keeps its colour in every chart; measures share those that are left
    let taken: Vec<usize> = chosen.iter().filter_map(|id| outcome(id)).collect();
    let mut free = (0..).filter(|i| !taken.contains(i));
    chosen
        .into_iter()
        .map(|id| (id, outcome(id).or_else(|| free.next()).unwrap_or(0)))
        .map(|(id, i)| (id, palette::outcome(i)))
        .collect()
}

/// How likely an event is to have come by each round, for every run that has it.
fn series<'a>(runs: &'a [RunSummary], id: &str) -> Vec<&'a [f64]> {
    let own = runs.iter().flat_map(|r| &r.timing).filter(|c| c.id == id);
    own.map(|c| c.exact.as_slice()).collect()
}

/// How likely an event is to come at all, in the run in which that is most.
fn end(runs: &[RunSummary], id: &str) -> f64 {
    let last = series(runs, id).into_iter();
    let last = last.filter_map(|s| s.last().copied());
    last.fold(0.0, f64::max)
}

/// Whether event `i` is in every run a truncated copy of another one; of two that are copies of each
/// other, the later is.
fn is_repeated(runs: &[RunSummary], ids: &[&str], i: usize) -> bool {
    let copies = |a: &str, b: &str| {
        let pairs = series(runs, a).into_iter().zip(series(runs, b));
        pairs.into_iter().all(|(a, b)| is_truncated_copy(a, b))
    };
    let of = |j: usize| j != i && copies(ids[i], ids[j]) && (j < i || !copies(ids[j], ids[i]));
    (0..ids.len()).any(of)
}

/// Whether `a` is `b` up to some round and stays as it is from there on.
fn is_truncated_copy(a: &[f64], b: &[f64]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    same > 0 && a[same..].iter().all(|p| *p == a[same - 1])
}

/// The curves of the chosen events.
pub(super) fn curves(run: &RunSummary, chosen: &[(&str, Colour)]) -> Vec<Curve> {
    let curve = |(id, colour): &(&str, Colour)| {
        let event = run.timing.iter().find(|c| c.id == *id)?;
        Some(Curve {
            label: event.label.clone(),
            colour: *colour,
            values: event.exact.iter().map(|p| p.clamp(0.0, 1.0)).collect(),
        })
    };
    chosen.iter().filter_map(curve).collect()
}
