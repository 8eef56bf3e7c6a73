//! What a page can do: turn a number, take a step back, pin, save.

use super::numbers::written;
use super::session::{Pin, Session, Shown, State};
use super::{file, rewrite};
use crate::scenario::{Document, Scenario, shipped};
use crate::study::differs;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use std::path::{Path, PathBuf};

/// The paths of the actions.
const ACTIONS: [&str; 14] = [
    "/set", "/start", "/text", "/undo", "/redo", "/pin", "/unpin", "/swap", "/look", "/stop",
    "/go", "/save", "/save-as", "/disk",
];

/// Whether something is done at this path.
pub fn known(path: &str) -> bool {
    ACTIONS.contains(&path)
}

/// Why something is not done.
#[derive(Debug, Serialize)]
pub struct Refused {
    /// The HTTP status.
    #[serde(skip)]
    pub status: u16,
    /// The reason, and what to try.
    pub message: String,
}

impl Refused {
    /// The request makes no sense.
    pub fn wrong(message: impl Into<String>) -> Self {
        Refused {
            status: 400,
            message: message.into(),
        }
    }

    fn conflict(message: impl Into<String>) -> Self {
        Refused {
            status: 409,
            message: message.into(),
        }
    }
}

/// What was done, as JSON.
type Done = Result<Value, Refused>;

/// Reads a body.
fn read<'a, T: Deserialize<'a>>(body: &'a str) -> Result<T, Refused> {
    serde_json::from_str(body)
        .map_err(|e| Refused::wrong(format!("the request cannot be read: {e}")))
}

/// Does what is asked at `path`.
pub fn act(session: &Session, path: &str, body: &str) -> Done {
    match path {
        "/set" => set(session, &read(body)?),
        "/start" => start(session, &read(body)?),
        "/text" => {
            let Text { text, gesture } = read(body)?;
            session.change(|state| state.desk.put(&text, gesture));
            number(session)
        }
        "/undo" => step(session, -1),
        "/redo" => step(session, 1),
        "/pin" => pin(session, read(body)?),
        "/unpin" => {
            let Which { pin } = read(body)?;
            session.change(|state| {
                // the file as it was opened stays
                if pin > 0 && pin < state.pins.len() {
                    state.pins.remove(pin);
                }
            });
            number(session)
        }
        "/swap" => swap(session, &read(body)?),
        "/look" => {
            let Look { ids } = read(body)?;
            session.look(ids);
            number(session)
        }
        "/stop" => {
            session.stop();
            number(session)
        }
        "/go" => {
            session.again();
            number(session)
        }
        "/save" => save(session),
        "/save-as" => save_as(session, &read(body)?),
        "/disk" => disk(session, &read(body)?),
        _ => Err(Refused {
            status: 404,
            message: "there is nothing to do by that name".into(),
        }),
    }
}

/// The number of the state, after something was done.
fn number(session: &Session) -> Done {
    Ok(json!({ "n": session.state().n }))
}

#[derive(Deserialize)]
struct Set {
    id: String,
    value: f64,
    gesture: Option<String>,
}

#[derive(Deserialize)]
struct Start {
    id: String,
    level: usize,
}

#[derive(Deserialize)]
struct Text {
    text: String,
    gesture: Option<String>,
}

#[derive(Deserialize)]
struct Named {
    name: String,
}

#[derive(Deserialize)]
struct Which {
    pin: usize,
}

#[derive(Deserialize)]
struct Look {
    ids: Vec<String>,
}

#[derive(Deserialize)]
struct Take {
    take: String,
}

const BROKEN: &str = "the text has errors: mend them first, or undo";

fn set(session: &Session, asked: &Set) -> Done {
    let done = session.change(|state| {
        let scenario = state.scenario.as_ref().ok_or(Refused::conflict(BROKEN))?;
        let known = scenario.parameters.iter().any(|p| p.name.id == asked.id);
        if !known || !asked.value.is_finite() {
            return Err(Refused::wrong(format!("there is no number `{}`", asked.id)));
        }
        let text = rewrite::number(state.desk.text(), &asked.id, asked.value);
        put(state, text, asked.gesture.clone())
    });
    done.and_then(|()| number(session))
}

fn start(session: &Session, asked: &Start) -> Done {
    let done = session.change(|state| {
        let scenario = state.scenario.as_ref().ok_or(Refused::conflict(BROKEN))?;
        let level = written(scenario, &asked.id, asked.level);
        let level = level.ok_or(Refused::wrong(format!("`{}` has no such level", asked.id)))?;
        let text = rewrite::start(state.desk.text(), &asked.id, &level);
        put(state, text, None)
    });
    done.and_then(|()| number(session))
}

/// Puts a text on the desk if nothing is wrong with it.
fn put(state: &mut State, text: Option<String>, gesture: Option<String>) -> Result<(), Refused> {
    let text = text.ok_or(Refused::conflict(
        "the place of this in the text was not found: change it in the text",
    ))?;
    let document = state.document.holding(&text);
    let read = document.scenario(&[]);
    if let Err(failure) = &read {
        let first = failure.diagnostics.first();
        return Err(Refused::conflict(
            first.map_or(String::new(), |d| format!("{}; {}", d.message, d.help)),
        ));
    }
    state.take(document, read);
    state.desk.put(&text, gesture);
    Ok(())
}

fn step(session: &Session, by: isize) -> Done {
    session.change(|state| state.desk.step(by));
    number(session)
}

/// What is shown, if it is the run of the text as it is.
fn settled(state: &State) -> Result<Shown, Refused> {
    let shown = state.settled().cloned();
    shown.ok_or(Refused::conflict("the text as it is has no result yet"))
}

/// Pins what is shown.
fn pin(session: &Session, Named { name }: Named) -> Done {
    session.change(|state| {
        let shown = settled(state)?;
        let mut pin = Pin::new(&name, shown.document);
        pin.run = Some(shown.run);
        state.pins.push(pin);
        Ok(json!({ "pin": state.pins.len() - 1 }))
    })
}

/// Puts the pinned text on the desk, and pins what lay there.
fn swap(session: &Session, Which { pin }: &Which) -> Done {
    let done = session.change(|state| {
        let shown = settled(state)?;
        let own = name(&state.document);
        let pin = state.pins.get_mut(*pin);
        let pin = pin.ok_or(Refused::wrong("there is no such pin"))?;
        if name(&pin.document) != own {
            return Err(Refused::conflict(
                "only what is pinned of this file can be swapped with it",
            ));
        }
        let text = pin.document.text().to_string();
        (pin.document, pin.run, pin.lost) = (shown.document, Some(shown.run), false);
        state.desk.put(&text, None);
        Ok(())
    });
    done.and_then(|()| number(session))
}

/// The name of a document's file.
fn name(document: &Document) -> String {
    let first = document.texts().next();
    first.map_or(String::new(), |(name, _)| name.to_string())
}

/// The file of a session; none of a shipped scenario.
fn path(state: &State) -> Option<PathBuf> {
    state.desk.file.then(|| PathBuf::from(&state.file))
}

fn save(session: &Session) -> Done {
    let done = session.change(|state| {
        let path = path(state).ok_or(Refused::conflict(
            "this scenario comes with demarche and has no file: save it as a variant",
        ))?;
        unchanged(state, &path)?;
        let text = state.desk.text().to_string();
        let written = file::replace(&path, &text, state.desk.style);
        written.map_err(|e| Refused::conflict(e.to_string()))?;
        state.desk.disk = Some(text);
        state.desk.rest();
        state.elsewhere = false;
        Ok(())
    });
    done.and_then(|()| number(session))
}

/// Refuses where the file holds something else than was read. One that is gone can be written anew.
fn unchanged(state: &mut State, path: &Path) -> Result<(), Refused> {
    let now = file::read(path).map(|(text, _)| text);
    if now.is_some() && now != state.desk.disk {
        state.elsewhere = true;
        return Err(Refused::conflict(
            "the file was changed elsewhere: keep yours or take theirs first",
        ));
    }
    Ok(())
}

fn save_as(session: &Session, Named { name }: &Named) -> Done {
    session.change(|state| written_as(state, name))
}

/// Writes a variant that extends the file and says what differs.
fn written_as(state: &mut State, name: &str) -> Done {
    let bare = name.strip_suffix(".toml").unwrap_or(name);
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-".contains(c);
    if bare.is_empty() || !bare.chars().all(plain) {
        return Err(Refused::wrong("name it by letters, digits, `_` and `-`"));
    }
    let scenario = state.scenario.clone().ok_or(Refused::conflict(BROKEN))?;
    let base = state.saved().ok_or(Refused::conflict(
        "the saved file has errors: save the file itself",
    ))?;
    let own = PathBuf::from(&state.file);
    let (folder, extends) = match path(state) {
        Some(path) => {
            unchanged(state, &path)?;
            let file = path
                .file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned();
            (path.parent().unwrap_or(Path::new("")).to_path_buf(), file)
        }
        None => (PathBuf::new(), own.with_extension("").display().to_string()),
    };
    let text = variant(&extends, &base, &scenario)?;
    let target = folder.join(format!("{bare}.toml"));
    if target.exists() || (path(state).is_none() && shipped::text(bare).is_some()) {
        return Err(Refused::conflict(format!(
            "{} is there already: name another file",
            target.display()
        )));
    }
    file::new(&target, &text).map_err(|e| Refused::conflict(e.to_string()))?;
    let target = target.display().to_string();
    let command = format!("demarche compare {} {target}", state.file);
    let left = words(&base, &scenario);
    Ok(json!({ "file": target, "command": command, "left": left }))
}

/// What differs and changes no number: titles, labels, sources, claims.
fn words(base: &Scenario, now: &Scenario) -> Vec<String> {
    let known = differs(base, now);
    let all = now.settings.iter();
    let changed = all.filter(|setting| !base.settings.contains(setting));
    let left = changed.filter(|(path, _)| known.iter().all(|(other, ..)| other != path));
    left.map(|(path, _)| path.clone()).collect()
}

/// The text of a variant that extends the file `extends`, which says what `base` does.
fn variant(extends: &str, base: &Scenario, now: &Scenario) -> Result<String, Refused> {
    let mut text = format!("extends = {}\n", Value::from(extends));
    let changed = differs(base, now);
    if base.order != now.order && base.settings.len() == now.settings.len() {
        return Err(Refused::conflict(
            "the order of the text differs, which a variant cannot say: save the file itself",
        ));
    }
    if changed.is_empty() {
        return Err(Refused::conflict(
            "nothing differs from the file: turn a number first",
        ));
    }
    for (path, _, _) in changed {
        let (section, rest) = path.split_once('.').unwrap_or((&path, ""));
        let id = rest.split('.').next().unwrap_or("");
        let number = now
            .parameters
            .iter()
            .find(|p| p.name.id == id)
            .map(|p| p.value);
        let start = now
            .variables
            .iter()
            .find(|v| v.name.id == id)
            .map(|v| v.start);
        let key = rest.split_once('.').map_or("", |(_, key)| key);
        let done = match (section, key, number, start) {
            ("parameters", "" | "value", Some(value), _) => rewrite::number(&text, id, value),
            ("state", "" | "start", _, Some(level)) => {
                let level = written(now, id, level);
                level.and_then(|level| rewrite::start(&text, id, &level))
            }
            _ => None,
        };
        text = done.ok_or(Refused::conflict(format!(
            "a variant written here says only numbers and starts, and `{path}` differs too: save the file itself"
        )))?;
    }
    Ok(text)
}

/// Settles what is to become of a file that was changed elsewhere.
fn disk(session: &Session, Take { take }: &Take) -> Done {
    let done = session.change(|state| {
        let path = path(state).ok_or(Refused::conflict("there is no file"))?;
        let theirs = file::read(&path).map(|(text, _)| text);
        let theirs = theirs.ok_or(Refused::conflict("the file cannot be read"))?;
        if take == "theirs" {
            state.desk.put(&theirs, None);
        }
        state.desk.disk = Some(theirs);
        state.elsewhere = false;
        Ok(())
    });
    done.and_then(|()| number(session))
}
