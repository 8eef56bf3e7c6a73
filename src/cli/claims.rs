//! `demarche test` and `demarche score`: a file's claims, and its record.

use super::args::{Score, Test};
use super::output::present;
use super::{CLAIM, Progress, Shown, named};
use crate::diagnostics::Failure;
use crate::report::{ScoreSummary, TestSummary};
use crate::study::{Verdict, claims, score as marks};
use anyhow::Result;

/// `demarche test`.
pub(super) fn test(args: &Test) -> Result<Shown> {
    let common = &args.common;
    let model = named::model(&args.scenario, &common.set, common.limits())?;
    let keeping = args.keep.keeping()?;
    let engine = keeping.engine(model);
    let scenario = &engine.model.scenario;
    if scenario.hypotheses.is_empty() {
        let message = format!("{} makes no claims", args.scenario);
        let help = "write one under [hypotheses.NAME], with claim, vary, over, measure and expect";
        return Err(Failure::general(message, help).into());
    }
    let folder = args.place.claim("test", [scenario], None)?;
    let progress = Progress::new();
    let found = keeping.done(claims(&engine, args.tolerance, args.precisions, &progress))?;
    drop(progress);
    let summary = TestSummary::of(&found, scenario, args.tolerance);
    let fails = args.strict && summary.count(Verdict::Fails) > 0;
    let shown = present(summary, folder)?;
    Ok(Shown {
        code: fails.then_some(CLAIM),
        ..shown
    })
}

/// `demarche score`.
pub(super) fn score(args: &Score) -> Result<Shown> {
    let common = &args.common;
    let keeping = args.keep.keeping()?;
    let mut all = vec![];
    for name in &args.scenarios {
        let model = args.evidence.model(name, common)?;
        if model.scenario.milestones.is_empty() {
            let message = format!("{name} has no record of what happened");
            let help = "write one under [milestones.NAME], with event, by or at, and happened";
            return Err(Failure::general(message, help).into());
        }
        if let Some(given) = &model.scenario.given
            && model
                .scenario
                .milestones
                .iter()
                .all(|m| m.moment.last() <= given.round)
        {
            let message = format!("no milestone of {name} is settled after {}", given.written);
            return Err(Failure::general(message, "give an earlier date to --given").into());
        }
        all.push(keeping.engine(model));
    }
    let scenarios = all.iter().map(|engine| &engine.model.scenario);
    let folder = args.place.claim("score", scenarios, None)?;
    let progress = Progress::new();
    let scored = all.iter().map(|engine| {
        let marks = marks(engine, &progress)?;
        Ok((&engine.model.scenario, marks))
    });
    let scored: Vec<_> = keeping.done(scored.collect())?;
    drop(progress);
    present(ScoreSummary::of(&scored), folder)
}
