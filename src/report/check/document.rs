//! The document of `check`.

use crate::diagnostics::Entry;
use crate::report::{Head, Size};
use serde::Serialize;

/// What is to be said about a scenario that can be compiled.
#[derive(Clone, Debug, Serialize)]
pub struct CheckSummary {
    /// What every document begins with.
    #[serde(flatten)]
    pub head: Head,
    /// Always empty: a scenario with errors gives a [`Failed`](crate::report::Failed) document.
    pub errors: Vec<Entry>,
    /// Warnings, those of the text first.
    pub warnings: Vec<Entry>,
    /// The size of the game.
    pub game: Size,
}
