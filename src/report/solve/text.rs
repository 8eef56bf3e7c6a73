//! What `solve` and `explain` say on a terminal.

use super::OptionEntry;
use super::{PositionEntry, SolveSummary};
use crate::report::screen::{Screen, fit, paragraph, percent, signed, wrap};
use crate::report::table::with;
use crate::report::{Cell, Report, Table};
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};
use std::fmt::Write;
use unicode_width::UnicodeWidthStr;

impl Report for SolveSummary {
    fn text(&self, screen: Screen) -> String {
        let about = self.head.scenario.as_ref();
        let title = about.map_or("", |about| about.title.as_str());
        let mut text = format!("\n{}\n", screen.bold(title));
        for entry in &self.positions {
            entry.tell(&mut text, screen);
        }
        if let Some(several) = &self.several {
            text.push('\n');
            several.text(&mut text, 1, screen);
        }
        let _ = writeln!(text, "\nResidual {:.0e}.", self.certificate.residual);
        if let Some(line) = self.certificate.without_end() {
            paragraph(&mut text, &line, screen.width);
        }
        if let Some(warning) = self.certificate.warning() {
            paragraph(&mut text, &warning, screen.width);
        }
        text
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(super::charts::charts(self, sheet)?)
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let rows = self.positions.iter().enumerate().flat_map(|(n, entry)| {
            entry.options.iter().map(move |o| {
                let mover = o.mover.as_deref().unwrap_or_default();
                let words = with(
                    &[&entry.turn, mover, &o.option],
                    [
                        Cell::from(o.probability),
                        Cell::from(o.value),
                        Cell::from(o.value - o.later),
                        Cell::from(o.later),
                    ],
                );
                [Cell::from(n + 1), Cell::from(entry.round)]
                    .into_iter()
                    .chain(words)
                    .collect()
            })
        });
        let names = [
            "position",
            "round",
            "turn",
            "mover",
            "option",
            "probability",
            "value",
            "now",
            "later",
        ];
        vec![Table::new("options", &names, rows)]
    }
}

impl PositionEntry {
    fn tell(&self, text: &mut String, screen: Screen) {
        let names = &self.names;
        let reached = self.reached.map_or(String::new(), |share| {
            format!(", reached by {} of histories", percent(share))
        });
        let heading = format!("{}, {}{reached}", self.when, names.turn());
        let _ = writeln!(text, "\n{}", screen.bold(&heading));
        let state = self.state.iter();
        let state = state.map(|(v, l)| format!("{}: {l}", names.variable(v)));
        indented(text, &joined(state), 2, screen);
        for (actor, types) in &self.beliefs {
            let types = types.iter();
            let types = types.map(|(kind, p)| format!("{kind} {:.0}%", 100.0 * p));
            let actor = names.of_all(actor);
            let _ = writeln!(text, "  {actor} is believed to be {}", joined(types));
        }
        let movers = self.strategies.values().flat_map(|all| all.keys());
        // the numbers beside them take 30
        let widest = movers.map(|option| names.option(option).width()).max();
        let labels = widest
            .unwrap_or(0)
            .clamp(14, screen.width.saturating_sub(30).max(16));
        for (mover, options) in &self.strategies {
            let _ = writeln!(text, "  {}", names.of_all(mover));
            for (option, p) in options {
                let own = |o: &&OptionEntry| {
                    o.option == *option && o.mover.as_ref().is_none_or(|m| m == mover)
                };
                let why = self.options.iter().find(own);
                let worth = why.map_or(String::new(), OptionEntry::worth);
                let label = fit(names.option(option), labels);
                let _ = writeln!(text, "    {label} {:>6.1}%{worth}", 100.0 * p);
                for line in why.iter().flat_map(|why| why.reasons(names)) {
                    indented(text, &line, 8, screen);
                }
            }
        }
        let values = self.values.iter();
        let values = values.map(|(a, v)| format!("{} {}", names.of_all(a), signed(*v)));
        indented(text, &format!("Expected: {}", joined(values)), 2, screen);
    }
}

/// Texts with commas between.
fn joined(all: impl Iterator<Item = String>) -> String {
    all.collect::<Vec<_>>().join(", ")
}

/// Writes `words` in lines that begin `indent` columns in.
fn indented(text: &mut String, words: &str, indent: usize, screen: Screen) {
    for line in wrap(words, screen.width - indent) {
        let _ = writeln!(text, "{:indent$}{line}", "");
    }
}
