//! `demarche explain`: why they would do that.

use super::Shown;
use super::args::Explain as Args;
use super::output::present;
use crate::report::explain;
use crate::study::Overrides;
use crate::task::Silent;
use anyhow::Result;

/// The command.
pub(super) fn explain(args: &Args) -> Result<Shown> {
    let at = &args.at;
    let scenario = args.evidence.scenario(&at.scenario, &at.common.set)?;
    let folder = args.place.claim("explain", [&scenario], None)?;
    let question = at.question(at.round, Overrides::default());
    let summary = explain::explain(scenario, &question, &at.common.limits(), &Silent)?;
    present(summary, folder)
}
