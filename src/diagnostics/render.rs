//! Messages drawn for people, in the manner of rustc, by `annotate-snippets`.

use super::message::{Diagnostic, Failure, Severity};
use super::span::{Sources, Span, floor};
use super::visible::{visible, visible_lines};
use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::fmt;

impl Failure {
    /// The messages as a person reads them, followed by the number of errors.
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

/// Draws messages one below the other, with colours if `colour`.
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

/// A message and the texts that it points into, made safe to show; its spans follow the texts.
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
