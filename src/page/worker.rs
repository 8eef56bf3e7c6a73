//! The thread that solves: what is in hand first, then what it is held against, then where numbers tip.
//! The newest text wins; older ones are left unsolved.

use super::bench::{Bench, Standing};
use super::numbers::Scale;
use super::session::{Session, Shown, Wish};
use super::tips::{Search, Tips};
use crate::diagnostics::Failure;
use crate::error::Error;
use crate::game::Limits;
use crate::scenario::{Document, Scenario};
use crate::task::Task;
use serde::Serialize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// Between two words about how far work is.
const WORDS: Duration = Duration::from_millis(200);

/// Where a run takes longer, in seconds, something near to it is shown until it is there.
const SOON: f64 = 0.4;

/// Works for a session until the program ends.
pub fn work(session: &Session, limits: Limits) {
    let mut worker = Worker {
        session,
        bench: Bench::new(limits),
        last: (0.0, 0.0),
    };
    loop {
        let (n, wish) = session.next();
        let one = AssertUnwindSafe(|| worker.grant(n, wish));
        if catch_unwind(one).is_err() {
            // a bug, after which the page goes on with a new bench
            worker.bench = Bench::new(limits);
            let message = "demarche failed here: this is a bug, please report it with the file";
            session.failed(
                n,
                &Failure::general(message, "change it back to go on").into(),
            );
        }
    }
}

/// Who works.
struct Worker<'a> {
    session: &'a Session,
    bench: Bench,
    /// How long the last run that was solved took, and its first answer, in seconds.
    last: (f64, f64),
}

impl Worker<'_> {
    /// Works on what is wished in state `n`.
    fn grant(&mut self, n: u64, wish: Wish) {
        let session = self.session;
        let clock = Instant::now();
        let watch = Watch {
            session,
            n,
            told: Mutex::new(clock),
            clock,
        };
        match wish {
            Wish::Run(document, scenario) => self.run(n, document, &scenario, &watch),
            Wish::Pin(document) => {
                let scenario = document.scenario(&[]).map_err(Error::from);
                let run = scenario.and_then(|own| self.bench.run(&document, &own, &watch));
                match run {
                    Ok(run) => session.pinned(&document, Some(&run)),
                    Err(Error::Cancelled) => {}
                    Err(_) => session.pinned(&document, None),
                }
            }
            Wish::Tips(id, document, scenario) => {
                let tell = |tips| session.tipped(n, tips);
                let found = search(&scenario, &id).map(|search| {
                    search.strip(&mut self.bench, (&document, &scenario), &watch, tell)
                });
                match found {
                    Some(Ok(found)) => session.tipped(n, found),
                    Some(Err(Error::Cancelled)) => {}
                    Some(Err(_)) | None => session.tipped(n, Tips::none(&id)),
                }
            }
        }
    }

    /// Runs the text of state `n`, and something near to it first where that is sooner there.
    fn run(&mut self, n: u64, document: Document, scenario: &Scenario, watch: &Watch) {
        let took = || watch.clock.elapsed().as_secs_f64();
        let shown = |run, standing, seconds| Shown {
            n,
            document: document.clone(),
            run,
            seconds,
            standing,
        };
        let new = self.bench.known(&document).is_none();
        // of the first run it is not known how long it will take
        let slow = self.last.0 > SOON || self.last.0 == 0.0;
        let first = match new && slow {
            true => self.bench.first(&document, scenario, watch).ok().flatten(),
            false => None,
        };
        let first = first.map(|(standing, run)| {
            let seconds = took();
            self.session.show(shown(run, standing, (seconds, seconds)));
            seconds
        });
        match self.bench.run(&document, scenario, watch) {
            Ok(run) => {
                if new {
                    self.last = (took(), first.unwrap_or_else(took));
                }
                self.session.show(shown(run, Standing::Sure, self.last));
            }
            Err(Error::Cancelled) => {}
            Err(error) => self.session.failed(n, &error),
        }
    }
}

/// How a number is looked at; none of one that has no range.
fn search<'a>(scenario: &Scenario, id: &'a str) -> Option<Search<'a>> {
    let parameter = scenario.parameters.iter().find(|p| p.name.id == id)?;
    Some(Search {
        id,
        value: parameter.value,
        scale: Scale::of(parameter.range?)?,
    })
}

/// Who waits for the work on a state, as long as it is wanted.
struct Watch<'a> {
    session: &'a Session,
    n: u64,
    clock: Instant,
    told: Mutex<Instant>,
}

/// How far work is.
#[derive(Serialize)]
struct Word {
    n: u64,
    what: &'static str,
    share: f64,
    seconds: f64,
}

impl Task for Watch<'_> {
    fn at(&self, what: &'static str, share: f64) -> ControlFlow<()> {
        if !self.session.wanted(self.n) {
            return ControlFlow::Break(());
        }
        if let Ok(mut told) = self.told.try_lock()
            && told.elapsed() >= WORDS
        {
            *told = Instant::now();
            let word = Word {
                n: self.n,
                what,
                share,
                seconds: self.clock.elapsed().as_secs_f64(),
            };
            self.session.hub.tell("working", &word);
        }
        ControlFlow::Continue(())
    }
}
