//! What a sweep is asked: which settings vary, what is read, which thresholds are watched.

use super::threshold::{target, threshold};
use super::vary::varied;
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::study::sweep::{Question, Vary};
use crate::study::{GameModel, Model, Target};

/// The most variants of a sweep: each is kept until all are shown.
const MOST_VARIANTS: usize = 100_000;

/// What a sweep is asked.
#[derive(Clone, Debug, Default)]
pub struct Asked<'a> {
    /// Settings and their values, as [`varied`] reads them.
    pub vary: &'a [String],
    /// Measures to be read, by id.
    pub measures: &'a [String],
    /// Thresholds, as ID=X.
    pub thresholds: &'a [String],
    /// Tipping points are found to this share of the range.
    pub tolerance: f64,
}

/// The question that these texts ask of `variants`.
///
/// # Errors
/// A text that cannot be read, a setting varied twice, or too many model.
pub fn question(asked: &Asked, model: &GameModel) -> Result<Question, Error> {
    let scenario = &model.scenario;
    let mut vary = vec![];
    for text in asked.vary {
        vary.push(varied(text, model)?);
    }
    together(&vary, model)?;
    let mut thresholds = vec![];
    for text in asked.thresholds {
        let found = threshold(text, scenario)?;
        if !thresholds.contains(&found) {
            thresholds.push(found);
        }
    }
    let mut targets = vec![];
    for id in asked.measures {
        targets.push(target(id, scenario)?);
    }
    targets.extend(thresholds.iter().map(|(target, _)| *target));
    let mut measures = vec![];
    for target in targets {
        if let Target::Measure(m) = target
            && !measures.contains(&m)
        {
            measures.push(m);
        }
    }
    Ok(Question {
        vary,
        measures,
        thresholds,
        tolerance: asked.tolerance,
    })
}

/// Whether one sweep can vary these settings.
fn together(vary: &[Vary], model: &GameModel) -> Result<(), Error> {
    if !(1..=2).contains(&vary.len()) {
        return Err(Failure::general(
            format!(
                "a sweep varies one or two settings, but there are {}",
                vary.len()
            ),
            "fix the others with --set, in one sweep for each of their values",
        )
        .into());
    }
    if let [first, second] = vary {
        let (a, b) = (keys(&first.path, model), keys(&second.path, model));
        if a.starts_with(&b) || b.starts_with(&a) {
            return Err(Failure::general(
                format!(
                    "`{}` and `{}` are the same setting, or one is a part of the other",
                    first.path, second.path
                ),
                "vary it once, or name another setting for the map",
            )
            .into());
        }
    }
    let count: usize = vary.iter().map(|v| v.values.len()).product();
    if count > MOST_VARIANTS {
        return Err(Failure::general(
            format!("these values make {count} variants, more than {MOST_VARIANTS}"),
            "use fewer values, such as --vary retaliation=0.1..0.9:100",
        )
        .into());
    }
    Ok(())
}

/// The keys of the value that a path sets, however it is written.
fn keys(path: &str, model: &GameModel) -> Vec<String> {
    let owned = |keys: &[&str]| keys.iter().map(|k| k.to_string()).collect();
    if let Some(p) = model.parameter(path) {
        let id = &model.scenario.parameters[p].name.id;
        return owned(&["parameters", id, "value"]);
    }
    let keys: Vec<&str> = path.split('.').map(str::trim).collect();
    match keys[..] {
        ["state", name] => owned(&["state", name, "start"]),
        _ => owned(&keys),
    }
}
