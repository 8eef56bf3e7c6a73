//! What a person reads of many worlds: how far each outcome's probability varies, and where it is
//! the likeliest.

use super::document::{BoxSummary, LimitSummary, WorldOutcome, WorldsSummary};
use crate::report::screen::{Screen, count, label_width, paragraph, percent, row, thousands};
use std::fmt::Write;

impl WorldsSummary {
    /// Writes the text, a section of that of the run.
    pub(in crate::report) fn text(&self, s: &mut String, screen: Screen) {
        let title = format!("IN {} WORLDS", thousands(self.count));
        let title = screen.bold(&title);
        let _ = writeln!(
            s,
            "\n{title}  half of them; nine tenths; not known; likeliest in"
        );
        let wide = label_width(self.outcomes.iter().map(|o| o.label.as_str()), screen);
        for o in &self.outcomes {
            row(s, &o.label, wide, &figures(o));
        }
        let drawn = match self.weighted {
            true => " Numbers are drawn as the record favours them.",
            false => "",
        };
        let about = format!(
            "Not known: the share of the variance that would go if the numbers were known; the \
             rest is chance.{drawn}"
        );
        paragraph(s, &about, screen.width);
        if self.lost > 0 {
            let worlds = count(self.lost, "world");
            let about = format!("In {worlds} more no equilibrium was found; these are left out.");
            paragraph(s, &about, screen.width);
        }
        for o in &self.outcomes {
            if let Some(when) = o.when.as_ref().filter(|w| !w.limits.is_empty()) {
                paragraph(s, &words(o, when), screen.width);
            }
        }
    }
}

fn figures(o: &WorldOutcome) -> String {
    let [a, b, _, d, e] = o.quantiles.map(|q| format!("{:.0}", 100.0 * q));
    let half = format!("{b}–{d}%");
    let most = format!("{a}–{e}%");
    let unknown = o
        .ignorance
        .map_or("–".to_string(), |x| format!("{:.0}%", 100.0 * x));
    format!(
        "{half:>10} {most:>10} {unknown:>8} {:>8}",
        percent(o.likeliest)
    )
}

/// Where an outcome is the likeliest.
fn words(o: &WorldOutcome, when: &BoxSummary) -> String {
    let limit = |l: &LimitSummary| match (l.low, l.high) {
        (Some(low), Some(high)) => format!("{} from {low:.3} to {high:.3}", l.name),
        (Some(low), None) => format!("{} > {low:.3}", l.name),
        (None, Some(high)) => format!("{} < {high:.3}", l.name),
        (None, None) => l.name.clone(),
    };
    let limits: Vec<String> = when.limits.iter().map(limit).collect();
    format!(
        "{}, when {} (covers {:.0}% of its worlds; {:.0}% of those there are its)",
        o.label,
        limits.join(" and "),
        100.0 * when.coverage,
        100.0 * when.density
    )
}
