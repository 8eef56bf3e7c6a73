//! Texts and places in them.

use serde::{Deserialize, Serialize};

/// A range of bytes in one of the [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
pub struct Span {
    /// Index of the file.
    pub file: u32,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span of `file` over the bytes of `range`.
    pub fn new(file: usize, range: std::ops::Range<usize>) -> Self {
        Span {
            file: cut(file),
            start: cut(range.start),
            end: cut(range.end),
        }
    }

    /// The span moved by `by` bytes towards the end.
    pub fn later(self, by: usize) -> Self {
        Span {
            start: self.start.saturating_add(cut(by)),
            end: self.end.saturating_add(cut(by)),
            ..self
        }
    }
}

/// `n` in 32 bits. No text that is read is longer, so a larger number becomes the largest.
fn cut(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One text that was read: a file, or a `--set` of the command line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// The path as given, the name of a shipped scenario, or `--set`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// All texts that a scenario was read from, its own file first.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub Vec<Source>);

impl Sources {
    /// Adds a text and returns its index.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> usize {
        self.0.push(Source {
            name: name.into(),
            text: text.into(),
        });
        self.0.len() - 1
    }

    /// Line and column at which `span` begins, both from 1, the column in characters.
    pub fn place(&self, span: Span) -> (usize, usize) {
        let text = &self.0[span.file as usize].text;
        let before = &text[..floor(text, span.start as usize)];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}

/// The nearest character boundary at or before `at`.
pub(super) fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0)
}
