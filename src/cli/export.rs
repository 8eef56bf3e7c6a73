//! `demarche export`: a small scenario as a tree in Gambit's format.

use super::Shown;
use super::args::Export as Args;
use super::output::answer;
use crate::report::export;
use crate::scenario::load;
use anyhow::Result;

/// The command.
pub(super) fn export(args: &Args) -> Result<Shown> {
    let scenario = load(&args.scenario, &args.common.set)?;
    let summary = export::export(&scenario, &args.common.limits())?;
    answer(&summary)
}
