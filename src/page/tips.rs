//! Where a number tips the forecast: the likeliest outcome over its range, and the last values on both
//! sides of its own at which it is still the same.

use super::bench::Bench;
use super::numbers::Scale;
use crate::error::Error;
use crate::scenario::{Document, Edit};
use crate::study::{Answer, Job, likeliest};
use crate::task::Task;
use serde::Serialize;

/// Values of a strip.
const CELLS: usize = 13;

/// What is known of a number over its range.
#[derive(Clone, Debug, Serialize)]
pub struct Tips {
    /// The number.
    pub id: String,
    /// Values over its range, and the likeliest outcome at each, by number; null where no equilibrium
    /// was found.
    pub cells: Vec<(f64, Option<usize>)>,
    /// The nearest change below its value.
    pub down: Option<Tip>,
    /// The nearest above.
    pub up: Option<Tip>,
}

/// A change of the likeliest outcome, between two values that a slider can stand at.
#[derive(Clone, Debug, Serialize)]
pub struct Tip {
    /// The last value on the way at which it is as it is.
    pub near: f64,
    /// The next one.
    pub at: f64,
    /// What is the likeliest there, by number.
    pub outcome: usize,
}

impl Tips {
    /// Of a number of which nothing can be found.
    pub fn none(id: &str) -> Self {
        Tips {
            id: id.to_string(),
            cells: vec![],
            down: None,
            up: None,
        }
    }
}

/// The strip of the parameter `id` of the scenario that `document` describes, which stands at `value`.
///
/// # Errors
/// As [`Bench::answers`].
pub fn tips(
    bench: &mut Bench,
    document: &Document,
    (id, value, scale): (&str, f64, Scale),
    task: &dyn Task,
) -> Result<Tips, Error> {
    let job = bench.job(document)?;
    let at = |step: usize| {
        let other = |edit: &&Edit| !matches!(edit, Edit::Set(text) if sets(text, id));
        let kept = job.edits.iter().filter(other).cloned();
        Job {
            edits: kept
                .chain([Edit::parameter(id, scale.value(step))])
                .collect(),
            ..job.clone()
        }
    };
    let steps: Vec<usize> = (0..CELLS).map(|c| c * scale.steps / (CELLS - 1)).collect();
    let jobs: Vec<Job> = std::iter::once(job.clone())
        .chain(steps.iter().map(|s| at(*s)))
        .collect();
    let mut answers = bench.answers(&jobs, task)?.into_iter();
    let known = |answer: Option<Answer>| answer.as_ref().map(likeliest);
    let here = answers.next().and_then(known);
    let cells: Vec<(usize, Option<usize>)> = steps.into_iter().zip(answers.map(known)).collect();
    let place = (value - scale.low) / scale.step;
    let mut side = |up: bool| -> Result<Option<Tip>, Error> {
        let beyond = |cell: &&(usize, Option<usize>)| {
            (cell.0 as f64 > place) == up && cell.0 as f64 != place
        };
        let mut way: Vec<_> = cells.iter().filter(beyond).collect();
        if !up {
            way.reverse();
        }
        let Some(n) = way
            .iter()
            .position(|cell| cell.1.is_some() && cell.1 != here)
        else {
            return Ok(None);
        };
        let own = if up { place.floor() } else { place.ceil() };
        let mut near = if n > 0 {
            way[n - 1].0
        } else {
            own.max(0.0) as usize
        };
        let (mut far, mut outcome) = (way[n].0, way[n].1);
        while near.abs_diff(far) > 1 {
            let middle = near.midpoint(far);
            match bench.answers(&[at(middle)], task)?.remove(0) {
                Some(answer) if Some(likeliest(&answer)) == here => near = middle,
                Some(answer) => (far, outcome) = (middle, Some(likeliest(&answer))),
                None => break,
            }
        }
        Ok(outcome.map(|outcome| Tip {
            near: scale.value(near),
            at: scale.value(far),
            outcome,
        }))
    };
    let (down, up) = match here {
        Some(_) => (side(false)?, side(true)?),
        None => (None, None),
    };
    Ok(Tips {
        id: id.to_string(),
        cells: cells
            .iter()
            .map(|(step, o)| (scale.value(*step), *o))
            .collect(),
        down,
        up,
    })
}

/// Whether a setting is that of the parameter `id`.
fn sets(setting: &str, id: &str) -> bool {
    let path = setting.split('=').next().unwrap_or("").trim();
    let path = path.strip_prefix("parameters.").unwrap_or(path);
    path.strip_suffix(".value").unwrap_or(path) == id
}
