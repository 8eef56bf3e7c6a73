//! `demarche sweep`: one or two settings over a range, or every number over its own.

use super::args::Sweep as Args;
use super::keep::Keeping;
use super::output::present;
use super::{Progress, Shown};
use crate::diagnostics::Failure;
use crate::report::{StripsSummary, SweepSummary};
use crate::study::request::{Asked, question};
use crate::study::{Engine, GameModel, Job, strips, sweep as swept};
use anyhow::Result;

/// The command.
pub(super) fn sweep(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let model = args.evidence.model(&args.scenario, common)?;
    let keeping = args.keep.keeping()?;
    let engine = keeping.engine(model);
    let scenario = &engine.model.scenario;
    if args.vary.is_empty() {
        return all_numbers(args, &engine, &keeping);
    }
    let asked = Asked {
        vary: &args.vary,
        measures: &args.measure,
        thresholds: &args.threshold,
        tolerance: args.tolerance,
    };
    let question = question(&asked, &engine.model)?;
    let folder = args.place.claim("sweep", [scenario], None)?;
    let progress = Progress::new();
    let found = keeping.done(swept(&engine, question, &progress))?;
    drop(progress);
    present(SweepSummary::of(&found, scenario), folder)
}

/// Every parameter that has a range, over it.
fn all_numbers(args: &Args, engine: &Engine<GameModel>, keeping: &Keeping) -> Result<Shown> {
    let scenario = &engine.model.scenario;
    if scenario.parameters.iter().all(|p| p.range.is_none()) {
        let help = "name a setting and its values with --vary, or give parameters a range";
        return Err(Failure::general("no parameter has a range", help).into());
    }
    let folder = args.place.claim("sweep", [scenario], None)?;
    let progress = Progress::new();
    let found = || {
        let base = engine.run(&[Job::default()], "solving", &progress)?;
        let found = strips(engine, &base[0], args.cells as usize, &progress)?;
        Ok((base, found))
    };
    let (base, found) = keeping.done(found())?;
    drop(progress);
    present(StripsSummary::of(&base[0], &found, scenario), folder)
}
