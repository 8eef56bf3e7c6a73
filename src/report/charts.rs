//! Which charts a summary makes: series and labels for [`crate::chart`].

use super::comparison::{CompareSummary, DifferenceSummary};
use super::summary::{Estimate, Head, RunSummary};
use crate::chart::{
    self, ActorPanel, Bar, Belief, Colour, Column, Curve, Difference, Frame, PayoffRow, Strip,
    Truth, Use, palette,
};
use anyhow::Result;

/// A picture: its stem and its SVG.
pub type Picture = (&'static str, String);

/// A measure that changes by less than this in every variant is left to the table.
const STILL: f64 = 0.005;

/// Shares below this are not worth a line of their own among the moves.
const SELDOM: f64 = 5e-4;

fn percent(p: f64) -> String {
    match 100.0 * p {
        x if x > 0.0 && x < 0.05 => "under 0.1%".into(),
        x if x < 9.95 => format!("{x:.1}%"),
        x => format!("{x:.0}%"),
    }
}

/// The words around a chart of a document with this head.
pub(super) fn framed(title: String, subtitle: &str, head: &Head) -> Frame {
    let mut note = format!("demarche {}", head.version);
    if let (Some(seed), Some(histories)) = (head.seed, head.histories) {
        let histories = super::screen::thousands(histories);
        note.push_str(&format!(", seed {seed}, {histories} histories"));
    }
    let about = head.scenario.as_ref().map_or("", |s| &s.title);
    Frame {
        title,
        subtitle: format!("{about}. {subtitle}"),
        note,
    }
}

fn frame(title: String, subtitle: &str, run: &RunSummary) -> Frame {
    framed(title, subtitle, &run.head)
}

fn bar(i: usize, e: &Estimate) -> Bar {
    let share = e.exact.unwrap_or(e.simulated).clamp(0.0, 1.0);
    Bar {
        label: e.label.clone(),
        colour: palette::outcome(i),
        share,
        range: e.longer.as_deref().map(|changes| spread(share, changes)),
    }
}

/// From the least to the most of a probability and what `changes` make of it.
fn spread(share: f64, changes: &[f64]) -> (f64, f64) {
    let all = || changes.iter().map(|x| (share + x).clamp(0.0, 1.0));
    (all().fold(share, f64::min), all().fold(share, f64::max))
}

/// What the ranges of outcomes and differences are.
const SHADOWS: &str = "the range over shadows one and four rounds longer";

fn bars(run: &RunSummary) -> Vec<Bar> {
    run.outcomes
        .iter()
        .enumerate()
        .map(|(i, e)| bar(i, e))
        .collect()
}

/// What is believed of each typed actor; of one with two types that it is of the first.
fn faiths(run: &RunSummary) -> Vec<Belief> {
    let mut all = vec![];
    for (i, of) in run.types.iter().enumerate() {
        let own = |t: &&super::TypeSummary| t.actor == of.actor;
        let kinds = run.types.iter().filter(own).count();
        let second = i > 0 && run.types[i - 1].actor == of.actor;
        if kinds == 2 && second {
            continue;
        }
        let truths = run.types.iter().filter(own).enumerate();
        let truth = |(k, truth): (usize, &super::TypeSummary)| {
            let mut held = run.beliefs.iter();
            let held = held.find(|b| {
                (&b.actor, &b.kind, &b.true_type) == (&of.actor, &of.kind, &truth.kind)
            })?;
            Some(Truth {
                label: format!("if {}", truth.label),
                colour: palette::actor(k),
                rounds: held.rounds.clone(),
            })
        };
        all.push(Belief {
            label: format!("{}: {}", of.actor_label, of.label),
            prior: of.prior,
            truths: truths.filter_map(truth).collect(),
        });
    }
    all
}

fn strips(run: &RunSummary) -> Vec<Strip> {
    // variables that never leave one level say nothing
    let moves = |c: &&super::summary::Course| c.exact.iter().any(|r| r.iter().all(|p| *p < 0.9995));
    let strip = |c: &super::summary::Course| {
        let n = c.levels.len();
        let levels = c
            .levels
            .iter()
            .enumerate()
            .map(|(l, name)| (name.clone(), palette::level(l, n)))
            .collect();
        let shares = (0..n)
            .map(|l| c.exact.iter().map(|r| r[l].clamp(0.0, 1.0)).collect())
            .collect();
        Strip {
            label: c.label.clone(),
            levels,
            shares,
        }
    };
    // many levels are a scale, not a story
    run.courses
        .iter()
        .filter(|c| c.levels.len() <= 9)
        .filter(moves)
        .map(strip)
        .collect()
}

/// How many events one chart of timing holds.
const CURVES: usize = 10;
/// An event that stays rarer than this in every run is left to the table.
const RARE: f64 = 0.005;

/// The events worth a curve in any of `runs`, the same for all, and their colours: outcomes first,
/// then what comes most often. What is another event judged at an earlier date is left out.
fn telling(runs: &[RunSummary]) -> Vec<(&str, Colour)> {
    let first = &runs[0];
    let series = |id: &str| -> Vec<&[f64]> {
        let own = runs.iter().flat_map(|r| &r.timing).filter(|c| c.id == id);
        own.map(|c| c.exact.as_slice()).collect()
    };
    let end = |id: &str| -> f64 {
        let last = series(id).into_iter().filter_map(|s| s.last().copied());
        last.fold(0.0, f64::max)
    };
    let part = |a: &str, b: &str| series(a).iter().zip(series(b)).all(|(a, b)| stump(a, b));
    let ids: Vec<&str> = first.timing.iter().map(|c| c.id.as_str()).collect();
    let again = |i: usize| {
        let of = |j: usize| j != i && part(ids[i], ids[j]) && (j < i || !part(ids[j], ids[i]));
        (0..ids.len()).any(of)
    };
    let place = |id: &str| first.outcomes.iter().position(|o| o.id == id);
    let worth = |i: &usize| place(ids[*i]).is_some() || !again(*i);
    let worth = (0..ids.len()).filter(|i| end(ids[*i]) >= RARE && worth(i));
    let mut chosen: Vec<&str> = worth.map(|i| ids[i]).collect();
    chosen.sort_by(|a, b| {
        let rank = |id| (place(id).is_none(), -end(id));
        rank(a).partial_cmp(&rank(b)).expect("shares are numbers")
    });
    chosen.truncate(CURVES);
    // An outcome keeps its colour in every chart; measures share those that are left.
    let taken: Vec<usize> = chosen.iter().filter_map(|id| place(id)).collect();
    let mut free = (0..).filter(|i| !taken.contains(i));
    chosen
        .into_iter()
        .map(|id| (id, place(id).or_else(|| free.next()).unwrap_or(0)))
        .map(|(id, i)| (id, palette::outcome(i)))
        .collect()
}

/// Whether `a` is `b` up to some round and stays as it is from there on.
fn stump(a: &[f64], b: &[f64]) -> bool {
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    same > 0 && a[same..].iter().all(|p| *p == a[same - 1])
}

fn curves(run: &RunSummary, chosen: &[(&str, Colour)]) -> Vec<Curve> {
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

fn panels(run: &RunSummary) -> Vec<ActorPanel> {
    let panel = |(i, actor): (usize, &super::summary::ActorSummary)| {
        let own = run
            .moves
            .iter()
            .filter(|m| m.actor.as_deref() == Some(&actor.id));
        let turns: Vec<&str> = {
            let mut all: Vec<&str> = own.clone().map(|m| m.turn.as_str()).collect();
            all.dedup();
            all
        };
        let used = own
            .filter(|m| m.used.iter().any(|u| *u > SELDOM))
            .map(|m| Use {
                group: if turns.len() > 1 {
                    m.turn_label.clone()
                } else {
                    String::new()
                },
                label: m.label.clone(),
                values: m
                    .used
                    .iter()
                    .zip(&m.open)
                    .map(|(u, o)| (*o > 1e-9).then(|| (u / o).clamp(0.0, 1.0)))
                    .collect(),
            });
        let mut options: Vec<Use> = used.collect();
        // A family of a hundred offers is no picture: the most used are.
        let weight = |u: &Use| u.values.iter().flatten().sum::<f64>();
        if options.len() > 16 {
            let mut weights: Vec<f64> = options.iter().map(weight).collect();
            weights.sort_by(|a, b| b.total_cmp(a));
            options.retain(|u| weight(u) >= weights[15]);
            options.truncate(16);
        }
        ActorPanel {
            label: actor.label.clone(),
            colour: Some(palette::actor(i)),
            options,
        }
    };
    run.actors
        .iter()
        .enumerate()
        .map(panel)
        .filter(|p| !p.options.is_empty())
        .collect()
}

fn rows(run: &RunSummary) -> Vec<PayoffRow> {
    let row = |a: &super::summary::ActorSummary| PayoffRow {
        label: a.label.clone(),
        terms: a.terms.iter().map(|t| (t.label.clone(), t.exact)).collect(),
        total: a.value,
    };
    run.actors.iter().map(row).collect()
}

fn likeliest(run: &RunSummary) -> String {
    let best = run
        .outcomes
        .iter()
        .max_by(|a, b| a.exact.unwrap_or(0.0).total_cmp(&b.exact.unwrap_or(0.0)));
    best.map_or(String::new(), |o| {
        format!(
            "Likeliest end: {}, {}",
            o.label,
            percent(o.exact.unwrap_or(o.simulated))
        )
    })
}

const OUTCOMES: &str = "Exact probability of each outcome.";
const COURSE: &str = "Share of histories at each level, by round.";
const TIMING: &str = "Probability that it has come by the end of each round.";
const MOVES: &str = "Of the times an option was open, how often it was used, by round.";
const BELIEFS: &str = "Probability that all give a type at the end of each round, by the true type: median, and bands that \
                       hold half and nine tenths of histories.";
const PAYOFFS: &str = "Expected payoff against the status quo, discounted to the start, by term.";

/// One column without a title for each run, or one with its name for each variant.
fn columns<T>(
    runs: &[RunSummary],
    names: &[String],
    body: impl Fn(&RunSummary) -> T,
) -> Vec<Column<T>> {
    let title = |i: usize| {
        if names.len() > 1 {
            names[i].clone()
        } else {
            String::new()
        }
    };
    runs.iter()
        .enumerate()
        .map(|(i, r)| Column {
            title: title(i),
            body: body(r),
        })
        .collect()
}

fn pictures(runs: &[RunSummary], names: &[String]) -> Result<Vec<Picture>> {
    let first = &runs[0];
    let one = runs.len() == 1;
    let longest = runs.iter().max_by_key(|r| r.rounds.len()).unwrap_or(first);
    let ask = |single: String, several: &str| if one { single } else { several.to_string() };
    let outcomes = frame(ask(likeliest(first), "How does it end?"), OUTCOMES, first);
    let course = frame("The course of play".into(), COURSE, first);
    let mut timing = frame("When do things come?".into(), TIMING, first);
    let events = telling(runs);
    let left = first.timing.len() - events.len();
    if left > 0 {
        let rest = format!("; {left} more, rare or alike, in the table of this chart");
        timing.note.push_str(&rest);
    }
    let moves = frame("Who does what?".into(), MOVES, first);
    let beliefs = frame("What is believed?".into(), BELIEFS, first);
    let payoffs = frame(
        "What does each side get, and from what?".into(),
        PAYOFFS,
        first,
    );
    let same = runs.iter().all(|r| r.rounds.len() == longest.rounds.len());
    let mut all = vec![(
        "outcomes",
        chart::outcomes(&outcomes, SHADOWS, &columns(runs, names, bars))?,
    )];
    if same {
        all.push((
            "course",
            chart::course(&course, &columns(runs, names, strips), &longest.rounds)?,
        ));
        all.push((
            "timing",
            chart::timing(
                &timing,
                &columns(runs, names, |run| curves(run, &events)),
                &longest.rounds,
            )?,
        ));
        all.push((
            "moves",
            chart::moves(&moves, &columns(runs, names, panels), &longest.rounds)?,
        ));
        if runs.iter().any(|r| !r.beliefs.is_empty()) {
            all.push((
                "beliefs",
                chart::beliefs(&beliefs, &columns(runs, names, faiths), &longest.rounds)?,
            ));
        }
    }
    all.push((
        "payoffs",
        chart::payoffs(&payoffs, &columns(runs, names, rows))?,
    ));
    Ok(all)
}

/// The charts of a run.
pub fn run_pictures(run: &RunSummary) -> Result<Vec<Picture>> {
    pictures(std::slice::from_ref(run), &[String::new()])
}

/// The charts of a comparison: those of a run side by side, and the differences.
pub fn compare_pictures(c: &CompareSummary) -> Result<Vec<Picture>> {
    let names: Vec<String> = std::iter::once(&c.baseline)
        .chain(&c.variants)
        .map(|n| n.replace('_', " "))
        .collect();
    // Measures that hardly change anywhere are left to the table; outcomes are always shown.
    let outcomes = c.runs[0].outcomes.len();
    let moves = |index: usize| {
        let own = c.differences.iter().filter(|d| d.index == index);
        own.map(|d| d.exact.abs()).fold(0.0, f64::max) >= STILL
    };
    let shown = |d: &DifferenceSummary| d.index < outcomes || moves(d.index);
    let difference = |variant: &String| Column {
        title: if c.variants.len() > 1 {
            variant.replace('_', " ")
        } else {
            format!("{} instead of {}", variant.replace('_', " "), names[0])
        },
        body: c
            .differences
            .iter()
            .filter(|d| d.variant == *variant && shown(d))
            .map(|d| Difference {
                label: d.label.clone(),
                colour: if d.index < outcomes {
                    palette::outcome(d.index)
                } else {
                    palette::NEUTRAL
                },
                from: d.from,
                to: d.to,
                range: (!d.longer.is_empty()).then(|| {
                    let all = || d.longer.iter().copied();
                    (all().fold(d.exact, f64::min), all().fold(d.exact, f64::max))
                }),
                sure: !["same", "unsettled"].contains(&d.verdict),
            })
            .collect::<Vec<_>>(),
    };
    let largest = c
        .differences
        .iter()
        .max_by(|a, b| a.exact.abs().total_cmp(&b.exact.abs()));
    let finding = largest.map_or("No difference can be compared".into(), |d| {
        let points = 100.0 * d.exact;
        let sign = if points < 0.0 { "−" } else { "+" };
        format!(
            "Largest difference: {}, {sign}{:.0} points under {}",
            d.label,
            points.abs(),
            d.variant.replace('_', " ")
        )
    });
    let about = format!("Exact probabilities, baseline: {}.", names[0]);
    let mut frame = frame(finding, &about, &c.runs[0]);
    if c.differences.iter().any(|d| !shown(d)) {
        let rest = "; measures that change by less than half a point: see the table of this chart";
        frame.note.push_str(rest);
    }
    let mut all = vec![(
        "differences",
        chart::differences(
            &frame,
            SHADOWS,
            &c.variants.iter().map(difference).collect::<Vec<_>>(),
        )?,
    )];
    all.extend(pictures(&c.runs, &names)?);
    Ok(all)
}
