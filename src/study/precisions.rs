//! How a forecast hangs on precision: outcomes at everybody's precisions 1 to 10.

use super::claims::PRECISIONS;
use super::engine::Engine;
use super::job::{Answer, Job, Precision};
use super::model::Model;
use crate::error::Error;
use crate::game::{Game, Rows};
use crate::scenario::Number;
use crate::task::Task;

/// The most positions, each at every point of belief, of a game that every run looks at so: ten
/// solutions of it cost less than its histories.
const SMALL: usize = 5_000;

/// Whether `game` is small enough to be looked at in every run, and anybody's choice hangs on precision.
pub fn small(game: &Game) -> bool {
    let precision = &game.payments.precision;
    let noisy = precision.iter().any(|p| p.is_finite() && *p > 0.0);
    let rows = Rows {
        inner: 1,
        points: game.beliefs.count,
    };
    let positions = game.structure.positions().len();
    noisy && rows.blocks(0..positions).len() <= SMALL
}

/// The answers at each of [`PRECISIONS`]; none where no equilibrium was found.
///
/// # Errors
/// The game cannot be compiled; or `task` says to stop.
pub fn precisions<M: Model>(
    engine: &Engine<M>,
    task: &dyn Task,
) -> Result<Vec<(f64, Option<Answer>)>, Error> {
    let job = |precision: &f64| Job {
        precision: Precision::All(Number(*precision)),
        ..Job::default()
    };
    let jobs: Vec<Job> = PRECISIONS.iter().map(job).collect();
    let replies = engine.run_found(&jobs, "turning precision", task)?;
    let answers = replies.into_iter().map(Result::ok);
    Ok(PRECISIONS.into_iter().zip(answers).collect())
}
