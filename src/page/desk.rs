//! What lies on the desk: the text with every change made to it, and what the file held when it was
//! last read.

use std::sync::Arc;

/// Versions that can be gone back to.
const VERSIONS: usize = 1000;

/// A text, its earlier and its later versions.
pub struct Desk {
    versions: Vec<Version>,
    at: usize,
    /// What the file held when it was last read or written; none if there is no file.
    pub disk: Option<String>,
}

struct Version {
    text: Arc<str>,
    /// What it came of, so that one drag of a slider is one step back.
    gesture: Option<String>,
}

impl Desk {
    /// With this text; `on_disk` says whether it is a file's.
    pub fn new(text: &str, on_disk: bool) -> Self {
        Desk {
            versions: vec![Version {
                text: text.into(),
                gesture: None,
            }],
            at: 0,
            disk: on_disk.then(|| text.to_string()),
        }
    }

    /// The text as it is.
    pub fn text(&self) -> &Arc<str> {
        &self.versions[self.at].text
    }

    /// Puts a text on top; a later version is dropped. Texts of the same gesture are one step.
    pub fn put(&mut self, text: &str, gesture: Option<String>) {
        if **self.text() == *text {
            return;
        }
        let same = gesture.is_some() && self.versions[self.at].gesture == gesture;
        self.versions.truncate(self.at + 1);
        if same && self.at > 0 {
            self.versions.pop();
        }
        self.versions.push(Version {
            text: text.into(),
            gesture,
        });
        let old = self.versions.len().saturating_sub(VERSIONS);
        self.versions.drain(..old);
        self.at = self.versions.len() - 1;
    }

    /// Steps back (−1) or forward (1), if there is a step to take.
    pub fn step(&mut self, by: isize) {
        if let Some(at) = self.at.checked_add_signed(by)
            && at < self.versions.len()
        {
            self.at = at;
        }
    }

    /// Whether there is a version to go back to, and one to go forward to.
    pub fn steps(&self) -> (bool, bool) {
        (self.at > 0, self.at + 1 < self.versions.len())
    }

    /// Whether the text is another than the file's; without a file, than the first.
    pub fn unsaved(&self) -> bool {
        match &self.disk {
            Some(disk) => **self.text() != **disk,
            None => self.at > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_steps_back_is_where_it_began() {
        let mut desk = Desk::new("0", true);
        for n in 1..=50 {
            desk.put(&n.to_string(), None);
        }
        assert!(desk.unsaved());
        for _ in 0..60 {
            desk.step(-1);
        }
        assert_eq!((&**desk.text(), desk.steps()), ("0", (false, true)));
        assert!(!desk.unsaved());
        desk.step(1);
        desk.put("x", None);
        assert_eq!((&**desk.text(), desk.steps()), ("x", (true, false)));
    }

    #[test]
    fn a_drag_is_one_step() {
        let mut desk = Desk::new("a", false);
        for text in ["b", "c", "d"] {
            desk.put(text, Some("drag 1".into()));
        }
        desk.put("e", Some("drag 2".into()));
        desk.step(-1);
        assert_eq!(&**desk.text(), "d");
        desk.step(-1);
        assert_eq!(&**desk.text(), "a");
    }
}
