//! What a command's scenario means: a file, a shipped name, or, where a result is repeated, the texts that it kept.

use crate::diagnostics::Failure;
use crate::error::Error;
use crate::game::Limits;
use crate::report::Manifest;
use crate::scenario::{Document, Edit, Loaded};
use crate::study::GameModel;
use std::path::Path;

/// Between a folder of results and the number, from 0, of one of its scenarios: no shell writes that.
const OF: char = '\u{1f}';

/// The name of scenario `n` of the result in `folder`.
pub(super) fn kept(folder: &Path, n: usize) -> String {
    format!("{}{OF}{n}", folder.display())
}

/// The document of a scenario's name.
///
/// # Errors
/// As [`Document::open`].
pub(super) fn document(name: &str) -> Result<Document, Box<Failure>> {
    let Some((folder, n)) = name.split_once(OF) else {
        return Document::open(name);
    };
    let manifest = Manifest::read(Path::new(folder));
    let scenario = manifest.and_then(|m| m.scenarios.into_iter().nth(n.parse().ok()?));
    let scenario = scenario.ok_or_else(|| {
        let message = format!("the manifest in {folder} has gone");
        Box::new(Failure::general(
            message,
            "repeat the command that wrote it",
        ))
    })?;
    Ok(Document::kept(&scenario.id, &scenario.texts))
}

/// The scenario of a name, with these settings of `--set`.
///
/// # Errors
/// As [`Document::scenario`].
pub(super) fn scenario(name: &str, sets: &[String]) -> Loaded {
    document(name)?.scenario(&Edit::settings(sets))
}

/// The model of a name, with these settings of `--set` in every variant.
///
/// # Errors
/// As [`GameModel::open`].
pub(super) fn model(name: &str, sets: &[String], limits: Limits) -> Result<GameModel, Error> {
    GameModel::new(document(name)?, Edit::settings(sets), limits)
}
