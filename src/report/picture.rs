//! A drawn chart, and the words that stand around every chart of a document.

use super::RunSummary;
use super::head::Head;
use super::screen::thousands;
use crate::chart::{Frame, Sheet};

/// A drawn chart.
#[derive(Clone, Debug)]
#[must_use]
pub struct Picture {
    /// The stem of its files: `outcomes` of `outcomes.svg`. Charts of one report differ in it.
    pub stem: &'static str,
    /// The chart as SVG.
    pub svg: String,
}

impl Picture {
    /// A chart under this stem.
    pub fn new(stem: &'static str, svg: String) -> Self {
        Picture { stem, svg }
    }
}

/// The words around a chart of a document with this head: what it says, of which scenario, by which
/// version; and what it is drawn on.
pub(super) fn framed(title: String, subtitle: &str, head: &Head, sheet: Sheet) -> Frame {
    let given = head.given();
    let given = given.map_or(String::new(), |date| {
        format!(" Given what is known by {date}.")
    });
    Frame {
        title,
        // a game in Gambit's format may have no title
        subtitle: match head.title() {
            "" => subtitle.to_string(),
            scenario => format!("{scenario}.{given} {subtitle}"),
        },
        note: format!("demarche {}", head.version),
        sheet,
    }
}

/// The same for a chart of several runs, at least one: the scenario is named if all have its title.
pub(super) fn framed_for(
    title: String,
    subtitle: &str,
    runs: &[RunSummary],
    sheet: Sheet,
) -> Frame {
    let head = &runs[0].head;
    let mut frame = framed(title, subtitle, head, sheet);
    if runs.iter().any(|r| r.head.title() != head.title()) {
        frame.subtitle = subtitle.to_string();
    }
    frame
}

/// With which luck a chart of histories came about, for its note.
pub(super) fn luck(head: &Head) -> String {
    match (head.seed, head.histories) {
        (Some(seed), Some(histories)) => {
            format!(", seed {seed}, {} histories", thousands(histories))
        }
        _ => String::new(),
    }
}
