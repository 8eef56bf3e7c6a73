//! `demarche leverage`: who can move it, and with what.

use super::args::Leverage as Args;
use super::output::present;
use super::{Progress, Shown};
use crate::report::LeverageSummary;
use crate::study::{leverage as moved, sensitivity};
use anyhow::Result;

/// The command.
pub(super) fn leverage(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let model = args.evidence.model(&args.scenario, common)?;
    let keeping = args.keep.keeping()?;
    let engine = keeping.engine(model);
    let scenario = &engine.model.scenario;
    let folder = args.place.claim("leverage", [scenario], Some(args.seed))?;
    let progress = Progress::new();
    let shapley = args.shapley.map(|orders| (orders as usize, args.seed));
    let found = || {
        let found = moved(&engine, shapley, args.cells as usize, &progress)?;
        let indices = args
            .sobol
            .map(|count| sensitivity(&engine, count as usize, args.seed, &progress));
        Ok((found, indices.transpose()?))
    };
    let (found, indices) = keeping.done(found())?;
    drop(progress);
    let summary = LeverageSummary::of(&found, indices.as_ref(), scenario);
    present(summary, folder)
}
