//! Values under strategies that are given: a fixed point of passes, which contract.

use super::TOLERANCE;
use super::rounds::Rounds;
use super::watch::{Watch, settled};
use crate::game::Game;
use crate::numeric::anderson::{MEMORY, fixed_point};
use crate::solve::certificate::{self, Builder, Certificate};
use crate::solve::columns::Columns;
use crate::solve::residuals::Residuals;
use crate::solve::{Layer, NoEquilibrium};
use crate::task::{Silent, Task};

impl Rounds<'_> {
    /// Values of all nodes under given strategies, and how far these are from the choice rule.
    fn given(
        mut self,
        layer: &Layer,
        task: &dyn Task,
    ) -> Result<(Vec<f64>, Residuals), NoEquilibrium> {
        let mut x = self.unknowns();
        let mut residuals = Residuals::default();
        let watch = Watch::new(task);
        watch.reached.set(1.0);
        let stop = fixed_point(&mut x, TOLERANCE, MEMORY, |x, out| {
            if watch.stops(out) {
                return 0.0;
            }
            residuals = self.pass(x, out, 1.0, layer.follow());
            self.range()
        });
        settled(watch.unless_stopped(stop)?, 1.0)?;
        Ok((self.values, residuals))
    }
}

/// The certificate of stationary strategies.
pub(in crate::solve) fn certify(
    game: &Game,
    layer: &Layer,
    task: &dyn Task,
) -> Result<Certificate, NoEquilibrium> {
    let columns = certificate::columns(game);
    let (values, residuals) = Rounds::new(game, &columns).given(layer, task)?;
    let mut builder = Builder::default();
    builder.add(residuals);
    builder.finish(game, &values, columns.width());
    Ok(builder.certificate)
}

/// The values of all nodes by account, nodes × accounts.
pub(in crate::solve) fn accounts(game: &Game, layer: &Layer) -> Vec<f64> {
    let columns = Columns::accounts(game);
    let rounds = Rounds::new(game, &columns);
    // the certificate has settled the same strategies
    rounds
        .given(layer, &Silent)
        .map(|(values, _)| values)
        .unwrap_or_default()
}
