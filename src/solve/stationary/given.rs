//! Values under strategies that are given: a fixed point of passes, which contract.

use super::rounds::Rounds;
use super::watch::{Watch, settled};
use super::{Found, TOLERANCE};
use crate::game::{Game, Rows};
use crate::numeric::anderson::{MEMORY, fixed_point};
use crate::solve::certificate::{self, Builder, Certificate};
use crate::solve::columns::Columns;
use crate::solve::{Layer, NoEquilibrium};
use crate::task::{Silent, Task};

impl Rounds<'_> {
    /// What rounds' starts are worth under given strategies, from a guess `x` on. Nobody checks the
    /// strategies on the way if no column guides choices.
    fn given(
        &mut self,
        layer: &Layer,
        (x, tolerance): (&mut Vec<f64>, f64),
        task: &dyn Task,
    ) -> Result<(), NoEquilibrium> {
        let watch = Watch::new(task);
        watch.reached.set(1.0);
        let stop = fixed_point(x, tolerance, MEMORY, |x, out| {
            if watch.stops(out) {
                return 0.0;
            }
            self.pass(x, out, 1.0, layer.follow());
            self.range()
        });
        settled(watch.unless_stopped(stop)?, 1.0)
    }
}

/// Largest change of what a flawless or the worst player would get by one more round, relative to the
/// range of values: prices of errors are judged at a hundred times that.
const FLAWLESS: f64 = 1e-10;

/// The certificate of stationary strategies.
pub(in crate::solve) fn certify(
    game: &Game,
    found: &Found,
    task: &dyn Task,
) -> Result<Certificate, NoEquilibrium> {
    let columns = certificate::columns(game);
    let mut rounds = Rounds::new(game, &columns);
    // what it has settled on so far is the guess for every column of a role
    let known = Rows {
        inner: game.beliefs.prior.len(),
        points: game.beliefs.count,
    };
    let mut guess = vec![];
    for start in &rounds.starts {
        for column in &columns.columns {
            guess.extend_from_slice(&found.values[known.row(start.get(), column.role)]);
        }
    }
    let unchecked = columns.unguided();
    let settling = (&mut guess, FLAWLESS);
    Rounds::new(game, &unchecked).given(&found.layer, settling, task)?;
    let mut image = guess.clone();
    let residuals = rounds.pass(&guess, &mut image, 1.0, found.layer.follow());
    let mut builder = Builder::default();
    builder.add(residuals);
    let left = found.branches.map(|branches| branches.residual);
    builder.finish(game, &rounds.values, columns.width(), left);
    Ok(builder.certificate)
}

/// The values of all nodes by account, nodes × accounts.
pub(in crate::solve) fn accounts(game: &Game, layer: &Layer) -> Vec<f64> {
    let columns = Columns::accounts(game);
    let mut rounds = Rounds::new(game, &columns);
    let mut start = rounds.unknowns();
    // the certificate has settled the same strategies
    match rounds.given(layer, (&mut start, TOLERANCE), &Silent) {
        Ok(()) => rounds.values,
        Err(_) => vec![],
    }
}
