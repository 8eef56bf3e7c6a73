//! `demarche calibrate`: which numbers the record favours.

use super::args::Calibrate as Args;
use super::output::present;
use super::{Progress, Shown};
use crate::diagnostics::Failure;
use crate::report::CalibrateSummary;
use crate::scenario::{Document, Edit, Scenario};
use crate::study::calibrate::{Calibrate, Calibrated, calibrate as calibrated};
use crate::study::{Engine, GameModel};
use anyhow::{Context, Result};
use std::fmt::Write;

/// The command.
pub(super) fn calibrate(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let mut engines = vec![];
    for name in &args.scenarios {
        let edits = Edit::settings(&common.set);
        let model = GameModel::new(Document::open(name)?, edits, common.limits())?;
        engines.push(Engine::new(model));
    }
    let first = &engines[0].model.scenario;
    let scenarios = engines.iter().map(|engine| &engine.model.scenario);
    let folder = args.place.claim("calibrate", scenarios, Some(args.seed))?;
    let mut found = vec![];
    let mut until = first.time.rounds;
    for engine in &engines {
        let scenario = &engine.model.scenario;
        let question = Calibrate {
            until: match &args.until {
                Some(written) => scenario.round_named("--until", written)?,
                None => scenario.time.rounds,
            },
            worlds: args.worlds as usize,
            free: free(scenario, &args.free)?,
            seed: args.seed,
        };
        if found.is_empty() {
            until = question.until;
        }
        let progress = Progress::new();
        let own = calibrated(engine, &question, &progress)?;
        drop(progress);
        found.push((scenario, own));
    }
    let summary = CalibrateSummary::of(&found, until);
    let mut hints = String::new();
    if let Some(file) = &args.write {
        let text = variant(&args.scenarios[0], &found[0], &summary);
        let beside = file.with_extension("toml.part");
        let doing = || format!("writing {}", file.display());
        std::fs::write(&beside, text).with_context(doing)?;
        std::fs::rename(&beside, file).with_context(doing)?;
        let _ = writeln!(hints, "Calibrated variant         {}", file.display());
    }
    Ok(Shown {
        hints,
        ..present(summary, folder)?
    })
}

/// The parameters of these ids, by number.
fn free(scenario: &Scenario, ids: &[String]) -> Result<Vec<usize>> {
    let find = |id: &String| {
        let known = || scenario.parameters.iter().map(|p| p.name.id.as_str());
        let found = known().position(|own| own == id);
        let p = found.ok_or_else(|| crate::error::Error::no_such_name("parameter", id, known()))?;
        if scenario.parameters[p].range.is_none() {
            let message = format!("`{id}` has no range to be weighed over");
            let help = "give it one: war_cost = { value = 3, range = [1, 6] }";
            return Err(Failure::general(message, help).into());
        }
        Ok(p)
    };
    ids.iter().map(find).collect()
}

/// A variant of the first scenario with what was learnt: medians as values, nine tenths as ranges.
fn variant(
    base: &str,
    (scenario, found): &(&Scenario, Calibrated),
    summary: &CalibrateSummary,
) -> String {
    let base = base.replace('\\', "\\\\").replace('"', "\\\"");
    let mut text = format!(
        "# {} as the record until {} favours it: of each number the median and nine tenths of {} weighted worlds\n\
         # (effective sample size {:.0}). Written by `demarche calibrate`.\n\
         extends = \"{base}\"\n\n[parameters]\n",
        scenario.title, summary.until, summary.worlds, found.effective,
    );
    for number in &found.numbers {
        let name = &scenario.parameters[number.parameter].name;
        let [low, _, median, _, high] = number.posterior;
        let _ = writeln!(
            text,
            "{} = {{ value = {median:?}, range = [{low:?}, {high:?}], distribution = \"uniform\" }}",
            name.id
        );
    }
    text
}
