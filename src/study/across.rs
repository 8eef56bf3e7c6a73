//! The same variants in many worlds: how far what a study finds hangs on numbers that are not known.

use super::drawing::Drawing;
use super::engine::Engine;
use super::job::{Answer, Job};
use super::model::Model;
use super::no_range;
use super::plan::{Reply, Step, Study, lost};
use super::ranges::Ranges;
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::scenario::Edit;
use crate::task::Task;

/// The most jobs of such a study: it keeps their answers in memory.
const MOST: usize = 1_000_000;

/// Variants, each in the same worlds.
#[derive(Clone, Debug)]
pub struct Across {
    /// The parameters that differ from world to world, by number.
    pub parameters: Vec<usize>,
    /// Their values: worlds × parameters.
    pub draws: Vec<Vec<f64>>,
    /// The answers: variants × worlds.
    pub answers: Vec<Vec<Answer>>,
    /// Whether the worlds are [weighted](Drawing::weighted).
    pub weighted: bool,
    /// How many more worlds were drawn in which some variant has no equilibrium.
    pub lost: usize,
}

impl Across {
    /// How many worlds there are.
    pub fn worlds(&self) -> usize {
        self.draws.len()
    }
}

/// The jobs, world by world.
struct Crossing<'a> {
    variants: &'a [Vec<Edit>],
    measures: &'a [String],
    weighted: bool,
    ranges: Ranges<'a>,
    draws: Vec<Vec<f64>>,
}

/// Solves each of `variants` in the worlds of `drawing`, and reads `measures` besides outcomes and values. What a variant sets is not
/// drawn. Only worlds count in which each variant has an equilibrium, so that variants differ by themselves alone.
///
/// # Errors
/// Nothing is drawn, or there are too many jobs; the first that cannot be compiled, or each world's if none counts; or `task` says
/// to stop.
pub fn across<M: Model>(
    engine: &Engine<M>,
    (variants, measures): (&[Vec<Edit>], &[String]),
    (drawing, seed): (&Drawing, u64),
    task: &dyn Task,
) -> Result<Across, Error> {
    let model = &engine.model;
    let all = model.parameters();
    let free = (0..all.len()).filter(|p| !variants.iter().any(|edits| model.sets(edits, *p)));
    let (ranges, draws) = drawing.draw(all, free.collect(), seed);
    if ranges.parameters.is_empty() {
        return Err(no_range().into());
    }
    let jobs = variants.len().saturating_mul(draws.len());
    if jobs > MOST {
        let message = format!(
            "{} variants in each of {} worlds are {jobs} to solve, more than {MOST}",
            variants.len(),
            draws.len()
        );
        return Err(Failure::general(message, "name fewer values, or fewer --worlds").into());
    }
    let crossing = Crossing {
        variants,
        measures,
        weighted: drawing.weighted(),
        ranges,
        draws,
    };
    engine.study(crossing, task)
}

impl Study for Crossing<'_> {
    type Found = Across;

    fn work(&self) -> &'static str {
        "solving worlds"
    }

    fn plan(&self) -> Vec<Job> {
        let jobs = self.draws.iter().flat_map(|draw| {
            self.variants.iter().map(|edits| {
                let mut job = self.ranges.job(draw.iter().copied().enumerate());
                job.edits.extend(edits.iter().cloned());
                job.read.measures = self.measures.to_vec();
                job
            })
        });
        jobs.collect()
    }

    fn spares(&self) -> bool {
        true
    }

    fn conclude(self, replies: Vec<Reply>) -> Result<Step<Self>, Error> {
        lost(&replies)?;
        let mut answers: Vec<Vec<Answer>> = vec![vec![]; self.variants.len()];
        let mut replies = replies.into_iter();
        let mut failed = None;
        let drawn = self.draws.len();
        let mut draws = vec![];
        for draw in self.draws {
            let world: Vec<Reply> = replies.by_ref().take(self.variants.len()).collect();
            match world.into_iter().collect::<Result<Vec<Answer>, Error>>() {
                Ok(world) => {
                    let pairs = answers.iter_mut().zip(world);
                    pairs.for_each(|(all, answer)| all.push(answer));
                    draws.push(draw);
                }
                Err(error) => failed = Some(error),
            }
        }
        let found = Across {
            parameters: self.ranges.parameters,
            weighted: self.weighted,
            lost: drawn - draws.len(),
            draws,
            answers,
        };
        match failed {
            Some(error) if found.worlds() == 0 => Err(error),
            _ => Ok(Step::Found(found)),
        }
    }
}
