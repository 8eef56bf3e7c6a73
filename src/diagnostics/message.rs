//! Messages about a text: what is wrong, where, and what to try.

use super::span::{Sources, Span, floor};
use super::visible::{visible, visible_lines};
use serde::{Deserialize, Serialize};

/// Whether a message stops the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nothing is run.
    Error,
    /// Worth knowing; work goes on.
    Warning,
}

/// One message about a text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// What is wrong, in one line.
    pub message: String,
    /// Where; none if it concerns no place.
    pub span: Option<Span>,
    /// A few words under the underlined text; may be empty.
    pub label: String,
    /// Another place that explains this one.
    pub related: Option<(Span, String)>,
    /// What to try; may be empty.
    pub help: String,
    /// The unknown name, if that is what is wrong: an error in its declaration may be the cause.
    pub unknown: Option<String>,
}

impl Diagnostic {
    /// An error at `span`.
    pub fn error(span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Error,
            message: message.into(),
            span: Some(span),
            label: String::new(),
            related: None,
            help: String::new(),
            unknown: None,
        }
    }

    /// An error that concerns no place.
    pub fn general(message: impl Into<String>) -> Self {
        Diagnostic {
            span: None,
            ..Self::error(Span::default(), message)
        }
    }

    /// A warning at `span`.
    pub fn warning(span: Span, message: impl Into<String>) -> Self {
        Diagnostic {
            severity: Severity::Warning,
            ..Self::error(span, message)
        }
    }

    /// With words under the underlined text.
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With advice.
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// Marks the error as due to the unknown name `name`.
    pub fn unknown(mut self, name: &str) -> Self {
        self.unknown = Some(name.to_string());
        self
    }

    /// With another place that explains this one.
    pub fn related(mut self, span: Span, label: impl Into<String>) -> Self {
        self.related = Some((span, label.into()));
        self
    }
}

/// A message as `--json` prints it, under `errors` and `warnings`.
#[derive(Clone, Debug, Serialize)]
pub struct Entry {
    /// The file's name, `--set`, or null.
    pub file: Option<String>,
    /// Line, from 1.
    pub line: Option<usize>,
    /// Column in characters, from 1.
    pub column: Option<usize>,
    /// Length of the underlined text in characters.
    pub length: Option<usize>,
    /// What is wrong.
    pub message: String,
    /// What to try.
    pub help: Option<String>,
}

/// Why a scenario could not be read or compiled: every error, with the texts they point into.
#[derive(Clone, Debug, Default)]
pub struct Failure {
    /// The texts.
    pub sources: Sources,
    /// The messages, ordered by place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Failure {
    /// A failure of these messages. At least one is always an error: if none is, an error is added
    /// that says so.
    pub fn new(sources: Sources, mut diagnostics: Vec<Diagnostic>) -> Self {
        if !diagnostics.iter().any(|d| d.severity == Severity::Error) {
            diagnostics.push(
                Diagnostic::general("something is wrong, but the program cannot say what")
                    .help("this is a fault of the program: please report it with the file"),
            );
        }
        Failure {
            sources,
            diagnostics,
        }
    }

    /// A failure of one message that concerns no place.
    pub fn general(message: impl Into<String>, help: impl Into<String>) -> Self {
        Failure {
            sources: Sources::default(),
            diagnostics: vec![Diagnostic::general(message).help(help)],
        }
    }
}

impl std::error::Error for Failure {}

/// The messages as `--json` prints them.
pub fn entries(diagnostics: &[Diagnostic], sources: &Sources) -> Vec<Entry> {
    let entry = |d: &Diagnostic| {
        let place = d.span.map(|s| sources.place(s));
        Entry {
            file: d
                .span
                .map(|s| visible(&sources.0[s.file as usize].name).into_owned()),
            line: place.map(|p| p.0),
            column: place.map(|p| p.1),
            length: d.span.map(|s| {
                let text = &sources.0[s.file as usize].text;
                text[floor(text, s.start as usize)..floor(text, s.end as usize)]
                    .chars()
                    .count()
            }),
            message: visible_lines(&d.message).into_owned(),
            help: Some(visible_lines(&d.help).into_owned()).filter(|h| !h.is_empty()),
        }
    };
    diagnostics.iter().map(entry).collect()
}
