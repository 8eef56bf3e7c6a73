//! A briefing: the one page of a report that a person hands on.

use serde::Serialize;

/// The page: a finding, the chart that [`Report::briefing_chart`](super::Report::briefing_chart) draws of it, and what
/// stands below.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Briefing {
    /// The finding, in a sentence without its full stop.
    pub title: String,
    /// What else is to be known.
    pub parts: Vec<BriefingPart>,
}

/// What is to be known of one thing.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BriefingPart {
    /// Its heading.
    pub heading: &'static str,
    /// Its lines, at least one.
    pub lines: Vec<String>,
}
