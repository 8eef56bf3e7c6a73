//! `demarche store`: what is kept of earlier studies.

use super::Shown;
use super::args::Store as Args;
use super::keep::{folder, most};
use super::output::answer;
use crate::diagnostics::Failure;
use crate::report::StoreSummary;
use crate::store::Store;
use anyhow::Result;

/// The command.
pub(super) fn store(args: &Args) -> Result<Shown> {
    let Some(folder) = folder() else {
        let help = "name a folder in DEMARCHE_STORE, or set HOME";
        return Err(Failure::general("there is no folder to keep answers in", help).into());
    };
    let store = Store::new(folder);
    let removed = args.empty.then(|| store.trim(0));
    answer(&StoreSummary::of(&store, most()?, removed))
}
