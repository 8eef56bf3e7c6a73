//! `demarche leverage`: who can move it, and with what.

use super::args::Leverage as Args;
use super::output::present;
use super::{Progress, Shown};
use crate::report::LeverageSummary;
use crate::study::{Engine, leverage as moved, sensitivity};
use anyhow::Result;

/// The command.
pub(super) fn leverage(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let model = args.evidence.model(&args.scenario, common)?;
    let engine = Engine::new(model);
    let scenario = &engine.model.scenario;
    let folder = args.place.claim("leverage", [scenario], Some(args.seed))?;
    let progress = Progress::new();
    let shapley = args.shapley.map(|orders| (orders as usize, args.seed));
    let found = moved(&engine, shapley, args.cells as usize, &progress)?;
    let indices = match args.sobol {
        Some(count) => Some(sensitivity(&engine, count as usize, args.seed, &progress)?),
        None => None,
    };
    drop(progress);
    let summary = LeverageSummary::of(&found, indices.as_ref(), scenario);
    present(summary, folder)
}
