//! What is in hand: the text and what it says, the run last solved, what it is held against.

use super::bench::Standing;
use super::desk::Desk;
use super::events;
use super::hub::Hub;
use super::tips::Tips;
use crate::diagnostics::{Entry, Failure, entries};
use crate::error::Error;
use crate::report::RunSummary;
use crate::scenario::{Document, Scenario};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::{Duration, Instant};

/// How long nothing must change before it is looked where numbers tip.
const IDLE: Duration = Duration::from_millis(500);

/// The session behind a page: shared by all who look at it and by the thread that solves.
pub struct Session {
    /// Who is told of events.
    pub hub: Hub,
    state: Mutex<State>,
    changed: Condvar,
    /// The number of the state, which long work looks at.
    now: AtomicU64,
}

/// The state of a session.
pub struct State {
    /// The file, or the shipped scenario, as it was named.
    pub file: String,
    /// The texts as they were opened.
    pub first: Document,
    /// The text and its versions.
    pub desk: Desk,
    /// Counts changes.
    pub n: u64,
    /// The texts.
    pub document: Document,
    /// What they say; none if something is wrong with them.
    pub scenario: Option<Arc<Scenario>>,
    /// What the last sound text said.
    pub sound: Option<Arc<Scenario>>,
    /// What the saved text says, with that text; none if something is wrong with it.
    saved: Option<(String, Arc<Scenario>)>,
    /// What is wrong.
    pub faults: Vec<Entry>,
    /// The run last solved; of an earlier text while that of this one is worked on.
    pub shown: Option<Shown>,
    /// Why the text as it is has no run, or that it was told to stop.
    pub trouble: Option<String>,
    /// What runs are held against: first of all the file as it was opened.
    pub pins: Vec<Pin>,
    /// The numbers in view, the one in hand first.
    pub in_view: Vec<String>,
    /// What is known of them as the text is.
    pub tips: Vec<Tips>,
    /// Whether the file holds something else than was read, and there is something unsaved.
    pub elsewhere: bool,
    moved: Instant,
}

/// A run, and of what.
#[derive(Clone)]
pub struct Shown {
    /// The number of the state.
    pub n: u64,
    /// Its texts.
    pub document: Document,
    /// The run.
    pub run: Arc<RunSummary>,
    /// How long it took, and how long the first answer, in seconds.
    pub seconds: (f64, f64),
    /// What it is of the texts.
    pub standing: Standing,
}

impl Shown {
    /// Whether it is what `run` shows.
    pub fn sure(&self) -> bool {
        self.standing == Standing::Sure
    }
}

/// What runs are held against.
#[derive(Clone)]
pub struct Pin {
    /// What people call it.
    pub name: String,
    /// Its texts.
    pub document: Document,
    /// Its run, when it is solved.
    pub run: Option<Arc<RunSummary>>,
    /// Whether it has none.
    pub lost: bool,
}

impl Pin {
    /// Not yet solved.
    pub fn new(name: &str, document: Document) -> Self {
        Pin {
            name: name.to_string(),
            document,
            run: None,
            lost: false,
        }
    }
}

/// What is to be worked on next.
pub enum Wish {
    /// The text as it is.
    Run(Document, Arc<Scenario>),
    /// A pin.
    Pin(Document),
    /// Where a number tips.
    Tips(String, Document, Arc<Scenario>),
}

impl Session {
    /// With the texts of a file, held against itself as it was opened and, if given, another.
    pub fn new(file: &str, document: Document, desk: Desk, against: Option<Pin>) -> Self {
        // the name it has when something else has been swapped for it
        let opened = Pin::new("what was here before", document.clone());
        let mut state = State {
            file: file.to_string(),
            first: document.clone(),
            desk,
            n: 0,
            document,
            scenario: None,
            sound: None,
            saved: None,
            faults: vec![],
            shown: None,
            trouble: None,
            pins: std::iter::once(opened).chain(against).collect(),
            in_view: vec![],
            tips: vec![],
            elsewhere: false,
            moved: Instant::now(),
        };
        state.read();
        Session {
            hub: Hub::default(),
            state: Mutex::new(state),
            changed: Condvar::new(),
            now: AtomicU64::new(0),
        }
    }

    /// The state.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().expect("nobody panics with it")
    }

    /// Changes the state; everybody is told of it.
    pub fn change<T>(&self, how: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state();
        let text = state.desk.text().clone();
        let pins = pinned(&state);
        let found = how(&mut state);
        if text != *state.desk.text() {
            // who put it there may have read it already
            if state.document.text() != &**state.desk.text() {
                state.read();
            }
            self.renew(&mut state);
        }
        self.hub.tell("state", &events::state(&mut state));
        if pins != pinned(&state) {
            self.hub.tell("result", &events::result(&state));
            self.changed.notify_all();
        }
        found
    }

    /// Reads all texts again: one that is extended may have changed.
    pub fn again(&self) {
        let mut state = self.state();
        state.saved = None;
        state.read();
        self.renew(&mut state);
        self.hub.tell("state", &events::state(&mut state));
    }

    /// What was known of the state is of another one.
    fn renew(&self, state: &mut State) {
        state.n += 1;
        state.moved = Instant::now();
        state.trouble = None;
        state.tips.clear();
        self.now.store(state.n, Ordering::Relaxed);
        self.changed.notify_all();
    }

    /// Hears which numbers are in view, that in hand first.
    pub fn look(&self, ids: Vec<String>) {
        self.state().in_view = ids;
        self.changed.notify_all();
    }

    /// Ends the work on the text as it is.
    pub fn stop(&self) {
        let mut state = self.state();
        if !state.done() {
            state.trouble = Some("stopped".to_string());
            self.now.store(u64::MAX, Ordering::Relaxed);
            self.hub.tell("state", &events::state(&mut state));
        }
    }

    /// Whether work on state `n` is still wanted.
    pub fn wanted(&self, n: u64) -> bool {
        self.now.load(Ordering::Relaxed) == n
    }

    /// What is to be worked on, and the number of the state: waits for it.
    pub fn next(&self) -> (u64, Wish) {
        let mut state = self.state();
        loop {
            let idle = state.moved.elapsed();
            // for nobody it is not looked where numbers tip
            match state.wish(idle >= IDLE && self.hub.heard()) {
                Some(wish) => {
                    self.now.store(state.n, Ordering::Relaxed);
                    return (state.n, wish);
                }
                None => {
                    let wait = IDLE.saturating_sub(idle).max(Duration::from_millis(20));
                    let wait = if idle >= IDLE {
                        Duration::from_secs(3600)
                    } else {
                        wait
                    };
                    let woken = self.changed.wait_timeout(state, wait);
                    state = woken.expect("nobody panics with it").0;
                }
            }
        }
    }

    /// Takes a run, or something near to it until it is there.
    pub fn show(&self, shown: Shown) {
        let mut state = self.state();
        if shown.sure() {
            state.fill(&shown.document, Some(&shown.run));
        }
        if shown.n != state.n {
            return;
        }
        // it was told to stop when it was done
        if shown.sure() && state.trouble.take().is_some() {
            self.hub.tell("state", &events::state(&mut state));
        }
        state.shown = Some(shown);
        self.hub.tell("result", &events::result(&state));
    }

    /// Takes the run of pins with these texts, or learns that they have none.
    pub fn pinned(&self, document: &Document, run: Option<&Arc<RunSummary>>) {
        let mut state = self.state();
        state.fill(document, run);
        self.hub.tell("state", &events::state(&mut state));
        self.hub.tell("result", &events::result(&state));
    }

    /// Learns why state `n` has no run.
    pub fn failed(&self, n: u64, error: &Error) {
        let mut state = self.state();
        if n == state.n && state.trouble.is_none() {
            let why = match error.failure() {
                Some(failure) => entries(&failure.diagnostics, &failure.sources),
                None => vec![],
            };
            state.trouble = Some(why.first().map_or(error.to_string(), |e| e.message.clone()));
            state.faults = why;
            self.hub.tell("state", &events::state(&mut state));
        }
    }

    /// Takes the strip of a number in state `n`, as far as it is known.
    pub fn tipped(&self, n: u64, tips: Tips) {
        let mut state = self.state();
        if n == state.n {
            self.hub.tell("tips", &tips);
            state.tips.retain(|known| known.id != tips.id);
            state.tips.push(tips);
        }
    }
}

/// The runs of the pins.
fn pinned(state: &State) -> Vec<Option<*const RunSummary>> {
    let pins = state.pins.iter();
    pins.map(|pin| pin.run.as_ref().map(Arc::as_ptr)).collect()
}

impl State {
    /// The text as it was last saved, or first opened.
    pub fn saved_text(&self) -> String {
        let first = || self.first.text().to_string();
        self.desk.disk.clone().unwrap_or_else(first)
    }

    /// What it says; none if something is wrong with it.
    pub fn saved(&mut self) -> Option<Arc<Scenario>> {
        let text = self.saved_text();
        if self.saved.as_ref().is_none_or(|(known, _)| *known != text) {
            let scenario = self.first.holding(&text).scenario(&[]);
            self.saved = scenario.ok().map(|scenario| (text, Arc::new(scenario)));
        }
        self.saved.as_ref().map(|(_, scenario)| scenario.clone())
    }

    /// What is shown, if it is the run of the text as it is.
    pub fn settled(&self) -> Option<&Shown> {
        let shown = self.shown.as_ref();
        shown.filter(|shown| shown.n == self.n && shown.sure())
    }

    /// The name of a pin.
    pub fn name<'a>(&self, pin: &'a Pin) -> &'a str {
        match pin.document.same(&self.first) {
            true => "the file as opened",
            false => &pin.name,
        }
    }

    fn done(&self) -> bool {
        self.settled().is_some()
    }

    /// Gives all pins with these texts their run, if they have one.
    fn fill(&mut self, document: &Document, run: Option<&Arc<RunSummary>>) {
        let open = self.pins.iter_mut().filter(|pin| pin.run.is_none());
        for pin in open.filter(|pin| pin.document.same(document)) {
            pin.run = run.cloned();
            pin.lost = run.is_none();
        }
    }

    /// Reads the text on the desk.
    fn read(&mut self) {
        let document = self.document.holding(self.desk.text());
        let read = document.scenario(&[]);
        self.take(document, read);
    }

    /// Takes the texts in hand and what they say.
    pub fn take(&mut self, document: Document, read: Result<Scenario, Box<Failure>>) {
        self.document = document;
        match read {
            Ok(scenario) => {
                let scenario = Arc::new(scenario);
                self.sound = Some(scenario.clone());
                self.scenario = Some(scenario);
                self.faults = vec![];
            }
            Err(failure) => {
                self.scenario = None;
                self.faults = entries(&failure.diagnostics, &failure.sources);
            }
        }
    }

    /// What is to be worked on; `idle` says whether there is time for what nobody waits for.
    fn wish(&self, idle: bool) -> Option<Wish> {
        if self.trouble.is_some() {
            return None;
        }
        let scenario = self.scenario.as_ref()?;
        if !self.done() {
            return Some(Wish::Run(self.document.clone(), scenario.clone()));
        }
        let open = |pin: &&Pin| pin.run.is_none() && !pin.lost;
        if let Some(pin) = self.pins.iter().find(open) {
            return Some(Wish::Pin(pin.document.clone()));
        }
        let known = |id: &&String| self.tips.iter().any(|tips| tips.done && tips.id == **id);
        let id = self.in_view.iter().find(|id| !known(id))?;
        idle.then(|| Wish::Tips(id.clone(), self.document.clone(), scenario.clone()))
    }
}
