//! The only place that runs jobs: each different one once, side by side, and each structure searched
//! once for all jobs that share it. What is kept of earlier studies is not solved again.

use super::answers::Answers;
use super::job::{Answer, Job};
use super::model::Model;
use super::plan::{Reply, Step, Study};
use crate::error::Error;
use crate::scenario::Edit;
use crate::task::{Parts, Task};
use rayon::prelude::*;
use std::collections::{HashMap, HashSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

/// A model, the structures that were asked for, and where answers are kept.
pub struct Engine<M> {
    /// The model.
    pub model: M,
    structures: Mutex<HashSet<Vec<Edit>>>,
    kept: Option<Arc<dyn Answers>>,
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
            structures: Mutex::new(HashSet::from([vec![]])),
            kept: None,
        }
    }

    /// The same, which looks for answers in `kept` before it solves, and leaves there what it finds.
    #[must_use]
    pub fn keeping(self, kept: Arc<dyn Answers>) -> Self {
        Engine {
            kept: Some(kept),
            ..self
        }
    }

    /// How many different structures the jobs so far are of, the model's own included.
    pub fn structures(&self) -> usize {
        let known = self.structures.lock();
        known.unwrap_or_else(PoisonError::into_inner).len()
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
        let groups = self.groups(&different);
        let mut done = self.found(&different, spares);
        let others = self.others(&different, &done);
        let elsewhere = others.len();
        let left_out = done.iter().map(|(n, _)| *n).chain(others).collect();
        let groups = without(groups, &left_out);
        let first_failed = first_failed(&done);
        let parts = Parts::new(task, what, different.len());
        parts.advance(done.len());
        let first_failed = AtomicUsize::new(first_failed.unwrap_or(usize::MAX));
        // one group after another, so that a structure is dropped when its jobs are done
        let solved: Vec<Vec<Done>> = groups
            .par_iter()
            .map(|group| self.group(group, (&different, spares), &first_failed, &parts))
            .collect();
        if parts.stopped() {
            return Err(Error::Cancelled);
        }
        if elsewhere > 0 {
            return Err(Error::Elsewhere(elsewhere));
        }
        done.extend(solved.into_iter().flatten());
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

    /// The jobs whose replies are kept.
    fn found(&self, jobs: &[&Job], spares: bool) -> Vec<Done> {
        let Some(kept) = &self.kept else {
            return vec![];
        };
        let one = |(n, job): (usize, &&Job)| -> Option<Done> {
            let reply = kept.find(job)?;
            Some((n, Some(spared(reply, spares))))
        };
        jobs.par_iter().enumerate().filter_map(one).collect()
    }

    /// The jobs that are not `done` and that others solve.
    fn others(&self, jobs: &[&Job], done: &[Done]) -> Vec<usize> {
        let Some(kept) = &self.kept else {
            return vec![];
        };
        let known: HashSet<usize> = done.iter().map(|(n, _)| *n).collect();
        let left = (0..jobs.len()).filter(|n| !known.contains(n));
        left.filter(|n| !kept.is_own(jobs[*n])).collect()
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
        let all = self.structures.lock();
        let mut all = all.unwrap_or_else(PoisonError::into_inner);
        all.extend(groups.iter().map(|group| group.edits.clone()));
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
        // there is no clock everywhere
        let clock = || self.kept.as_ref().map(|kept| (kept, Instant::now()));
        let begun = clock();
        let structure = match self.model.structure(&group.edits) {
            Ok(structure) => structure,
            Err(error) => return vec![failed(first, error)],
        };
        let searched = begun.map(|(_, begun)| begun.elapsed().div_f64(group.jobs.len() as f64));
        let one = |n: &usize| -> Done {
            if left(*n) {
                return (*n, None);
            }
            let part = parts.part();
            let begun = clock();
            let reply = self.model.solve(jobs[*n], &structure, &part);
            if let Some((kept, begun)) = begun {
                let took = begun.elapsed() + searched.unwrap_or_default();
                kept.keep(jobs[*n], &reply, took);
            }
            match spared(reply, spares) {
                Err(error) => failed(*n, error),
                reply => (*n, Some(reply)),
            }
        };
        group.jobs.par_iter().map(one).collect()
    }
}

/// A reply, or the error that ends the work: of a variant without equilibrium only where none is spared.
fn spared(reply: Reply, spares: bool) -> Result<Reply, Error> {
    match reply {
        Err(error) if !(spares && error.spared()) => Err(error),
        reply => Ok(reply),
    }
}

/// The first of the jobs that are done that failed.
fn first_failed(done: &[Done]) -> Option<usize> {
    let mut failed = done
        .iter()
        .filter(|(_, reply)| matches!(reply, Some(Err(_))));
    failed.next().map(|(n, _)| *n)
}

/// The jobs of `groups` but these.
fn without(groups: Vec<Group>, left_out: &HashSet<usize>) -> Vec<Group> {
    let left = groups.into_iter().filter_map(|mut group| {
        group.jobs.retain(|n| !left_out.contains(n));
        (!group.jobs.is_empty()).then_some(group)
    });
    left.collect()
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
