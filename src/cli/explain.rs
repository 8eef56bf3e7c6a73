//! `demarche explain`: why they would do that.

use super::Shown;
use super::args::Solve as Args;
use super::output::answer;
use crate::report::explain;
use crate::scenario::load;
use crate::study::Overrides;
use crate::task::Silent;
use anyhow::Result;

/// The command.
pub(super) fn explain(args: &Args) -> Result<Shown> {
    let scenario = load(&args.scenario, &args.common.set)?;
    let question = args.question(Overrides::default());
    let summary = explain::explain(scenario, &question, &args.common.limits(), &Silent)?;
    answer(&summary)
}
