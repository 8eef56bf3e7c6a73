//! How play unfolds and when its end is known: in a line, two charts and two tables.

use super::RunSummary;
use crate::report::screen::{Screen, capital, paragraph};
use crate::report::titles;
use crate::report::{Cell, Table, table::with};
use crate::study::{Flow, KNOWN, Run};
use serde::Serialize;
#[cfg(feature = "charts")]
use {
    crate::chart::{self, Column, Ending, Fan, Sheet, Spread, Stream, Unfolding, palette},
    crate::report::Picture,
    crate::report::picture::framed,
    indexmap::IndexMap,
};

/// An outcome that is never likelier than this, in any but a twentieth of histories, gets no panel.
#[cfg(feature = "charts")]
const RARE: f64 = 0.1;

/// An end this likely is certain from the start.
#[cfg(feature = "charts")]
const CERTAIN: f64 = 0.995;

/// Panels of the chart that shows when the end is known.
#[cfg(feature = "charts")]
const PANELS: usize = 6;

/// How play unfolds, and when its end is known.
#[derive(Clone, Debug, Serialize)]
pub struct UnfoldingSummary {
    /// The share of histories of which the end is known, before the first round and at the end of each: one
    /// outcome has a probability of 0.9 or more, given the play so far.
    pub known: Vec<f64>,
    /// The probability of each outcome given the play so far.
    pub chances: Vec<ChanceSummary>,
    /// The variables that move most.
    pub variables: Vec<String>,
    /// The places that histories pass: a level of each of these variables.
    pub places: Vec<Vec<String>>,
    /// The stages of play: how many rounds are over.
    pub stages: Vec<usize>,
    /// What moves from one stage to the next.
    pub flows: Vec<FlowSummary>,
}

/// The probability of an outcome given the play so far.
#[derive(Clone, Debug, Serialize)]
pub struct ChanceSummary {
    /// The outcome.
    pub id: String,
    /// Its label.
    pub label: String,
    /// `[rounds that are over][quantile]`, of the quantiles [`QUANTILES`](crate::report::QUANTILES) over
    /// histories.
    pub rounds: Vec<[f64; 5]>,
}

/// Histories that move from a place to another and end alike.
#[derive(Clone, Debug, Serialize)]
pub struct FlowSummary {
    /// The stage from which, by number from 0.
    pub stage: usize,
    /// The place there, by number from 0; null elsewhere than at one of the places.
    pub from: Option<usize>,
    /// The place at the next stage.
    pub to: Option<usize>,
    /// The outcome in which they end.
    pub outcome: String,
    /// Their share of all histories.
    pub share: f64,
}

impl UnfoldingSummary {
    /// Of a run.
    pub(super) fn of(run: &Run) -> Option<Self> {
        let found = run.unfolding.as_ref()?;
        let scenario = &run.scenario;
        let outcomes = scenario.outcomes.iter().zip(&found.chances);
        let variables = || found.variables.iter().map(|v| &scenario.variables[*v]);
        let place = |levels: &Vec<u16>| {
            let levels = variables().zip(levels);
            levels
                .map(|(v, l)| v.level(usize::from(*l)).replace('_', " "))
                .collect()
        };
        let flow = |f: &Flow| FlowSummary {
            stage: f.stage,
            from: f.from,
            to: f.to,
            outcome: scenario.outcomes[f.outcome].name.id.clone(),
            share: f.share,
        };
        Some(UnfoldingSummary {
            known: found.known.clone(),
            chances: outcomes
                .map(|(o, rounds)| ChanceSummary {
                    id: o.name.id.clone(),
                    label: o.name.label.clone(),
                    rounds: rounds.clone(),
                })
                .collect(),
            variables: variables().map(|v| v.name.id.clone()).collect(),
            places: found.places.iter().map(place).collect(),
            stages: found.stages.clone(),
            flows: found.flows.iter().map(flow).collect(),
        })
    }

    /// The first number of rounds after which the end of a `share` of histories is known; none if it is not
    /// before the last round.
    fn known_for(&self, share: f64) -> Option<usize> {
        let before = &self.known[..self.known.len() - 1];
        before.iter().position(|known| *known >= share)
    }
}

impl RunSummary {
    /// When histories are decided, as a sentence without its full stop; none of a run that does not say.
    pub(super) fn when_known(&self) -> Option<String> {
        // of a single round there is no before and after
        let found = self.unfolding.as_ref().filter(|_| self.rounds.len() > 1)?;
        let when = |rounds: usize| match rounds {
            0 => "before the first move".to_string(),
            t => format!("by {}", self.rounds[t - 1]),
        };
        let [half, most] = [0.5, 0.9].map(|share| found.known_for(share).map(when));
        let last = found.known[found.known.len() - 2];
        Some(titles::known(
            [half.as_deref(), most.as_deref()],
            (last, &self.round),
        ))
    }

    /// The line.
    pub(super) fn known_line(&self, s: &mut String, screen: Screen) {
        if let Some(line) = self.when_known() {
            let line = format!("{} ({}).", capital(&line), decided());
            paragraph(s, &line, screen.width);
        }
    }

    /// The tables.
    pub(super) fn unfolding_tables(&self) -> Vec<Table<'static>> {
        let Some(found) = &self.unfolding else {
            return vec![];
        };
        let chances = found.chances.iter().flat_map(|c| {
            let rounds = c.rounds.iter().enumerate();
            rounds.map(|(t, quantiles)| {
                let words = with(&[&c.id], quantiles.map(Cell::from));
                std::iter::once(Cell::from(t)).chain(words).collect()
            })
        });
        let names = ["rounds", "outcome", "p05", "p25", "p50", "p75", "p95"];
        let mut all = vec![Table::new("known", &names, chances)];
        if found.variables.is_empty() {
            return all;
        }
        let place = |place: Option<usize>| place.map_or(String::new(), |n| found.place(n));
        let flows = found.flows.iter().map(|f| {
            let words = [place(f.from), place(f.to), f.outcome.clone()];
            let words = with(&[&words[0], &words[1], &words[2]], [Cell::from(f.share)]);
            std::iter::once(Cell::from(found.stages[f.stage]))
                .chain(words)
                .collect()
        });
        let names = ["rounds", "from", "to", "outcome", "share"];
        all.push(Table::new("unfolding", &names, flows));
        all
    }
}

/// What it is to be all but decided.
pub(super) fn decided() -> String {
    format!("one end at {:.0}% or more", 100.0 * KNOWN)
}

impl UnfoldingSummary {
    /// A place in one line.
    fn place(&self, n: usize) -> String {
        let levels = self.variables.iter().zip(&self.places[n]);
        let levels: Vec<String> = levels.map(|(v, l)| format!("{v} {l}")).collect();
        levels.join(", ")
    }
}

#[cfg(feature = "charts")]
impl RunSummary {
    /// The charts.
    pub(super) fn unfolding_charts(&self, sheet: Sheet) -> Result<Vec<Picture>, chart::Error> {
        let Some(found) = &self.unfolding else {
            return Ok(vec![]);
        };
        let mut all = vec![];
        // what ends after one round, or is decided before it begins, has no course to show
        if self.rounds.len() == 1 || self.likeliest().best() >= CERTAIN {
            return Ok(all);
        }
        if !found.variables.is_empty() {
            all.push(self.unfolds(found, sheet)?);
        }
        let spread = |q: &[f64; 5]| q[4] - q[0];
        let before = |c: &ChanceSummary| {
            c.rounds[..c.rounds.len() - 1]
                .iter()
                .any(|q| spread(q) >= RARE)
        };
        // where no play before the last round teaches anything there is nothing to draw
        if found.chances.iter().any(before) {
            all.push(self.known(found, sheet)?);
        }
        Ok(all)
    }

    /// How it unfolds.
    fn unfolds(&self, found: &UnfoldingSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
        let place = |levels: &Vec<String>| {
            let levels = found.variables.iter().zip(levels);
            // where there is one variable the words above the chart name it
            let alone = found.variables.len() == 1;
            let words = |(v, l): (&String, &String)| match alone {
                true => l.clone(),
                false => format!("{}: {l}", self.label(v)),
            };
            levels.map(words).collect()
        };
        let outcomes = self.outcomes.iter().enumerate();
        let stage = |t: &usize| match t {
            0 => "start".to_string(),
            t => self.rounds[t - 1].clone(),
        };
        let stream = |f: &FlowSummary| {
            let end = self.outcomes.iter().position(|o| o.id == f.outcome)?;
            Some(Stream {
                stage: f.stage,
                from: f.from,
                to: f.to,
                end,
                share: f.share.max(0.0),
            })
        };
        let series = Unfolding {
            stages: found.stages.iter().map(stage).collect(),
            places: found.places.iter().map(place).collect(),
            ends: outcomes
                .map(|(n, o)| Ending {
                    label: o.label.clone(),
                    colour: palette::outcome(n),
                })
                .collect(),
            streams: found.flows.iter().filter_map(stream).collect(),
        };
        let variables: Vec<&str> = found.variables.iter().map(|v| self.label(v)).collect();
        let about = format!(
            "Where histories stand and how they end, by {}: exact.",
            variables.join(", ")
        );
        let frame = framed(self.way_to_the_end(found), &about, &self.head, sheet);
        Ok(Picture::new(
            "unfolding",
            chart::unfolding(&frame, &series)?,
        ))
    }

    /// At which level of what moves most the histories of the likeliest end stand half-way, as a title.
    fn way_to_the_end(&self, found: &UnfoldingSummary) -> String {
        let end = self.likeliest();
        let middle = ((found.stages.len() - 1) / 2).max(1);
        let into = found.flows.iter().filter(|f| f.outcome == end.id);
        let own = || into.clone().filter(|f| f.stage + 1 == middle);
        let mut levels: IndexMap<&str, f64> = IndexMap::new();
        for flow in own() {
            if let Some(place) = flow.to {
                *levels.entry(&found.places[place][0]).or_default() += flow.share;
            }
        }
        let whole: f64 = own().map(|f| f.share).sum();
        let most = levels.get_index(crate::study::highest(levels.values().copied()));
        let (level, share) = most.map_or(("", 0.0), |(level, share)| (*level, *share));
        let variable = self.label(&found.variables[0]);
        let round = &self.rounds[found.stages[middle] - 1];
        let share = share / whole.max(f64::MIN_POSITIVE);
        titles::on_the_way(&end.label, share, (variable, level), round)
    }

    /// When it is known.
    fn known(&self, found: &UnfoldingSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
        let often = |(_, c): &(usize, &ChanceSummary)| c.rounds.iter().any(|q| q[4] >= RARE);
        let mut shown: Vec<(usize, &ChanceSummary)> =
            found.chances.iter().enumerate().filter(often).collect();
        shown.sort_by(|a, b| {
            self.outcomes[b.0]
                .best()
                .total_cmp(&self.outcomes[a.0].best())
        });
        shown.truncate(PANELS);
        let fan = |(o, c): (usize, &ChanceSummary)| Fan {
            label: c.label.clone(),
            start: self.outcomes[o].best().clamp(0.0, 1.0),
            spreads: vec![Spread {
                label: String::new(),
                colour: palette::outcome(o),
                // at the last end all is decided: 0 or 1
                rounds: c.rounds[1..c.rounds.len() - 1]
                    .iter()
                    .copied()
                    .map(Some)
                    .collect(),
            }],
        };
        let column = Column {
            title: String::new(),
            body: shown.into_iter().map(fan).collect(),
        };
        let about = format!(
            "How likely each end is at the end of each round but the last, given the play so far: median, and bands with 50% and 90% of histories. All but decided: {}.",
            decided()
        );
        let title = capital(&self.when_known().unwrap_or_default());
        let frame = framed(title, &about, &self.head, sheet);
        let rounds = &self.rounds[..self.rounds.len() - 1];
        let svg = chart::fans(&frame, &[column], rounds)?;
        Ok(Picture::new("known", svg))
    }
}
