//! The thread that solves: what is in hand first, then what it is held against, then where numbers tip.
//! The newest text wins; older ones are left unsolved.

use super::bench::Bench;
use super::session::{Session, Wish};
use super::tips::tips;
use crate::error::Error;
use crate::game::Limits;
use crate::scenario::Scenario;
use crate::task::Task;
use serde::Serialize;
use std::ops::ControlFlow;
use std::sync::Mutex;
use std::time::{Duration, Instant};

use super::numbers::Scale;

/// Between two words about how far work is.
const WORDS: Duration = Duration::from_millis(200);

/// Where a run takes longer, in seconds, something near to it is shown until it is there.
const SOON: f64 = 0.4;

/// Works for a session until the program ends.
pub fn work(session: &Session, limits: Limits) {
    let mut bench = Bench::new(limits);
    let mut last = 0.0;
    loop {
        let (n, wish) = session.next();
        let clock = Instant::now();
        let watch = Watch {
            session,
            n,
            told: Mutex::new(clock),
            clock,
        };
        match wish {
            Wish::Run(document) => {
                let took = || clock.elapsed().as_secs_f64();
                let new = bench.known(document.text()).is_none();
                let first = match new && (last > SOON || last == 0.0) {
                    true => bench.first(&document, &watch).ok().flatten(),
                    false => None,
                };
                let first = first.map(|(standing, run)| {
                    session.glimpsed(n, &document, run, (took(), standing));
                    took()
                });
                match bench.run(&document, &watch) {
                    Ok(run) => {
                        last = took();
                        session.solved(n, &document, run, (last, first.unwrap_or(last)));
                    }
                    Err(Error::Cancelled) => {}
                    Err(error) => session.failed(n, &error),
                }
            }
            Wish::Pin(number, document) => match bench.run(&document, &watch) {
                Ok(run) => session.pinned(number, Some(run)),
                Err(Error::Cancelled) => {}
                Err(_) => session.pinned(number, None),
            },
            Wish::Tips(id, document, scenario) => {
                let none = || super::tips::Tips::none(&id);
                match place(&scenario, &id) {
                    Some((value, scale)) => {
                        match tips(&mut bench, &document, (&id, value, scale), &watch) {
                            Ok(found) => session.tipped(n, found),
                            Err(Error::Cancelled) => {}
                            Err(_) => session.tipped(n, none()),
                        }
                    }
                    None => session.tipped(n, none()),
                }
            }
        }
    }
}

/// What a number is, and its scale.
fn place(scenario: &Scenario, id: &str) -> Option<(f64, Scale)> {
    let parameter = scenario.parameters.iter().find(|p| p.name.id == id)?;
    Some((parameter.value, Scale::of(parameter.range?)?))
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
