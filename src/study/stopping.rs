//! How many histories to play: a number, or as many as make every outcome's interval narrow enough.
//!
//! Only the width of the intervals decides when to stop, never their position: stopping when a
//! difference is "significant" finds what is not there, stopping on width keeps an interval's
//! coverage.

use crate::simulate::Simulation;
use crate::statistics::wilson;
use crate::task::Cancelled;

/// Why no more histories were played.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize)]
pub struct Stopped {
    /// What was asked for: half the width of every outcome's 95% interval.
    pub until: f64,
    /// Half the width of the widest.
    pub half_width: f64,
    /// Whether that is what was asked for; if not, as many histories were played as may be.
    pub reached: bool,
}

/// The fewest histories before the first look at the intervals, and between two looks.
const LEAST: usize = 4096;

/// Half the width of the widest of the outcomes' intervals.
fn half_width(simulation: &Simulation, outcomes: usize) -> f64 {
    let n = simulation.histories as u64;
    let half = |hits: &u64| {
        let (low, high) = wilson(*hits, n);
        (high - low) / 2.0
    };
    let counts = simulation.counts(outcomes);
    counts.iter().map(half).fold(0.0, f64::max)
}

/// Plays histories in batches until every outcome's interval is narrow enough, or `most` are
/// played. `play` plays those of a range of numbers.
///
/// # Errors
/// `play` was told to stop.
pub(super) fn until(
    outcomes: usize,
    until: f64,
    most: usize,
    play: impl Fn(std::ops::Range<usize>) -> Result<Simulation, Cancelled>,
) -> Result<(Simulation, Stopped), Cancelled> {
    let mut all = play(0..LEAST.min(most))?;
    loop {
        let half_width = half_width(&all, outcomes);
        let reached = half_width <= until;
        let n = all.histories;
        if reached || n >= most {
            let stopped = Stopped {
                until,
                half_width,
                reached,
            };
            return Ok((all, stopped));
        }
        // widths shrink with the root of the number
        let wanted = n as f64 * (half_width / until).powi(2);
        let next = (wanted.ceil() as usize).clamp(n + LEAST, most.max(n + LEAST));
        all = all.join(play(n..next.min(most))?);
    }
}
