//! The reasons of an option in words.

use super::option::OptionEntry;
use crate::report::screen::signed;

/// Payoffs and probabilities below half of what the last digit shows are left out.
const SHOWN: f64 = 0.005;

impl OptionEntry {
    /// What it is worth, behind its probability.
    pub(in crate::report) fn worth(&self) -> String {
        format!("  worth {:>7}", signed(self.value))
    }

    /// What it pays now and later and by which terms, and how the report would end.
    pub(in crate::report) fn reasons(&self) -> [String; 2] {
        let terms = self.terms.iter().filter(|(_, x)| x.abs() >= SHOWN);
        let terms: Vec<String> = terms.map(|(t, x)| format!("{t} {}", signed(*x))).collect();
        let ends = self.ends.iter().filter(|(_, p)| **p >= SHOWN);
        let mut ends: Vec<(&String, &f64)> = ends.collect();
        ends.sort_by(|a, b| b.1.total_cmp(a.1));
        let ends = ends.into_iter();
        let ends: Vec<String> = ends
            .map(|(o, p)| format!("{o} {:.0} %", 100.0 * p))
            .collect();
        let reveals = self.reveals.map_or(String::new(), |r| {
            format!(", of which {} for what it reveals", signed(r))
        });
        [
            format!(
                "now {}, later {}{reveals}: {}",
                signed(self.value - self.later),
                signed(self.later),
                terms.join(", ")
            ),
            format!("then {}", ends.join(", ")),
        ]
    }
}
