//! `demarche leverage`: who can move it, and with what.

use super::args::Leverage as Args;
use super::output::present;
use super::worlds::Worlds;
use super::{Progress, Shown};
use crate::report::{LeverWorldsSummary, LeverageSummary};
use crate::scenario::Edit;
use crate::study::{Pull, across, leverage as moved, sensitivity};
use anyhow::Result;

/// The command.
pub(super) fn leverage(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let model = args.evidence.model(&args.scenario, common)?;
    let keeping = args.keep.keeping()?;
    let engine = keeping.engine(model);
    let scenario = &engine.model.scenario;
    let parameters = || Ok(scenario.parameters.clone());
    let worlds = args.worlds.as_ref().map(|w| w.drawing(parameters));
    let drawing = worlds.transpose()?;
    let pulls = Pull::all(&engine.model);
    let input = args.worlds.as_ref().and_then(Worlds::file);
    let folder = args
        .place
        .claim_reading(input, "leverage", [scenario], Some(args.seed))?;
    let progress = Progress::new();
    let shapley = args.shapley.map(|orders| (orders as usize, args.seed));
    let found = || {
        let found = moved(&engine, shapley, args.cells as usize, &progress)?;
        let indices = args
            .sobol
            .map(|count| sensitivity(&engine, count as usize, args.seed, &progress));
        let indices = indices.transpose()?;
        let worlds = drawing.as_ref().map(|drawing| {
            let pulled = pulls.iter().map(|pull| vec![pull.edit()]);
            let variants: Vec<Vec<Edit>> = [vec![]].into_iter().chain(pulled).collect();
            across(&engine, (&variants, &[]), (drawing, args.seed), &progress)
        });
        Ok((found, indices, worlds.transpose()?))
    };
    let (found, indices, worlds) = keeping.done(found())?;
    drop(progress);
    let mut summary = LeverageSummary::of(&found, indices.as_ref(), scenario);
    let worlds = worlds.as_ref();
    summary.worlds = worlds.map(|w| LeverWorldsSummary::of(w, &pulls, scenario));
    present(summary, folder)
}
