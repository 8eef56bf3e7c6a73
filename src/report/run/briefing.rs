//! The briefing of a run: how it ends, three events, who moves it, what it hangs on, what would refute it.

use super::unfolding::decided;
use super::{Estimate, Incidence, RunSummary};
use crate::report::briefing::{Briefing, BriefingPart};
use crate::report::screen::{capital, percent};
use crate::report::strips::brief;
use crate::report::{LeverageSummary, StripSummary};
use serde::Serialize;

/// How many things of a kind are told.
const TOLD: usize = 3;

/// A change of an outcome that is worth a line.
const POINT: f64 = 0.01;

/// What is rarer would speak against the forecast if it came.
const RARE: f64 = 0.05;

/// What is rarer does not show.
const NOTHING: f64 = 0.0005;

/// Events are the same if their probabilities differ by no more.
const SAME: f64 = 1e-9;

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
            let own = l.removed.outcomes.keys();
            let own = own.filter_map(|id| Some((id, l.steady_change(id)?)));
            let (outcome, change) = own.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()))?;
            (change.abs() >= POINT).then(|| MoverEntry {
                actor: l.actor.clone(),
                turn: l.turn.clone(),
                option: l.option.clone(),
                label: l.label.clone(),
                outcome: outcome.clone(),
                change,
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
        let second = second.filter(|o| o.best() >= NOTHING);
        let then = second.map_or(String::new(), |o| {
            format!("; next is {}, {}", o.label, percent(o.best()))
        });
        let label = capital(&best.label);
        let title = match best.best() >= 1.0 - NOTHING {
            true => format!("{label} is all but certain"),
            false => format!(
                "{label} is the likeliest end, {}{then}",
                percent(best.best())
            ),
        };
        let parts = [
            ("What to expect", self.expected()),
            ("Who moves it", self.who_moves_it()),
            ("What it hangs on", self.hangs_on()),
            ("What would be a surprise", self.surprises()),
        ];
        Briefing {
            title,
            parts: parts
                .into_iter()
                .filter(|(_, lines)| !lines.is_empty())
                .map(|(heading, lines)| BriefingPart { heading, lines })
                .collect(),
        }
    }

    /// Events that come or do not, with their probabilities: none that is an outcome, which is a bar already, or comes
    /// exactly as often as one before it.
    fn events(&self) -> Vec<(&Incidence, f64)> {
        let last = |i: &Incidence| i.exact.last().copied().unwrap_or(0.0);
        let mut told: Vec<f64> = self.outcomes.iter().map(Estimate::best).collect();
        let mut found = vec![];
        for event in &self.timing {
            let p = last(event);
            if !told.iter().any(|other| (other - p).abs() < SAME) {
                told.push(p);
                found.push((event, p));
            }
        }
        found
    }

    /// Events that may come or not, the most open ones first, and when the end is known.
    fn expected(&self) -> Vec<String> {
        let mut events = self.events();
        events.retain(|(_, p)| (RARE..=1.0 - RARE).contains(p));
        events.sort_by(|a, b| (a.1 - 0.5).abs().total_cmp(&(b.1 - 0.5).abs()));
        events.truncate(TOLD);
        events.sort_by(|a, b| b.1.total_cmp(&a.1));
        let line = |(event, p): &(&Incidence, f64)| {
            let half = event.exact.iter().position(|x| *x >= 0.5);
            let half = half.filter(|_| self.rounds.len() > 1);
            let when = half.map_or(String::new(), |t| {
                format!(", likelier than not from {} on", self.rounds[t])
            });
            format!("{}: {}{when}.", capital(&event.label), percent(*p))
        };
        let mut lines: Vec<String> = events.iter().map(line).collect();
        let certain = self.likeliest().best() >= 1.0 - NOTHING;
        let known = self.when_known().filter(|_| !certain);
        lines.extend(known.map(|line| format!("{} ({}).", capital(&line), decided())));
        lines
    }

    fn who_moves_it(&self) -> Vec<String> {
        let Some(sway) = &self.sway else {
            return vec![];
        };
        if sway.movers.is_empty() {
            let line = "No option moves an outcome by a point, in a direction that holds at half and at twice everybody's precision.";
            return vec![line.to_string()];
        }
        let line = |m: &MoverEntry| {
            let more = if m.change > 0.0 {
                "likelier"
            } else {
                "less likely"
            };
            format!(
                "Without “{}” the end “{}” is {:.1} points {more}.",
                m.label,
                self.label(&m.outcome),
                100.0 * m.change.abs()
            )
        };
        sway.movers.iter().take(TOLD).map(line).collect()
    }

    fn hangs_on(&self) -> Vec<String> {
        let mut lines = vec![];
        let near = |n: &&NumberEntry| n.distance <= 0.5;
        let numbers = self.sway.iter().flat_map(|sway| &sway.numbers);
        let numbers: Vec<&NumberEntry> = numbers.filter(near).take(TOLD).collect();
        lines.extend(numbers.iter().map(|n| {
            format!(
                "If “{}” were {} and not {}, the likeliest end would be “{}”.",
                n.label,
                brief(n.at),
                brief(n.value),
                self.label(&n.outcome)
            )
        }));
        if self.sway.is_some() && numbers.is_empty() {
            let line = "No parameter makes another end the likeliest within half of its range, the others as they are.";
            lines.push(line.to_string());
        }
        // of a file's own precision beyond the ten that are looked at they say little
        let own = self.precision.is_some_and(|x| (1.0..=10.0).contains(&x));
        let told = numbers.iter().any(|n| n.name == "precision");
        let precision = self.over_precision().filter(|_| own && !told);
        lines.extend(precision.map(|line| format!("{}.", capital(&line))));
        lines.extend(self.longest_change().map(|(outcome, change)| {
            format!(
                "A longer shadow would still change {outcome} by {:.1} points.",
                100.0 * change
            )
        }));
        lines
    }

    /// What is rare, and what is nearly certain, in a line each.
    fn surprises(&self) -> Vec<String> {
        let events = self.events();
        let outcomes = self.outcomes.iter().map(|o| (o.label.as_str(), o.best()));
        let all = events
            .iter()
            .map(|(i, p)| (i.label.as_str(), *p))
            .chain(outcomes);
        let may = |p: f64| (NOTHING..RARE).contains(&p);
        let named = |words: &str, mut found: Vec<(&str, f64)>| {
            // what is likelier to surprise comes first
            found.sort_by(|a, b| b.1.total_cmp(&a.1));
            found.dedup_by(|a, b| a.0 == b.0);
            let found: Vec<String> = found
                .iter()
                .take(TOLD)
                .map(|(label, p)| format!("{label} ({})", percent(*p)))
                .collect();
            (!found.is_empty()).then(|| format!("{words}: {}.", found.join("; ")))
        };
        let rare: Vec<(&str, f64)> = all.filter(|(_, p)| may(*p)).collect();
        let missed = events.iter().map(|(i, p)| (i.label.as_str(), 1.0 - p));
        let missed: Vec<(&str, f64)> = missed.filter(|(_, p)| may(*p)).collect();
        let lines = [
            named("If it came to this", rare),
            named("If it did not come to this", missed),
        ];
        lines.into_iter().flatten().collect()
    }
}
