//! The variants that are looked at, solved: one model for all texts that differ in numbers alone.

use crate::error::Error;
use crate::game::Limits;
use crate::report::RunSummary;
use crate::scenario::{Document, Edit, Scenario};
use crate::study::{Answer, Engine, GameModel, Job, Model, Searched, Solved, unplayed};
use crate::task::Task;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::Arc;

/// Results that are kept, so that going back to a text costs nothing.
const KEPT: usize = 32;

/// Points of a coarse grid of beliefs.
const COARSE: usize = 5;

/// What a run is of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// What `run` shows.
    Sure,
    /// An equilibrium next to that of the run before, which may be another than the principal one.
    Near,
    /// The same on a coarse grid of beliefs.
    Coarse,
}

/// A model, and what was solved with it.
pub struct Bench {
    limits: Limits,
    engine: Option<Engine<GameModel>>,
    /// The structure last searched beside the model's own.
    searched: Option<(Vec<Edit>, Arc<Searched>)>,
    /// Answers by job; none where no equilibrium was found.
    answers: HashMap<Job, Option<Answer>>,
    /// Runs with their texts, the latest last.
    runs: Vec<(Document, Arc<RunSummary>)>,
    /// What the nodes were worth in the run last solved.
    values: Vec<f64>,
}

impl Bench {
    /// Where nothing is solved yet.
    pub fn new(limits: Limits) -> Self {
        Bench {
            limits,
            engine: None,
            searched: None,
            answers: HashMap::new(),
            runs: vec![],
            values: vec![],
        }
    }

    /// The run of texts that were solved lately.
    pub fn known(&self, document: &Document) -> Option<Arc<RunSummary>> {
        let found = self.runs.iter().find(|(known, _)| known.same(document));
        found.map(|(_, run)| run.clone())
    }

    /// What is exact of the `scenario` that `document` describes.
    ///
    /// # Errors
    /// The game is too large; or there is no equilibrium to be found; or `task` says to stop.
    pub fn run(
        &mut self,
        document: &Document,
        scenario: &Scenario,
        task: &dyn Task,
    ) -> Result<Arc<RunSummary>, Error> {
        if let Some(run) = self.known(document) {
            return Ok(run);
        }
        let mut job = self.job(document, scenario)?;
        job.read.longer = true;
        let structure = self.structure(&job)?;
        let solved = self.model().solved(&job, &structure, task)?;
        let run = self.unplayed(solved)?;
        if self.runs.len() == KEPT {
            self.runs.remove(0);
        }
        self.runs.push((document.clone(), run.clone()));
        Ok(run)
    }

    /// Something that is sooner there and near to it: where types are private, the same on a coarse grid of
    /// beliefs; else, where play has no end, the equilibrium next to that of the run last solved. None if
    /// there is none such.
    ///
    /// # Errors
    /// As [`Bench::run`].
    pub fn first(
        &mut self,
        document: &Document,
        scenario: &Scenario,
        task: &dyn Task,
    ) -> Result<Option<(Standing, Arc<RunSummary>)>, Error> {
        let typed = scenario.actors.iter().any(|actor| !actor.types.is_empty());
        let coarse = typed && scenario.belief_points > COARSE;
        if !coarse && scenario.time.shadow.is_some() {
            return Ok(None);
        }
        let mut job = self.job(document, scenario)?;
        job.read.longer = true;
        if coarse {
            let points = Edit::set("beliefs.points", &COARSE.to_string());
            job.edits.push(points);
        }
        let structure = self.structure(&job)?;
        let model = self.model();
        let (standing, solved) = if coarse {
            let solved = model.solved(&job, &structure, task)?;
            (Standing::Coarse, Some(solved))
        } else {
            let near = model.solved_near(&job, &structure, &self.values, task)?;
            (Standing::Near, near)
        };
        let run = |solved| Ok((standing, self.unplayed(solved)?));
        solved.map(run).transpose()
    }

    /// The model that the last job was made for.
    fn model(&self) -> &GameModel {
        let engine = self.engine.as_ref();
        &engine.expect("a job was made for it").model
    }

    fn structure(&mut self, job: &Job) -> Result<Arc<Searched>, Error> {
        let edits = self.model().structural(job);
        if let Some((known, structure)) = &self.searched
            && *known == edits
        {
            return Ok(structure.clone());
        }
        let structure = self.model().structure(&edits)?;
        self.searched = Some((edits, structure.clone()));
        Ok(structure)
    }

    fn unplayed(&mut self, solved: Solved) -> Result<Arc<RunSummary>, Error> {
        self.values = solved.solution.values().to_vec();
        let mut run = RunSummary::of(&unplayed(solved)?, 0);
        (run.head.seed, run.head.histories) = (None, None);
        Ok(Arc::new(run))
    }

    /// The `scenario` that `document` describes as a variant of the model; of a model of its own, if more
    /// than numbers are different.
    ///
    /// # Errors
    /// The game is too large.
    pub fn job(&mut self, document: &Document, scenario: &Scenario) -> Result<Job, Error> {
        let turned = |engine: &Engine<GameModel>| turned(&engine.model, scenario);
        let edits = match self.engine.as_ref().and_then(turned) {
            Some(edits) => edits,
            None => {
                let model = GameModel::new(document.clone(), vec![], self.limits)?;
                self.engine = Some(Engine::new(model));
                self.searched = None;
                self.answers.clear();
                vec![]
            }
        };
        Ok(Job {
            edits,
            ..Job::default()
        })
    }

    /// The answers to some variants of the last model, those that are not known solved side by side; none
    /// where no equilibrium was found.
    ///
    /// # Errors
    /// The first variant's that cannot be compiled; or `task` says to stop.
    pub fn answers(&mut self, jobs: &[Job], task: &dyn Task) -> Result<Vec<Option<Answer>>, Error> {
        let engine = self.engine.as_ref().expect("the jobs are of its model");
        let new = jobs.iter().filter(|job| !self.answers.contains_key(*job));
        let new: Vec<Job> = new.cloned().collect();
        let replies = engine.run_found(&new, "looking where it tips", task)?;
        self.answers
            .extend(new.into_iter().zip(replies.into_iter().map(Result::ok)));
        Ok(jobs.iter().map(|job| self.answers[job].clone()).collect())
    }
}

/// The numbers in which `scenario` differs from the model's; none if it differs in anything else.
fn turned(model: &GameModel, scenario: &Scenario) -> Option<Vec<Edit>> {
    let own = &model.scenario.settings;
    let same = |of: fn(&Scenario) -> &str| of(&model.scenario) == of(scenario);
    if own.len() != scenario.settings.len() || !same(|s| &s.id) || !same(|s| &s.order) {
        return None;
    }
    let pairs = own.iter().zip(&scenario.settings);
    let changed = pairs.filter(|(a, b)| a != b);
    let edit = |((path, _), (other, value)): (&(String, String), &(String, String))| {
        let number = path == other && model.parameter(path).is_some();
        (number && value.parse::<f64>().is_ok()).then(|| Edit::set(path, value))
    };
    changed.map(edit).collect()
}
