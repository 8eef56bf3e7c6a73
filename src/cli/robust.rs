//! `demarche robust`: what to choose when the numbers are not known.

use super::args::Robust as Args;
use super::output::present;
use super::{Progress, Shown, named};
use crate::diagnostics::Failure;
use crate::report::RobustSummary;
use crate::scenario::Scenario;
use crate::study::request::ChoiceQuestion;
use crate::study::{Rules, no_range, robust as chosen};
use anyhow::Result;

/// The command.
pub(super) fn robust(args: &Args) -> Result<Shown> {
    let question = ChoiceQuestion {
        scenarios: &args.scenarios,
        turn: args.turn.as_deref(),
        vary: args.vary.as_deref(),
        measure: args.measure.as_deref(),
        value: args.value.as_deref(),
    };
    let keeping = args.keep.keeping()?;
    let (sets, limits) = (&args.common.set, args.common.limits());
    let open = |name: &str| Ok(keeping.engine(named::model(name, sets, limits)?));
    let choices = question.choices(&open)?;
    let rules = Rules {
        objective: question.objective(&choices)?,
        least: args.least,
        threshold: args.threshold,
        worlds: args
            .worlds
            .drawing(|| Ok(choices[0].engine.model.scenario.parameters.clone()))?,
        seed: args.seed,
    };
    let scenario = &choices[0].engine.model.scenario;
    if scenario.parameters.iter().all(|p| p.range.is_none()) {
        return Err(no_range().into());
    }
    let mut scenarios: Vec<&Scenario> = vec![];
    for choice in &choices {
        let own = &choice.engine.model.scenario;
        if !scenarios.iter().any(|s| s.digest == own.digest) {
            scenarios.push(own);
        }
    }
    let folder =
        args.place
            .claim_reading(args.worlds.file(), "robust", scenarios, Some(args.seed))?;
    let progress = Progress::new();
    let found = keeping.done(chosen(&choices, &rules, &progress))?;
    drop(progress);
    if found.parameters.is_empty() {
        return Err(Failure::general(
            "every parameter with a range is chosen: every draw would be the same world",
            "give others a range: war_cost = { value = 3, range = [1, 6] }",
        )
        .into());
    }
    present(RobustSummary::of(&found, &choices, &rules), folder)
}
