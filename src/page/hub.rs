//! Who looks at the page: each is told of every event.

use serde::Serialize;
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

/// Everybody who looks at the page.
#[derive(Default)]
pub struct Hub(Mutex<Vec<Sender<String>>>);

impl Hub {
    /// The events from now on, as they go over the wire.
    pub fn listen(&self) -> Receiver<String> {
        let (send, events) = channel();
        self.0.lock().expect("nobody panics with it").push(send);
        events
    }

    /// Whether anybody listens, as far as the last event could tell.
    pub fn heard(&self) -> bool {
        !self.0.lock().expect("nobody panics with it").is_empty()
    }

    /// Tells everybody; who has gone is forgotten.
    pub fn tell(&self, name: &str, what: &impl Serialize) {
        let event = event(name, what);
        let mut all = self.0.lock().expect("nobody panics with it");
        all.retain(|send| send.send(event.clone()).is_ok());
    }
}

/// An event as it goes over the wire.
pub fn event(name: &str, what: &impl Serialize) -> String {
    let data = serde_json::to_string(what).expect("plain data");
    format!("event: {name}\ndata: {data}\n\n")
}
