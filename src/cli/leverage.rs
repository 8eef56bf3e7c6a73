//! `demarche leverage`: who can move it, and with what.

use super::args::Leverage as Args;
use super::output::study;
use super::{Progress, Shown, screen};
use crate::report::{leverage_pictures, leverage_tables, leverage_text, summarise_leverage};
use crate::study::{Engine, GameModel, leverage as moved, sensitivity};
use anyhow::Result;

/// The command.
pub(super) fn leverage(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let model = GameModel::open(&args.scenario, &common.set, common.limits())?;
    let engine = Engine::new(model);
    let scenario = &engine.model.scenario;
    let folder = args.place.claim("leverage", [scenario], Some(args.seed))?;
    let progress = Progress::new();
    let shapley = args.shapley.map(|orders| (orders as usize, args.seed));
    let found = moved(&engine, shapley, &progress)?;
    let indices = match args.sobol {
        Some(count) => Some(sensitivity(&engine, count as usize, args.seed, &progress)?),
        None => None,
    };
    drop(progress);
    let summary = summarise_leverage(&found, indices.as_ref(), scenario);
    let text = leverage_text(&summary, screen());
    study(summary, text, folder, leverage_pictures, leverage_tables)
}
