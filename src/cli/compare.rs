//! `demarche compare`: variants with the same luck, beside the first.

use super::args::Compare as Args;
use super::output::study;
use super::run::{disagreement, solved};
use super::{Shown, screen};
use crate::report::{compare_pictures, compare_tables, summarise, summarise_comparison, terminal};
use crate::scenario::load;
use crate::study::compare as compared;
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
        runs.push(solved(scenario, &args.luck, None, &args.common)?);
    }
    let comparisons = compared(&runs);
    let summaries = runs
        .iter()
        .map(|r| summarise("run", r, args.luck.seed))
        .collect();
    let summary = summarise_comparison(&comparisons, &names, summaries);
    let text = terminal::compare(&summary, screen());
    folder.manifest.histories = runs.first().map(|r| r.simulation.histories);
    let shown = study(summary, text, folder, compare_pictures, compare_tables)?;
    Ok(Shown {
        fault: runs.iter().find_map(disagreement),
        ..shown
    })
}
