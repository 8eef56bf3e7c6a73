//! The briefing of a run: how it ends, three events, who moves it, what it hangs on, what would refute it.

use super::unfolding::decided;
use super::{Incidence, RunSummary};
use crate::report::briefing::{Briefing, BriefingPart};
use crate::report::screen::{capital, percent, points};
use crate::report::{LeverageSummary, StripSummary};
use serde::Serialize;

/// How many things of a kind are told.
const TOLD: usize = 3;

/// A change of an outcome that is worth a line.
const POINT: f64 = 0.01;

/// What is rarer would speak against the forecast if it came.
const RARE: f64 = 0.05;

/// An event that comes this surely or this rarely is no news.
const SURE: f64 = 0.995;

/// What `leverage` says of a run: who moves it, and on which numbers it hangs.
#[derive(Clone, Debug, Serialize)]
pub struct SwaySummary {
    /// Options that move an outcome by a point or more where they are taken away, and whose effect keeps its sign
    /// at half and at twice everybody's precision and under a longer shadow, the strongest first.
    pub movers: Vec<MoverEntry>,
    /// Parameters in whose range another outcome is the likeliest, the nearest to it first.
    pub numbers: Vec<NumberEntry>,
}

/// An option and what it moves most.
#[derive(Clone, Debug, Serialize)]
pub struct MoverEntry {
    /// Whose it is; null of a draft that nobody picks.
    pub actor: Option<String>,
    /// The turn.
    pub turn: String,
    /// The option.
    pub option: String,
    /// What it is called, with its owner.
    pub label: String,
    /// The outcome that it moves most.
    pub outcome: String,
    /// By how much that changes without it, from −1 to 1.
    pub change: f64,
}

/// A parameter and where it tips.
#[derive(Clone, Debug, Serialize)]
pub struct NumberEntry {
    /// Its name.
    pub name: String,
    /// What it is called.
    pub label: String,
    /// What it is in the file.
    pub value: f64,
    /// The nearest value at which another outcome is the likeliest.
    pub at: f64,
    /// How far that is, as a share of its range.
    pub distance: f64,
    /// That outcome.
    pub outcome: String,
}

impl SwaySummary {
    /// Of what `leverage` found.
    pub(super) fn of(found: &LeverageSummary) -> Self {
        let mover = |l: &&crate::report::LeverEffectSummary| {
            let steady = |id: &String| l.steady.contains(id) && !l.removed.unsettled.contains(id);
            let own = l.removed.outcomes.iter().filter(|(id, _)| steady(id));
            let (outcome, change) = own.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
            (change.abs() >= POINT).then(|| MoverEntry {
                actor: l.actor.clone(),
                turn: l.turn.clone(),
                option: l.option.clone(),
                label: l.label.clone(),
                outcome: outcome.clone(),
                change: *change,
            })
        };
        let mut movers: Vec<MoverEntry> = found.options.iter().filter_map(|l| mover(&l)).collect();
        movers.sort_by(|a, b| b.change.abs().total_cmp(&a.change.abs()));
        let number = |strip: &StripSummary| {
            let nearest = strip.nearest.as_ref()?;
            Some(NumberEntry {
                name: strip.name.clone(),
                label: strip.label.clone(),
                value: strip.own,
                at: nearest.at,
                distance: nearest.distance,
                outcome: nearest.outcome.clone(),
            })
        };
        let strips = found.parameters.iter().map(|p| &p.strip);
        let mut numbers: Vec<NumberEntry> = strips.filter_map(number).collect();
        numbers.sort_by(|a, b| a.distance.total_cmp(&b.distance));
        SwaySummary { movers, numbers }
    }
}

impl RunSummary {
    /// The briefing.
    pub(super) fn briefing_page(&self) -> Briefing {
        let best = self.likeliest();
        let others = self.outcomes.iter().filter(|o| o.id != best.id);
        let second = others.max_by(|a, b| a.best().total_cmp(&b.best()));
        let then = second.map_or(String::new(), |o| {
            format!("; next is {}, {}", o.label, percent(o.best()))
        });
        let parts = [
            ("What to expect", self.expected()),
            ("Who moves it", self.who_moves_it()),
            ("What it hangs on", self.hangs_on()),
            ("What would speak against it", self.against()),
        ];
        Briefing {
            title: format!(
                "{} is the likeliest end, {}{then}",
                capital(&best.label),
                percent(best.best())
            ),
            parts: parts
                .into_iter()
                .filter(|(_, lines)| !lines.is_empty())
                .map(|(heading, lines)| BriefingPart { heading, lines })
                .collect(),
        }
    }

    /// Events that come or do not: no outcomes, which are bars already, unless there are no others.
    fn events(&self) -> Vec<(&Incidence, f64)> {
        let last = |i: &Incidence| i.exact.last().copied().unwrap_or(0.0);
        let all = || self.timing.iter().map(|i| (i, last(i)));
        let outcome = |i: &Incidence| self.outcomes.iter().any(|o| o.id == i.id);
        let mut found: Vec<(&Incidence, f64)> = all().filter(|(i, _)| !outcome(i)).collect();
        if found.is_empty() {
            found = all().collect();
        }
        found
    }

    /// The likeliest events that are not certain, and when the end is known.
    fn expected(&self) -> Vec<String> {
        let mut events = self.events();
        events.retain(|(_, p)| (RARE..SURE).contains(p));
        events.sort_by(|a, b| b.1.total_cmp(&a.1));
        let line = |(event, p): &(&Incidence, f64)| {
            let half = event.exact.iter().position(|x| *x >= 0.5);
            let when = half.map_or(String::new(), |t| {
                format!(", more likely than not by {}", self.rounds[t])
            });
            format!("{}: {}{when}.", capital(&event.label), percent(*p))
        };
        let mut lines: Vec<String> = events.iter().take(TOLD).map(line).collect();
        lines.extend(
            self.when_known()
                .map(|line| format!("{} ({}).", capital(&line), decided())),
        );
        lines
    }

    fn label<'a>(&'a self, id: &'a str) -> &'a str {
        self.labels.get(id).map_or(id, String::as_str)
    }

    fn who_moves_it(&self) -> Vec<String> {
        let Some(sway) = &self.sway else {
            return vec!["Not worked out: that needs run --briefing, or leverage.".to_string()];
        };
        if sway.movers.is_empty() {
            let line = "No option moves an outcome by a point, in a direction that holds at half and at twice everybody's precision.";
            return vec![line.to_string()];
        }
        let line = |m: &MoverEntry| {
            format!(
                "{}. Without it {}: {} points.",
                capital(&m.label),
                self.label(&m.outcome),
                points(m.change, 1)
            )
        };
        sway.movers.iter().take(TOLD).map(line).collect()
    }

    fn hangs_on(&self) -> Vec<String> {
        let mut lines = vec![];
        if let Some(sway) = &self.sway {
            let line = |n: &NumberEntry| {
                format!(
                    "{}: at {} instead of {} {} is the likeliest end, {:.0} % of its range away.",
                    capital(&n.label),
                    brief(n.at),
                    brief(n.value),
                    self.label(&n.outcome),
                    100.0 * n.distance
                )
            };
            lines.extend(sway.numbers.iter().take(TOLD).map(line));
            if sway.numbers.is_empty() {
                let line = "No parameter makes another end the likeliest anywhere in its range, the others as they are.";
                lines.push(line.to_string());
            }
        }
        lines.extend(
            self.over_precision()
                .map(|line| format!("{}.", capital(&line))),
        );
        lines.extend(self.longest_change().map(|(outcome, change)| {
            format!(
                "A longer shadow would still change {outcome} by {:.1} points.",
                100.0 * change
            )
        }));
        lines
    }

    /// What is rare and would speak against the forecast, and what is nearly certain and would do so by not coming.
    fn against(&self) -> Vec<String> {
        let mut rare = self.events();
        rare.retain(|(_, p)| *p < RARE);
        let outcomes = self.outcomes.iter().filter(|o| o.best() < RARE);
        let named = |id: &str| self.timing.iter().any(|i| i.id == id);
        let mut rare: Vec<(&str, f64)> = rare.iter().map(|(i, p)| (i.label.as_str(), *p)).collect();
        rare.extend(
            outcomes
                .filter(|o| !named(&o.id))
                .map(|o| (o.label.as_str(), o.best())),
        );
        // of what may happen the rarest would say least that is new
        rare.sort_by(|a, b| b.1.total_cmp(&a.1));
        let mut lines: Vec<String> = rare
            .iter()
            .take(TOLD)
            .map(|(label, p)| format!("{} comes about, which has {}.", capital(label), percent(*p)))
            .collect();
        let mut sure = self.events();
        sure.retain(|(_, p)| *p > 1.0 - RARE);
        sure.sort_by(|a, b| a.1.total_cmp(&b.1));
        let sure = sure.iter().take(TOLD);
        lines.extend(sure.map(|(i, p)| {
            format!(
                "{} does not come about, which has {}.",
                capital(&i.label),
                percent(1.0 - *p)
            )
        }));
        lines
    }
}

/// A number of a file in few digits.
fn brief(x: f64) -> String {
    let text = format!("{x:.3}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
