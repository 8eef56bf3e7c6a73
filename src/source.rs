//! Text and places in it: the files of a scenario, spans, and the messages that point at them.
//!
//! A message says what is wrong, where (file, line, column, the text underlined) and what to try.
//! It is drawn by `annotate-snippets`, in the manner of rustc.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use serde::Serialize;
use std::borrow::Cow;
use std::fmt;

/// A stretch of bytes in one of the [`Sources`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Default)]
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

    /// The same so many bytes later.
    pub fn later(self, by: usize) -> Self {
        Span {
            start: self.start.saturating_add(cut(by)),
            end: self.end.saturating_add(cut(by)),
            ..self
        }
    }
}

/// A number of 32 bits; what lies beyond, which no text that is read has, is its end.
fn cut(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

/// One text that was read: a file, or a `--set` of the command line.
#[derive(Clone, Debug)]
pub struct Source {
    /// The path as given, the name of a shipped scenario, or `--set`.
    pub name: String,
    /// The whole text.
    pub text: String,
}

/// All texts that a scenario was read from, the file itself first.
#[derive(Clone, Debug, Default)]
pub struct Sources(pub Vec<Source>);

impl Sources {
    /// Takes in a text and returns its index.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> usize {
        self.0.push(Source {
            name: name.into(),
            text: text.into(),
        });
        self.0.len() - 1
    }

    /// Line and column (both from 1, the column in characters) of the span's beginning.
    pub fn place(&self, span: Span) -> (usize, usize) {
        let text = &self.0[span.file as usize].text;
        let before = &text[..floor(text, span.start as usize)];
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}

/// A text on one line as it may be shown: line breaks and tabs are spaces, and what would steer a
/// terminal or turn the order of writing round stands for itself as a picture, or as U+FFFD.
pub fn visible(text: &str) -> Cow<'_, str> {
    replaced(text, |c| match c {
        '\n' | '\r' | '\t' | '\u{2028}' | '\u{2029}' => Some(' '),
        c => picture(c),
    })
}

/// The same of a text that may have several lines.
pub fn visible_lines(text: &str) -> Cow<'_, str> {
    replaced(text, |c| match c {
        '\n' | '\t' => None,
        c => picture(c),
    })
}

fn replaced(text: &str, instead: impl Fn(char) -> Option<char>) -> Cow<'_, str> {
    if text.chars().all(|c| instead(c).is_none()) {
        return Cow::Borrowed(text);
    }
    let text = text.replace("\r\n", "\n");
    Cow::Owned(text.chars().map(|c| instead(c).unwrap_or(c)).collect())
}

/// What is shown instead of a character that does something.
fn picture(c: char) -> Option<char> {
    match c {
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}'
        | '\u{feff}' => Some('\u{fffd}'),
        _ => None,
    }
}

/// The nearest character boundary at or before `at`.
fn floor(text: &str, at: usize) -> usize {
    (0..=at.min(text.len()))
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0)
}

/// Whether a message stops the work.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Severity {
    /// Nothing is run.
    Error,
    /// Worth knowing; work goes on.
    Warning,
}

/// One message about a text.
#[derive(Clone, Debug)]
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
    /// The name that is not known, if that is what is wrong: its declaration may be at fault.
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

    /// An error that comes of `name` not being known.
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

/// A message as `--json` gives it (engineering contract: `errors`, `warnings`).
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
    /// The messages, in order of place.
    pub diagnostics: Vec<Diagnostic>,
}

impl Failure {
    /// A failure of these messages, of which one is always an error: whoever finds that something
    /// is wrong and does not say what gets one that says so.
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

    /// The messages as a person sees them, with the count of errors below.
    pub fn render(&self, colour: bool) -> String {
        let mut out = render(&self.diagnostics, &self.sources, colour);
        let n = self
            .diagnostics
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .count();
        let s = if n == 1 { "" } else { "s" };
        out.push_str(&format!("{n} error{s}, nothing was run\n"));
        out
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Failure {}

/// The messages as `--json` gives them.
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

/// Draws messages one below the other.
pub fn render(diagnostics: &[Diagnostic], sources: &Sources, colour: bool) -> String {
    let renderer = if colour {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let mut out = String::new();
    for d in diagnostics {
        let (d, sources) = &shown(d, sources);
        let level = match d.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let title = level.primary_title(d.message.as_str());
        let mut group = match d.span {
            None => Group::with_title(title),
            Some(span) => title.element(snippet(d, span, sources)),
        };
        if let (Some(span), Some((other, label))) = (d.span, &d.related)
            && other.file != span.file
        {
            let source = &sources.0[other.file as usize];
            group = group.element(
                Snippet::source(source.text.as_str())
                    .path(source.name.as_str())
                    .annotation(
                        AnnotationKind::Context
                            .span(range(&source.text, *other))
                            .label(label.as_str()),
                    ),
            );
        }
        if !d.help.is_empty() {
            group = group.element(Level::HELP.message(d.help.as_str()));
        }
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    out
}

/// A message and the texts it points into as they may be shown.
fn shown(d: &Diagnostic, sources: &Sources) -> (Diagnostic, Sources) {
    let moved = |span: Span| {
        let text = &sources.0[span.file as usize].text;
        let to = |at: u32| visible_lines(&text[..floor(text, at as usize)]).len();
        Span::new(span.file as usize, to(span.start)..to(span.end))
    };
    let lines = |text: &String| visible_lines(text).into_owned();
    let related = d.related.as_ref();
    let diagnostic = Diagnostic {
        message: lines(&d.message),
        label: lines(&d.label),
        help: lines(&d.help),
        span: d.span.map(moved),
        related: related.map(|(span, label)| (moved(*span), lines(label))),
        ..d.clone()
    };
    let needed = [d.span, related.map(|r| r.0)];
    let mut texts = Sources::default();
    for (file, source) in sources.0.iter().enumerate() {
        let used = needed.iter().flatten().any(|s| s.file as usize == file);
        let text = if used {
            lines(&source.text)
        } else {
            String::new()
        };
        texts.add(visible(&source.name), text);
    }
    (diagnostic, texts)
}

fn range(text: &str, span: Span) -> std::ops::Range<usize> {
    let start = floor(text, span.start as usize);
    start..floor(text, span.end as usize).max(start)
}

fn snippet<'a>(
    d: &'a Diagnostic,
    span: Span,
    sources: &'a Sources,
) -> Snippet<'a, annotate_snippets::Annotation<'a>> {
    let source = &sources.0[span.file as usize];
    let mut primary = AnnotationKind::Primary.span(range(&source.text, span));
    if !d.label.is_empty() {
        primary = primary.label(d.label.as_str());
    }
    let mut snippet = Snippet::source(source.text.as_str())
        .path(source.name.as_str())
        .annotation(primary);
    if let Some((other, label)) = &d.related
        && other.file == span.file
    {
        snippet = snippet.annotation(
            AnnotationKind::Context
                .span(range(&source.text, *other))
                .label(label.as_str()),
        );
    }
    snippet
}

/// The candidate nearest to `name`, if one is near enough to be meant.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(name, c), c))
        .filter(|(d, c)| *d <= 1 + c.chars().count().max(name.chars().count()) / 4 && *d < c.len())
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// "did you mean `x`?", or a list of what there is.
pub fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<&str> = candidates.into_iter().collect();
    match nearest(name, all.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if all.is_empty() => "there are none".to_string(),
        None if all.len() <= 12 => format!("there are: {}", all.join(", ")),
        None => format!("there are: {}, …", all[..12].join(", ")),
    }
}
