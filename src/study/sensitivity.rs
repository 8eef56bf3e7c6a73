//! Which number matters? Sobol indices of all parameters that have a range.

use super::variants::{Point, Ranges, Variants};
use crate::source::Failure;
use crate::statistics::{Design, Index};

/// What share of each outcome's variance over all ranges is due to each parameter.
pub struct Sensitivity {
    /// The parameters, by number.
    pub parameters: Vec<usize>,
    /// For each outcome the parameters' indices; none where it does not vary.
    pub indices: Vec<Option<Vec<Index>>>,
    /// Variants that were solved.
    pub points: usize,
}

/// Works out the indices from `count` points of a scrambled Sobol sequence: count × (parameters + 2)
/// variants in all.
///
/// # Errors
/// The first variant's that cannot be read, compiled or solved.
pub fn sensitivity(
    variants: &Variants,
    count: usize,
    seed: u64,
    done: &(dyn Fn(&'static str, f64) + Sync),
) -> Result<Sensitivity, Box<Failure>> {
    let ranges = Ranges::new(&variants.scenario);
    let design = Design::new(ranges.ends.len(), count, seed);
    let point = |place: &Vec<f64>| {
        let values = ranges.values(place.iter().copied());
        ranges.point(values.into_iter().enumerate())
    };
    let points: Vec<Point> = design.points.iter().map(point).collect();
    let answers = variants.answers(&points, &|share| done("solving a sample", share))?;
    let of = |o: usize| {
        let values: Vec<f64> = answers.iter().map(|a| a.outcomes[o]).collect();
        design.indices(&values, seed)
    };
    Ok(Sensitivity {
        indices: (0..variants.scenario.outcomes.len()).map(of).collect(),
        parameters: ranges.parameters,
        points: points.len(),
    })
}
