//! What is asked over HTTP, and the answers.

use super::actions::{Refused, act};
use super::events;
use super::guard::{Guard, HEADERS};
use super::hub::event;
use super::session::Session;
use crate::chart::Sheet;
use crate::report::side_by_side;
use serde::Serialize;
use std::io::{Read, Write};
use std::sync::Arc;
use std::sync::mpsc::RecvTimeoutError;
use std::time::Duration;
use tiny_http::{Header, Method, Request, Response};

/// The parts of the page that do not change.
const PARTS: [(&str, &str, &[u8]); 5] = [
    (
        "/",
        "text/html; charset=utf-8",
        include_bytes!("assets/page.html"),
    ),
    (
        "/page.css",
        "text/css; charset=utf-8",
        include_bytes!("assets/page.css"),
    ),
    (
        "/page.js",
        "text/javascript; charset=utf-8",
        include_bytes!("assets/page.js"),
    ),
    ("/font.ttf", "font/ttf", notosans::REGULAR_TTF),
    ("/bold.ttf", "font/ttf", notosans::BOLD_TTF),
];

/// The longest text that a page may send, in bytes.
const LONGEST: u64 = 8 << 20;

/// Between two signs of life where nothing happens.
const ALIVE: Duration = Duration::from_secs(10);

/// The narrowest chart that is drawn, in px.
const NARROWEST: usize = 320;

/// Answers a request.
pub fn answer(mut request: Request, session: &Session, guard: &Guard) {
    if guard.opens(&request) {
        let mut response = plain(302, "text/plain; charset=utf-8", b"");
        response.add_header(header("Set-Cookie", &guard.cookie()));
        response.add_header(header("Location", "/"));
        let _ = request.respond(response);
        return;
    }
    let path = request.url().to_string();
    let (path, query) = path.split_once('?').unwrap_or((&path, ""));
    if !guard.admits(&request) {
        let words = "Open the page by the link that demarche printed.";
        let _ = request.respond(words_of(403, words));
        return;
    }
    let response = match (request.method(), path) {
        (Method::Get, "/events") => return listen(request, session),
        (Method::Get, "/state") => json(200, &events::all(&mut session.state())),
        // what the file holds that was changed elsewhere
        (Method::Get, "/file") => {
            let path = session.state().file.clone();
            let found = super::file::read(std::path::Path::new(&path));
            let text = found.map_or(String::new(), |(text, _)| text);
            plain(200, "text/plain; charset=utf-8", text.as_bytes())
        }
        (Method::Get, path) => {
            let part = PARTS.iter().find(|part| part.0 == path);
            match (part, path.strip_prefix("/chart/")) {
                (Some((_, kind, bytes)), _) => plain(200, kind, bytes),
                (None, Some(name)) => chart(session, name.trim_end_matches(".svg"), query),
                _ if super::actions::known(path) => {
                    words_of(403, "Only the page itself may do that.")
                }
                _ => words_of(404, "There is no such page."),
            }
        }
        (Method::Post, path) => {
            let mut body = String::new();
            let read = request.as_reader().take(LONGEST).read_to_string(&mut body);
            match read.map_err(|_| Refused::wrong("the text is no UTF-8")) {
                Ok(_) => match act(session, path, &body) {
                    Ok(found) => json(200, &found),
                    Err(refused) => json(refused.status, &refused),
                },
                Err(refused) => json(refused.status, &refused),
            }
        }
        _ => words_of(405, "GET or POST."),
    };
    let _ = request.respond(response);
}

type Whole = Response<std::io::Cursor<Vec<u8>>>;

fn header(name: &str, value: &str) -> Header {
    Header::from_bytes(name, value).expect("names and values are plain")
}

fn plain(status: u16, kind: &str, body: &[u8]) -> Whole {
    let mut response = Response::from_data(body).with_status_code(status);
    response.add_header(header("Content-Type", kind));
    for (name, value) in HEADERS {
        response.add_header(header(name, value));
    }
    response
}

fn words_of(status: u16, words: &str) -> Whole {
    plain(status, "text/plain; charset=utf-8", words.as_bytes())
}

fn json(status: u16, what: &impl Serialize) -> Whole {
    let body = serde_json::to_vec(what).expect("plain data");
    plain(status, "application/json", &body)
}

/// A chart of what was solved last, alone or against a pin.
fn chart(session: &Session, stem: &str, query: &str) -> Whole {
    let asked = |name: &str| {
        let mut pairs = query.split('&').filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let number = |name: &str| asked(name).and_then(|value| value.parse::<usize>().ok());
    let (shown, pin) = {
        let state = session.state();
        let pin = number("against").and_then(|k| state.pins.get(k));
        let pin = pin.map(|pin| (state.name(pin).to_string(), pin.run.clone()));
        (state.shown.clone(), pin)
    };
    let Some(shown) = shown else {
        return words_of(404, "Nothing is solved yet.");
    };
    let page = Sheet::default();
    let width = number("w").map(|w| w.clamp(NARROWEST, page.width as usize));
    let sheet = Sheet {
        width: width
            .and_then(|w| u32::try_from(w).ok())
            .unwrap_or(page.width),
        dark: asked("dark") == Some("1"),
    };
    // nothing is held against itself
    let before = pin.and_then(|(name, run)| Some((name, run?)));
    let before = before.filter(|(_, run)| !Arc::ptr_eq(run, &shown.run));
    let pictures = match before {
        Some((name, run)) if stem == "outcomes" => {
            let one = shown.run.outcomes_against(&run, &name, sheet);
            one.map(|one| vec![one])
        }
        Some((name, run)) => {
            let runs = [(*run).clone(), (*shown.run).clone()];
            side_by_side(&runs, &[name, "now".to_string()], sheet)
        }
        None => side_by_side(&[(*shown.run).clone()], &[String::new()], sheet),
    };
    match pictures {
        Ok(all) => match all.into_iter().find(|picture| picture.stem == stem) {
            Some(picture) => plain(200, "image/svg+xml", picture.svg.as_bytes()),
            None => words_of(404, "There is no such chart."),
        },
        Err(error) => words_of(500, &error.to_string()),
    }
}

/// Sends events until nobody listens.
fn listen(request: Request, session: &Session) {
    let events = session.hub.listen();
    let first = {
        let mut state = session.state();
        let told = [
            event("state", &events::state(&mut state)),
            event("result", &events::result(&state)),
        ];
        let tips = state.tips.iter().map(|tips| event("tips", tips));
        told.into_iter().chain(tips).collect::<String>()
    };
    let mut to = request.into_writer();
    let mut head =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nConnection: close\r\n".to_string();
    for (name, value) in HEADERS {
        head += &format!("{name}: {value}\r\n");
    }
    let mut send = |text: &str| to.write_all(text.as_bytes()).and_then(|()| to.flush());
    let mut sent = send(&format!("{head}\r\n{first}"));
    while sent.is_ok() {
        sent = match events.recv_timeout(ALIVE) {
            Ok(event) => send(&event),
            Err(RecvTimeoutError::Timeout) => send(": alive\n\n"),
            Err(RecvTimeoutError::Disconnected) => return,
        };
    }
}
