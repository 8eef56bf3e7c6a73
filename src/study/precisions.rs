//! How a forecast hangs on precision: outcomes at everybody's precisions 1 to 10, and between two of
//! them where an outcome leaps.

use super::claims::PRECISIONS;
use super::engine::Engine;
use super::job::{Answer, Job, Precision};
use super::model::Model;
use super::sweep::leap;
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

/// How often a step between two precisions is halved while an outcome leaps in it.
const HALVINGS: usize = 4;

/// The answers at each of [`PRECISIONS`], in rising order, and at precisions between two of them where an
/// outcome changes by more than [`LEAP`](super::LEAP); none where no equilibrium was found.
///
/// # Errors
/// The game cannot be compiled; or `task` says to stop.
pub fn precisions<M: Model>(
    engine: &Engine<M>,
    task: &dyn Task,
) -> Result<Vec<(f64, Option<Answer>)>, Error> {
    let mut all = answers(engine, &PRECISIONS, task)?;
    for _ in 0..HALVINGS {
        let leaps = all.windows(2).filter(|w| {
            let both = w[0].1.as_ref().zip(w[1].1.as_ref());
            both.is_some_and(|(a, b)| leap(&a.outcomes, &b.outcomes))
        });
        let between: Vec<f64> = leaps.map(|w| f64::midpoint(w[0].0, w[1].0)).collect();
        all.extend(answers(engine, &between, task)?);
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
    }
    Ok(all)
}

/// The answers at these precisions of everybody.
fn answers<M: Model>(
    engine: &Engine<M>,
    precisions: &[f64],
    task: &dyn Task,
) -> Result<Vec<(f64, Option<Answer>)>, Error> {
    let job = |precision: &f64| Job {
        precision: Precision::All(Number(*precision)),
        ..Job::default()
    };
    let jobs: Vec<Job> = precisions.iter().map(job).collect();
    let replies = engine.run_found(&jobs, "turning precision", task)?;
    let answers = replies.into_iter().map(Result::ok);
    Ok(precisions.iter().copied().zip(answers).collect())
}
