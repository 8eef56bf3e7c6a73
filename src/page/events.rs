//! What pages are told: the state of the session, and what was solved.

use super::bench::Standing;
use super::numbers::{Number, Start, numbers, starts};
use super::session::State;
use super::tips::Tips;
use crate::chart::{self, Colour, palette};
use crate::diagnostics::Entry;
use crate::report::{Estimate, RunSummary, screen};
use serde::Serialize;

/// The state, but for what was solved.
#[derive(Serialize)]
pub struct StateEvent {
    n: u64,
    file: String,
    title: String,
    text: String,
    /// Whether it can be saved where it was read.
    on_disk: bool,
    unsaved: bool,
    undo: bool,
    redo: bool,
    elsewhere: bool,
    faults: Vec<Entry>,
    trouble: Option<String>,
    /// Of the last text without errors.
    numbers: Vec<Number>,
    starts: Vec<Start>,
    /// The names of the pins, and whether each is solved.
    pins: Vec<(String, bool)>,
}

/// The state of a session.
pub fn state(state: &mut State) -> StateEvent {
    let saved = state.saved();
    let state = &*state;
    let scenario = state.sound.as_deref();
    let (undo, redo) = state.desk.steps();
    let pins = state.pins.iter();
    StateEvent {
        n: state.n,
        file: state.file.clone(),
        title: scenario.map_or(state.file.clone(), |s| s.title.clone()),
        text: state.desk.text().to_string(),
        on_disk: state.desk.file,
        unsaved: state.desk.unsaved(),
        undo,
        redo,
        elsewhere: state.elsewhere,
        faults: state.faults.clone(),
        trouble: state.trouble.clone(),
        numbers: scenario.map_or(vec![], |s| numbers(s, saved.as_deref())),
        starts: scenario.map_or(vec![], starts),
        pins: pins
            .map(|pin| (state.name(pin).to_string(), pin.run.is_some()))
            .collect(),
    }
}

/// All that a page is told when it is opened.
#[derive(Serialize)]
pub struct All {
    state: StateEvent,
    result: Option<ResultEvent>,
    tips: Vec<Tips>,
}

/// All of a session.
pub fn all(state: &mut State) -> All {
    All {
        state: self::state(state),
        result: result(state),
        tips: state.tips.clone(),
    }
}

/// What was solved last; null if nothing was.
#[derive(Serialize)]
pub struct ResultEvent {
    n: u64,
    /// How long it took, and how long the first answer.
    seconds: f64,
    first: f64,
    /// What it is of the text.
    standing: Standing,
    /// The finding against each pin; null where that is the same run, or not solved.
    findings: Vec<Option<String>>,
    outcomes: Vec<Share>,
    measures: Vec<Share>,
}

/// An outcome or a measure.
#[derive(Serialize)]
struct Share {
    id: String,
    label: String,
    exact: Option<f64>,
    /// On a light ground and on a dark one; null of a measure.
    colours: Option<[String; 2]>,
    /// In each pin; null where it has none such.
    before: Vec<Option<f64>>,
    /// Whether it is a probability, and no mean.
    share: bool,
}

/// What was solved last in a session.
pub fn result(state: &State) -> Option<ResultEvent> {
    let shown = state.shown.as_ref()?;
    let run = &shown.run;
    let pins: Vec<Option<&RunSummary>> = state.pins.iter().map(|p| p.run.as_deref()).collect();
    let other = |pin: &&RunSummary| !std::ptr::eq(*pin, &**run);
    let share = |estimate: &Estimate, colours: Option<[String; 2]>| Share {
        id: estimate.id.clone(),
        label: estimate.label.clone(),
        exact: estimate.exact,
        before: pins
            .iter()
            .map(|pin| pin.and_then(|pin| same(pin, &estimate.id)))
            .collect(),
        share: estimate.low.is_some(),
        colours,
    };
    let colours = |o: usize| {
        let all = [false, true].map(|dark| chart::shown(palette::outcome(o), dark));
        Some(all.map(|Colour(r, g, b)| format!("#{r:02x}{g:02x}{b:02x}")))
    };
    let outcomes = run.outcomes.iter().enumerate();
    let findings = pins
        .iter()
        .map(|pin| Some(finding(run, pin.filter(other)?)));
    Some(ResultEvent {
        n: shown.n,
        seconds: shown.seconds.0,
        first: shown.seconds.1,
        standing: shown.standing,
        findings: findings.collect(),
        outcomes: outcomes.map(|(o, e)| share(e, colours(o))).collect(),
        measures: run.measures.iter().map(|e| share(e, None)).collect(),
    })
}

/// The exact value of the outcome or measure `id` in a run.
fn same(run: &RunSummary, id: &str) -> Option<f64> {
    let mut all = run.outcomes.iter().chain(&run.measures);
    all.find(|e| e.id == id)?.exact
}

/// The likeliest end held against another run: what has become of that one's.
fn finding(run: &RunSummary, before: &RunSummary) -> String {
    let (now, old) = (run.likeliest(), before.likeliest());
    let value = now.exact.map_or(String::new(), screen::percent);
    let was = same(before, &now.id).map_or("not there".to_string(), screen::percent);
    let label = screen::capital(&now.label);
    if old.id == now.id {
        format!("{label} stays the likeliest end: {value} (was {was})")
    } else {
        format!("{label} overtakes {}: {value} (was {was})", old.label)
    }
}
