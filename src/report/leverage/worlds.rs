//! `leverage --worlds`: what levers move where numbers are drawn.

use super::document::{LeverageSummary, most_changed, named};
use crate::report::screen::{Screen, count, paragraph, percent, points, thousands};
use crate::report::spread::SpreadSummary;
use crate::report::{Cell, Table};
use crate::scenario::Scenario;
use crate::study::verdict::sign;
use crate::study::{Across, Answer, Pull};
use indexmap::IndexMap;
use serde::Serialize;
use std::fmt::Write;
#[cfg(feature = "charts")]
use {
    crate::chart::{self, Interval, Scales, Sheet, palette},
    crate::report::picture::framed,
    crate::report::{Picture, titles},
};

/// Levers that are named in the text, and drawn.
const NAMED: usize = 8;
#[cfg(feature = "charts")]
const DRAWN: usize = 20;

/// Leverage in many worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct LeverWorldsSummary {
    pub count: usize,
    /// Whether they come from a table, as often as they weigh there.
    pub weighted: bool,
    /// How many more were drawn in which no equilibrium was found without some lever.
    pub lost: usize,
    pub options: Vec<PulledSummary>,
}

/// What a lever moves in worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct PulledSummary {
    pub turn: String,
    pub actor: Option<String>,
    pub option: String,
    #[serde(skip)]
    pub label: String,
    /// `removed` or `committed`.
    pub how: &'static str,
    /// Of each outcome.
    pub outcomes: IndexMap<String, MovedSummary>,
}

/// By how much a probability changes over worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct MovedSummary {
    #[serde(flatten)]
    pub change: SpreadSummary,
    /// The share of worlds in which it rises, and in which it falls, by more than a tenth of a point.
    pub rises: f64,
    pub falls: f64,
}

impl MovedSummary {
    fn of(changes: Vec<f64>) -> Self {
        let share = |way: i8| {
            let own = changes.iter().filter(|x| sign(**x) == way).count();
            own as f64 / changes.len() as f64
        };
        MovedSummary {
            rises: share(1),
            falls: share(-1),
            change: SpreadSummary::of(changes),
        }
    }

    /// The share of worlds in which it goes the way of its mean.
    fn share(&self) -> f64 {
        match self.change.mean < 0.0 {
            true => self.falls,
            false => self.rises,
        }
    }

    /// The same in words.
    fn way(&self) -> String {
        let way = if self.change.mean < 0.0 {
            "falls"
        } else {
            "rises"
        };
        format!("{way} in {}", percent(self.share()))
    }
}

impl LeverWorldsSummary {
    /// What was `found` where levers are pulled so, after the scenario as it is.
    pub fn of(found: &Across, pulls: &[Pull], scenario: &Scenario) -> Self {
        let base = &found.answers[0];
        let levers = scenario.levers();
        let one = |(pull, worlds): (&Pull, &Vec<Answer>)| {
            let moved = |o: usize| {
                let pairs = worlds.iter().zip(base);
                MovedSummary::of(pairs.map(|(a, b)| a.outcomes[o] - b.outcomes[o]).collect())
            };
            let outcomes = scenario.outcomes.iter().enumerate();
            let own = levers
                .iter()
                .find(|l| scenario.lever_id(l) == *pull.lever());
            let (option, _, label) =
                own.map_or_else(Default::default, |lever| named(lever, scenario));
            PulledSummary {
                turn: pull.lever().turn.clone(),
                actor: pull.lever().actor.clone(),
                option,
                label,
                how: pull.word(),
                outcomes: outcomes
                    .map(|(o, outcome)| (outcome.name.id.clone(), moved(o)))
                    .collect(),
            }
        };
        LeverWorldsSummary {
            count: found.worlds(),
            weighted: found.weighted,
            lost: found.lost,
            options: pulls.iter().zip(&found.answers[1..]).map(one).collect(),
        }
    }

    /// Each lever and outcome.
    pub(super) fn table(&self) -> Table<'_> {
        let header = [
            "turn", "actor", "option", "how", "target", "mean", "low", "high", "rises", "falls",
        ];
        let rows = self.options.iter().flat_map(|l| {
            l.outcomes.iter().map(|(id, moved)| {
                vec![
                    Cell::from(&l.turn),
                    Cell::from(l.actor.as_deref()),
                    Cell::from(&l.option),
                    Cell::from(l.how),
                    Cell::from(id),
                    Cell::from(moved.change.mean),
                    Cell::from(moved.change.low),
                    Cell::from(moved.change.high),
                    Cell::from(moved.rises),
                    Cell::from(moved.falls),
                ]
            })
        });
        Table::new("levers_in_worlds", &header, rows)
    }

    /// The levers by the largest mean change of an outcome if they are taken away, with that outcome.
    fn strongest(&self) -> Vec<(&PulledSummary, &str, &MovedSummary)> {
        let removed = self.options.iter().filter(|l| l.how == Pull::REMOVED);
        let most = removed.filter_map(|l| {
            let means = l.outcomes.iter().map(|(id, m)| (id.clone(), m.change.mean));
            let means: IndexMap<String, f64> = means.collect();
            let (id, _) = most_changed(&means)?;
            let (id, moved) = l.outcomes.get_key_value(id)?;
            (sign(moved.change.mean) != 0).then_some((l, id.as_str(), moved))
        });
        let mut all: Vec<_> = most.collect();
        let size = |m: &MovedSummary| m.change.mean.abs();
        all.sort_by(|a, b| size(b.2).total_cmp(&size(a.2)));
        all
    }

    /// Writes the text: what the strongest levers move.
    pub(super) fn text(&self, s: &mut String, found: &LeverageSummary, screen: Screen) {
        let head = screen.bold(&format!("IN {} WORLDS", thousands(self.count)));
        let _ = writeln!(
            s,
            "\n{head}  by taking one lever away, in points: mean (nine tenths)"
        );
        for (lever, outcome, moved) in self.strongest().into_iter().take(NAMED) {
            let SpreadSummary { mean, low, high } = moved.change;
            let line = format!(
                "{}: {} {} ({} to {}), {}.",
                lever.label,
                found.label(outcome),
                points(mean, 0),
                points(low, 0),
                points(high, 0),
                moved.way()
            );
            paragraph(s, &line, screen.width);
        }
        let drawn = match self.weighted {
            true => "Numbers are drawn as the record favours them.",
            false => "Every number is drawn from its range.",
        };
        paragraph(s, drawn, screen.width);
        if self.lost > 0 {
            let worlds = count(self.lost, "world");
            let line = format!(
                "In {worlds} more no equilibrium was found without some lever; these are left out."
            );
            paragraph(s, &line, screen.width);
        }
    }

    /// The chart: of each of the strongest levers what it moves most.
    #[cfg(feature = "charts")]
    pub(super) fn chart(
        &self,
        found: &LeverageSummary,
        sheet: Sheet,
    ) -> Result<Option<Picture>, chart::Error> {
        let strongest = self.strongest();
        let Some((first, outcome, moved)) = strongest.first() else {
            return Ok(None);
        };
        let way = match moved.change.mean < 0.0 {
            true => "less likely",
            false => "likelier",
        };
        let title =
            titles::lever_in_worlds(&first.label, &found.label(outcome), way, moved.share());
        let colour = |id: &str| {
            let place = found.base.outcomes.get_index_of(id);
            palette::outcome(place.unwrap_or(0))
        };
        let row = |(lever, id, moved): (&PulledSummary, &str, &MovedSummary)| Interval {
            label: format!("{} → {}", lever.label, found.label(id)),
            colour: colour(id),
            known: moved.change.ends().map(|x| 100.0 * x),
            before: None,
            words: moved.way(),
        };
        let rows = strongest.into_iter().take(DRAWN).map(row).collect();
        let about = format!(
            "The outcome that each lever moves most if it is taken away, in points, over {} worlds.",
            thousands(self.count)
        );
        let frame = framed(title, &about, &found.head, sheet);
        let keys = [
            "mean and nine tenths of worlds",
            "at the right: in how many worlds",
        ];
        let svg = chart::intervals(&frame, Scales::One, rows, keys)?;
        Ok(Some(Picture::new("levers_in_worlds", svg)))
    }
}
