//! Progress and cancellation of long work.

use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

/// Somebody who waits for long work.
pub trait Task: Sync {
    /// Hears what is being done and the share of it that is done, 0 to 1; says whether to go on.
    /// Work that is told to break ends soon, without a result.
    fn at(&self, what: &'static str, share: f64) -> ControlFlow<()>;
}

/// Who only listens, and lets all work go on.
impl<F: Fn(&'static str, f64) + Sync> Task for F {
    fn at(&self, what: &'static str, share: f64) -> ControlFlow<()> {
        self(what, share);
        ControlFlow::Continue(())
    }
}

/// Who does not listen, and lets all work go on.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Task for Silent {
    fn at(&self, _: &'static str, _: f64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// The work was told to stop, and has no result.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Cancelled;

/// In what shares of a part progress is counted.
const WHOLE: u64 = 1 << 20;

/// Work in parts: what a part says is heard as the share of all parts that is done. Once told to
/// stop, it tells every part to stop.
pub struct Parts<'a> {
    task: &'a dyn Task,
    what: &'static str,
    count: usize,
    /// What is done, in shares of a part: [`WHOLE`] to a part.
    done: AtomicU64,
    stopped: AtomicBool,
}

impl<'a> Parts<'a> {
    /// Work called `what`, in `count` parts, for which `task` waits.
    pub fn new(task: &'a dyn Task, what: &'static str, count: usize) -> Self {
        Parts {
            task,
            what,
            count,
            done: AtomicU64::new(0),
            stopped: AtomicBool::new(false),
        }
    }

    /// So many parts more are done.
    pub fn advance(&self, parts: usize) {
        self.grow(parts as u64 * WHOLE);
    }

    /// One of the parts, which says itself how far it is.
    pub fn part(&self) -> OnePart<'_> {
        OnePart {
            parts: self,
            told: AtomicU64::new(0),
        }
    }

    fn grow(&self, by: u64) {
        self.done.fetch_add(by, Ordering::Relaxed);
        self.tell();
    }

    /// Whether it was told to stop.
    pub fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn tell(&self) {
        let done = self.done.load(Ordering::Relaxed) as f64 / WHOLE as f64;
        let share = (done / self.count as f64).min(1.0);
        if !self.stopped() && self.task.at(self.what, share).is_break() {
            self.stopped.store(true, Ordering::Relaxed);
        }
    }

    fn goes_on(&self) -> ControlFlow<()> {
        self.tell();
        if self.stopped() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

impl Task for Parts<'_> {
    fn at(&self, _: &'static str, _: f64) -> ControlFlow<()> {
        self.goes_on()
    }
}

/// A part of some work. Who waits hears of it while it is under way, so that the time that is left of
/// long parts can be told soon; it is done when it is dropped.
pub struct OnePart<'a> {
    parts: &'a Parts<'a>,
    /// How much of it was told.
    told: AtomicU64,
}

impl OnePart<'_> {
    fn reach(&self, share: f64) {
        let now = (share.clamp(0.0, 1.0) * WHOLE as f64) as u64;
        let before = self.told.fetch_max(now, Ordering::Relaxed);
        self.parts.grow(now.saturating_sub(before));
    }
}

impl Task for OnePart<'_> {
    fn at(&self, _: &'static str, share: f64) -> ControlFlow<()> {
        self.reach(share);
        self.parts.goes_on()
    }
}

impl Drop for OnePart<'_> {
    fn drop(&mut self) {
        self.reach(1.0);
    }
}

/// Work that is heard under another name.
pub struct Named<'a> {
    /// Who waits for it.
    pub task: &'a dyn Task,
    /// Its name.
    pub what: &'static str,
}

impl Task for Named<'_> {
    fn at(&self, _: &'static str, share: f64) -> ControlFlow<()> {
        self.task.at(self.what, share)
    }
}

/// A part of other work: its shares, from 0 to 1, are shares from `from` to `to` of the whole.
pub struct Part<'a> {
    /// Who waits for the whole.
    pub task: &'a dyn Task,
    /// The share of the whole that is done before this part.
    pub from: f64,
    /// The share of the whole that is done after it.
    pub to: f64,
}

impl Task for Part<'_> {
    fn at(&self, what: &'static str, share: f64) -> ControlFlow<()> {
        self.task
            .at(what, self.from + (self.to - self.from) * share)
    }
}
