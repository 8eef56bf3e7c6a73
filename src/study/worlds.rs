//! How sure can one be? The scenario solved in many worlds, each with other values of the parameters
//! that have a range.

use super::across::across;
use super::drawing::Drawing;
use super::engine::Engine;
use super::job::Answer;
use super::model::Model;
use super::sweep::likeliest;
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::scenario::Edit;
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

/// Solves worlds: of so many drawn from ranges, a scrambled Sobol sequence over those of all parameters that have one (Owen 1995;
/// Burley 2020).
///
/// # Errors
/// No parameter is drawn; the first world's that cannot be read or compiled, or if no world can be solved; or `task` says to stop.
pub fn worlds<M: Model>(
    engine: &Engine<M>,
    drawing: &Drawing,
    seed: u64,
    task: &dyn Task,
) -> Result<Worlds, Error> {
    let outcomes = 0..engine.model.readings().outcomes.len();
    let asked: (&[Vec<Edit>], &[String]) = (&[vec![]], &[]);
    let mut found = across(engine, asked, (drawing, seed), task)?;
    let answers = found.answers.pop().unwrap_or_default();
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
        prim(&found.draws, &hits)
    };
    Ok(Worlds {
        ignorance: outcomes.clone().map(ignorance).collect(),
        boxes: outcomes.map(likeliest_in).collect(),
        parameters: found.parameters,
        draws: found.draws,
        weighted: found.weighted,
        lost: found.lost,
        answers,
    })
}

/// What to say where no parameter has a range.
pub fn no_range() -> Failure {
    Failure::general(
        "no parameter has a range: every draw would be the same world",
        "give ranges: war_cost = { value = 3, range = [1, 6] }",
    )
}
