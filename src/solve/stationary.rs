//! The unbounded shadow: strategies that do not depend on the round, as a fixed point of the
//! backward pass in the values of the nodes at which rounds begin.
//!
//! The pass is iterated at the wanted precision, with acceleration and then without; where neither
//! settles, precision is raised to it from 0, each fixed point the start of the next.

use super::certificate::{self, Builder, Certificate};
use super::columns::Columns;
use super::residuals::{LostBranch, Residuals, Stages};
use super::strategy::Strategy;
use super::work::Work;
use super::{Layer, NoEquilibrium, WORK, overflow};
use crate::game::{Game, Node, Rows};
use crate::numeric::anderson::{MEMORY, Stop, fixed_point};
use crate::task::{Silent, Task};
use std::cell::Cell;

/// Largest residual, relative to the largest range of a column's values (model.md, section 6): what
/// is added to all payoffs alike does not make the search less exact.
const TOLERANCE: f64 = 1e-12;

/// Passes within which a search was quick enough for a longer step of precision.
const QUICK: usize = 100;

/// Steps of precision as shares of the wanted one: the first, and the smallest.
const STEPS: (f64, f64) = (0.125, 1.0 / 512.0);

/// Columns of values with for ever ahead.
struct Rounds<'a> {
    game: &'a Game,
    columns: &'a Columns<'a>,
    /// The nodes at which rounds begin.
    starts: Vec<Node>,
    next_round: Vec<f64>,
    values: Vec<f64>,
    /// How the last pass solved its stages, and where it could not.
    stages: Stages,
    lost: Option<LostBranch>,
}

impl<'a> Rounds<'a> {
    fn new(game: &'a Game, columns: &'a Columns<'a>) -> Self {
        let s = &game.structure;
        let mut starts: Vec<Node> = s.ends().filter_map(|end| s.restart(end)).collect();
        starts.sort_unstable();
        starts.dedup();
        let all = columns.rows(game).blocks(0..s.nodes().len()).len();
        Rounds {
            game,
            columns,
            starts,
            next_round: vec![0.0; all],
            values: vec![0.0; all],
            stages: Stages::default(),
            lost: None,
        }
    }

    fn unknowns(&self) -> Vec<f64> {
        vec![0.0; self.rows().blocks(0..self.starts.len()).len()]
    }

    /// The layout of values: nodes × columns × points.
    fn rows(&self) -> Rows {
        self.columns.rows(self.game)
    }

    /// The largest range of a column's values.
    fn range(&self) -> f64 {
        let rows = self.rows();
        let nodes = self.game.structure.nodes();
        let column = |c: usize| {
            let own = nodes
                .clone()
                .flat_map(|node| &self.values[rows.row(node.get(), c)]);
            let (low, high) = own.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), x| {
                (low.min(*x), high.max(*x))
            });
            high - low
        };
        (0..self.columns.width()).map(column).fold(0.0, f64::max)
    }

    /// One pass with the next round worth `x`; writes what this round is worth into `out`.
    fn pass(&mut self, x: &[f64], out: &mut [f64], share: f64, strategy: Strategy) -> Residuals {
        let rows = self.rows();
        for (start, row) in self.starts.iter().zip(x.chunks_exact(rows.block())) {
            self.next_round[rows.all_of(start.get())].copy_from_slice(row);
        }
        let work = Work {
            game: self.game,
            columns: self.columns,
            next_round: &self.next_round,
            remaining: None,
            share,
        };
        let residuals = work.backward(&mut self.values, strategy);
        (self.stages, self.lost) = (residuals.stages, residuals.lost);
        for (start, row) in self.starts.iter().zip(out.chunks_exact_mut(rows.block())) {
            row.copy_from_slice(&self.values[rows.all_of(start.get())]);
        }
        residuals
    }

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

/// Asks before every pass whether to go on.
struct Watch<'a> {
    task: &'a dyn Task,
    /// The share of precision reached.
    reached: Cell<f64>,
    stopped: Cell<bool>,
}

impl<'a> Watch<'a> {
    fn new(task: &'a dyn Task) -> Self {
        Watch {
            task,
            reached: Cell::new(0.0),
            stopped: Cell::new(false),
        }
    }

    /// Whether to stop. If so the image is no number, at which a search for a fixed point ends.
    fn stops(&self, image: &mut [f64]) -> bool {
        if self.task.at(WORK, self.reached.get()).is_break() {
            self.stopped.set(true);
            image.fill(f64::NAN);
        }
        self.stopped.get()
    }

    fn unless_stopped(&self, stop: Stop) -> Result<Stop, NoEquilibrium> {
        if self.stopped.get() {
            Err(NoEquilibrium::Cancelled)
        } else {
            Ok(stop)
        }
    }
}

fn settled(stop: Stop, share: f64) -> Result<(), NoEquilibrium> {
    if stop.settled() {
        Ok(())
    } else {
        Err(unsettled(stop, share))
    }
}

fn unsettled(stop: Stop, share: f64) -> NoEquilibrium {
    NoEquilibrium::Unsettled {
        share,
        residual: stop.residual,
        wanted: stop.wanted,
    }
}

/// The stationary equilibrium of `game`. `task` hears the share of precision reached.
pub(super) fn solve(
    game: &Game,
    task: &dyn Task,
) -> Result<(Layer, Vec<f64>, Stages), NoEquilibrium> {
    let columns = Columns::totals(game);
    let mut rounds = Rounds::new(game, &columns);
    let start = rounds.unknowns();
    let mut layer = Layer::new(game);
    let watch = Watch::new(task);
    let mut find = |x: &mut Vec<f64>, share: f64, memory: usize| {
        let stop = fixed_point(x, TOLERANCE, memory, |x, out| {
            if watch.stops(out) {
                return 0.0;
            }
            rounds.pass(x, out, share, layer.choose());
            rounds.range()
        });
        watch.unless_stopped(stop)
    };
    let mut direct = find(&mut start.clone(), 1.0, MEMORY)?;
    if !direct.residual.is_finite() {
        return Err(overflow(game, &columns, &rounds.values).unwrap_or(unsettled(direct, 1.0)));
    }
    if !direct.settled() {
        // where best responses jump, acceleration may leave the point that plain iteration reaches
        direct = find(&mut start.clone(), 1.0, 0)?;
    }
    if !direct.settled() {
        if game.payments.precision.iter().all(|p| p.is_infinite()) {
            return Err(unsettled(direct, 1.0));
        }
        raise(&mut find, start, &watch)?;
    }
    if let Some(lost) = rounds.lost {
        return Err(NoEquilibrium::LostBranch(lost));
    }
    let beliefs = &game.beliefs;
    let values = columns.narrow(&rounds.values, beliefs.prior.len(), game);
    Ok((layer, values, rounds.stages))
}

/// Follows the fixed point from precision 0 to the wanted one.
fn raise(
    find: &mut impl FnMut(&mut Vec<f64>, f64, usize) -> Result<Stop, NoEquilibrium>,
    start: Vec<f64>,
    watch: &Watch,
) -> Result<(), NoEquilibrium> {
    let mut here = (0.0, start);
    settled(find(&mut here.1, 0.0, MEMORY)?, 0.0)?;
    let mut before: Option<(f64, Vec<f64>)> = None;
    let mut step = STEPS.0;
    while here.0 < 1.0 {
        let share = f64::min(here.0 + step, 1.0);
        let mut x = here.1.clone();
        if let Some((at, then)) = &before {
            let along = (share - here.0) / (here.0 - at);
            for (x, then) in x.iter_mut().zip(then) {
                *x += along * (*x - then);
            }
        }
        let stop = find(&mut x, share, MEMORY)?;
        if stop.settled() {
            before = Some(std::mem::replace(&mut here, (share, x)));
            watch.reached.set(share);
            if stop.passes < QUICK {
                step *= 1.5;
            }
        } else {
            step /= 2.0;
            if step < STEPS.1 {
                return settled(stop, share);
            }
        }
    }
    Ok(())
}

/// The certificate of stationary strategies.
pub(super) fn certify(
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
pub(super) fn accounts(game: &Game, layer: &Layer) -> Vec<f64> {
    let columns = Columns::accounts(game);
    let rounds = Rounds::new(game, &columns);
    // the certificate has settled the same strategies
    rounds
        .given(layer, &Silent)
        .map(|(values, _)| values)
        .unwrap_or_default()
}
