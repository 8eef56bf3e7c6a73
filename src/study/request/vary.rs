//! `--vary`: a setting and the values that it takes.

use crate::diagnostics::Failure;
use crate::error::Error;
use crate::study::sweep::Vary;
use crate::study::{GameModel, Model};
use std::collections::BTreeSet;

/// Values of a range that does not say how many.
const VALUES: usize = 21;

/// The most values of a range.
const MOST_VALUES: usize = 10_000;

/// A setting and its values: NAME=LOW..HIGH:COUNT, NAME=A,B,C, or the name of a parameter alone,
/// which takes the range that the file gives it.
///
/// # Errors
/// A text that is none of these, or a value that is given twice.
pub fn varied(text: &str, model: &GameModel) -> Result<Vary, Error> {
    let (path, values) = match text.split_once('=') {
        Some((path, values)) => (path.trim(), Some(values.trim())),
        None => (text.trim(), None),
    };
    if path.is_empty() {
        return Err(unvaried(format!("`{text}` names no setting")));
    }
    let vary = match values {
        None => whole_range(path, model)?,
        Some(values) => match values.split_once("..") {
            Some((low, rest)) => between(path, low, rest)?,
            None => Vary {
                path: path.to_string(),
                values: values.split(',').map(|v| v.trim().to_string()).collect(),
            },
        },
    };
    let mut seen = BTreeSet::new();
    for value in &vary.values {
        if value.is_empty() {
            return Err(unvaried(format!("`{text}` has an empty value")));
        }
        let number = value.parse::<f64>().ok();
        if number.is_some_and(|x| !x.is_finite()) && model.parameter(path).is_some() {
            return Err(unvaried(format!("`{value}` is not a finite number")));
        }
        // adding 0 makes one number of 0 and -0
        let same = number.map_or(value.clone(), |x| format!("{:?}", x + 0.0));
        if !seen.insert(same) {
            return Err(unvaried(format!("`{text}` has the value {value} twice")));
        }
    }
    Ok(vary)
}

/// What is wrong with a setting and its values.
fn unvaried(message: String) -> Error {
    Failure::general(
        message,
        "as --vary retaliation=0.1..0.9:21, --vary state.talks.start=none,direct, or \
         --vary retaliation for its range",
    )
    .into()
}

/// The range that the file gives a parameter.
fn whole_range(path: &str, model: &GameModel) -> Result<Vary, Error> {
    let scenario = &model.scenario;
    let Some(p) = model.parameter(path) else {
        let ids = scenario.parameters.iter().map(|p| p.name.id.as_str());
        return Err(Error::no_such_name("parameter", path, ids));
    };
    match scenario.parameters[p].range {
        Some((low, high)) => Ok(Vary::even(path, low, high, VALUES)),
        None => Err(unvaried(format!("`{path}` has no range in the file"))),
    }
}

/// LOW..HIGH or LOW..HIGH:COUNT; `rest` follows the dots.
fn between(path: &str, low: &str, rest: &str) -> Result<Vary, Error> {
    let (high, n) = match rest.split_once(':') {
        Some((high, n)) => (high, n.trim().parse::<usize>().ok()),
        None => (rest, Some(VALUES)),
    };
    let number = |text: &str| text.trim().parse::<f64>();
    let (Ok(low), Ok(high), Some(n)) = (number(low), number(high), n) else {
        return Err(unvaried(format!("`{low}..{rest}` is not LOW..HIGH:COUNT")));
    };
    if !(low < high && (high - low).is_finite() && (2..=MOST_VALUES).contains(&n)) {
        return Err(unvaried(format!(
            "`{low}..{rest}` needs a finite LOW below HIGH and 2 to 10,000 values"
        )));
    }
    Ok(Vary::even(path, low, high, n))
}
