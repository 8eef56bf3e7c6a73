//! What `solve` and `explain` say on a terminal.

use super::OptionEntry;
use super::{PositionEntry, SolveSummary};
use crate::report::Report;
use crate::report::screen::{Screen, paragraph, signed, wrap};
use std::fmt::Write;

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
}

impl PositionEntry {
    fn tell(&self, text: &mut String, screen: Screen) {
        let heading = format!("{}, turn {}", self.when, self.turn);
        let _ = writeln!(text, "\n{}", screen.bold(&heading));
        let state = self.state.iter().map(|(v, l)| format!("{v} = {l}"));
        indented(text, &joined(state), 2, screen);
        for (actor, types) in &self.beliefs {
            let types = types.iter();
            let types = types.map(|(kind, p)| format!("{kind} {:.0} %", 100.0 * p));
            let _ = writeln!(text, "  {actor} is believed to be {}", joined(types));
        }
        for (mover, options) in &self.strategies {
            let _ = writeln!(text, "  {mover}");
            for (option, p) in options {
                let own = |o: &&OptionEntry| {
                    o.option == *option && o.mover.as_ref().is_none_or(|m| m == mover)
                };
                let why = self.options.iter().find(own);
                let worth = why.map_or(String::new(), OptionEntry::worth);
                let _ = writeln!(text, "    {option:<28} {:>6.1} %{worth}", 100.0 * p);
                for line in why.iter().flat_map(|why| why.reasons()) {
                    indented(text, &line, 8, screen);
                }
            }
        }
        let values = self.values.iter();
        let values = values.map(|(a, v)| format!("{a} {}", signed(*v)));
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
