//! `demarche fit`: which numbers make many cases likeliest.

use super::args::Fit as Args;
use super::output::present;
use super::{Progress, Shown};
use crate::diagnostics::Failure;
use crate::report::FitSummary;
use crate::study::GameModel;
use crate::study::fit::{Cases, Sample, fit as fitted};
use anyhow::{Context, Result};

/// The command.
pub(super) fn fit(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let name = args.data.display().to_string();
    let text = std::fs::read_to_string(&args.data).with_context(|| format!("reading {name}"))?;
    let mut all = vec![];
    for scenario in &args.scenarios {
        let model = GameModel::open(scenario, &common.set, common.limits())?;
        let Some(data) = model.scenario.data.clone() else {
            let message = format!("{scenario} does not say what a row of the data is");
            let help = "write a [data] section: outcome = \"column\", columns = { parameter = \"column\" }";
            return Err(Failure::general(message, help).into());
        };
        let cases = Cases::read(&model.scenario, &data, &name, &text)?;
        all.push((model, data, cases));
    }
    let scenarios = all.iter().map(|(model, ..)| &model.scenario);
    let folder = args.place.claim("fit", scenarios, Some(args.seed))?;
    let progress = Progress::new();
    let mut found = vec![];
    for (model, data, cases) in &all {
        let mut fit = fitted(&Sample::new(model, data, cases)?, args.seed, &progress)?;
        fit.left_out = cases.left_out;
        found.push((&model.scenario, fit));
    }
    drop(progress);
    present(FitSummary::of(&name, &found), folder)
}
