//! `demarche fit`: which numbers make many cases likeliest.

use super::args::Fit as Args;
use super::learnt::write;
use super::output::present;
use super::{Progress, Shown, named};
use crate::diagnostics::Failure;
use crate::report::FitSummary;
use crate::study::fit::{Cases, Estimate, Sample, bootstrap, effects, fit as fitted};
use anyhow::{Context, Result};

/// The standard normal quantile at 95%.
const TENTHS: f64 = 1.644_853_626_951_472_7;

/// The command.
pub(super) fn fit(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let name = args.data.display().to_string();
    let text = std::fs::read_to_string(&args.data).with_context(|| format!("reading {name}"))?;
    let mut all = vec![];
    for scenario in &args.scenarios {
        let model = named::model(scenario, &common.set, common.limits())?;
        let Some(data) = model.scenario.data.clone() else {
            let message = format!("{scenario} does not say what a row of the data is");
            let help = "write a [data] section: outcome = \"column\", columns = { parameter = \"column\" }";
            return Err(Failure::general(message, help).into());
        };
        let cases = Cases::read(&model.scenario, &data, &name, &text)?;
        all.push((model, data, cases));
    }
    let scenarios = all.iter().map(|(model, ..)| &model.scenario);
    let folder = args
        .place
        .claim_reading(Some(&args.data), "fit", scenarios, Some(args.seed))?;
    let progress = Progress::new();
    let mut found = vec![];
    for (model, data, cases) in &all {
        let sample = Sample::new(model, data, cases)?;
        let mut fit = fitted(&sample, args.seed, &progress)?;
        fit.left_out = cases.left_out;
        if let Some(count) = args.bootstrap {
            let asked = (count as usize, args.seed);
            fit.bootstrap = Some(bootstrap(&sample, &fit, asked, &progress)?);
        }
        let effects = effects(&sample, &fit, args.seed)?;
        found.push((&model.scenario, fit, effects));
    }
    drop(progress);
    let hints = match &args.write {
        Some(file) => {
            let (scenario, fit, _) = &found[0];
            let about = format!(
                "{} fitted to {} rows of {name}: estimates, and their intervals of 90%",
                scenario.title, fit.rows
            );
            let number = |e: &Estimate| {
                let range = e.standard_error.map(|error| {
                    let by = TENTHS * error;
                    [e.value - by, e.value + by]
                });
                (e.parameter, e.value, range)
            };
            let numbers: Vec<_> = fit.estimates.iter().map(number).collect();
            write(file, &args.scenarios[0], &about, scenario, &numbers)?
        }
        None => String::new(),
    };
    Ok(Shown {
        hints,
        ..present(FitSummary::of(&name, &found), folder)?
    })
}
