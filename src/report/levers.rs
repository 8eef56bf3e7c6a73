//! How leverage is shown: matrices, the table, and a page of text that says who moves what.

use super::charts::{Picture, framed};
use super::leverage::{EffectSummary, LeverSummary, LeverageSummary, SwingSummary};
use super::screen::{Screen, label_width, paragraph, row};
use super::table::{Cell, Table};
use super::tables::with;
use crate::chart::{self, Accounts, Column, Matrix, Swung, palette};
use anyhow::Result;
use indexmap::IndexMap;
use std::fmt::Write;

/// Changes of outcomes smaller than this round to no point, and are left out of the charts.
const SHOWN: f64 = 0.005;
/// Outcomes and parameters that the chart of parameters has room for.
const COLUMNS: usize = 3;
const BARS: usize = 20;
/// A point: below it a change is not told in words.
const POINT: f64 = 0.01;

fn largest(all: &IndexMap<String, f64>) -> f64 {
    all.values().fold(0.0, |m: f64, x| m.max(x.abs()))
}

fn values(all: &IndexMap<String, f64>) -> Vec<f64> {
    all.values().copied().collect()
}

impl LeverageSummary {
    fn label(&self, id: &str) -> String {
        self.labels.get(id).cloned().unwrap_or(id.to_string())
    }

    fn labels_of(&self, all: &IndexMap<String, f64>) -> Vec<String> {
        all.keys().map(|id| self.label(id)).collect()
    }

    /// Levers by the largest change of an outcome on removal, those that move nothing left out.
    fn strongest(&self) -> Vec<&LeverSummary> {
        let strength = |l: &&LeverSummary| largest(&l.removed.outcomes);
        let mut all: Vec<&LeverSummary> = self
            .options
            .iter()
            .filter(|l| strength(l) >= SHOWN)
            .collect();
        all.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
        all
    }

    /// The parameters' indices, if they were asked for, of the outcomes that vary most by them: those
    /// of more than a point.
    fn indices(&self) -> Result<Option<String>> {
        let Some(first) = self.parameters.first().and_then(|p| p.total.as_ref()) else {
            return Ok(None);
        };
        let order: Vec<&String> = self.base.outcomes.keys().collect();
        let column = |id: &String| {
            let o = order.iter().position(|other| *other == id).unwrap_or(0);
            let one = |p: &SwingSummary| {
                let (first, total) = (p.first_order.as_ref()?, p.total.as_ref()?);
                Some(Accounts {
                    label: p.label.clone(),
                    colour: palette::outcome(o),
                    first: *first.get(id)?,
                    total: *total.get(id)?,
                })
            };
            Column {
                title: self.label(id),
                body: self.parameters.iter().filter_map(one).collect(),
            }
        };
        // outcomes that hardly come at all say little
        let mut ids: Vec<&String> = first.keys().collect();
        ids.sort_by(|a, b| self.base.outcomes[*b].total_cmp(&self.base.outcomes[*a]));
        ids.truncate(COLUMNS);
        let mut columns: Vec<Column<Vec<Accounts>>> = ids.into_iter().map(column).collect();
        let most = |label: &str| {
            let all = columns.iter().flat_map(|c| &c.body);
            let own = all.filter(|a| a.label == label);
            own.map(|a| a.total.0).fold(0.0, f64::max)
        };
        let mut labels: Vec<(f64, String)> = self
            .parameters
            .iter()
            .map(|p| (most(&p.label), p.label.clone()))
            .collect();
        labels.sort_by(|a, b| b.0.total_cmp(&a.0));
        labels.retain(|(share, _)| *share >= POINT);
        labels.truncate(BARS);
        let place = |label: &str| labels.iter().position(|(_, l)| l == label);
        for column in &mut columns {
            column.body.retain(|a| place(&a.label).is_some());
            column.body.sort_by_key(|a| place(&a.label));
        }
        let title = "What share of an outcome's variance each number accounts for";
        let about = "Over all ranges at once (Sobol indices).";
        let frame = framed(title.to_string(), about, &self.head);
        Ok(Some(chart::indices(&frame, &columns)?))
    }

    /// The outcomes that parameters move most, and how far the parameters that move them most do,
    /// from one end of their ranges to the other; `swings` are those that move any, widest first.
    fn tornado(&self, swings: &[&SwingSummary]) -> Result<String> {
        let wide = |s: &SwingSummary, id: &str| {
            let (low, high) = (s.low.outcomes[id], s.high.outcomes[id]);
            low.abs().max(high.abs()).max((high - low).abs())
        };
        let sum = |id: &str| swings.iter().map(|s| wide(s, id)).sum::<f64>();
        let mut outcomes: Vec<(usize, &String)> = self.base.outcomes.keys().enumerate().collect();
        outcomes.sort_by(|a, b| sum(b.1).total_cmp(&sum(a.1)));
        outcomes.truncate(COLUMNS);
        outcomes.retain(|(_, id)| sum(id) >= SHOWN);
        let column = |(o, id): &(usize, &String)| {
            let bar = |s: &&SwingSummary| Swung {
                label: format!("{}, {} to {}", s.label, s.range.0, s.range.1),
                colour: palette::outcome(*o),
                low: s.low.outcomes[*id],
                high: s.high.outcomes[*id],
            };
            Column {
                title: self.label(id),
                body: swings.iter().take(BARS).map(bar).collect(),
            }
        };
        let columns: Vec<Column<Vec<Swung>>> = outcomes.iter().map(column).collect();
        let title = format!("Which number matters: {} most", swings[0].label);
        let about = "Each number at the ends of its range, all others as the file has them. Exact.";
        let mut frame = framed(title, about, &self.head);
        if swings.len() > BARS {
            let rest = format!("; {} that move less in the table", swings.len() - BARS);
            frame.note.push_str(&rest);
        }
        chart::tornado(&frame, &columns)
    }

    /// For each owner of levers and each actor, the largest change of the latter's value by the
    /// removal of one of the former's.
    fn between(&self) -> (Vec<String>, Vec<Vec<f64>>) {
        let mut owners: Vec<&String> = vec![];
        for owner in self.options.iter().filter_map(|l| l.actor.as_ref()) {
            if !owners.contains(&owner) {
                owners.push(owner);
            }
        }
        let row = |owner: &&String| -> Vec<f64> {
            let own = || {
                self.options
                    .iter()
                    .filter(|l| l.actor.as_ref() == Some(*owner))
            };
            self.base
                .values
                .keys()
                .map(|actor| {
                    own()
                        .map(|l| l.removed.values[actor])
                        .fold(0.0, |most: f64, x| match x.abs() > most.abs() {
                            true => x,
                            false => most,
                        })
                })
                .collect()
        };
        let rows = owners.iter().map(row).collect();
        (owners.iter().map(|o| self.label(o)).collect(), rows)
    }
}

/// The charts: levers by outcome, and whose options move whose value; parameters by outcome.
pub fn leverage_pictures(found: &LeverageSummary) -> Result<Vec<Picture>> {
    let strongest = found.strongest();
    let outcomes = found.labels_of(&found.base.outcomes);
    let moved = |title: &str, rows: Vec<(String, Vec<f64>)>| Matrix {
        title: title.to_string(),
        columns: outcomes.clone(),
        rows: rows.iter().map(|r| r.0.clone()).collect(),
        values: rows.into_iter().map(|r| r.1).collect(),
        times: 100.0,
        digits: 0,
    };
    let removed = strongest
        .iter()
        .map(|l| (l.label.clone(), values(&l.removed.outcomes)));
    let committed = found.options.iter().filter_map(|l| {
        let effect = l.committed.as_ref()?;
        (largest(&effect.outcomes) >= SHOWN).then(|| (l.label.clone(), values(&effect.outcomes)))
    });
    let (owners, rows) = found.between();
    let mut all = vec![moved("If it is taken away", removed.collect())];
    if let Some((_, exact)) = found.shapley_sets {
        let shares = found.options.iter().filter_map(|l| {
            let shapley = l.shapley.as_ref()?;
            (largest(shapley) >= SHOWN).then(|| (l.label.clone(), values(shapley)))
        });
        let title = match exact {
            true => "What it adds, averaged over all orders of options",
            false => "What it adds, averaged over a sample of orders of options",
        };
        all.push(moved(title, shares.collect()));
    }
    all.push(moved("If its owner is bound to it", committed.collect()));
    all.push(Matrix {
        title: "Whose options move whose value: the largest change by taking one away".to_string(),
        rows: owners,
        columns: found.labels_of(&found.base.values),
        values: rows,
        times: 1.0,
        digits: 1,
    });
    let title = match strongest.first() {
        Some(first) => {
            let outcomes = &first.removed.outcomes;
            let most = outcomes
                .iter()
                .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))
                .map_or(("", 0.0), |(id, x)| (id.as_str(), *x));
            format!(
                "Most leverage: {} ({} by {} points without it)",
                first.label,
                found.label(most.0),
                points(most.1)
            )
        }
        None if found.options.is_empty() => "No lever to try".to_string(),
        None => "No lever moves an outcome by half a point".to_string(),
    };
    let about = "Changes of outcomes in points, of values in payoff. Exact.";
    let frame = framed(title, about, &found.head);
    let mut pictures = vec![("leverage", chart::matrices(&frame, &all)?)];
    let mut swings: Vec<&SwingSummary> = found.parameters.iter().collect();
    let strength = |s: &SwingSummary| largest(&s.low.outcomes).max(largest(&s.high.outcomes));
    swings.retain(|s| strength(s) >= SHOWN);
    swings.sort_by(|a, b| strength(b).total_cmp(&strength(a)));
    if !swings.is_empty() {
        pictures.push(("parameters", found.tornado(&swings)?));
    }
    if let Some(indices) = found.indices()? {
        pictures.push(("indices", indices));
    }
    Ok(pictures)
}

/// The numbers behind the charts.
pub fn leverage_tables(found: &LeverageSummary) -> Vec<Table<'static>> {
    let header = [
        "turn", "actor", "option", "how", "target", "change", "low", "high", "shapley",
    ];
    let mut rows: Vec<Vec<Cell>> = vec![];
    let mut add =
        |[turn, actor, option]: [&str; 3], how: &str, target: &str, numbers: [Option<f64>; 4]| {
            let words = [turn, actor, option].map(|w| Some(w).filter(|w| !w.is_empty()));
            let words = words.into_iter().map(Cell::from);
            let rest = with(&[how, target], numbers.map(Cell::from));
            rows.push(words.chain(rest).collect());
        };
    let all = |e: &EffectSummary| -> Vec<(String, f64)> {
        let both = e.outcomes.iter().chain(&e.values);
        both.map(|(id, x)| (id.clone(), *x)).collect()
    };
    for l in &found.options {
        let actor = l.actor.as_deref().unwrap_or("");
        for (id, x) in all(&l.removed) {
            let shapley = l.shapley.as_ref().and_then(|s| s.get(&id));
            let numbers = [Some(x), None, None, shapley.copied()];
            add([&l.turn, actor, &l.option], "removed", &id, numbers);
        }
        for (id, x) in l.mechanical.iter().flatten() {
            let numbers = [Some(*x), None, None, None];
            add([&l.turn, actor, &l.option], "mechanical", id, numbers);
        }
        for (id, x) in l.committed.iter().flat_map(all) {
            let numbers = [Some(x), None, None, None];
            add([&l.turn, actor, &l.option], "committed", &id, numbers);
        }
    }
    for t in &found.types {
        for (id, x) in all(&t.revealed) {
            let numbers = [Some(x), None, None, None];
            add(["", &t.actor, ""], "revealed", &id, numbers);
        }
    }
    for p in &found.parameters {
        for ((id, low), (_, high)) in all(&p.low).into_iter().zip(all(&p.high)) {
            let numbers = [None, Some(low), Some(high), None];
            add(["", "", &p.name], "swung", &id, numbers);
        }
    }
    vec![Table::new("levers", &header, rows.into_iter())]
}

fn points(x: f64) -> String {
    let sign = if x < 0.0 { "−" } else { "+" };
    format!("{sign}{:.0}", 100.0 * x.abs())
}

/// What a person sees.
pub fn leverage_text(found: &LeverageSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let title = found.head.scenario.as_ref().map_or("", |a| &a.title);
    let _ = writeln!(s, "\n{}", screen.bold(title));
    let strongest = found.strongest();
    let _ = writeln!(
        s,
        "\n{}",
        screen.bold("WHO MOVES WHAT  by taking one lever away, in points")
    );
    for (outcome, label) in found.base.outcomes.keys().map(|o| (o, found.label(o))) {
        let by = |l: &&&LeverSummary| l.removed.outcomes[outcome];
        let mut own: Vec<&&LeverSummary> =
            strongest.iter().filter(|l| by(l).abs() >= POINT).collect();
        own.sort_by(|a, b| by(b).abs().total_cmp(&by(a).abs()));
        let told: Vec<String> = own
            .iter()
            .take(3)
            .map(|l| {
                let steady = l.steady.contains(outcome);
                let settled = !l.removed.unsettled.contains(outcome);
                let mark = match (steady, settled) {
                    (true, true) => "",
                    (false, true) => "*",
                    (true, false) => "†",
                    (false, false) => "*†",
                };
                let arithmetic = l.mechanical.as_ref().map_or(String::new(), |m| {
                    format!(" (arithmetic {})", points(m[outcome]))
                });
                format!("{} {}{mark}{arithmetic}", l.label, points(by(l)))
            })
            .collect();
        let now = format!("{:.0} % now", 100.0 * found.base.outcomes[outcome]);
        let line = match told.is_empty() {
            true => format!("{label}, {now}: no lever moves it by a point."),
            false => format!("{label}, {now}: without {}.", told.join("; without ")),
        };
        paragraph(s, &line, screen.width);
    }
    if found.options.is_empty() {
        paragraph(
            s,
            "No lever was tried: nobody has two options.",
            screen.width,
        );
    }
    for (mark, what) in [
        (
            "*",
            "the sign changes at half or at twice everybody's precision.",
        ),
        ("†", "a longer shadow changes the sign, or leaves none."),
    ] {
        if s.contains(mark) {
            paragraph(s, &format!("{mark} {what}"), screen.width);
        }
    }
    let bound = || {
        let all = found
            .options
            .iter()
            .filter_map(|l| Some((l, l.committed.as_ref()?)));
        all.filter(|(_, e)| largest(&e.outcomes) >= POINT)
    };
    let labels: Vec<&str> = bound().map(|(l, _)| l.label.as_str()).collect();
    if !labels.is_empty() {
        let title = "LEVERAGE OVER ONESELF  if an actor is bound to an option, what it gains";
        let _ = writeln!(s, "\n{}", screen.bold(title));
        let wide = label_width(labels.into_iter(), screen);
        let gain =
            |l: &LeverSummary, e: &EffectSummary| l.actor.as_ref().map_or(0.0, |a| e.values[a]);
        let mut all: Vec<(&LeverSummary, &EffectSummary)> = bound().collect();
        all.sort_by(|a, b| gain(b.0, b.1).total_cmp(&gain(a.0, a.1)));
        for (l, e) in all {
            let most = e
                .outcomes
                .iter()
                .max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()));
            let most = most.map_or(String::new(), |(id, x)| {
                let mark = if e.unsettled.contains(id) { "†" } else { "" };
                format!("{} {}{mark}", found.label(id), points(*x))
            });
            let line = format!("{:>8}   {most}", super::screen::signed(gain(l, e)));
            row(s, &l.label, wide, &line);
        }
    }
    for t in &found.types {
        let told: Vec<String> = t
            .revealed
            .outcomes
            .iter()
            .filter(|(_, x)| x.abs() >= POINT)
            .map(|(id, x)| format!("{} {}", found.label(id), points(*x)))
            .collect();
        let line = format!(
            "\nIf all knew what {} is: {}.",
            found.label(&t.actor),
            if told.is_empty() {
                "no outcome moves by a point".into()
            } else {
                told.join(", ")
            }
        );
        paragraph(s, &line, screen.width);
    }
    if let Some((sets, exact)) = found.shapley_sets {
        let how = if exact {
            "exactly"
        } else {
            "from a sample of orders"
        };
        let line = format!(
            "\nShapley values worked out {how}, from {sets} sets of options: in the table and the chart."
        );
        paragraph(s, &line, screen.width);
    }
    out
}
