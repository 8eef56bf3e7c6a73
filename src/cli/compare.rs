//! `demarche compare`: variants with the same luck, beside the first.

use super::args::Compare as Args;
use super::output::present;
use super::run::{certified, disagreement, options};
use super::{Progress, Shown};
use crate::report::{CompareSummary, RunSummary};
use crate::scenario::load;
use crate::study::{compare as compared, run};
use anyhow::Result;

/// The command.
pub(super) fn compare(args: &Args) -> Result<Shown> {
    // every file is read before the first is solved: an error in the last should not cost minutes
    let scenarios = args
        .scenarios
        .iter()
        .map(|s| load(s, &args.common.set))
        .collect::<Result<Vec<_>, _>>()?;
    let mut names: Vec<String> = vec![];
    for scenario in &scenarios {
        let count = names.iter().filter(|n| **n == scenario.id).count();
        names.push(if count == 0 {
            scenario.id.clone()
        } else {
            format!("{}-{}", scenario.id, count + 1)
        });
    }
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
