//! What a person reads of choices: what each rule makes of each, and how sure that is.

use super::document::RobustSummary;
use crate::report::screen::{Screen, capital, count, label_width, paragraph, row};
use std::fmt::Write;

/// The text.
pub(super) fn text(found: &RobustSummary, screen: Screen) -> String {
    let mut out = String::new();
    let s = &mut out;
    let _ = writeln!(s, "\n{}", screen.bold(found.head.title()));
    let about = format!(
        "{} in {} worlds, {} parameters drawn {}; {} is better",
        capital(&found.aim_label),
        found.worlds,
        found.parameters.len(),
        if found.weighted {
            "as the record favours them"
        } else {
            "from their ranges"
        },
        found.better
    );
    paragraph(s, &about, screen.width);
    choices(s, found, screen);
    let _ = writeln!(s);
    paragraph(s, &format!("{}.", found.finding()), screen.width);
    let unsure = found.unsure();
    if !unsure.is_empty() {
        let line = format!(
            "Cannot tell by {}: in more than 5% of bootstrap samples of the worlds the choice differs.",
            unsure.join(", ")
        );
        paragraph(s, &line, screen.width);
    }
    if found.lost > 0 {
        let worlds = count(found.lost, "world");
        let line = format!(
            "In {worlds} more no equilibrium was found under some choice; these are left out."
        );
        paragraph(s, &line, screen.width);
    }
    if !found.set.is_empty() {
        let line = format!("Chosen, not drawn: {}.", found.set.join(", "));
        paragraph(s, &line, screen.width);
    }
    out
}

/// A row for each choice, a column for each rule.
fn choices(s: &mut String, found: &RobustSummary, screen: Screen) {
    let labels = found.options.iter().map(|o| o.label.as_str());
    let wide = label_width(labels, screen);
    let columns = |all: &[String]| -> String {
        let cells = all.iter().zip([9, 13, 16, 13]);
        cells.map(|(text, wide)| format!("{text:>wide$}")).collect()
    };
    let title = screen.bold("WHAT TO CHOOSE  * is a rule's choice");
    let _ = writeln!(s, "\n{title}");
    let heads = found.heads().map(|h| format!("{h} "));
    row(s, "", wide, &columns(&heads));
    for (c, choice) in found.options.iter().enumerate() {
        let mut figures = found.figures(choice);
        for (figure, best) in figures.iter_mut().zip(found.best) {
            figure.push(if best == c { '*' } else { ' ' });
        }
        row(s, &choice.label, wide, &columns(&figures));
    }
}
