//! Which events the chart of timing shows, and as which curves.

use crate::chart::{Curve, Look, palette};
use crate::report::RunSummary;

/// The most measures that one chart of timing holds beside the outcomes: each has a line that can be told
/// apart.
const MEASURES: usize = 3;

/// Of events whose probabilities never differ by more than this one has a line.
const CLOSE: f64 = 0.03;

/// An event that stays rarer than this in every run is left to the table.
const RARE: f64 = 0.005;

/// The events worth a curve in any of `runs`, the same for all, and how they look: outcomes first, those
/// that come most often first, then the measures of which a round tells most: an event that has surely come, or
/// surely not, before the rounds are half over says little. Of an event that is another one judged at an earlier
/// date there is no curve; and none at all where no event comes after the first round.
pub(super) fn select_events(runs: &[RunSummary]) -> Vec<(&str, Look)> {
    let first = &runs[0];
    let ids: Vec<&str> = first.timing.iter().map(|c| c.id.as_str()).collect();
    let outcome = |id: &str| first.outcomes.iter().position(|o| o.id == id);
    let worth = |i: &usize| {
        let often = end(runs, ids[*i]) >= RARE;
        often && (outcome(ids[*i]).is_some() || !is_repeated(runs, &ids, *i))
    };
    let mut chosen: Vec<&str> = (0..ids.len()).filter(worth).map(|i| ids[i]).collect();
    chosen.sort_by(|a, b| {
        let rank = |id| match outcome(id) {
            Some(_) => (false, -end(runs, id)),
            None => (true, -unsure(runs, id)),
        };
        rank(a).partial_cmp(&rank(b)).expect("shares are numbers")
    });
    let mut shown: Vec<(&str, Look)> = vec![];
    let mut measures = 0;
    for id in chosen {
        // an outcome keeps its colour in every chart, and lends it to no measure
        let look = match outcome(id) {
            Some(o) => Look::Colour(palette::outcome(o)),
            None => Look::Ink(measures),
        };
        if let Look::Ink(_) = look {
            if measures == MEASURES || shown.iter().any(|(other, _)| are_close(runs, id, other)) {
                continue;
            }
            measures += 1;
        }
        shown.push((id, look));
    }
    let later = |s: &&[f64]| s.last().zip(s.first()).is_some_and(|(b, a)| b - a >= RARE);
    let comes = |(id, _): &(&str, Look)| series(runs, id).iter().any(later);
    if shown.iter().any(comes) {
        shown
    } else {
        vec![]
    }
}

/// Whether two events are about as likely to have come by every round of every run.
fn are_close(runs: &[RunSummary], a: &str, b: &str) -> bool {
    let mut pairs = series(runs, a).into_iter().zip(series(runs, b));
    pairs.all(|(a, b)| a.iter().zip(b).all(|(a, b)| (a - b).abs() < CLOSE))
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

/// How unsure it is by the end of a round whether an event has come, as the variance, the mean over rounds, in
/// the run in which that is most.
fn unsure(runs: &[RunSummary], id: &str) -> f64 {
    let mean = |s: &[f64]| s.iter().map(|p| p * (1.0 - p)).sum::<f64>() / s.len().max(1) as f64;
    series(runs, id).into_iter().map(mean).fold(0.0, f64::max)
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
pub(super) fn curves(run: &RunSummary, chosen: &[(&str, Look)]) -> Vec<Curve> {
    let curve = |(id, look): &(&str, Look)| {
        let event = run.timing.iter().find(|c| c.id == *id)?;
        Some(Curve {
            label: event.label.clone(),
            look: *look,
            values: event.exact.iter().map(|p| p.clamp(0.0, 1.0)).collect(),
        })
    };
    chosen.iter().filter_map(curve).collect()
}
