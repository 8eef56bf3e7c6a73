//! `solve` of a game in one of Gambit's formats.

mod document;
mod text;

pub use document::{ActionEntry, GambitSummary, GridSummary, InformationSet};

use super::{About, CertificateSummary, Head};
use crate::error::Error;
use crate::game::Limits;
use crate::scenario::digest;
use crate::study::{Overrides, gambit};
use crate::task::Task;
use std::path::Path;

/// The document of `solve` for the `text` of a Gambit file called `name`. `task` hears the
/// share solved.
///
/// # Errors
/// As [`gambit::solve`].
pub fn solve(
    name: &str,
    text: &str,
    overrides: &Overrides,
    limits: &Limits,
    task: &dyn Task,
) -> Result<GambitSummary, Error> {
    let found = gambit::solve(name, text, overrides, limits, task)?;
    let stem = Path::new(name).file_stem().unwrap_or_default();
    let mut head = Head::new("solve", None);
    head.scenario = Some(About {
        id: stem.to_string_lossy().into_owned(),
        title: found.import.tree.title.clone(),
        digest: digest(text),
    });
    Ok(GambitSummary {
        head,
        certificate: CertificateSummary::of(&found.solution),
        precision: found.precision,
        grid: found.grid.map(GridSummary::from),
        strategies: ActionEntry::all(&found),
        unreached: InformationSet::unreached(&found),
        values: found.values(),
        players: found.import.tree.players.len(),
    })
}
