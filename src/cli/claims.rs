//! `demarche test` and `demarche score`: a file's claims, and its record.

use super::args::{Score, Test};
use super::output::present;
use super::{Progress, Shown};
use crate::report::{ScoreSummary, TestSummary};
use crate::source::Failure;
use crate::study::{Variants, Verdict, claims, score as marks};
use anyhow::Result;

/// `demarche test`.
pub(super) fn test(args: &Test) -> Result<Shown> {
    let common = &args.common;
    let variants = Variants::new(&args.scenario, &common.set, common.limits())?;
    let scenario = &variants.scenario;
    if scenario.hypotheses.is_empty() {
        let message = format!("{} makes no claims", args.scenario);
        let help = "write one under [hypotheses.NAME]: claim, vary, over, measure, expect";
        return Err(Failure::general(message, help).into());
    }
    let folder = args.place.claim("test", [scenario], None)?;
    let progress = Progress::new();
    let found = claims(
        &variants,
        args.tolerance,
        args.precisions,
        &|what, share| progress.tell(what, share),
    )?;
    drop(progress);
    let summary = TestSummary::of(&found, scenario, args.tolerance);
    let failed = args.strict && summary.count(Verdict::Fails) > 0;
    let shown = present(summary, folder)?;
    Ok(Shown { failed, ..shown })
}

/// `demarche score`.
pub(super) fn score(args: &Score) -> Result<Shown> {
    let common = &args.common;
    let mut all = vec![];
    for name in &args.scenarios {
        let variants = Variants::new(name, &common.set, common.limits())?;
        if variants.scenario.milestones.is_empty() {
            let message = format!("{name} has no record of what happened");
            let help = "write one under [milestones.NAME]: event, by or at, happened";
            return Err(Failure::general(message, help).into());
        }
        all.push(variants);
    }
    let scenarios = all.iter().map(|v| &v.scenario);
    let folder = args.place.claim("score", scenarios, None)?;
    let mut scored = vec![];
    for variants in &all {
        scored.push((&variants.scenario, marks(variants)?));
    }
    present(ScoreSummary::of(&scored), folder)
}
