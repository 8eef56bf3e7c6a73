//! The page with sliders: a scenario's numbers to turn, and what follows at once. A server on the loopback
//! address, for one file; nothing leaves the machine.
//!
//! The text is the state: turning a number rewrites it (`rewrite`), and going back takes the text before
//! (`desk`). A `Session` holds it with what was solved; one thread (`worker`) solves the
//! newest text on a `bench` and then looks where numbers tip (`tips`); pages ask (`routes`, `actions`) and
//! are told (`hub`, `events`). `guard` says who may ask.

mod actions;
mod bench;
mod desk;
mod events;
mod file;
mod guard;
mod hub;
mod numbers;
mod rewrite;
mod routes;
mod session;
mod tips;
mod worker;

use crate::error::Error;
use crate::game::Limits;
use crate::scenario::Document;
use desk::Desk;
use guard::Guard;
use session::{Pin, Session, State};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;
use tiny_http::Server;

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_millis(300);

/// A page that waits for somebody to open it.
pub struct Page {
    server: Server,
    guard: Arc<Guard>,
    session: Arc<Session>,
    limits: Limits,
}

impl Page {
    /// The page of the file or shipped scenario `name`, held against itself and, if given, the scenario
    /// `against`; on this port, or on a free one for 0.
    ///
    /// # Errors
    /// A file cannot be read; or the port is taken. What is wrong with the file's text is shown on the page.
    pub fn open(
        name: &str,
        against: Option<&str>,
        port: u16,
        limits: Limits,
    ) -> Result<Page, Error> {
        let document = Document::open(name)?;
        let (document, desk) = match file::read(Path::new(name)) {
            Some((text, style)) => (document.holding(&text), Desk::new(&text, Some(style))),
            None => {
                let desk = Desk::new(document.text(), None);
                (document, desk)
            }
        };
        let pin = |name: &str| -> Result<Pin, Error> {
            let document = Document::open(name)?;
            document.scenario(&[])?;
            Ok(Pin::new(name, document))
        };
        let against = against.map(pin).transpose()?;
        let doing = format!("listening at 127.0.0.1:{port}");
        let server = Server::http(("127.0.0.1", port))
            .map_err(|e| Error::io(doing, std::io::Error::other(e.to_string())))?;
        let port = server.server_addr().to_ip().map_or(port, |at| at.port());
        Ok(Page {
            guard: Arc::new(Guard::new(port)?),
            session: Arc::new(Session::new(name, document, desk, against)),
            server,
            limits,
        })
    }

    /// The link that opens it.
    pub fn link(&self) -> String {
        self.guard.link()
    }

    /// Answers until the program ends.
    pub fn serve(self) {
        let Page {
            server,
            guard,
            session,
            limits,
        } = self;
        let solving = session.clone();
        std::thread::spawn(move || worker::work(&solving, limits));
        let watching = session.clone();
        std::thread::spawn(move || watch(&watching));
        for request in server.incoming_requests() {
            let (session, guard) = (session.clone(), guard.clone());
            std::thread::spawn(move || routes::answer(request, &session, &guard));
        }
    }
}

/// Looks whether the files are changed elsewhere.
fn watch(session: &Session) {
    let mut names = vec![];
    let mut settled: Vec<Option<String>> = vec![];
    let mut seen = settled.clone();
    loop {
        // one that is gone is looked for as long as the page is open
        for (name, _) in session.state().document.texts() {
            let name = PathBuf::from(name);
            if !names.contains(&name) {
                let text = text_of(&name);
                seen.push(text.clone());
                settled.push(text);
                names.push(name);
            }
        }
        std::thread::sleep(PAUSE);
        let now = names.iter().map(|name| text_of(name)).collect();
        let before = std::mem::replace(&mut seen, now);
        // it may still be being written
        if seen != before {
            continue;
        }
        own_file(session, seen[0].as_deref());
        if seen[1..] != settled[1..] {
            session.again();
        }
        settled = seen.clone();
    }
}

fn text_of(path: &Path) -> Option<String> {
    file::read(path).map(|(text, _)| text)
}

/// Takes what stands in the file: where nothing is unsaved it is the text, else somebody must say which is.
fn own_file(session: &Session, text: Option<&str>) {
    let Some(text) = text else { return };
    let other = |state: &State| state.desk.file && state.desk.disk.as_deref() != Some(text);
    let open = |state: &State| other(state) && state.desk.unsaved() && **state.desk.text() != *text;
    let known = |state: &State| match open(state) {
        true => state.elsewhere,
        false => !other(state) && !state.elsewhere,
    };
    if known(&session.state()) {
        return;
    }
    session.change(|state| {
        state.elsewhere = open(state);
        if other(state) && !state.elsewhere {
            state.desk.put(text, None);
            state.desk.disk = Some(text.to_string());
        }
    });
}
