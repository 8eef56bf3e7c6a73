//! `demarche sweep`: one or two settings over a range.

use super::args::Sweep as Args;
use super::output::present;
use super::{Progress, Shown};
use crate::report::SweepSummary;
use crate::study::request::{Asked, question};
use crate::study::{Engine, GameModel, sweep as swept};
use anyhow::Result;

/// The command.
pub(super) fn sweep(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let model = GameModel::open(&args.scenario, &common.set, common.limits())?;
    let engine = Engine::new(model);
    let scenario = &engine.model.scenario;
    let asked = Asked {
        vary: &args.vary,
        measures: &args.measure,
        thresholds: &args.threshold,
        tolerance: args.tolerance,
    };
    let question = question(&asked, &engine.model)?;
    let folder = args.place.claim("sweep", [scenario], None)?;
    let progress = Progress::new();
    let found = swept(&engine, question, &progress)?;
    drop(progress);
    present(SweepSummary::of(&found, scenario), folder)
}
