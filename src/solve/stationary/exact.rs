//! Actors of infinite precision have no branch to follow: passes are iterated, with acceleration and
//! then without.

use super::rounds::Rounds;
use super::watch::{Watch, settled};
use super::{Found, TOLERANCE};
use crate::game::Game;
use crate::numeric::anderson::{MEMORY, fixed_point};
use crate::solve::columns::Columns;
use crate::solve::{Layer, NoEquilibrium, overflow};
use crate::task::Task;

/// The stationary equilibrium of `game` that iteration from 0 comes to.
pub(super) fn iterate(game: &Game, task: &dyn Task) -> Result<Found, NoEquilibrium> {
    let columns = Columns::totals(game);
    let mut rounds = Rounds::new(game, &columns);
    let start = rounds.unknowns();
    let mut layer = Layer::new(game);
    let watch = Watch::new(task);
    let mut find = |memory: usize| {
        let mut x = start.clone();
        let stop = fixed_point(&mut x, TOLERANCE, memory, |x, out| {
            if watch.stops(out) {
                return 0.0;
            }
            rounds.pass(x, out, 1.0, layer.choose());
            rounds.range()
        });
        watch.unless_stopped(stop)
    };
    let mut stop = find(MEMORY)?;
    if stop.residual.is_finite() && !stop.settled() {
        // where best responses jump, acceleration may leave the point that plain iteration reaches
        stop = find(0)?;
    }
    if let Some(overflow) = overflow(game, &columns, &rounds.values) {
        return Err(overflow);
    }
    settled(stop, 1.0)?;
    Found::new(game, &columns, rounds, layer)
}
