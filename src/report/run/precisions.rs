//! How a run hangs on precision: its outcomes at everybody's precisions 1 to 10, and between two of them where
//! one leaps, in a line, a small chart and a table.

use super::RunSummary;
use crate::report::screen::{Screen, paragraph};
use crate::report::{Cell, Table};
use crate::study::{Answer, highest};
use indexmap::IndexMap;
use serde::Serialize;
#[cfg(feature = "charts")]
use {
    crate::chart::{self, Across, Along, Course, Line, Panel, Sheet, palette},
    crate::report::Picture,
    crate::report::picture::framed,
    crate::report::titles::{self, Doubt},
    crate::study::leap,
};

/// Outcomes that stay rarer than this get no line.
#[cfg(feature = "charts")]
const RARE: f64 = 0.01;

/// The outcomes at a precision of everybody.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct PrecisionEntry {
    pub precision: f64,
    /// Null where no equilibrium was found.
    pub outcomes: Option<IndexMap<String, f64>>,
}

impl RunSummary {
    /// Takes the answers at some precisions.
    pub(super) fn take_precisions(&mut self, found: &[(f64, Option<Answer>)]) {
        let entry = |(precision, answer): &(f64, Option<Answer>)| PrecisionEntry {
            precision: *precision,
            outcomes: answer.as_ref().map(|answer| {
                let ids = self.outcomes.iter().map(|o| o.id.clone());
                ids.zip(answer.outcomes.iter().copied()).collect()
            }),
        };
        self.precisions = found.iter().map(entry).collect();
    }

    /// The whole precisions at which an equilibrium was found, with the number of the likeliest outcome.
    fn steps(&self) -> Vec<(f64, usize)> {
        let found = self.precisions.iter();
        let found = found.filter(|entry| entry.precision.fract() == 0.0);
        let step = |entry: &PrecisionEntry| {
            let outcomes = entry.outcomes.as_ref()?;
            Some((entry.precision, highest(outcomes.values().copied())))
        };
        found.filter_map(step).collect()
    }

    /// The stretches of precisions at which one and the same outcome is the likeliest, by its label, from where to
    /// where.
    fn stretches(&self) -> Vec<(&str, [f64; 2])> {
        let steps = self.steps();
        let stretches = steps.chunk_by(|a, b| a.1 == b.1);
        let stretch = |run: &[(f64, usize)]| {
            let label = self.outcomes[run[0].1].label.as_str();
            (label, [run[0].0, run[run.len() - 1].0])
        };
        stretches.map(stretch).collect()
    }

    /// Which end is the likeliest at which precision.
    pub(super) fn over_precision(&self) -> Option<String> {
        let stretches = self.stretches();
        if let [(label, [from, to])] = stretches[..] {
            return Some(format!(
                "{label} is the likeliest end at every precision from {from} to {to}"
            ));
        }
        let words = |(label, [from, to]): &(&str, [f64; 2])| {
            if from == to {
                format!("{label} at {from}")
            } else {
                format!("{label} from {from} to {to}")
            }
        };
        let all: Vec<String> = stretches.iter().map(words).collect();
        (!all.is_empty())
            .then(|| format!("the likeliest end hangs on precision: {}", all.join(", ")))
    }

    /// The line.
    pub(super) fn precision_line(&self, s: &mut String, screen: Screen) {
        let Some(line) = self.over_precision() else {
            return;
        };
        let mut line = format!("{}.", crate::report::screen::capital(&line));
        let lost = self.precisions.iter().filter(|e| e.outcomes.is_none());
        let lost: Vec<String> = lost.map(|e| e.precision.to_string()).collect();
        if !lost.is_empty() {
            line += &format!(" No equilibrium was found at {}.", lost.join(", "));
        }
        paragraph(s, &line, screen.width);
    }

    /// The table.
    pub(super) fn precision_table(&self) -> Option<Table<'static>> {
        if self.precisions.is_empty() {
            return None;
        }
        let ids = self.outcomes.iter().map(|o| o.id.as_str());
        let names: Vec<&str> = std::iter::once("precision").chain(ids.clone()).collect();
        let row = |entry: &PrecisionEntry| {
            let share = |id: &str| entry.outcomes.as_ref().map(|all| all[id]);
            let shares = ids.clone().map(|id| Cell::from(share(id)));
            std::iter::once(Cell::from(entry.precision))
                .chain(shares)
                .collect()
        };
        let rows = self.precisions.iter().map(row);
        Some(Table::new("precision", &names, rows))
    }

    /// The chart.
    #[cfg(feature = "charts")]
    pub(super) fn precision_chart(&self, sheet: Sheet) -> Result<Option<Picture>, chart::Error> {
        if self.steps().is_empty() {
            return Ok(None);
        }
        // lines break where one leaps, and where none was found between two places
        let (mut found, mut breaks, mut broken) = (vec![], vec![], false);
        for entry in &self.precisions {
            let Some(all) = &entry.outcomes else {
                broken = true;
                continue;
            };
            let all: Vec<f64> = all.values().copied().collect();
            let leaps = |(_, before): &(f64, Vec<f64>)| leap(before, &all);
            if broken || found.last().is_some_and(leaps) {
                breaks.push(found.len());
            }
            broken = false;
            found.push((entry.precision, all));
        }
        let places: Vec<f64> = found.iter().map(|(precision, _)| *precision).collect();
        let gaps = !breaks.is_empty();
        let beyond = |own: &f64| places.iter().all(|p| p < own);
        let beyond = self.precision.filter(beyond);
        let across = Across {
            label: "everybody's precision".to_string(),
            values: Along::Numbers(places.clone()),
            marks: vec![],
            own: self.precision.filter(|_| beyond.is_none()),
            course: Some(Course {
                places,
                folds: vec![],
                breaks,
            }),
        };
        let series = |o: usize| found.iter().map(move |(_, all)| all[o].clamp(0.0, 1.0));
        let often = |o: &usize| series(*o).fold(0.0, f64::max) >= RARE;
        let shown = (0..self.outcomes.len()).filter(often);
        let lines = shown.map(|o| Line {
            label: self.outcomes[o].label.clone(),
            colour: palette::outcome(o),
            values: series(o).collect(),
            band: vec![],
            off: vec![],
        });
        let panel = Panel {
            title: String::new(),
            percent: true,
            lines: lines.collect(),
        };
        let mut about = "Exact probability of each outcome by everybody's precision".to_string();
        about += &match (self.precision, beyond) {
            (_, Some(own)) => format!("; the file's own, {own}, lies beyond."),
            (Some(_), None) => "; triangle: the file's own.".to_string(),
            (None, None) => ".".to_string(),
        };
        if gaps {
            about += " Gaps: a jump of more than 15 points, or no equilibrium was found.";
        }
        let lost = self.precisions.iter().any(|e| e.outcomes.is_none());
        let title = titles::over_precision(&self.stretches(), lost.then_some(Doubt::Lost));
        let frame = framed(title, &about, &self.head, sheet);
        let svg = chart::lines(&frame, &across, &[panel])?;
        Ok(Some(Picture::new("precision", svg)))
    }
}
