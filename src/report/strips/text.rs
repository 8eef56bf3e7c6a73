//! What a person reads of strips: a letter for each value's likeliest outcome.

use super::Strips;
use crate::report::screen::{Screen, label_width, paragraph, row};
use std::fmt::Write;

/// The mark of what is the likeliest as the file is.
const SAME: char = '·';

impl Strips<'_> {
    /// The strips, under a heading.
    pub(in crate::report) fn text(&self, s: &mut String, screen: Screen) {
        let title = "NEAREST TO TIPPING  each number over its range, all others as they are";
        let _ = writeln!(s, "\n{}", screen.bold(title));
        let (tip, still) = self.parted();
        let letters = self.letters();
        let letter = |id: &Option<String>| match id {
            Some(id) => letters.iter().find(|l| l.0 == id).map_or(SAME, |l| l.1),
            None => '?',
        };
        let wide = label_width(tip.iter().map(|strip| strip.label.as_str()), screen);
        for strip in tip {
            let cells: String = strip
                .cells
                .iter()
                .map(|cell| letter(&cell.likeliest))
                .collect();
            let nearest = strip.nearest.as_ref().map_or(String::new(), |nearest| {
                let away = format!("{:.0}%", 100.0 * nearest.distance);
                let at = brief(nearest.at);
                format!("{away:>5}  {at} instead of {}", brief(strip.own))
            });
            row(s, &strip.label, wide, &format!("{cells}  {nearest}"));
        }
        let names = letters
            .iter()
            .map(|(id, letter)| format!("{letter} {}", self.label(id)));
        let names: Vec<String> = names.collect();
        let here = self.label(self.here());
        if !tip.is_empty() {
            let text = format!(
                "{SAME} {here}, {}. Low to high; how far the nearest change is, as a share of the range, and where.",
                names.join(", ")
            );
            paragraph(s, &text, screen.width);
        }
        let points = still
            .iter()
            .map(|strip| strip.cells.len())
            .max()
            .unwrap_or(0);
        let lost = self.strips.iter().any(|strip| strip.lost());
        if lost {
            paragraph(
                s,
                "At some values (?) no equilibrium was found.",
                screen.width,
            );
        }
        if !still.is_empty() {
            let labels: Vec<&str> = still.iter().map(|strip| strip.label.as_str()).collect();
            let text = format!(
                "With {here} as the likeliest end at all of {points} values{}: {}.",
                if lost { " that could be solved" } else { "" },
                labels.join(", ")
            );
            paragraph(s, &text, screen.width);
        }
        if self.strips.is_empty() {
            let _ = writeln!(s, "No number of the file has a range.");
        }
        if self.strips.iter().any(|strip| strip.unsettled()) {
            let text =
                "Beware: under a longer shadow some of these values have another likeliest end.";
            paragraph(s, text, screen.width);
        }
    }

    /// A letter for each outcome that is the likeliest somewhere but not as the file is.
    fn letters(&self) -> Vec<(&str, char)> {
        let cells = self.strips.iter().flat_map(|strip| &strip.cells);
        let seen: Vec<&String> = cells.filter_map(|cell| cell.likeliest.as_ref()).collect();
        let mut all: Vec<(&str, char)> = vec![];
        for id in self.outcomes.keys() {
            if id == self.here() || !seen.contains(&id) {
                continue;
            }
            let label = self.label(id);
            let free = |c: &char| c.is_alphabetic() && all.iter().all(|(_, taken)| taken != c);
            let own = label.chars().flat_map(char::to_uppercase);
            let letter = own.chain('A'..='Z').find(free).unwrap_or('*');
            all.push((id, letter));
        }
        all
    }
}

/// A number in few digits.
pub(in crate::report) fn brief(x: f64) -> String {
    let digits = if x.abs() < 1.0 { 3 } else { 2 };
    let text = format!("{x:.digits$}");
    text.trim_end_matches('0').trim_end_matches('.').to_string()
}
