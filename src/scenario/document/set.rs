//! `--set PATH=VALUE`, and paths in a tree.

use super::keys;
use super::merge::merge;
use super::shape::Shape;
use super::toml::parse_value;
use super::tree::{Entry, Node, Table, Value};
use crate::diagnostics::{Diagnostic, Span, suggestion};

/// A path: its keys, each with the place where it is written.
type Path<'a> = Vec<(&'a str, Span)>;

/// Applies `--set PATH=VALUE`, whose text is `text` in `file`.
pub fn set(base: &mut Table, text: &str, file: usize, faults: &mut Vec<Diagnostic>) {
    let parts = text.split_once('=');
    let Some((path, value)) = parts.filter(|(path, _)| !path.trim().is_empty()) else {
        let whole = Span::new(file, 0..text.len());
        faults.push(
            Diagnostic::error(whole, "`--set` needs PATH=VALUE")
                .help("for instance --set retaliation=0.2, or --set state.talks.start=direct"),
        );
        return;
    };
    let keys = spelled_out(keys_of(path, file));
    if let [(key @ ("extends" | "for"), span), ..] = keys[..] {
        faults.push(
            Diagnostic::error(span, format!("`{key}` cannot be set"))
                .help("run another file, or write a file that extends it"),
        );
        return;
    }
    if let Some(fault) = wrong_path(base, &keys) {
        faults.push(fault);
        return;
    }
    let lead = value.len() - value.trim_start().len();
    let node = parse_value(value.trim(), file, path.len() + 1 + lead);
    merge(base, around(node, &keys), faults);
}

/// The keys of a path that is written at the beginning of `file`.
fn keys_of(path: &str, file: usize) -> Path<'_> {
    let mut keys = vec![];
    let mut at = 0;
    for key in path.split('.') {
        let start = at + key.len() - key.trim_start().len();
        keys.push((key.trim(), Span::new(file, start..start + key.trim().len())));
        at += key.len() + 1;
    }
    keys
}

/// A tree with this value at this path and nothing else.
fn around(node: Node, keys: &[(&str, Span)]) -> Table {
    let entry = |node, (key, key_span): &(&str, Span)| Entry {
        key: (*key).to_string(),
        key_span: *key_span,
        node,
    };
    let within = |entry: Entry| Node {
        span: entry.node.span,
        value: Value::Table(Table(vec![entry])),
    };
    let Some((first, rest)) = keys.split_first() else {
        return Table::default();
    };
    let inner = rest.iter().rev();
    let inner = inner.fold(node, |node, key| within(entry(node, key)));
    Table(vec![entry(inner, first)])
}

/// The whole path that a path stands for: a bare name is a parameter's.
fn spelled_out(keys: Path<'_>) -> Path<'_> {
    match keys[..] {
        [(name, span)] if !keys::top_keys().any(|k| k == name) => {
            vec![("parameters", span), (name, span)]
        }
        _ => keys,
    }
}

/// Why the path written at `span` leads nowhere in `tree`; none if it leads somewhere.
pub fn path_fault(tree: &Table, path: &str, span: Span) -> Option<Diagnostic> {
    let keys = path.split('.').map(|key| (key.trim(), span)).collect();
    wrong_path(tree, &spelled_out(keys))
}

/// Why a path leads nowhere: its names must exist, its keys must be of the language.
fn wrong_path(base: &Table, keys: &[(&str, Span)]) -> Option<Diagnostic> {
    let mut table = Some(base);
    for (i, (key, span)) in keys.iter().enumerate() {
        let path: Vec<&str> = keys[..=i].iter().map(|(k, _)| *k).collect();
        let parents = &path[..i];
        let shapes = shapes_at(base, parents);
        let parent = if parents.is_empty() {
            "the scenario".to_string()
        } else {
            parents.join(".")
        };
        let words = words_of(&shapes);
        let entry = table.and_then(|t| t.entry(key));
        if shapes.iter().any(|s| has_names(s)) && entry.is_none() && !words.contains(key) {
            let known = table.map(|t| t.keys().collect()).unwrap_or(vec![]);
            return Some(
                Diagnostic::error(*span, format!("{parent} has no `{key}`"))
                    .help(suggestion(key, known)),
            );
        }
        if keys::at(&path).is_empty() {
            return Some(
                Diagnostic::error(*span, format!("`{key}` is not a key of {parent}"))
                    .help(suggestion(key, words)),
            );
        }
        table = entry.and_then(|e| e.node.as_table());
    }
    None
}

/// The shapes that the value at this path may have in this tree.
fn shapes_at(base: &Table, path: &[&str]) -> Vec<&'static Shape> {
    let mut shapes = keys::at(path);
    if let ["turns", turn, "options", _] = path {
        // at a turn of several actors, each has its own table of options
        let several = base.table("turns").table(turn).entry("actors").is_some();
        shapes.retain(|s| matches!(s, Shape::Named(_)) == several);
    }
    shapes
}

/// The keys of the language that tables of these shapes have.
fn words_of(shapes: &[&'static Shape]) -> Vec<&'static str> {
    let keys = |shape: &&'static Shape| match shape {
        Shape::Table(_, keys) => keys.iter().map(|k| k.0).collect(),
        _ => vec![],
    };
    shapes.iter().flat_map(keys).collect()
}

/// Whether the keys of a table of this shape are names that the file gives.
fn has_names(shape: &Shape) -> bool {
    match shape {
        Shape::OneOf(all) => all.iter().all(|s| matches!(s, Shape::Named(_))),
        shape => matches!(shape, Shape::Named(_)),
    }
}
