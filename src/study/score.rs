//! Did a scenario forecast what happened? Each milestone's probability beside what came.

use super::reading::Kind;
use super::variants::{Point, Variants};
use crate::source::Failure;

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

/// The marks of the scenario's milestones, in file order.
///
/// # Errors
/// As [`Variants::solve`].
pub fn score(variants: &Variants) -> Result<Vec<Mark>, Box<Failure>> {
    let solved = variants.solve(&Point::default())?;
    let flow = solved.flow(0);
    let milestones = variants.scenario.milestones.iter().enumerate();
    let mark = |(milestone, m): (usize, &crate::scenario::Milestone)| Mark {
        milestone,
        // rounding may leave a hair beyond
        forecast: solved
            .read(&m.expr, Kind::event(m.moment), (&flow, 0))
            .clamp(0.0, 1.0),
        happened: m.happened,
        base: m.base,
    };
    Ok(milestones.map(mark).collect())
}
