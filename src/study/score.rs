//! Did a scenario forecast what happened? Each milestone's probability beside what came.

use super::engine::Engine;
use super::job::{Answer, Job, Read};
use super::model::Model;
use super::plan::{Reply, Step, Study};
use crate::error::Error;
use crate::scenario::Milestone;
use crate::task::Task;

/// A milestone's forecast and its scores.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// Its number in the file.
    pub milestone: usize,
    /// The forecast probability.
    pub forecast: f64,
    /// 1 if it happened, 0 if not, or something between.
    pub happened: f64,
    /// The base rate that the file gives, if any.
    pub base: Option<f64>,
}

/// (p − y)², 0 at best (Brier 1950).
pub fn brier(p: f64, happened: f64) -> f64 {
    (p - happened) * (p - happened)
}

/// −ln of the probability given to what happened, 0 at best; none where it is neither.
pub fn log_score(p: f64, happened: f64) -> Option<f64> {
    match happened {
        1.0 => Some(-libm::log(p)),
        0.0 => Some(-libm::log(1.0 - p)),
        _ => None,
    }
}

/// What was found of a model's milestones.
#[derive(Clone, Debug, PartialEq)]
pub struct Scored {
    /// Their marks, in file order.
    pub marks: Vec<Mark>,
    /// The probability of all of them that happened or did not, together, by the end of each reported round; empty if there are none.
    pub record: Vec<f64>,
}

/// What happened, not yet held against a forecast: milestones, with their numbers in the file.
struct Record<'a>(Vec<(usize, &'a Milestone)>);

/// How the model's milestones were foretold: all, or those that are settled after what is taken as known.
///
/// # Errors
/// The scenario has no equilibrium to be found, or `task` says to stop.
pub fn score<M: Model>(engine: &Engine<M>, task: &dyn Task) -> Result<Scored, Error> {
    let all = engine.model.milestones().iter().enumerate();
    let open = all.filter(|(_, m)| m.moment.last() > engine.model.known());
    engine.study(Record(open.collect()), task)
}

impl Study for Record<'_> {
    type Found = Scored;

    fn work(&self) -> &'static str {
        "solving"
    }

    fn plan(&self) -> Vec<Job> {
        let ids = self.0.iter().map(|(_, m)| m.name.id.clone());
        vec![Job {
            read: Read {
                milestones: ids.collect(),
                record: true,
                ..Read::default()
            },
            ..Job::default()
        }]
    }

    fn conclude(self, answers: Vec<Reply>) -> Result<Step<Self>, Error> {
        let answers = answers
            .into_iter()
            .collect::<Result<Vec<Answer>, Error>>()?;
        let forecasts = answers.iter().flat_map(|a| &a.milestones);
        let all = self.0.iter().zip(forecasts);
        let mark = |((milestone, m), forecast): (&(usize, &Milestone), &f64)| Mark {
            milestone: *milestone,
            // rounding may leave a hair beyond
            forecast: forecast.clamp(0.0, 1.0),
            happened: m.happened,
            base: m.base,
        };
        let record = answers.iter().flat_map(|a| &a.record);
        Ok(Step::Found(Scored {
            marks: all.map(mark).collect(),
            record: record.copied().collect(),
        }))
    }
}
