//! `solve` of a game in one of Gambit's formats.

#[cfg(feature = "charts")]
mod charts;
mod document;
mod tables;
mod text;
mod whole;

pub use document::{
    ActionEntry, ArmEntry, ArmsSummary, BranchSummary, GambitSummary, GridSummary, InformationSet,
    PathEntry, SetEntry,
};

use super::{About, CertificateSummary, Head};
use crate::error::Error;
use crate::game::Limits;
use crate::scenario::digest;
use crate::study::gambit::{self, GambitQuestion, Way};
use crate::task::Task;
use std::path::Path;

/// What the document of a Gambit file says it is about: the file called `name`, with this `text` and
/// `title`.
pub fn about(name: &str, text: &str, title: &str) -> About {
    let stem = Path::new(name).file_stem().unwrap_or_default();
    About {
        id: stem.to_string_lossy().into_owned(),
        title: title.to_string(),
        digest: digest(text),
        given: None,
    }
}

/// The document of `solve` for the `text` of a Gambit file called `name`. `task` hears the
/// share solved.
///
/// # Errors
/// As [`gambit::solve`].
pub fn solve(
    name: &str,
    text: &str,
    question: &GambitQuestion,
    limits: &Limits,
    task: &dyn Task,
) -> Result<GambitSummary, Error> {
    let found = gambit::solve(name, text, question, limits, task)?;
    let mut head = Head::new("solve", None);
    head.scenario = Some(about(name, text, &found.tree.title));
    let (certificate, grid) = match &found.way {
        Way::Backward { solution, grid } => (CertificateSummary::of(solution), *grid),
        Way::Whole(solved) => (CertificateSummary::of_tree(&solved.equilibria[0]), None),
    };
    let mut summary = GambitSummary {
        head,
        certificate,
        precision: found.precision,
        grid: grid.map(Into::into),
        branch: None,
        strategies: ActionEntry::all(&found, &found.strategies),
        sets: vec![],
        unreached: InformationSet::unreached(&found),
        values: found.values.clone(),
        arms: None,
        path: vec![],
        players: found.tree.players.len(),
    };
    if let Way::Whole(solved) = &found.way {
        summary.take(&found, solved, question);
    }
    Ok(summary)
}
