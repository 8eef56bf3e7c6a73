//! `demarche compare`: variants with the same luck, beside the first.

use super::args::Compare as Args;
use super::output::Parts;
use super::run::{disagreement, solved};
use super::{Shown, screen};
use crate::report::{compare_pictures, compare_tables, summarise, summarise_comparison, terminal};
use crate::scenario::load;
use crate::study::compare as study;
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
    let comparisons = study(&runs);
    let summaries = runs
        .iter()
        .map(|r| summarise("run", r, args.luck.seed))
        .collect();
    let summary = summarise_comparison(&comparisons, &names, summaries);
    let json = serde_json::to_string_pretty(&summary)?;
    let text = terminal::compare(&summary, screen());
    folder.manifest.histories = runs.first().map(|r| r.simulation.histories);
    let fault = runs.iter().find_map(disagreement);
    let (document, words) = (json.clone(), text.clone());
    let save = move || {
        let parts = Parts {
            pictures: compare_pictures(&summary)?,
            tables: compare_tables(&summary),
        };
        Ok(format!("\n{}", folder.write(parts, &document, &words)?))
    };
    Ok(Shown {
        text,
        json: Some(json),
        fault,
        save: Some(Box::new(save)),
        ..Shown::default()
    })
}
