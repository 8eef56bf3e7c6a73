//! What studies know of that which they study: its names, and how a variant of it is solved.

use super::job::{Answer, Job};
use crate::error::Error;
use crate::scenario::{Edit, Hypothesis, LeverId, Measure, Milestone, Name, Parameter, Scenario};
use crate::solve::Curve;
use crate::task::Task;

/// A model of which variants can be solved. Studies stand on this alone.
pub trait Model: Sync {
    /// What all variants with the same [structural](Model::structural) edits share.
    type Structure: Send + Sync;

    /// The parameters, in file order.
    fn parameters(&self) -> &[Parameter];

    /// What can be read off every variant.
    fn readings(&self) -> Readings<'_>;

    /// What can be taken away, or be committed to.
    fn levers(&self) -> Vec<ModelLever>;

    /// The actors of whom others do not know what they are, and who stay what they are.
    fn types(&self) -> Vec<ActorTypes>;

    /// The claims to be tested, in file order.
    fn hypotheses(&self) -> &[Hypothesis];

    /// What happened, in file order.
    fn milestones(&self) -> &[Milestone];

    /// The round by whose end milestones are taken as known; 0 if none are.
    fn known(&self) -> usize;

    /// The edits of a job that decide its structure; none of them if it has the model's own.
    fn structural(&self, job: &Job) -> Vec<Edit>;

    /// The structure that these edits make.
    ///
    /// # Errors
    /// The edits make no sense, or the structure is too large.
    fn structure(&self, edits: &[Edit]) -> Result<Self::Structure, Error>;

    /// The answer to a job on the structure that its structural edits make.
    ///
    /// # Errors
    /// There is no solution to be found, or `task` says to stop.
    fn solve(&self, job: &Job, on: &Self::Structure, task: &dyn Task) -> Result<Answer, Error>;

    /// The curve of equilibria through the variants that `jobs` ask for, which differ in one parameter
    /// whose `values` rise, from the equilibrium of number `start` on. None where play ends, or where
    /// the parameter changes more than numbers.
    ///
    /// # Errors
    /// There is no solution to begin with, or `task` says to stop.
    fn curve(
        &self,
        jobs: &[Job],
        values: &[f64],
        start: usize,
        task: &dyn Task,
    ) -> Result<Option<Curve>, Error>;

    /// The answer to `job` where the variant that it asks for lies on `curve`; none if it is not found
    /// there.
    ///
    /// # Errors
    /// The job's edits make no sense.
    fn answer_on(&self, curve: &Curve, at: Spot, job: &Job) -> Result<Option<Answer>, Error>;

    /// Whether `edits` set the parameter of this number.
    fn sets(&self, edits: &[Edit], parameter: usize) -> bool {
        edits.iter().any(|edit| match edit {
            Edit::Set(text) => {
                let path = text.split_once('=').map_or(&text[..], |(path, _)| path);
                self.parameter(path.trim()) == Some(parameter)
            }
            Edit::Parameter { id, .. } => self.parameters()[parameter].name.id == *id,
            Edit::Remove(_)
            | Edit::Commit(_)
            | Edit::Reveal { .. }
            | Edit::ReverseCalls
            | Edit::Given(_) => false,
        })
    }

    /// Which parameter a path names, if it is one.
    fn parameter(&self, path: &str) -> Option<usize> {
        let bare = path.strip_prefix("parameters.").unwrap_or(path);
        let bare = bare.strip_suffix(".value").unwrap_or(bare);
        self.parameters().iter().position(|p| p.name.id == bare)
    }
}

/// A place on a curve of equilibria.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Spot {
    /// Where it crosses a value: the number of the crossing.
    Crossing(usize),
    /// Between this crossing and the next: the part of the way.
    Between(usize, f64),
    /// Where it turns: the number of the fold.
    Fold(usize),
}

/// What can be read off a variant, in file order.
#[derive(Clone, Debug)]
pub struct Readings<'a> {
    /// Outcomes, each a probability.
    pub outcomes: Vec<&'a Name>,
    /// Measures.
    pub measures: &'a [Measure],
    /// Actors, each with a value at the start.
    pub actors: Vec<&'a Name>,
}

impl<'a> Readings<'a> {
    /// Of `scenario`.
    pub fn of(scenario: &'a Scenario) -> Self {
        Readings {
            outcomes: scenario.outcomes.iter().map(|o| &o.name).collect(),
            measures: &scenario.measures,
            actors: scenario.players().map(|(_, a)| &a.name).collect(),
        }
    }

    /// The outcome or measure called `id`.
    pub fn find(&self, id: &str) -> Option<Target> {
        let outcome = self.outcomes.iter().position(|o| o.id == id);
        let measure = || self.measures.iter().position(|m| m.name.id == id);
        outcome
            .map(Target::Outcome)
            .or_else(|| measure().map(Target::Measure))
    }

    /// The ids of these measures, given by number.
    pub fn measure_ids(&self, measures: &[usize]) -> Vec<String> {
        let id = |m: &usize| self.measures[*m].name.id.clone();
        measures.iter().map(id).collect()
    }

    /// The id of the measure that `target` is; none if it is an outcome.
    pub fn measure_id(&self, target: Target) -> Option<String> {
        match target {
            Target::Outcome(_) => None,
            Target::Measure(m) => Some(self.measures[m].name.id.clone()),
        }
    }
}

/// A lever of a model.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelLever {
    /// What it is.
    pub id: LeverId,
    /// Whether it is what its owner does where it does nothing else.
    pub rests: bool,
}

/// An actor and what it may be.
#[derive(Clone, Debug, PartialEq)]
pub struct ActorTypes {
    /// The actor, by number.
    pub actor: usize,
    /// Its id.
    pub id: String,
    /// The ids of its types, and how likely each is.
    pub priors: Vec<(String, f64)>,
}

/// What is read off a variant: an outcome, or a measure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Target {
    /// An outcome, by number.
    Outcome(usize),
    /// A measure, by number.
    Measure(usize),
}

impl Target {
    /// The target called `id`.
    pub fn find(scenario: &Scenario, id: &str) -> Option<Target> {
        Readings::of(scenario).find(id)
    }

    /// Its name.
    pub fn name(self, scenario: &Scenario) -> &Name {
        match self {
            Target::Outcome(o) => &scenario.outcomes[o].name,
            Target::Measure(m) => &scenario.measures[m].name,
        }
    }
}
