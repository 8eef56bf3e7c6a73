//! A drawn chart, and the words that stand around every chart of a document.

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
/// version and with which luck; and what it is drawn on.
pub(super) fn framed(title: String, subtitle: &str, head: &Head, sheet: Sheet) -> Frame {
    let mut note = format!("demarche {}", head.version);
    if let (Some(seed), Some(histories)) = (head.seed, head.histories) {
        let histories = thousands(histories);
        note.push_str(&format!(", seed {seed}, {histories} histories"));
    }
    Frame {
        title,
        subtitle: format!("{}. {subtitle}", head.title()),
        note,
        sheet,
    }
}
