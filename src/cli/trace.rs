//! `demarche trace`: one history as a readable story.

use super::Shown;
use super::args::Trace as Args;
use super::output::answer;
use crate::report::trace;
use crate::study::story::Which;
use crate::task::Silent;
use anyhow::Result;

/// The command.
pub(super) fn trace(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let loaded = |name: &str| args.evidence.scenario(name, &common.set);
    // both files are read before the first is solved: an error in the other should not cost minutes
    let scenario = loaded(&args.scenario)?;
    if let Some(ends) = &args.ends {
        let summary = trace::trace_ending(scenario, ends, args.seed, &common.limits(), &Silent)?;
        return answer(&summary);
    }
    let against = args.against.as_ref();
    let against = against.map(|name| loaded(name)).transpose()?;
    let which = Which {
        seed: args.seed,
        history: args.history,
    };
    let summary = trace::trace(scenario, against, which, &common.limits(), &Silent)?;
    answer(&summary)
}
