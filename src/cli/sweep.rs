//! `demarche sweep`: one or two settings over a range.

use super::args::Sweep as Args;
use super::output::study;
use super::{Progress, Shown, screen};
use crate::report::{summarise_sweep, sweep_pictures, sweep_tables, sweep_text};
use crate::scenario::Scenario;
use crate::source::{Failure, suggestion};
use crate::study::{Question, Target, Variants, Vary, sweep as swept};
use anyhow::Result;

/// Values of a range that does not say how many.
const VALUES: usize = 21;

/// The command.
pub(super) fn sweep(args: &Args) -> Result<Shown> {
    let common = &args.common;
    let variants = Variants::new(&args.scenario, &common.set, common.limits())?;
    let scenario = &variants.scenario;
    let mut vary = vec![];
    for text in &args.vary {
        vary.push(varied(text, &variants)?);
    }
    let mut thresholds = vec![];
    for text in &args.threshold {
        thresholds.push(threshold(text, scenario)?);
    }
    let mut measures = vec![];
    for id in &args.measure {
        if let Target::Measure(m) = target(id, scenario)? {
            measures.push(m);
        }
    }
    for (target, _) in &thresholds {
        if let Target::Measure(m) = target
            && !measures.contains(m)
        {
            measures.push(*m);
        }
    }
    let folder = args.place.claim("sweep", [scenario], None)?;
    let question = Question {
        vary,
        measures,
        thresholds,
        tolerance: args.tolerance,
    };
    let progress = Progress::new();
    let found = swept(&variants, question, &|what, share| {
        progress.tell(what, share)
    })?;
    drop(progress);
    let summary = summarise_sweep(&found, scenario);
    let text = sweep_text(&summary, screen());
    study(summary, text, folder, sweep_pictures, sweep_tables)
}

/// NAME=lo..hi:n, NAME=a,b,c or NAME alone, which takes the range that the file gives.
pub(super) fn varied(text: &str, variants: &Variants) -> Result<Vary> {
    let scenario = &variants.scenario;
    let (path, values) = match text.split_once('=') {
        Some((path, values)) => (path.trim(), Some(values.trim())),
        None => (text.trim(), None),
    };
    let wrong = |message: String| {
        let help = "as --vary retaliation=0.1..0.9:21, --vary state.talks.start=none,direct, or \
                    --vary retaliation for its range";
        Failure::general(message, help)
    };
    let Some(values) = values else {
        let Some(p) = variants.parameter(path) else {
            let ids = scenario.parameters.iter().map(|p| p.name.id.as_str());
            let message = format!("there is no parameter `{path}`");
            return Err(Failure::general(message, suggestion(path, ids)).into());
        };
        let Some((low, high)) = scenario.parameters[p].range else {
            return Err(wrong(format!("`{path}` has no range in the file")).into());
        };
        return Ok(Vary::even(path, low, high, VALUES));
    };
    if let Some((low, rest)) = values.split_once("..") {
        let (high, n) = match rest.split_once(':') {
            Some((high, n)) => (high, n.parse::<usize>().ok()),
            None => (rest, Some(VALUES)),
        };
        let (Ok(low), Ok(high), Some(n)) = (low.parse::<f64>(), high.parse::<f64>(), n) else {
            return Err(wrong(format!("`{values}` is not LOW..HIGH:COUNT")).into());
        };
        if !(low.is_finite() && high.is_finite() && low < high && (2..=10_000).contains(&n)) {
            let message = format!("`{values}` wants LOW below HIGH and 2 to 10,000 values");
            return Err(wrong(message).into());
        }
        return Ok(Vary::even(path, low, high, n));
    }
    let values: Vec<String> = values.split(',').map(|v| v.trim().to_string()).collect();
    if values.iter().any(String::is_empty) {
        return Err(wrong(format!("`{text}` has an empty value")).into());
    }
    Ok(Vary {
        path: path.to_string(),
        values,
    })
}

pub(super) fn target(id: &str, scenario: &Scenario) -> Result<Target> {
    Target::find(scenario, id).ok_or_else(|| {
        let outcomes = scenario.outcomes.iter().map(|o| o.name.id.as_str());
        let measures = scenario.measures.iter().map(|m| m.name.id.as_str());
        let message = format!("there is no outcome or measure `{id}`");
        Failure::general(message, suggestion(id, outcomes.chain(measures))).into()
    })
}

/// ID=X.
fn threshold(text: &str, scenario: &Scenario) -> Result<(Target, f64)> {
    let parts = text.split_once('=');
    let Some((id, Ok(x))) = parts.map(|(id, x)| (id.trim(), x.trim().parse::<f64>())) else {
        let help = "for instance --threshold strike=0.1";
        return Err(Failure::general(format!("`{text}` is not ID=NUMBER"), help).into());
    };
    Ok((target(id, scenario)?, x))
}
