//! `check`: every warning, the size of the game, and what the file says, in an order that shows
//! slips.

mod document;
mod listing;
mod text;

pub use document::CheckSummary;
pub use text::{opening, sharpness};

use super::{Head, Size};
use crate::diagnostics::entries;
use crate::error::Error;
use crate::game::Limits;
use crate::scenario::Scenario;
use crate::study::check::Checked;
use crate::task::Task;

/// The document of `check`. `task` hears the share solved.
///
/// # Errors
/// As [`Checked::new`] and [`Checked::sharpness`].
pub fn check(scenario: Scenario, limits: &Limits, task: &dyn Task) -> Result<CheckSummary, Error> {
    let checked = Checked::new(scenario, limits)?;
    let sharpness = checked.sharpness(limits, task)?;
    let more = sharpness.map_or(vec![], |s| s.warnings);
    let warnings = [checked.warnings, more].concat();
    Ok(CheckSummary {
        head: Head::new("check", Some(&checked.scenario)),
        errors: vec![],
        warnings: entries(&warnings, &checked.scenario.sources),
        game: Size::of(&checked.game),
    })
}
