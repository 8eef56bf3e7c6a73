//! `demarche compare`: variants with the same luck, beside the first.

use super::args::Compare as Args;
use super::named::document;
use super::output::present;
use super::run::{certified, disagreement, options};
use super::{Progress, Shown};
use crate::diagnostics::Failure;
use crate::report::{CompareSummary, Manifest, RunSummary};
use crate::scenario::{Edit, Loaded, Scenario};
use crate::study::{compare as compared, run};
use anyhow::Result;
use std::path::Path;

/// The command.
pub(super) fn compare(args: &Args) -> Result<Shown> {
    // every file is read before the first is solved: an error in the last should not cost minutes
    let (names, scenarios) = asked(args)?;
    let mut folder = args
        .place
        .claim("compare", &scenarios, Some(args.luck.seed))?;
    let mut runs = vec![];
    for scenario in scenarios {
        let options = options(&args.luck, None, &args.common);
        let progress = Progress::new();
        let run = run(scenario, &options, &progress)?;
        drop(progress);
        certified(&run)?;
        runs.push(run);
    }
    let seed = args.luck.seed;
    let summaries = runs.iter().map(|r| RunSummary::of(r, seed)).collect();
    let summary = CompareSummary::of(&compared(&runs), &names, summaries);
    folder.manifest.histories = runs.first().map(|r| r.simulation.histories);
    let shown = present(summary, folder)?;
    Ok(Shown {
        fault: runs.iter().find_map(disagreement),
        ..shown
    })
}

/// The scenarios to be compared, each under a name of its own.
fn asked(args: &Args) -> Result<(Vec<String>, Vec<Scenario>)> {
    let sets = &args.common.set;
    let load = |name: &str, sets: &[String]| load_any(name, &args.evidence.edits(sets));
    if let ([only], false) = (&args.scenarios[..], sets.is_empty()) {
        let all = [load(only, &[])?, load(only, sets)?];
        let changed = format!("{} with {}", all[0].id, sets.join(", "));
        return Ok((vec![all[0].id.clone(), changed], all.into()));
    }
    if args.scenarios.len() < 2 {
        let help = "name a second one, or a change of this one: --set NAME=VALUE";
        return Err(Failure::general("there is nothing to compare it with", help).into());
    }
    let scenarios = args
        .scenarios
        .iter()
        .map(|name| load(name, sets))
        .collect::<Result<Vec<_>, _>>()?;
    let mut names: Vec<String> = vec![];
    for scenario in &scenarios {
        let taken = |name: &String| names.contains(name);
        let mut numbered = (1..).map(|n| match n {
            1 => scenario.id.clone(),
            n => format!("{}-{n}", scenario.id),
        });
        let free = numbered.find(|name| !taken(name));
        names.extend(free);
    }
    Ok((names, scenarios))
}

/// The scenario of a file, of a shipped name, or of the result in a folder.
fn load_any(name: &str, edits: &[Edit]) -> Loaded {
    let folder = Path::new(name);
    if !folder.is_dir() {
        return document(name)?.scenario(edits);
    }
    let kept = Manifest::read(folder).map(|manifest| manifest.scenarios);
    match kept.as_deref() {
        Some([only]) => only.scenario(edits),
        Some(_) => Err(Box::new(Failure::general(
            format!("{name} holds a result on several scenarios"),
            "name a folder that `run` wrote",
        ))),
        None => Err(Box::new(Failure::general(
            format!("{name} is a folder, and not one of results"),
            "name a file, a shipped scenario, or a folder that `run` wrote",
        ))),
    }
}
