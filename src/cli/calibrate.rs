//! `demarche calibrate`: which numbers the record favours.

use super::args::Calibrate as Args;
use super::learnt::write;
use super::output::present;
use super::{Progress, Shown, named};
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::report::CalibrateSummary;
use crate::scenario::Scenario;
use crate::study::calibrate::{Calibrate, Learnt, calibrate as calibrated};
use anyhow::Result;

/// The command.
pub(super) fn calibrate(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let keeping = args.keep.keeping()?;
    let mut engines = vec![];
    for name in &args.scenarios {
        let model = named::model(name, &common.set, common.limits())?;
        let scenario = &model.scenario;
        let question = Calibrate {
            until: match &args.until {
                Some(written) => scenario.round_named("--until", written)?,
                None => scenario.time.rounds,
            },
            worlds: args.worlds as usize,
            free: free(scenario, &args.free)?,
            seed: args.seed,
        };
        engines.push((keeping.engine(model), question));
    }
    let scenarios = engines.iter().map(|(engine, _)| &engine.model.scenario);
    let folder = args.place.claim("calibrate", scenarios, Some(args.seed))?;
    let found = engines.iter().map(|(engine, question)| {
        let progress = Progress::new();
        let own = calibrated(engine, question, &progress)?;
        Ok((&engine.model.scenario, own))
    });
    let found: Vec<_> = keeping.done(found.collect())?;
    let summary = CalibrateSummary::of(&found, engines[0].1.until);
    let hints = match &args.write {
        Some(file) => {
            let (scenario, found) = &found[0];
            let about = format!(
                "{} as the record until {} favours it: of each number the median and nine tenths of {} weighted worlds (effective sample size {:.0})",
                scenario.title, summary.until, summary.worlds, found.effective
            );
            let number = |n: &Learnt| {
                let [low, _, median, _, high] = n.posterior.map(told);
                (n.parameter, median, Some([low, high]))
            };
            let numbers: Vec<_> = found.numbers.iter().map(number).collect();
            write(file, &args.scenarios[0], &about, scenario, &numbers)?
        }
        None => String::new(),
    };
    Ok(Shown {
        hints,
        ..present(summary, folder)?
    })
}

/// A number to the three digits that so few worlds can tell.
fn told(x: f64) -> f64 {
    format!("{x:.2e}").parse().unwrap_or(x)
}

/// The parameters of these ids, by number.
fn free(scenario: &Scenario, ids: &[String]) -> Result<Vec<usize>> {
    let find = |id: &String| {
        let known = || scenario.parameters.iter().map(|p| p.name.id.as_str());
        let found = known().position(|own| own == id);
        let p = found.ok_or_else(|| Error::no_such_name("parameter", id, known()))?;
        if scenario.parameters[p].range.is_none() {
            let message = format!("`{id}` has no range to be weighed over");
            let help = "give it one: war_cost = { value = 3, range = [1, 6] }";
            return Err(Failure::general(message, help).into());
        }
        Ok(p)
    };
    ids.iter().map(find).collect()
}
