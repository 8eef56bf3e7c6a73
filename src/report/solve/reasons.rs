//! The reasons of an option in words.

use super::names::Names;
use super::option::{NextEntry, OptionEntry};
use crate::report::screen::signed;

/// Payoffs and probabilities below half of what the last digit shows are left out.
const SHOWN: f64 = 0.005;

/// What is done next by fewer than this share of histories is not told.
const LIKELY: f64 = 0.05;

impl OptionEntry {
    /// What it is worth, behind its probability.
    pub(in crate::report) fn worth(&self) -> String {
        format!("  worth {:>7}", signed(self.value))
    }

    /// What it pays now and later and by which terms, what is likely to be done next, and how the report would
    /// end.
    pub(super) fn reasons(&self, names: &Names) -> Vec<String> {
        let terms = self.terms.iter().filter(|(_, x)| x.abs() >= SHOWN);
        let terms: Vec<String> = terms.map(|(t, x)| format!("{t} {}", signed(*x))).collect();
        let reveals = self.reveals.map_or(String::new(), |r| {
            format!(", of which {} for what it reveals", signed(r))
        });
        let by = if terms.is_empty() {
            String::new()
        } else {
            format!("; in all {}", terms.join(", "))
        };
        let mut lines = vec![format!(
            "now {}, later {}{reveals}{by}",
            signed(self.value - self.later),
            signed(self.later),
        )];
        if let Some(passes) = self.passes {
            // what follows is told of the drafts
            lines.push(format!("the draft then passes: {:.0}%", 100.0 * passes));
            return lines;
        }
        lines.extend(self.next.iter().filter_map(NextEntry::words));
        let ends = self.ends.iter().map(|(o, p)| (names.of_all(o), *p));
        lines.push(format!("in the end {}", shares(ends, SHOWN)));
        lines
    }
}

impl NextEntry {
    /// What is likely to be done; none if nothing is.
    fn words(&self) -> Option<String> {
        let moves = self.labels.iter().map(String::as_str);
        let likely = shares(moves.zip(self.moves.values().copied()), LIKELY);
        (!likely.is_empty()).then(|| format!("next, {}: {likely}", self.label))
    }
}

/// Names with their shares, the largest first, those of less than `least` left out.
fn shares<'a>(all: impl Iterator<Item = (&'a str, f64)>, least: f64) -> String {
    let mut all: Vec<(&str, f64)> = all.filter(|(_, p)| *p >= least).collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1));
    let words = all
        .iter()
        .map(|(name, p)| format!("{name} {:.0}%", 100.0 * p));
    words.collect::<Vec<_>>().join(", ")
}
