//! How sure can one be? The scenario solved in many worlds, each with other values of the parameters
//! that have a range.

use super::drawing::Drawing;
use super::engine::Engine;
use super::job::{Answer, Job};
use super::model::Model;
use super::plan::{Reply, Step, Study, lost};
use super::ranges::Ranges;
use super::sweep::likeliest;
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::statistics::{Found, prim};
use crate::task::Task;

/// The most worlds: the sequence has no more points.
pub const MOST_WORLDS: usize = 65_536;

/// Many worlds.
pub struct Worlds {
    /// The parameters that differ, by number.
    pub parameters: Vec<usize>,
    /// Their values: worlds × parameters.
    pub draws: Vec<Vec<f64>>,
    /// The answer in each world.
    pub answers: Vec<Answer>,
    /// Whether they are [weighted](Drawing::weighted).
    pub weighted: bool,
    /// How many more worlds were drawn in which no equilibrium was found.
    pub lost: usize,
    /// For each outcome the share of its variance that is ignorance: between worlds, not within;
    /// none where it does not vary.
    pub ignorance: Vec<Option<f64>>,
    /// For each outcome the worlds in which it is likeliest, as a box of parameters; none where it
    /// is likeliest in no world, or in all.
    pub boxes: Vec<Option<Found>>,
}

/// The worlds, drawn and not yet solved.
struct Draws<'a> {
    weighted: bool,
    ranges: Ranges<'a>,
    draws: Vec<Vec<f64>>,
    outcomes: usize,
}

/// Solves worlds: of so many drawn from ranges, a scrambled Sobol sequence over those of all parameters that have one (Owen 1995;
/// Burley 2020).
///
/// # Errors
/// The first world's that cannot be read or compiled, or if no world can be solved; or `task` says to stop.
pub fn worlds<M: Model>(
    engine: &Engine<M>,
    drawing: &Drawing,
    seed: u64,
    task: &dyn Task,
) -> Result<Worlds, Error> {
    let all = engine.model.parameters();
    let (ranges, draws) = drawing.draw(all, (0..all.len()).collect(), seed);
    let outcomes = engine.model.readings().outcomes.len();
    let draws = Draws {
        weighted: drawing.weighted(),
        ranges,
        draws,
        outcomes,
    };
    engine.study(draws, task)
}

impl Study for Draws<'_> {
    type Found = Worlds;

    fn work(&self) -> &'static str {
        "solving worlds"
    }

    fn plan(&self) -> Vec<Job> {
        let job = |draw: &Vec<f64>| self.ranges.job(draw.iter().copied().enumerate());
        self.draws.iter().map(job).collect()
    }

    fn spares(&self) -> bool {
        true
    }

    fn conclude(mut self, replies: Vec<Reply>) -> Result<Step<Self>, Error> {
        let lost = lost(&replies)?;
        let worlds = std::mem::take(&mut self.draws).into_iter().zip(replies);
        let found = worlds.filter_map(|(draw, reply)| Some((draw, reply.ok()?)));
        let answers: Vec<Answer>;
        (self.draws, answers) = found.unzip();
        let outcomes = 0..self.outcomes;
        let n = answers.len() as f64;
        let ignorance = |o: usize| {
            let shares = || answers.iter().map(|a| a.outcomes[o]);
            let mean = shares().sum::<f64>() / n;
            let between = shares().map(|p| (p - mean) * (p - mean)).sum::<f64>() / n;
            let within = shares().map(|p| p * (1.0 - p)).sum::<f64>() / n;
            (between + within > 1e-12).then(|| between / (between + within))
        };
        let tops: Vec<usize> = answers.iter().map(likeliest).collect();
        let likeliest_in = |o: usize| {
            let hits: Vec<bool> = tops.iter().map(|top| *top == o).collect();
            prim(&self.draws, &hits)
        };
        Ok(Step::Found(Worlds {
            ignorance: outcomes.clone().map(ignorance).collect(),
            boxes: outcomes.map(likeliest_in).collect(),
            parameters: self.ranges.parameters,
            draws: self.draws,
            weighted: self.weighted,
            lost,
            answers,
        }))
    }
}

/// What to say where no parameter has a range.
pub fn no_range() -> Failure {
    Failure::general(
        "no parameter has a range: every draw would be the same world",
        "give ranges: war_cost = { value = 3, range = [1, 6] }",
    )
}
