//! `demarche sweep`: one or two settings over a range, or every number over its own.

use super::args::Sweep as Args;
use super::keep::Keeping;
use super::output::present;
use super::worlds::Worlds;
use super::{Progress, Shown};
use crate::diagnostics::Failure;
use crate::report::{StripsSummary, SweepSummary, SweepWorldsSummary};
use crate::scenario::Edit;
use crate::study::request::{Asked, question};
use crate::study::{Drawing, Engine, GameModel, Job, Model, across, strips, sweep as swept};
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
    let drawing = drawing(args, &engine)?;
    let vary = question.vary[0].clone();
    let measures = question.measures.clone();
    let seed = drawing.is_some().then_some(args.seed);
    let input = args.worlds.as_ref().and_then(Worlds::file);
    let folder = args.place.claim_reading(input, "sweep", [scenario], seed)?;
    let progress = Progress::new();
    let found = || {
        let found = swept(&engine, question, &progress)?;
        let Some(drawing) = &drawing else {
            return Ok((found, None));
        };
        let at = |value: &String| vec![Edit::set(&vary.path, value)];
        let variants: Vec<Vec<Edit>> = vary.values.iter().map(at).collect();
        let ids = engine.model.readings().measure_ids(&measures);
        let drawn = (drawing, args.seed);
        let worlds = across(&engine, (&variants, &ids), drawn, &progress)?;
        Ok((found, Some(worlds)))
    };
    let (found, worlds) = keeping.done(found())?;
    drop(progress);
    let mut summary = SweepSummary::of(&found, scenario);
    let worlds = worlds.as_ref();
    summary.worlds = worlds.map(|w| SweepWorldsSummary::of(w, &vary, &measures, scenario));
    present(summary, folder)
}

/// The worlds in which the values of the only setting are solved too, if that is asked for.
fn drawing(args: &Args, engine: &Engine<GameModel>) -> Result<Option<Drawing>> {
    let Some(worlds) = &args.worlds else {
        return Ok(None);
    };
    if args.vary.len() > 1 {
        let help = "name one setting with --vary, or leave out --worlds";
        return Err(Failure::general("a map has no room for worlds", help).into());
    }
    let parameters = || Ok(engine.model.scenario.parameters.clone());
    Ok(Some(worlds.drawing(parameters)?))
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
