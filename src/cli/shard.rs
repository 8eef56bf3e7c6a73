//! `demarche shard`: a study shared out among processes and machines, which have a folder in common.
//!
//! Each process does what the study's command does, but solves only the jobs of its shard: their answers go to the store in the folder. Planning
//! solves none and notes what is wanted; merging solves none either, and finds everything there. A study that decides by its answers what to ask
//! next is planned in waves.

use super::args::{Cli, Keep, Missing, Shard as Args};
use super::named::scenario;
use super::output::put;
use super::replay::{read, repeated, settle};
use super::submit::submit;
use super::{Coded, Shown, obey};
use crate::VERSION;
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::report::{Manifest, ManifestScenario};
use crate::store::Store;
use anyhow::{Context, Result, bail};
use clap::Parser;
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use std::ops::Range;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// The file of a plan.
const PLAN: &str = "plan.json";

/// The exit code where something is still missing: that of what failed for other reasons than the input.
const MISSING: u8 = super::FAILED;

/// The exit code of a build that is not the plan's.
const FOREIGN: u8 = 4;

/// What is to be solved, and how it is shared out.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Plan {
    format: u32,
    version: String,
    /// From 1: how often was asked what to solve next.
    wave: usize,
    /// How many shards there are.
    pub shards: usize,
    /// The names of the jobs, in the order in which they are wanted.
    jobs: Vec<String>,
}

/// What came of the study's command where only some jobs are solved.
enum Came {
    /// It is whole.
    Whole(Shown),
    /// Jobs are wanted that are not there.
    Wants(Vec<String>),
}

/// The command.
pub(super) fn shard(args: Args) -> Result<Shown> {
    match args {
        Args::Plan {
            dir,
            shards,
            command,
        } => plan(&dir, shards.map(|n| n as usize), command),
        Args::Run {
            dir,
            shard,
            lane,
            deadline,
        } => {
            let plan = Plan::read(&dir)?;
            let deadline = deadline.map(|minutes| Duration::from_secs(60 * u64::from(minutes)));
            let which = match (shard, lane) {
                (Some((k, n)), _) if n != plan.shards || k >= n => {
                    let message =
                        format!("there is no shard {k} of {n}: the plan has {}", plan.shards);
                    return Err(
                        Failure::general(message, "shards count from 0: 0/100 to 99/100").into(),
                    );
                }
                (Some((k, _)), _) => vec![k],
                (None, Some((lane, lanes))) => (lane..plan.shards).step_by(lanes.max(1)).collect(),
                (None, None) => (0..plan.shards).collect(),
            };
            run(&dir, &plan, &which, deadline)
        }
        Args::Missing { dir, format } => missing(&dir, format),
        Args::Merge { dir, out, force } => merge(&dir, out.as_deref(), force),
        Args::Submit {
            dir,
            engine,
            lanes,
            scheduler_file,
        } => {
            let plan = Plan::read(&dir)?;
            submit(
                &dir,
                &plan,
                engine,
                lanes as usize,
                scheduler_file.as_deref(),
            )
        }
    }
}

impl Plan {
    /// The plan in `dir`.
    fn read(dir: &Path) -> Result<Plan> {
        let path = dir.join(PLAN);
        let text = std::fs::read_to_string(&path)
            .with_context(|| format!("reading {}", path.display()))?;
        let plan: Plan =
            serde_json::from_str(&text).with_context(|| format!("reading {}", path.display()))?;
        if plan.version != VERSION {
            let text = format!(
                "the plan in {} is of demarche {}, and this is {VERSION}: answers of two builds are never mixed",
                dir.display(),
                plan.version
            );
            return Err(Coded(FOREIGN, text).into());
        }
        Ok(plan)
    }

    /// Puts the plan into `dir`, whole or not at all.
    fn write(&self, dir: &Path) -> Result<()> {
        put(
            &dir.join(PLAN),
            &(serde_json::to_string_pretty(self)? + "\n"),
        )
    }

    /// The places of the jobs of shard `k`.
    fn part(&self, k: usize) -> Range<usize> {
        let at = |k: usize| k * self.jobs.len() / self.shards;
        at(k)..at(k + 1)
    }

    /// The shards of which an answer is missing, or damaged.
    fn missing(&self, store: &Store) -> Vec<usize> {
        let whole = |k: &usize| {
            self.jobs[self.part(*k)]
                .iter()
                .all(|name| store.holds(name))
        };
        (0..self.shards).filter(|k| !whole(k)).collect()
    }

    /// What is to be done next, in words.
    fn told(&self, dir: &Path) -> String {
        let dir = dir.display();
        let (jobs, shards) = (self.jobs.len(), self.shards);
        format!(
            "Wave {}: {jobs} jobs in {shards} shards.\nRun each     demarche shard run --dir {dir} --shard K/{shards}\nThen         demarche shard merge --dir {dir}\n",
            self.wave
        )
    }
}

/// The answers of the study in `dir`.
fn answers(dir: &Path) -> Store {
    Store::new(dir.join("answers"))
}

/// Does what the command of the study in `dir` does, but solves only jobs of these names.
fn attempt(dir: &Path, own: HashSet<String>, out: Option<&Path>, force: bool) -> Result<Came> {
    let (folder, manifest) = read(dir)?;
    let store = Arc::new(answers(dir).shared(own));
    let keep = Keep {
        shared: Some(store.clone()),
        ..Keep::default()
    };
    let mut command = repeated(&folder, &manifest)?;
    settle(&mut command, &manifest.command, (out, force), &keep);
    match obey(command) {
        Ok(shown) => Ok(Came::Whole(shown)),
        Err(error) => match error.downcast_ref() {
            Some(Error::Elsewhere(_)) => Ok(Came::Wants(store.wanted())),
            _ => Err(error),
        },
    }
}

fn plan(dir: &Path, shards: Option<usize>, words: Vec<String>) -> Result<Shown> {
    if dir.join(PLAN).exists() {
        let message = format!("{} holds a plan already", dir.display());
        return Err(
            Failure::general(message, "name another folder, or go on with that plan").into(),
        );
    }
    let line: Vec<String> = std::iter::once("demarche".to_string())
        .chain(words)
        .collect();
    let mut command = Cli::try_parse_from(&line)?.command();
    let (_, common) = command.about();
    let sets = common.map_or(vec![], |common| common.set.clone());
    let Some(study) = command.repeatable().filter(|own| own.keep.is_some()) else {
        let message = format!("`{}` is no study that is shared out", line.join(" "));
        let help = "share out sweep, leverage, robust, test, score, calibrate, or run --worlds";
        return Err(Failure::general(message, help).into());
    };
    let kept = study.scenarios.iter().map(|name| {
        let own = scenario(name, &sets)?;
        Ok(ManifestScenario::new(&own.id, &own.digest, &own.sources))
    });
    let kept = kept.collect::<Result<_>>()?;
    let manifest = Manifest::new(line, None, kept);
    std::fs::create_dir_all(dir).with_context(|| format!("making {}", dir.display()))?;
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    put(&dir.join("manifest.json"), &text)?;
    let scratch = tempfile::tempdir().context("making a folder to work in")?;
    let jobs = match attempt(
        dir,
        HashSet::new(),
        Some(&scratch.path().join("out")),
        false,
    )? {
        Came::Wants(jobs) => jobs,
        Came::Whole(_) => vec![],
    };
    next(dir, 1, shards.unwrap_or(SHARDS), jobs)
}

/// Shards of a plan, unless it is told.
const SHARDS: usize = 100;

/// Puts the next plan into `dir`.
fn next(dir: &Path, wave: usize, shards: usize, jobs: Vec<String>) -> Result<Shown> {
    let plan = Plan {
        format: 1,
        version: VERSION.into(),
        wave,
        shards: shards.clamp(1, jobs.len().max(1)),
        jobs,
    };
    plan.write(dir)?;
    Ok(Shown {
        text: plan.told(dir),
        ..Shown::default()
    })
}

/// Solves the jobs of these shards that are not there, shard by shard; begins none after the deadline.
fn run(dir: &Path, plan: &Plan, which: &[usize], deadline: Option<Duration>) -> Result<Shown> {
    let begun = Instant::now();
    let store = answers(dir);
    for k in which {
        let own: HashSet<String> = plan.jobs[plan.part(*k)].iter().cloned().collect();
        if own.iter().all(|name| store.holds(name)) {
            continue;
        }
        if deadline.is_some_and(|deadline| begun.elapsed() > deadline) {
            let text = format!(
                "the deadline has come before shard {k}; `demarche shard missing` says what is left"
            );
            bail!(text);
        }
        let scratch = tempfile::tempdir().context("making a folder to work in")?;
        // the answers are in the store; what the command would write is not wanted
        let _ = attempt(dir, own.clone(), Some(&scratch.path().join("out")), false)?;
        if let Some(name) = own.iter().find(|name| !store.holds(name)) {
            let text = format!(
                "shard {k} has no answer {name}: can {} be written to?",
                dir.display()
            );
            bail!(text);
        }
    }
    Ok(Shown::default())
}

/// Says which shards are missing.
fn missing(dir: &Path, format: Missing) -> Result<Shown> {
    let plan = Plan::read(dir)?;
    let left = plan.missing(&answers(dir));
    let text = match format {
        Missing::Lines => left.iter().map(|k| format!("{k}\n")).collect(),
        Missing::Array => spans(&left) + "\n",
        Missing::Json => serde_json::to_string(&left)? + "\n",
    };
    Ok(Shown {
        text,
        code: (!left.is_empty()).then_some(MISSING),
        ..Shown::default()
    })
}

/// Numbers in rising order as a job array names them: 3,7-9.
fn spans(all: &[usize]) -> String {
    let mut spans: Vec<(usize, usize)> = vec![];
    for n in all {
        match spans.last_mut() {
            Some((_, last)) if *last + 1 == *n => *last = *n,
            _ => spans.push((*n, *n)),
        }
    }
    let one = |(a, b): &(usize, usize)| match a == b {
        true => a.to_string(),
        false => format!("{a}-{b}"),
    };
    spans.iter().map(one).collect::<Vec<String>>().join(",")
}

/// Concludes the study from its answers; where it asks for more, plans the next wave.
fn merge(dir: &Path, out: Option<&Path>, force: bool) -> Result<Shown> {
    let plan = Plan::read(dir)?;
    let left = plan.missing(&answers(dir));
    if !left.is_empty() {
        let text = format!(
            "shards are missing: {}. Run them, and merge again",
            spans(&left)
        );
        bail!(text);
    }
    match attempt(dir, HashSet::new(), out, force)? {
        Came::Whole(shown) => Ok(shown),
        Came::Wants(jobs) => {
            let shown = next(dir, plan.wave + 1, plan.shards, jobs)?;
            Ok(Shown {
                code: Some(MISSING),
                text: format!("The study asks for more. {}", shown.text),
                ..shown
            })
        }
    }
}

/// The shards of the plan in `dir` that are missing.
pub(super) fn left(dir: &Path) -> Result<Vec<usize>> {
    Ok(Plan::read(dir)?.missing(&answers(dir)))
}

#[cfg(test)]
mod tests {
    use super::spans;

    #[test]
    fn shards_are_named_as_job_arrays_name_them() {
        assert_eq!(spans(&[]), "");
        assert_eq!(spans(&[3, 7, 8, 9]), "3,7-9");
        assert_eq!(spans(&[0, 1]), "0-1");
    }
}
