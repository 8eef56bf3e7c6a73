//! The page with sliders: a scenario's numbers to turn, and what follows at once. A server on the loopback
//! address, for one file; nothing leaves the machine.
//!
//! The text is the state: turning a number rewrites it (`rewrite`), and going back takes the text before
//! (`desk`). A [`Session`](session::Session) holds it with what was solved; one thread (`worker`) solves the
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
use guard::Guard;
use session::{Pin, Session};
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
        let pin = |name: &str| -> Result<Pin, Error> {
            let document = Document::open(name)?;
            document.scenario(&[])?;
            Ok(Pin {
                name: name.to_string(),
                document,
                run: None,
            })
        };
        let against = against.map(pin).transpose()?;
        let doing = format!("listening at 127.0.0.1:{port}");
        let server = Server::http(("127.0.0.1", port))
            .map_err(|e| Error::io(doing, std::io::Error::other(e.to_string())))?;
        let port = server.server_addr().to_ip().map_or(port, |at| at.port());
        Ok(Page {
            guard: Arc::new(Guard::new(port)?),
            session: Arc::new(Session::new(
                name,
                document,
                Path::new(name).is_file(),
                against,
            )),
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
    let mut settled = texts(session);
    let mut seen = settled.clone();
    loop {
        std::thread::sleep(PAUSE);
        let before = std::mem::replace(&mut seen, texts(session));
        // it may still be being written
        if seen != before {
            continue;
        }
        own_file(session, seen.first().and_then(|(_, text)| text.as_deref()));
        let same = |(a, b): (&Text, &Text)| a.0 == b.0;
        let extended = seen.len() == settled.len() && seen.iter().zip(&settled).all(same);
        if extended && seen[1..] != settled[1..] {
            session.again();
        }
        settled = seen.clone();
    }
}

/// Takes what stands in the file: where nothing is unsaved it is the text, else somebody must say which is.
fn own_file(session: &Session, text: Option<&str>) {
    let Some(text) = text else { return };
    let other = |state: &session::State| state.desk.disk.as_ref().is_some_and(|disk| disk != text);
    if !other(&session.state()) {
        return;
    }
    session.change(|state| match (other(state), state.desk.unsaved()) {
        (true, false) => {
            state.desk.put(text, None);
            state.desk.disk = Some(text.to_string());
        }
        (true, true) => state.elsewhere = true,
        (false, _) => {}
    });
}

/// A file, and what stands in it.
type Text = (PathBuf, Option<String>);

/// The files of a session, and what stands in them.
fn texts(session: &Session) -> Vec<Text> {
    let names: Vec<PathBuf> = session
        .state()
        .document
        .names()
        .map(PathBuf::from)
        .collect();
    let text = |path: PathBuf| {
        let text = actions::on_disk(&path);
        (path, text)
    };
    names.into_iter().map(text).collect()
}
