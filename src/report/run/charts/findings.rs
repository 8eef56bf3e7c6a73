//! What each chart of a run finds, read off the very series that it draws; or, of several runs side by
//! side, in what they differ most.

use super::types::{ends, gap};
use crate::chart::{ActorPanel, Column, Curve, DotRow, Fan, PayoffRow, Spread, Strip, Use};
use crate::report::screen::signed;
use crate::report::titles::{self, Doubt, shown};
use crate::report::{Estimate, RunSummary};
use crate::study::highest;
use crate::study::verdict::Change;

/// A change that is worth a word: 5 points.
const WORTH: f64 = 0.05;

/// A share below this is none.
const RARE: f64 = 0.005;

/// The first of the greatest.
fn greatest<T>(all: impl IntoIterator<Item = T>, size: impl Fn(&T) -> f64) -> Option<T> {
    let greater = |most, next| {
        if size(&next) > size(&most) {
            next
        } else {
            most
        }
    };
    all.into_iter().reduce(greater)
}

/// Something that columns have in common: what it is, and what it is in each, with the column's title.
struct Common<'a> {
    what: String,
    values: Vec<(f64, &'a str)>,
}

impl Common<'_> {
    /// The least and the most.
    fn ends(&self) -> Option<[(f64, &str); 2]> {
        let least = greatest(self.values.iter().copied(), |v| -v.0)?;
        let most = greatest(self.values.iter().copied(), |v| v.0)?;
        Some([least, most])
    }

    fn gap(&self) -> f64 {
        self.ends().map_or(0.0, |[least, most]| most.0 - least.0)
    }
}

/// What is in the columns under each name: `of` gives a column's names and numbers.
fn common<'a, T>(
    columns: &'a [Column<T>],
    of: impl Fn(&'a T) -> Vec<(String, f64)>,
) -> Vec<Common<'a>> {
    let mut all: Vec<Common> = vec![];
    for column in columns {
        for (what, value) in of(&column.body) {
            let entry = (value, column.title.as_str());
            match all.iter_mut().find(|c| c.what == what) {
                Some(known) => known.values.push(entry),
                None => all.push(Common {
                    what,
                    values: vec![entry],
                }),
            }
        }
    }
    all
}

/// In what columns differ most; `word` writes a number, and gaps below `least` are none.
fn apart<T>(
    columns: &[Column<T>],
    of: impl Fn(&T) -> Vec<(String, f64)>,
    word: fn(f64) -> String,
    least: f64,
) -> String {
    let all = common(columns, of);
    let most = greatest(&all, |c| c.gap()).filter(|c| c.gap() >= least);
    match most.and_then(|c| Some((c, c.ends()?))) {
        Some((c, [low, high])) => {
            let (low, high) = ((word(low.0), low.1), (word(high.0), high.1));
            titles::apart(&c.what, [(&low.0, low.1), (&high.0, high.1)])
        }
        None => titles::no_difference(false),
    }
}

/// The likeliest end of the runs, or in what they differ most; `names` are theirs.
pub(super) fn outcomes(runs: &[RunSummary], names: &[String]) -> String {
    match runs {
        [only] => {
            let best = only.likeliest();
            titles::likeliest(&best.label, best.best(), only.doubt())
        }
        [first, other] => {
            let ends = [first, other].map(|run| run.likeliest().label.as_str());
            let others: Vec<(&str, &str)> = if ends[0] == ends[1] {
                vec![]
            } else {
                vec![(ends[1], &names[1])]
            };
            titles::likeliest_of_each(ends[0], &others, 2, first.doubt().or(other.doubt()))
        }
        several => {
            let columns = several.iter().zip(names);
            let columns: Vec<Column<&[Estimate]>> = columns
                .map(|(run, name)| Column {
                    title: name.clone(),
                    body: run.outcomes.as_slice(),
                })
                .collect();
            let unsettled = |id: &str| !outlasts_shadows(several, id);
            let ids = || several[0].outcomes.iter().map(|o| o.id.as_str());
            if ids().all(unsettled) {
                return titles::no_difference(true);
            }
            let of = |all: &&[Estimate]| {
                let settled = all.iter().filter(|o| !unsettled(&o.id));
                settled
                    .map(|o| (format!("“{}”", o.label), o.best()))
                    .collect()
            };
            apart(&columns, of, shown, RARE)
        }
    }
}

/// Whether no difference of this outcome between two runs is turned by a longer shadow.
fn outlasts_shadows(runs: &[RunSummary], id: &str) -> bool {
    let of = |run: &'_ RunSummary| run.outcomes.iter().position(|o| o.id == id);
    let own: Vec<&Estimate> = runs
        .iter()
        .filter_map(|run| Some(&run.outcomes[of(run)?]))
        .collect();
    let longer = |o: &Estimate, k: usize| o.longer.as_ref().and_then(|l| l.get(k).copied());
    let pairs = own.iter().flat_map(|a| own.iter().map(move |b| (a, b)));
    let mut pairs = pairs.map(|(a, b)| {
        let later = (0..).map_while(|k| Some(longer(a, k)? - longer(b, k)?));
        let change = a.best() - b.best();
        Change::of(change, later.map(|more| change + more))
    });
    pairs.all(|change| change != Change::Unsettled)
}

impl RunSummary {
    /// Why its likeliest end is in doubt: the first reason that there is.
    pub(in crate::report) fn doubt(&self) -> Option<Doubt> {
        let own = highest(self.outcomes.iter().map(Estimate::best));
        let elsewhere = self.several.as_ref().is_some_and(|all| {
            let ends = all
                .equilibria
                .iter()
                .map(|e| highest(e.outcomes.values().copied()));
            ends.into_iter().any(|o| o != own)
        });
        let later = |k: usize| {
            let change = |o: &Estimate| o.longer.as_ref().and_then(|l| l.get(k).copied());
            let all = self.outcomes.iter();
            highest(all.map(|o| o.best() + change(o).unwrap_or(0.0)))
        };
        let longer = self.outcomes.iter().filter_map(|o| o.longer.as_ref());
        let shadows = longer.map(Vec::len).max().unwrap_or(0);
        if elsewhere {
            Some(Doubt::Equilibrium)
        } else if (0..shadows).any(|k| later(k) != own) {
            Some(Doubt::Shadow)
        } else {
            let worlds = self.worlds.as_ref()?;
            Some(Doubt::Worlds(worlds.outcomes[own].likeliest))
        }
    }
}

/// What moves most of the state, of columns with something that moves.
pub(super) fn course(columns: &[Column<Vec<Strip>>]) -> String {
    let last = |s: &Strip, l: usize| s.shares[l].last().copied().unwrap_or(0.0);
    if let [only] = columns {
        let first = &only.body[0];
        let level = |l: usize| first.levels[l].0.as_str();
        let all = || 0..first.levels.len();
        let start = all().find(|l| first.levels[*l].1 == 0.0).unwrap_or(0);
        let others = all().filter(|l| *l != start);
        return match greatest(others, |l| last(first, *l)) {
            Some(to) if last(first, to) >= RARE => {
                let ends = [level(start), level(to)];
                titles::course(&first.label, ends, last(first, to))
            }
            Some(_) | None => titles::course_back(&first.label, level(start)),
        };
    }
    apart(columns, |strips| ends_at(strips), shown, RARE)
}

/// How often each variable is at each level in the end.
fn ends_at(strips: &[Strip]) -> Vec<(String, f64)> {
    let level = |s: &Strip, l: usize| {
        let last = s.shares[l].last().copied().unwrap_or(0.0);
        (format!("“{}” at “{}”", s.label, s.levels[l].0), last)
    };
    let all = strips.iter();
    all.flat_map(|s| (0..s.levels.len()).map(|l| level(s, l)).collect::<Vec<_>>())
        .collect()
}

/// What hangs most on an actor's type, a column for each.
pub(super) fn course_by_type(columns: &[Column<Vec<Strip>>]) -> String {
    let all = common(columns, |strips| ends_at(strips));
    let most = greatest(&all, |c| c.gap()).filter(|c| c.gap() >= WORTH);
    match most.and_then(|c| Some((c, c.ends()?))) {
        Some((c, [low, high])) => titles::by_type(&c.what, [low.0, high.0]),
        None => titles::no_type(),
    }
}

/// Which outcome or event hangs most on an actor's type.
pub(super) fn by_type(columns: &[Column<Vec<DotRow>>]) -> String {
    let rows = columns.iter().flat_map(|c| &c.body);
    match greatest(rows, |row| gap(row)).filter(|row| gap(row) >= WORTH) {
        Some(row) => titles::by_type(&format!("“{}”", row.label), ends(row)),
        None => titles::no_type(),
    }
}

/// Which event comes most often after the first round, and when.
pub(super) fn timing(columns: &[Column<Vec<Curve>>], rounds: &[String]) -> String {
    let end = |c: &Curve| c.values.last().copied().unwrap_or(0.0);
    if let [only] = columns {
        let first = |c: &Curve| c.values.first().copied().unwrap_or(0.0);
        let Some(most) = greatest(&only.body, |c| end(c) - first(c)) else {
            return titles::no_event();
        };
        let half = most.values.iter().position(|p| *p >= end(most) / 2.0);
        let round = half.and_then(|t| rounds.get(t)).map(String::as_str);
        let round = round.filter(|_| rounds.len() > 1);
        return titles::event(&most.label, end(most), round);
    }
    let of = |curves: &Vec<Curve>| {
        curves
            .iter()
            .map(|c| (format!("“{}”", c.label), end(c)))
            .collect()
    };
    apart(columns, of, shown, RARE)
}

/// How often an option is used of all the times that it is open.
fn used(option: &Use) -> f64 {
    let open: f64 = option.open.iter().sum();
    let used = option.values.iter().zip(&option.open);
    let used: f64 = used.map(|(v, open)| v.unwrap_or(0.0) * open).sum();
    if open > 0.0 { used / open } else { 0.0 }
}

/// From what to what the use of an option goes, over the rounds in which it is open more than hardly ever.
fn swing(option: &Use) -> Option<[f64; 2]> {
    let rounds = option.values.iter().zip(&option.open);
    let often = rounds.filter(|(_, open)| **open >= WORTH);
    let mut own = often.filter_map(|(value, _)| *value);
    let first = own.next()?;
    Some([first, own.next_back()?])
}

/// Whose use of an option changes most over the rounds; or, if none does, who does what most.
pub(super) fn moves(columns: &[Column<Vec<ActorPanel>>]) -> String {
    if let [only] = columns {
        let options = || {
            let panels = only.body.iter();
            panels.flat_map(|p| p.options.iter().map(|o| (p.label.as_str(), o)))
        };
        let swings = options().filter_map(|(actor, o)| Some((actor, o, swing(o)?)));
        let size = |s: &(&str, &Use, [f64; 2])| (s.2[1] - s.2[0]).abs();
        if let Some((actor, option, ends)) = greatest(swings, size).filter(|s| size(s) >= WORTH) {
            return titles::use_changes(actor, &option.label, ends);
        }
        return match greatest(options(), |(_, o)| used(o)) {
            Some((actor, option)) => titles::habit(actor, &option.label, used(option)),
            None => titles::no_habit(),
        };
    }
    let of = |panels: &Vec<ActorPanel>| {
        let name = |p: &ActorPanel, o: &Use| {
            // an option may be called alike at two turns
            let turn = if o.group.is_empty() {
                String::new()
            } else {
                format!(" ({})", o.group)
            };
            (format!("{}: “{}”{turn}", p.label, o.label), used(o))
        };
        let all = panels.iter();
        all.flat_map(|p| p.options.iter().map(|o| name(p, o)).collect::<Vec<_>>())
            .collect()
    };
    apart(columns, of, shown, RARE)
}

/// What is learnt most.
pub(super) fn beliefs(columns: &[Column<Vec<Fan>>]) -> String {
    let end = |t: &Spread, prior: f64| t.last().unwrap_or(prior);
    if let [only] = columns {
        let beliefs = only.body.iter();
        let all = beliefs.flat_map(|b| b.spreads.iter().map(move |t| (b, t)));
        let shift = |(b, t): &(&Fan, &Spread)| (end(t, b.start) - b.start).abs();
        let most = greatest(all.clone(), shift).filter(|most| shift(most) >= WORTH);
        if let Some((b, t)) = most {
            return titles::belief(&b.label, [b.start, end(t, b.start)], &t.label);
        }
        // the ends of the bands, if not the medians
        let ends = all.flat_map(|(b, t)| {
            let last = t.rounds.last().copied().flatten();
            let ends = last.into_iter().flat_map(|q| [q[0], q[4]]);
            ends.map(move |at| (b, t, at))
        });
        let shift = |(b, _, at): &(&Fan, &Spread, f64)| (at - b.start).abs();
        return match greatest(ends, shift).filter(|most| shift(most) >= WORTH) {
            Some((b, t, at)) => titles::seldom_belief(&b.label, at, &t.label),
            None => titles::no_belief(),
        };
    }
    let of = |beliefs: &Vec<Fan>| {
        let name = |b: &Fan, label: &str| format!("Belief in “{}” {label}", b.label);
        let all = beliefs.iter();
        let all = all.flat_map(|b| {
            let truths = b.spreads.iter();
            let truths = truths.map(|t| (name(b, &t.label), end(t, b.start)));
            truths.collect::<Vec<_>>()
        });
        all.collect()
    };
    apart(columns, of, shown, RARE)
}

/// Which term weighs most in the only run; or whose payoff differs most.
pub(super) fn payoffs(runs: &[RunSummary], columns: &[Column<Vec<PayoffRow>>]) -> String {
    if let [only] = runs {
        let actors = only.actors.iter();
        let terms = actors.flat_map(|a| a.terms.iter().map(move |t| (a, t)));
        let most = greatest(terms, |(_, term)| term.exact.abs());
        return match most.filter(|(_, term)| term.exact != 0.0) {
            Some((actor, term)) => {
                titles::payoff(&term.label, term.exact, &actor.label, actor.value)
            }
            None => titles::no_payoff(),
        };
    }
    let of = |rows: &Vec<PayoffRow>| {
        rows.iter()
            .map(|r| (format!("What {} gets", r.label), r.total))
            .collect()
    };
    apart(columns, of, signed, RARE)
}
