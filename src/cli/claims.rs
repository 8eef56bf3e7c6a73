//! `demarche test` and `demarche score`: a file's claims, and its record.

use super::args::{Score, Test};
use super::sweep::Study;
use super::{Progress, Shown, screen};
use crate::report::{
    score_pictures, score_tables, score_text, summarise_score, summarise_test, test_pictures,
    test_tables, test_text,
};
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
    args.place.claim()?;
    let progress = Progress::new();
    let found = claims(
        &variants,
        args.tolerance,
        args.precisions,
        &|what, share| progress.tell(what, share),
    )?;
    drop(progress);
    let summary = summarise_test(&found, scenario, args.tolerance);
    let study = Study {
        text: test_text(&summary, screen()),
        pictures: test_pictures(&summary)?,
        tables: test_tables(&summary),
    };
    let shown = study.finish(&summary, &[scenario], &args.place, "test")?;
    Ok(Shown {
        failed: args.strict && summary.count(Verdict::Fails) > 0,
        ..shown
    })
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
    args.place.claim()?;
    let mut scored = vec![];
    for variants in &all {
        scored.push((&variants.scenario, marks(variants)?));
    }
    let summary = summarise_score(&scored);
    let scenarios: Vec<_> = all.iter().map(|v| &v.scenario).collect();
    let study = Study {
        text: score_text(&summary, screen()),
        pictures: score_pictures(&summary)?,
        tables: score_tables(&summary),
    };
    study.finish(&summary, &scenarios, &args.place, "score")
}
