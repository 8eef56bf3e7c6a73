//! How sure can one be? The scenario solved in many worlds, each with other values of the parameters
//! that have a range.

use super::sweep::likeliest;
use super::variants::{Answer, Point, Ranges, Variants};
use crate::source::Failure;
use crate::statistics::{Found, prim};

/// The most worlds: the sequence has no more points.
pub const MOST_WORLDS: usize = 65_536;

/// Many worlds.
pub struct Worlds {
    /// The parameters that differ, by number.
    pub parameters: Vec<usize>,
    /// Their values: worlds × parameters.
    pub draws: Vec<Vec<f64>>,
    /// What each world comes to.
    pub answers: Vec<Answer>,
    /// For each outcome the share of its variance that is ignorance: between worlds, not within;
    /// none where it does not vary.
    pub ignorance: Vec<Option<f64>>,
    /// For each outcome the worlds in which it is likeliest, as a box of parameters; none where it
    /// is likeliest in no world, or in all.
    pub boxes: Vec<Option<Found>>,
}

/// Solves `count` worlds: a scrambled Sobol sequence over the ranges of all parameters that have one
/// (Owen 1995; Burley 2020).
///
/// # Errors
/// The first world's that cannot be read, compiled or solved.
pub fn worlds(
    variants: &Variants,
    count: usize,
    seed: u64,
    done: &(dyn Fn(&'static str, f64) + Sync),
) -> Result<Worlds, Box<Failure>> {
    let scenario = &variants.scenario;
    let ranges = Ranges::new(scenario);
    let draws: Vec<Vec<f64>> = (0..count).map(|world| ranges.draw(world, seed)).collect();
    let point = |draw: &Vec<f64>| ranges.point(draw.iter().copied().enumerate());
    let points: Vec<Point> = draws.iter().map(point).collect();
    let answers = variants.answers(&points, &|share| done("solving worlds", share))?;
    let outcomes = 0..scenario.outcomes.len();
    let n = count as f64;
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
        prim(&draws, &hits)
    };
    Ok(Worlds {
        ignorance: outcomes.clone().map(ignorance).collect(),
        boxes: outcomes.map(likeliest_in).collect(),
        parameters: ranges.parameters,
        draws,
        answers,
    })
}
