//! `demarche leverage`: who can move it, and with what.

use super::args::Leverage as Args;
use super::output::present;
use super::{Progress, Shown};
use crate::report::LeverageSummary;
use crate::study::{Variants, leverage as moved, sensitivity};
use anyhow::Result;

/// The command.
pub(super) fn leverage(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let variants = Variants::new(&args.scenario, &common.set, common.limits())?;
    let folder = args
        .place
        .claim("leverage", [&variants.scenario], Some(args.seed))?;
    let progress = Progress::new();
    let shapley = args.shapley.map(|orders| (orders as usize, args.seed));
    let found = moved(&variants, shapley, &|what, share| {
        progress.tell(what, share)
    })?;
    let indices = match args.sobol {
        Some(count) => Some(sensitivity(
            &variants,
            count as usize,
            args.seed,
            &|what, share| progress.tell(what, share),
        )?),
        None => None,
    };
    drop(progress);
    let summary = LeverageSummary::of(&found, indices.as_ref(), &variants.scenario);
    present(summary, folder)
}
