//! What to choose when the numbers are not known: several choices solved in the same worlds.
//!
//! A choice is a variant, a value of a setting, or an option that its owner is bound to. Every world
//! is one draw of the parameters that all choices leave as they are; what they set themselves is
//! chosen, not drawn.

use super::drawing::Drawing;
use super::engine::Engine;
use super::job::{Answer, Job};
use super::model::{Model, Target};
use super::plan::Reply;
use super::ranges::Ranges;
use crate::error::Error;
use crate::scenario::{Edit, Parameter};
use crate::statistics::{Chosen, choose};
use crate::task::{Part, Task};
use std::sync::Arc;

/// One of those that may be chosen.
pub struct Choice<M> {
    /// Its id.
    pub id: String,
    /// What it is called.
    pub label: String,
    /// What solves it; choices of a setting, or of an option, share one.
    pub engine: Arc<Engine<M>>,
    /// What is chosen.
    pub edits: Vec<Edit>,
}

/// What a choice is good for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Objective {
    /// The probability of an outcome, or a measure, by its id.
    Reading(String),
    /// An actor's value at the start, by its id.
    Value(String),
}

/// How to choose.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub struct Rules {
    pub objective: Objective,
    /// Whether less of it is better.
    pub least: bool,
    /// What is enough; none takes even odds of a probability, and of anything else what the first
    /// choice is worth at the file's own numbers.
    pub threshold: Option<f64>,
    pub worlds: Drawing,
    pub seed: u64,
}

/// What was found.
pub struct Robust {
    /// The parameters drawn, by their number in the first choice's model.
    pub parameters: Vec<usize>,
    /// Those with a range that are not drawn, being what is chosen.
    pub chosen: Vec<usize>,
    /// Worlds × parameters.
    pub draws: Vec<Vec<f64>>,
    /// What each choice is worth in every world: choices × worlds.
    pub worth: Vec<Vec<f64>>,
    /// How many more worlds were drawn in which no equilibrium was found under some choice.
    pub lost: usize,
    /// And at the file's own numbers.
    pub written: Vec<f64>,
    /// What was taken as enough.
    pub threshold: f64,
    /// What the rules make of it, a larger number being better: of less being better, of what
    /// [`Robust::worth`] falls below 0.
    pub judged: Chosen,
}

/// The jobs of every choice, and what is drawn for them.
struct Plan<'a> {
    ranges: Ranges<'a>,
    chosen: Vec<usize>,
    draws: Vec<Vec<f64>>,
    /// For each choice a job for each world, and one at the file's own numbers.
    jobs: Vec<Vec<Job>>,
}

/// Solves every choice in every world and judges them.
///
/// # Errors
/// The first variant's that cannot be read or compiled, or at the file's own numbers solved; or `task`
/// says to stop.
pub fn robust<M: Model>(
    choices: &[Choice<M>],
    rules: &Rules,
    task: &dyn Task,
) -> Result<Robust, Error> {
    let plan = plan(choices, rules);
    let mut replies = vec![];
    let share = |c: usize| c as f64 / choices.len() as f64;
    for (c, (choice, jobs)) in choices.iter().zip(&plan.jobs).enumerate() {
        let part = Part {
            task,
            from: share(c),
            to: share(c + 1),
        };
        let found = choice.engine.run_found(jobs, "solving choices", &part)?;
        replies.push(found);
    }
    conclude(choices, rules, plan, &replies)
}

fn plan<'a, M: Model>(choices: &'a [Choice<M>], rules: &Rules) -> Plan<'a> {
    let (free, chosen) = drawn(choices);
    let all = choices[0].engine.model.parameters();
    let (ranges, draws) = rules.worlds.draw(all, free, rules.seed);
    let jobs = |choice: &Choice<M>| {
        let measures = choice.measure(&rules.objective).into_iter().collect();
        let job = |draw: &[f64]| {
            let mut job = ranges.job(draw.iter().copied().enumerate());
            job.edits.extend(choice.edits.iter().cloned());
            job.read.measures = Vec::clone(&measures);
            job
        };
        let mut all: Vec<Job> = draws.iter().map(|draw| job(draw)).collect();
        all.push(job(&[]));
        all
    };
    Plan {
        jobs: choices.iter().map(jobs).collect(),
        ranges,
        chosen,
        draws,
    }
}

fn conclude<M: Model>(
    choices: &[Choice<M>],
    rules: &Rules,
    plan: Plan,
    replies: &[Vec<Reply>],
) -> Result<Robust, Error> {
    // choices are compared in worlds in which each has an equilibrium
    let drawn = plan.draws.len();
    let error = |world: usize| replies.iter().find_map(|found| found[world].as_ref().err());
    let kept: Vec<usize> = (0..drawn).filter(|world| error(*world).is_none()).collect();
    let needed = if kept.is_empty() {
        0..=drawn
    } else {
        drawn..=drawn
    };
    if let Some(error) = needed.into_iter().find_map(error) {
        return Err(error.clone());
    }
    let mut worth = vec![];
    let mut written = vec![];
    for (choice, found) in choices.iter().zip(replies) {
        let read = |answer: &Answer| choice.read(answer, &rules.objective);
        let kept = kept.iter().flat_map(|world| &found[*world]);
        worth.push(kept.map(read).collect());
        written.extend(found[drawn].iter().map(read));
    }
    let threshold = rules.threshold.unwrap_or_else(|| {
        if choices[0].probability(&rules.objective) {
            0.5
        } else {
            written[0]
        }
    });
    let sign = if rules.least { -1.0 } else { 1.0 };
    let signed = |own: &Vec<f64>| own.iter().map(|x| sign * x).collect();
    let signed: Vec<Vec<f64>> = worth.iter().map(signed).collect();
    Ok(Robust {
        judged: choose(&signed, sign * threshold, rules.seed),
        parameters: plan.ranges.parameters,
        chosen: plan.chosen,
        lost: drawn - kept.len(),
        draws: kept
            .iter()
            .map(|world| plan.draws[*world].clone())
            .collect(),
        worth,
        written,
        threshold,
    })
}

/// The parameters with a range that every choice leaves as they are, and the rest of those with one.
fn drawn<M: Model>(choices: &[Choice<M>]) -> (Vec<usize>, Vec<usize>) {
    let first = choices[0].engine.model.parameters();
    let same = |p: &Parameter| {
        choices.iter().all(|choice| {
            let mut all = choice.engine.model.parameters().iter();
            let own = all.find(|other| other.name.id == p.name.id);
            own.is_some_and(|other| {
                other.value == p.value
                    && other.range == p.range
                    && other.distribution == p.distribution
            }) && !choice.sets(p)
        })
    };
    let ranged = |p: &usize| first[*p].range.is_some();
    let all = (0..first.len()).filter(ranged);
    all.partition(|p| same(&first[*p]))
}

impl<M: Model> Choice<M> {
    /// Whether it sets this parameter.
    fn sets(&self, parameter: &Parameter) -> bool {
        let model = &self.engine.model;
        let mut all = model.parameters().iter();
        let own = all.position(|p| p.name.id == parameter.name.id);
        own.is_some_and(|own| model.sets(&self.edits, own))
    }

    /// The outcome or measure that an objective names; none of a value.
    fn target(&self, objective: &Objective) -> Option<Target> {
        match objective {
            Objective::Reading(id) => {
                let found = self.engine.model.readings().find(id);
                Some(found.expect("checked before"))
            }
            Objective::Value(_) => None,
        }
    }

    /// The measure to be read for an objective, by its id.
    fn measure(&self, objective: &Objective) -> Option<String> {
        let target = self.target(objective)?;
        self.engine.model.readings().measure_id(target)
    }

    /// What an answer says of an objective.
    fn read(&self, answer: &Answer, objective: &Objective) -> f64 {
        let readings = self.engine.model.readings();
        match objective {
            Objective::Reading(id) => match readings.find(id).expect("checked before") {
                Target::Outcome(o) => answer.outcomes[o],
                // the only measure read
                Target::Measure(_) => answer.measures[0],
            },
            Objective::Value(id) => {
                let actor = readings.actors.iter().position(|a| a.id == *id);
                answer.values[actor.expect("checked before")]
            }
        }
    }

    fn probability(&self, objective: &Objective) -> bool {
        let readings = self.engine.model.readings();
        match self.target(objective) {
            Some(Target::Outcome(_)) => true,
            Some(Target::Measure(m)) => !readings.measures[m].mean,
            None => false,
        }
    }
}
