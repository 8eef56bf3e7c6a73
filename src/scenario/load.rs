//! From a path, a shipped name or a text to a [`Scenario`], with every error at once.

use super::document::SETTING;
use super::document::conform::check;
use super::document::digest::{digest, safe};
use super::document::set::set;
use super::document::tree::{Node, Table, Value};
use super::read::read;
use super::{Document, Edit, Scenario};
use crate::diagnostics::{Diagnostic, Failure, Severity, Sources, Span};

/// A scenario, or every reason why it could not be read.
pub type Loaded = Result<Scenario, Box<Failure>>;

/// Reads the file at `name`, or the shipped scenario of that name, and applies `sets` in order.
///
/// # Errors
/// As [`Document::scenario`], or the file cannot be read.
pub fn load(name: &str, sets: &[String]) -> Loaded {
    Document::open(name)?.scenario(&Edit::settings(sets))
}

/// Reads a scenario called `id` from its text and applies `sets` in order; what it extends must be
/// shipped.
///
/// # Errors
/// As [`Document::scenario`].
pub fn load_text(id: &str, text: &str, sets: &[String]) -> Loaded {
    Document::of_text(id, text).scenario(&Edit::settings(sets))
}

impl Document {
    /// The scenario that the texts describe, with `edits` applied: first those that change the text,
    /// in order, and then the others, in order.
    ///
    /// # Errors
    /// Every error of the texts and of the settings, or an edit that names something the scenario
    /// does not have.
    pub fn scenario(&self, edits: &[Edit]) -> Loaded {
        let sets: Vec<String> = edits.iter().filter_map(Edit::text).collect();
        with_settings(self.clone(), &sets)?.edited(edits)
    }
}

/// The scenario that `document` describes after these settings.
fn with_settings(document: Document, sets: &[String]) -> Loaded {
    let Document {
        mut sources,
        tree,
        mut faults,
        id,
        ..
    } = document;
    let Some(mut tree) = tree else {
        return Err(failure(sources, faults));
    };
    for text in sets {
        let file = sources.add(SETTING, text.as_str());
        set(&mut tree, text, file, &mut faults);
    }
    if !check(&tree, &sources, &mut faults) {
        return Err(failure(sources, faults));
    }
    let (mut scenario, errors) = read(&tree);
    faults.extend(errors);
    if sources.0[0].text.trim().is_empty() {
        faults = vec![
            Diagnostic::error(Span::default(), "the file is empty")
                .help("`demarche new FILE` writes a commented starter file"),
        ];
    }
    if faults.iter().any(|f| f.severity == Severity::Error) {
        drop_consequences(&tree, &mut faults);
        return Err(failure(sources, faults));
    }
    let root = Node {
        value: Value::Table(tree),
        span: Span::default(),
    };
    root.flatten("", &mut scenario.settings);
    let paths = scenario.settings.iter().map(|(path, _)| path.as_str());
    scenario.order = digest(paths.collect::<Vec<&str>>().join("\n"));
    scenario.settings.sort();
    scenario.digest = digest(root.canonical());
    scenario.id = safe(&id);
    if scenario.title.is_empty() {
        scenario.title = scenario.id.replace('_', " ");
    }
    scenario.sources = sources;
    Ok(scenario)
}

/// Drops errors about unknown names that are declared, if the declaration has an error of its own.
fn drop_consequences(tree: &Table, faults: &mut Vec<Diagnostic>) {
    let within = |inner: Span, outer: Span| {
        inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
    };
    let mut broken: Vec<&str> = vec![];
    for table in ["parameters", "state", "tables", "define", "actors"] {
        for entry in &tree.table(table).0 {
            let own = |span: Span| within(span, entry.node.span) || span == entry.key_span;
            if faults.iter().any(|f| f.span.is_some_and(own)) {
                broken.push(&entry.key);
            }
        }
    }
    faults.retain(|f| {
        let name = f.unknown.as_deref();
        !name.is_some_and(|name| broken.contains(&name))
    });
}

/// A failure of these errors, ordered by place, each once.
fn failure(sources: Sources, mut diagnostics: Vec<Diagnostic>) -> Box<Failure> {
    diagnostics.sort_by_key(|d| (d.span.is_none(), d.span.map(|s| (s.file, s.start))));
    diagnostics.dedup_by(|a, b| a.span == b.span && a.message == b.message);
    Box::new(Failure::new(sources, diagnostics))
}
