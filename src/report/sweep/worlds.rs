//! `sweep --worlds`: the same values of a setting where the other numbers are drawn.

use super::document::{SweepSummary, VarySummary, value};
use super::written;
use crate::report::screen::{Screen, count, label_width, paragraph, percent, row, thousands};
use crate::report::spread::SpreadSummary;
use crate::report::{Cell, Table};
use crate::scenario::Scenario;
use crate::study::{Across, Answer, Vary, likeliest};
use indexmap::IndexMap;
use serde::Serialize;
use std::fmt::Write;
#[cfg(feature = "charts")]
use {
    super::charts::{along, colour, shown_own},
    crate::chart::{self, Line, Panel, Sheet},
    crate::report::picture::framed,
    crate::report::{Picture, titles},
    crate::study::highest,
};

/// A sweep in many worlds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct SweepWorldsSummary {
    pub count: usize,
    /// Whether they come from a table, as often as they weigh there.
    pub weighted: bool,
    /// How many more were drawn in which no equilibrium was found at some value.
    pub lost: usize,
    /// One for each value of the setting.
    pub points: Vec<WorldsPointSummary>,
}

/// What was found at a value of the setting.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct WorldsPointSummary {
    pub value: serde_json::Value,
    pub outcomes: IndexMap<String, SpreadSummary>,
    pub measures: IndexMap<String, SpreadSummary>,
    /// The share of worlds in which each outcome is the likeliest.
    pub likeliest: IndexMap<String, f64>,
}

impl SweepWorldsSummary {
    /// What was `found` in worlds at the values of the only setting of a sweep, which also read these `measures`.
    pub fn of(found: &Across, vary: &Vary, measures: &[usize], scenario: &Scenario) -> Self {
        let point = |(text, worlds): (&String, &Vec<Answer>)| {
            let spread =
                |of: &dyn Fn(&Answer) -> f64| SpreadSummary::of(worlds.iter().map(of).collect());
            let outcomes = scenario.outcomes.iter().map(|o| o.name.id.clone());
            let measures = measures
                .iter()
                .map(|m| scenario.measures[*m].name.id.clone());
            let tops = |o: usize| {
                let tops = worlds.iter().filter(|a| likeliest(a) == o).count();
                tops as f64 / worlds.len() as f64
            };
            let numbered = outcomes.enumerate();
            WorldsPointSummary {
                value: value(text),
                likeliest: numbered.clone().map(|(o, id)| (id, tops(o))).collect(),
                outcomes: numbered
                    .map(|(o, id)| (id, spread(&|a| a.outcomes[o])))
                    .collect(),
                measures: measures
                    .enumerate()
                    .map(|(m, id)| (id, spread(&|a| a.measures[m])))
                    .collect(),
            }
        };
        SweepWorldsSummary {
            count: found.worlds(),
            weighted: found.weighted,
            lost: found.lost,
            points: vary.values.iter().zip(&found.answers).map(point).collect(),
        }
    }

    /// Each value, and how far each outcome and measure varies there.
    pub(super) fn table(&self) -> Table<'_> {
        let header = ["value", "target", "mean", "low", "high", "likeliest"];
        let rows = self.points.iter().flat_map(|point| {
            let all = point.outcomes.iter().chain(&point.measures);
            all.map(|(id, spread)| {
                vec![
                    Cell::from(&point.value),
                    Cell::from(id),
                    Cell::from(spread.mean),
                    Cell::from(spread.low),
                    Cell::from(spread.high),
                    Cell::from(point.likeliest.get(id).copied()),
                ]
            })
        });
        Table::new("worlds", &header, rows)
    }

    /// Writes the text: each outcome at the first value and at the last.
    pub(super) fn text(
        &self,
        s: &mut String,
        sweep: &SweepSummary,
        only: &VarySummary,
        screen: Screen,
    ) {
        let (Some(first), Some(last)) = (self.points.first(), self.points.last()) else {
            return;
        };
        let head = screen.bold(&format!("IN {} WORLDS", thousands(self.count)));
        let _ = writeln!(s, "\n{head}  mean (nine tenths), likeliest in");
        let labels: Vec<String> = first.outcomes.keys().map(|id| sweep.label(id)).collect();
        let wide = label_width(labels.iter().map(String::as_str), screen);
        let ends = [first, last].map(|point| format!("{} {}", only.name, written(&point.value)));
        row(s, "", wide, &format!("{:>24} {:>24}", ends[0], ends[1]));
        for (id, label) in first.outcomes.keys().zip(&labels) {
            let at = |point: &WorldsPointSummary| {
                let spread = point.outcomes[id];
                let [mean, low, high] =
                    [spread.mean, spread.low, spread.high].map(|x| format!("{:.0}", 100.0 * x));
                format!("{mean}% ({low}–{high}) {:>6}", percent(point.likeliest[id]))
            };
            let rest = format!("{:>24} {:>24}", at(first), at(last));
            row(s, label, wide, &rest);
        }
        let drawn = match self.weighted {
            true => "as the record favours it",
            false => "from its range",
        };
        let line = format!("Every other number is drawn {drawn}.");
        paragraph(s, &line, screen.width);
        if self.lost > 0 {
            let worlds = count(self.lost, "world");
            let line = format!(
                "In {worlds} more no equilibrium was found at some value; these are left out."
            );
            paragraph(s, &line, screen.width);
        }
    }

    /// The number of the outcome whose share of worlds changes most, and that share at the first and at the last value.
    #[cfg(feature = "charts")]
    fn most_changed(&self) -> Option<(usize, [f64; 2])> {
        let (first, last) = (self.points.first()?, self.points.last()?);
        let pairs = first.likeliest.values().zip(last.likeliest.values());
        let pairs: Vec<[f64; 2]> = pairs.map(|(a, b)| [*a, *b]).collect();
        let most = highest(pairs.iter().map(|[a, b]| (a - b).abs()));
        Some((most, pairs[most]))
    }

    /// The chart: means over the setting in bands of nine tenths.
    #[cfg(feature = "charts")]
    pub(super) fn chart(
        &self,
        sweep: &SweepSummary,
        only: &VarySummary,
        sheet: Sheet,
    ) -> Result<Option<Picture>, chart::Error> {
        let Some((most, shares)) = self.most_changed() else {
            return Ok(None);
        };
        let ids = || self.points[0].outcomes.keys();
        let line = |id: &String| Line {
            label: sweep.label(id),
            colour: colour(sweep, id),
            values: self.points.iter().map(|p| p.outcomes[id].mean).collect(),
            band: self
                .points
                .iter()
                .map(|p| (p.outcomes[id].low, p.outcomes[id].high))
                .collect(),
            off: vec![],
        };
        let panel = |id: &String| Panel {
            title: sweep.label(id),
            percent: true,
            lines: vec![line(id)],
        };
        // bands of several outcomes in one panel hide each other; what moves most comes first
        let moves = |id: &String| {
            let means = || self.points.iter().map(|p| p.outcomes[id].mean);
            means().fold(0.0, f64::max) - means().fold(1.0, f64::min)
        };
        let mut shown: Vec<&String> = ids().collect();
        shown.sort_by(|a, b| moves(b).total_cmp(&moves(a)));
        let left = shown.len().saturating_sub(PANELS);
        shown.truncate(PANELS);
        let panels: Vec<Panel> = shown.into_iter().map(panel).collect();
        let across = chart::Across {
            label: only.label.clone(),
            values: along(only),
            marks: vec![],
            own: shown_own(only),
            course: None,
        };
        let label = ids().nth(most).map_or(String::new(), |id| sweep.label(id));
        let ends = [self.points.first(), self.points.last()];
        let ends = ends.map(|p| p.map_or(String::new(), |p| written(&p.value)));
        let title = titles::worlds_over(&label, &ends, shares);
        let about = format!(
            "Mean and nine tenths of {} worlds, {}.",
            thousands(self.count),
            match self.weighted {
                true => "every other number drawn as the record favours it",
                false => "every other number drawn from its range",
            }
        );
        let mut frame = framed(title, &about, &sweep.head, sheet);
        if left > 0 {
            let rest = format!("; {left} more in the table of this chart");
            frame.note.push_str(&rest);
        }
        let svg = chart::lines(&frame, &across, &panels)?;
        Ok(Some(Picture::new("worlds", svg)))
    }
}

/// Outcomes that are drawn; the others are left to the table.
#[cfg(feature = "charts")]
const PANELS: usize = 4;
