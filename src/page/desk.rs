//! What lies on the desk: the text with every change made to it, and what the file held when it was
//! last read.

use super::file::Style;
use std::sync::Arc;

/// Versions that can be gone back to.
const VERSIONS: usize = 1000;

/// A text, its earlier and its later versions.
pub struct Desk {
    versions: Vec<Version>,
    at: usize,
    /// Whether it is a file's.
    pub file: bool,
    /// How that is written.
    pub style: Style,
    /// What the file held when it was last read or written; none if there is none, or it is gone.
    pub disk: Option<String>,
}

struct Version {
    text: Arc<str>,
    /// What it came of, so that one drag of a slider is one step back.
    gesture: Option<String>,
}

impl Desk {
    /// With this text; `file` says of what style the file is that it stands in, if it does.
    pub fn new(text: &str, file: Option<Style>) -> Self {
        Desk {
            versions: vec![Version {
                text: text.into(),
                gesture: None,
            }],
            at: 0,
            file: file.is_some(),
            style: file.unwrap_or_default(),
            disk: file.map(|_| text.to_string()),
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

    /// Ends the gesture: what comes next is another step.
    pub fn rest(&mut self) {
        self.versions[self.at].gesture = None;
    }

    /// Steps back (−1) or forward (1), if there is a step to take.
    pub fn step(&mut self, by: isize) {
        self.rest();
        if let Some(at) = self.at.checked_add_signed(by)
            && at < self.versions.len()
        {
            self.at = at;
            self.rest();
        }
    }

    /// Whether there is a version to go back to, and one to go forward to.
    pub fn steps(&self) -> (bool, bool) {
        (self.at > 0, self.at + 1 < self.versions.len())
    }

    /// Whether the text is another than the file's; without a file, than the first.
    pub fn unsaved(&self) -> bool {
        match (&self.disk, self.file) {
            (Some(disk), _) => **self.text() != **disk,
            (None, true) => true,
            (None, false) => self.at > 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fifty_steps_back_is_where_it_began() {
        let mut desk = Desk::new("0", Some(Style::default()));
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
        let mut desk = Desk::new("a", None);
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
