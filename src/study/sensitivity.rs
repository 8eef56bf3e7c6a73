//! Which number matters? Sobol indices of all parameters that have a range.

use super::engine::Engine;
use super::job::{Answer, Job};
use super::model::Model;
use super::plan::{Reply, Step, Study};
use super::ranges::Ranges;
use crate::error::Error;
use crate::statistics::{Design, Index};
use crate::task::Task;

/// What share of each outcome's variance over all ranges is due to each parameter.
pub struct Sensitivity {
    /// The parameters, by number.
    pub parameters: Vec<usize>,
    /// For each outcome the parameters' indices; none where it does not vary.
    pub indices: Vec<Option<Vec<Index>>>,
    /// Variants that were solved.
    pub points: usize,
}

/// A sample of all ranges, not yet solved.
struct Sample<'a> {
    ranges: Ranges<'a>,
    design: Design,
    seed: u64,
    outcomes: usize,
}

/// Works out the indices from `count` points of a scrambled Sobol sequence: count × (parameters + 2)
/// variants in all.
///
/// # Errors
/// The first variant's that cannot be read, compiled or solved; or `task` says to stop.
pub fn sensitivity<M: Model>(
    engine: &Engine<M>,
    count: usize,
    seed: u64,
    task: &dyn Task,
) -> Result<Sensitivity, Error> {
    let ranges = Ranges::new(engine.model.parameters());
    let design = Design::new(ranges.ends.len(), count, seed);
    let sample = Sample {
        ranges,
        design,
        seed,
        outcomes: engine.model.readings().outcomes.len(),
    };
    engine.study(sample, task)
}

impl Study for Sample<'_> {
    type Found = Sensitivity;

    fn work(&self) -> &'static str {
        "solving a sample"
    }

    fn plan(&self) -> Vec<Job> {
        let job = |place: &Vec<f64>| {
            let values = self.ranges.values(place.iter().copied());
            self.ranges.job(values.into_iter().enumerate())
        };
        self.design.points.iter().map(job).collect()
    }

    fn conclude(self, answers: Vec<Reply>) -> Result<Step<Self>, Error> {
        let answers = answers
            .into_iter()
            .collect::<Result<Vec<Answer>, Error>>()?;
        let of = |o: usize| {
            let values: Vec<f64> = answers.iter().map(|a| a.outcomes[o]).collect();
            self.design.indices(&values, self.seed)
        };
        Ok(Step::Found(Sensitivity {
            indices: (0..self.outcomes).map(of).collect(),
            parameters: self.ranges.parameters,
            points: answers.len(),
        }))
    }
}
