//! A search for a fixed point that can be stopped, and what it says if it fails.

use crate::numeric::anderson::Stop;
use crate::solve::{NoEquilibrium, WORK};
use crate::task::Task;
use std::cell::Cell;

/// Asks before every pass whether to go on.
pub(super) struct Watch<'a> {
    task: &'a dyn Task,
    /// The share of precision reached.
    pub reached: Cell<f64>,
    stopped: Cell<bool>,
}

impl<'a> Watch<'a> {
    pub fn new(task: &'a dyn Task) -> Self {
        Watch {
            task,
            reached: Cell::new(0.0),
            stopped: Cell::new(false),
        }
    }

    /// Whether to stop. If so the image is no number, at which a search for a fixed point ends.
    pub fn stops(&self, image: &mut [f64]) -> bool {
        if self.task.at(WORK, self.reached.get()).is_break() {
            self.stopped.set(true);
            image.fill(f64::NAN);
        }
        self.stopped.get()
    }

    pub fn unless_stopped(&self, stop: Stop) -> Result<Stop, NoEquilibrium> {
        if self.stopped.get() {
            Err(NoEquilibrium::Cancelled)
        } else {
            Ok(stop)
        }
    }
}

pub(super) fn settled(stop: Stop, share: f64) -> Result<(), NoEquilibrium> {
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
