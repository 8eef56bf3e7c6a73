//! Where a number tips the forecast: the likeliest outcome over its range, and the last values on both
//! sides of its own at which it is still the same.

use super::bench::Bench;
use super::numbers::Scale;
use crate::error::Error;
use crate::scenario::{Document, Edit, Scenario};
use crate::study::{CELLS, Job, likeliest};
use crate::task::Task;
use serde::Serialize;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How long some values are worked on before others are looked at.
const PATIENCE: Duration = Duration::from_secs(10);

/// What is known of a number over its range.
#[derive(Clone, Debug, Serialize)]
pub struct Tips {
    /// The number.
    pub id: String,
    /// Values over its range, and the likeliest outcome at each, by number; null where it is not known.
    pub cells: Vec<(f64, Option<usize>)>,
    /// The nearest change below its value.
    pub down: Option<Tip>,
    /// The nearest above.
    pub up: Option<Tip>,
    /// Whether nothing more is looked at.
    pub done: bool,
}

/// A change of the likeliest outcome, between two values that a slider can stand at.
#[derive(Clone, Debug, Serialize)]
pub struct Tip {
    /// The last value on the way at which it is known to be as it is.
    pub near: f64,
    /// The next value that is known.
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
            done: true,
        }
    }
}

/// A number that is looked at.
pub struct Search<'a> {
    /// The parameter.
    pub id: &'a str,
    /// What it is.
    pub value: f64,
    /// Where it can be put.
    pub scale: Scale,
}

impl Search<'_> {
    /// Where the number stands, in steps.
    fn place(&self) -> f64 {
        (self.value - self.scale.low) / self.scale.step
    }

    /// The variant of `job` with the number after so many steps.
    fn at(&self, job: &Job, step: usize) -> Job {
        let other = |edit: &&Edit| !matches!(edit, Edit::Set(text) if sets(text, self.id));
        let kept = job.edits.iter().filter(other).cloned();
        let own = Edit::parameter(self.id, self.scale.value(step));
        Job {
            edits: kept.chain([own]).collect(),
            ..job.clone()
        }
    }

    /// The strip of the number of the `scenario` that `document` describes: the values nearest to its own first;
    /// `tell` hears what is known after every few of them.
    ///
    /// # Errors
    /// As [`Bench::answers`].
    pub fn strip(
        &self,
        bench: &mut Bench,
        (document, scenario): (&Document, &Scenario),
        task: &dyn Task,
        tell: impl Fn(Tips),
    ) -> Result<Tips, Error> {
        let job = bench.job(document, scenario)?;
        let here = known(bench, std::slice::from_ref(&job), task)?[0];
        let mut cells: Vec<(usize, Option<usize>)> = (0..CELLS)
            .map(|c| (c * self.scale.steps / (CELLS - 1), None))
            .collect();
        let mut order: Vec<usize> = (0..CELLS).collect();
        let far = |cell: &usize| (cells[*cell].0 as f64 - self.place()).abs();
        order.sort_by(|a, b| far(a).total_cmp(&far(b)));
        for few in order.chunks(rayon::current_num_threads()) {
            let jobs: Vec<Job> = few.iter().map(|c| self.at(&job, cells[*c].0)).collect();
            let found = known(bench, &jobs, task)?;
            few.iter()
                .zip(found)
                .for_each(|(c, found)| cells[*c].1 = found);
            tell(self.tips(&cells, [None, None], false));
        }
        let mut sides = [None, None];
        if let Some(here) = here {
            for (side, up) in sides.iter_mut().zip([false, true]) {
                *side = self.side(bench, (&job, here), &cells, up, task)?;
            }
        }
        Ok(self.tips(&cells, sides, true))
    }

    fn tips(&self, cells: &[(usize, Option<usize>)], sides: [Option<Tip>; 2], done: bool) -> Tips {
        let [down, up] = sides;
        let cells = cells.iter();
        Tips {
            id: self.id.to_string(),
            cells: cells
                .map(|(step, o)| (self.scale.value(*step), *o))
                .collect(),
            down,
            up,
            done,
        }
    }

    /// The nearest change on a side of what the number is, where `here` is the likeliest.
    fn side(
        &self,
        bench: &mut Bench,
        (job, here): (&Job, usize),
        cells: &[(usize, Option<usize>)],
        up: bool,
        task: &dyn Task,
    ) -> Result<Option<Tip>, Error> {
        let place = self.place();
        let beyond = |cell: &&(usize, Option<usize>)| match up {
            true => cell.0 as f64 > place,
            false => (cell.0 as f64) < place,
        };
        let way = cells.iter().filter(beyond);
        let mut way: Vec<(usize, usize)> = way.filter_map(|cell| Some((cell.0, cell.1?))).collect();
        if !up {
            way.reverse();
        }
        let Some(n) = way.iter().position(|cell| cell.1 != here) else {
            return Ok(None);
        };
        let own = if up { place.floor() } else { place.ceil() };
        let mut near = if n > 0 {
            way[n - 1].0
        } else {
            own.max(0.0) as usize
        };
        let (mut far, mut outcome) = way[n];
        while near.abs_diff(far) > 1 {
            let middle = near.midpoint(far);
            match known(bench, &[self.at(job, middle)], task)?[0] {
                Some(other) if other == here => near = middle,
                Some(other) => (far, outcome) = (middle, other),
                None => break,
            }
        }
        Ok(Some(Tip {
            near: self.scale.value(near),
            at: self.scale.value(far),
            outcome,
        }))
    }
}

/// The likeliest outcome of each of a few variants; none where no equilibrium was found, or not soon enough.
fn known(bench: &mut Bench, jobs: &[Job], task: &dyn Task) -> Result<Vec<Option<usize>>, Error> {
    let soon = Soon {
        task,
        end: Instant::now() + PATIENCE,
        out: AtomicBool::new(false),
    };
    match bench.answers(jobs, &soon) {
        Ok(found) => Ok(found
            .iter()
            .map(|answer| answer.as_ref().map(likeliest))
            .collect()),
        Err(Error::Cancelled) if soon.out.load(Ordering::Relaxed) => Ok(vec![None; jobs.len()]),
        Err(error) => Err(error),
    }
}

/// Who waits for some work, but not for long.
struct Soon<'a> {
    task: &'a dyn Task,
    end: Instant,
    /// Whether it took too long.
    out: AtomicBool,
}

impl Task for Soon<'_> {
    fn at(&self, what: &'static str, share: f64) -> ControlFlow<()> {
        self.task.at(what, share)?;
        if Instant::now() > self.end {
            self.out.store(true, Ordering::Relaxed);
            return ControlFlow::Break(());
        }
        ControlFlow::Continue(())
    }
}

/// Whether a setting is that of the parameter `id`.
fn sets(setting: &str, id: &str) -> bool {
    let path = setting.split('=').next().unwrap_or("").trim();
    let path = path.strip_prefix("parameters.").unwrap_or(path);
    path.strip_suffix(".value").unwrap_or(path) == id
}
