//! The only place that runs jobs: each different one once, side by side, and each structure searched
//! once for all jobs that share it.

use super::job::{Answer, Job};
use super::model::Model;
use super::plan::{Reply, Step, Study};
use crate::error::Error;
use crate::scenario::Edit;
use crate::task::{Parts, Task};
use rayon::prelude::*;
use std::collections::HashMap;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A model and the count of its structures.
pub struct Engine<M> {
    /// The model.
    pub model: M,
    searches: AtomicUsize,
}

/// Jobs that share a structure.
struct Group {
    /// The edits that make the structure.
    edits: Vec<Edit>,
    /// Their places among the different jobs, in rising order.
    jobs: Vec<usize>,
}

/// A job's place and what came of it; none if it was left because an earlier one failed. The inner error
/// is spared: no equilibrium was found.
type Done = (usize, Option<Result<Reply, Error>>);

impl<M: Model> Engine<M> {
    /// An engine for the jobs of `model`.
    pub fn new(model: M) -> Self {
        Engine {
            model,
            searches: AtomicUsize::new(1),
        }
    }

    /// How many structures were searched, the model's own included.
    pub fn searches(&self) -> usize {
        self.searches.load(Ordering::Relaxed)
    }

    /// The answer to each job, in the order of the jobs, on any number of threads. `task` hears the
    /// share of the jobs that is done.
    ///
    /// # Errors
    /// The error of the first failing job, in job order; or `task` says to stop.
    pub fn run(
        &self,
        jobs: &[Job],
        what: &'static str,
        task: &dyn Task,
    ) -> Result<Vec<Answer>, Error> {
        let replies = self.run_jobs(jobs, what, false, task)?;
        replies.into_iter().collect()
    }

    /// The same, where a job of a variant in which no equilibrium was found is answered by that error.
    ///
    /// # Errors
    /// The error of the first job that fails otherwise, in job order; or `task` says to stop.
    pub fn run_found(
        &self,
        jobs: &[Job],
        what: &'static str,
        task: &dyn Task,
    ) -> Result<Vec<Reply>, Error> {
        self.run_jobs(jobs, what, true, task)
    }

    /// `spares` says whether a variant may have no equilibrium.
    fn run_jobs(
        &self,
        jobs: &[Job],
        what: &'static str,
        spares: bool,
        task: &dyn Task,
    ) -> Result<Vec<Reply>, Error> {
        let (different, places) = distinct(jobs);
        let parts = Parts::new(task, what, different.len());
        let first_failed = AtomicUsize::new(usize::MAX);
        // one group after another, so that a structure is dropped when its jobs are done
        let done: Vec<Vec<Done>> = self
            .groups(&different)
            .par_iter()
            .map(|group| self.group(group, (&different, spares), &first_failed, &parts))
            .collect();
        if parts.stopped() {
            return Err(Error::Cancelled);
        }
        let mut done: Vec<Done> = done.into_iter().flatten().collect();
        done.sort_by_key(|(n, _)| *n);
        let replies = done.into_iter().filter_map(|(_, result)| result);
        let replies = replies.collect::<Result<Vec<Reply>, Error>>()?;
        Ok(places.into_iter().map(|n| replies[n].clone()).collect())
    }

    /// Works a study to its end.
    ///
    /// # Errors
    /// As [`Engine::run`].
    pub fn study<S: Study>(&self, mut study: S, task: &dyn Task) -> Result<S::Found, Error> {
        loop {
            let replies = self.run_jobs(&study.plan(), study.work(), study.spares(), task)?;
            match study.conclude(replies)? {
                Step::Found(found) => return Ok(found),
                Step::More(next) => study = next,
            }
        }
    }

    /// The jobs by structure, in the order in which the structures first come.
    fn groups(&self, jobs: &[&Job]) -> Vec<Group> {
        let mut groups: Vec<Group> = vec![];
        let mut known: HashMap<Vec<Edit>, usize> = HashMap::new();
        for (n, job) in jobs.iter().enumerate() {
            let edits = self.model.structural(job);
            match known.get(&edits) {
                Some(g) => groups[*g].jobs.push(n),
                None => {
                    known.insert(edits.clone(), groups.len());
                    groups.push(Group {
                        edits,
                        jobs: vec![n],
                    });
                }
            }
        }
        groups
    }

    /// Runs the jobs of a group. A job after one that failed is left.
    fn group(
        &self,
        group: &Group,
        (jobs, spares): (&[&Job], bool),
        first_failed: &AtomicUsize,
        parts: &Parts,
    ) -> Vec<Done> {
        let first = group.jobs[0];
        let left = |n: usize| n > first_failed.load(Ordering::Relaxed) || parts.stopped();
        let failed = |n: usize, error: Error| -> Done {
            first_failed.fetch_min(n, Ordering::Relaxed);
            (n, Some(Err(error)))
        };
        if left(first) {
            return vec![(first, None)];
        }
        if !group.edits.is_empty() {
            self.searches.fetch_add(1, Ordering::Relaxed);
        }
        let structure = match self.model.structure(&group.edits) {
            Ok(structure) => structure,
            Err(error) => return vec![failed(first, error)],
        };
        let one = |n: &usize| -> Done {
            if left(*n) {
                return (*n, None);
            }
            let part = parts.part();
            let reply = self.model.solve(jobs[*n], &structure, &part);
            match reply {
                Err(error) if !(spares && error.spared()) => failed(*n, error),
                reply => (*n, Some(Ok(reply))),
            }
        };
        group.jobs.par_iter().map(one).collect()
    }
}

/// The different jobs in the order in which they first come, and for each job its place among them.
fn distinct(jobs: &[Job]) -> (Vec<&Job>, Vec<usize>) {
    let mut different: Vec<&Job> = vec![];
    let mut known: HashMap<&Job, usize> = HashMap::new();
    let place = |job| {
        *known.entry(job).or_insert_with(|| {
            different.push(job);
            different.len() - 1
        })
    };
    let places = jobs.iter().map(place).collect();
    (different, places)
}
