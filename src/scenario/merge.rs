//! Changes to a tree: what a variant states over the file that it extends, and `--set`.
//!
//! Tables merge at every depth; numbers, strings and arrays replace; a bare number for a
//! parameter or a bare level for a state variable replaces its `value` or `start` only;
//! `NAME = false` takes something away.

use super::shape;
use super::tree::{Entry, Node, Table, Value, parse_value};
use crate::diagnostics::{Diagnostic, Span, suggestion};

/// Tables of things that `NAME = false` takes away, by their last key.
const REMOVABLE: [&str; 8] = [
    "turns",
    "options",
    "events",
    "drafts",
    "outcomes",
    "measures",
    "hypotheses",
    "milestones",
];

/// Merges `over` into `base`.
pub fn merge(base: &mut Table, over: Table, faults: &mut Vec<Diagnostic>) {
    merge_at(base, over, &mut vec![], faults);
}

fn merge_at(base: &mut Table, over: Table, path: &mut Vec<String>, faults: &mut Vec<Diagnostic>) {
    let here = path.last().cloned().unwrap_or_default();
    let here = here.as_str();
    let depth = path.len();
    let in_options = depth == 4 && path[2] == "options";
    let removable = |key: &str| {
        // at a turn of several actors options stand under each
        let own = ["set", "payoff", "when"].contains(&key);
        REMOVABLE.contains(&here) || in_options && !own
    };
    let bare = match (depth, here) {
        (1, "parameters") => Some("value"),
        (1, "state") => Some("start"),
        _ => None,
    };
    for entry in over.0 {
        if matches!(entry.node.value, Value::Boolean(false)) && removable(&entry.key) {
            let before = base.0.len();
            base.0.retain(|e| e.key != entry.key);
            if base.0.len() == before {
                faults.push(
                    Diagnostic::error(
                        entry.key_span,
                        format!("there is no `{}` to take away", entry.key),
                    )
                    .help(suggestion(&entry.key, base.keys())),
                );
            }
            continue;
        }
        let Some(old) = base.entry_mut(&entry.key) else {
            base.0.push(entry);
            continue;
        };
        match (&mut old.node.value, bare) {
            (Value::Table(table), _) if entry.node.as_table().is_some() => {
                let Value::Table(over) = entry.node.value else {
                    unreachable!()
                };
                path.push(entry.key);
                merge_at(table, over, path, faults);
                path.pop();
            }
            (Value::Table(table), Some(key)) => match table.entry_mut(key) {
                Some(inner) => inner.node = entry.node,
                None => table.0.push(Entry {
                    key: key.into(),
                    ..entry
                }),
            },
            (_, Some(key)) if entry.node.as_table().is_some() => {
                let mut table = Table(vec![Entry {
                    key: key.into(),
                    key_span: old.key_span,
                    node: old.node.clone(),
                }]);
                let Value::Table(over) = entry.node.value else {
                    unreachable!()
                };
                path.push(entry.key);
                merge_at(&mut table, over, path, faults);
                path.pop();
                old.node.value = Value::Table(table);
            }
            (Value::Table(_), None) if matches!(entry.node.value, Value::Boolean(false)) => {
                faults.push(
                    Diagnostic::error(entry.key_span, format!("`{}` cannot be taken away", entry.key))
                        .help("only turns, options, events, drafts, outcomes, measures, claims and milestones can; write a file that does not extend this one"),
                );
            }
            _ => old.node = entry.node,
        }
    }
}

/// Applies `--set PATH=VALUE`, whose text is `text` in `file`.
pub fn set(base: &mut Table, text: &str, file: usize, faults: &mut Vec<Diagnostic>) {
    let whole = Span::new(file, 0..text.len());
    let parts = text.split_once('=');
    let Some((path, value)) = parts.filter(|(path, _)| !path.trim().is_empty()) else {
        faults.push(
            Diagnostic::error(whole, "`--set` wants PATH=VALUE")
                .help("for instance --set retaliation=0.2, or --set state.talks.start=direct"),
        );
        return;
    };
    let lead = value.len() - value.trim_start().len();
    let node = parse_value(value.trim(), file, path.len() + 1 + lead);
    let mut keys: Vec<(&str, Span)> = vec![];
    let mut at = 0;
    for key in path.split('.') {
        let lead = key.len() - key.trim_start().len();
        let start = at + lead;
        keys.push((key.trim(), Span::new(file, start..start + key.trim().len())));
        at += key.len() + 1;
    }
    let keys = spelled_out(keys);
    if let [("extends", span)] = keys[..] {
        faults.push(
            Diagnostic::error(span, "what a file extends cannot be set")
                .help("name another file, or write one that extends it"),
        );
        return;
    }
    if let Some(fault) = wrong_path(base, &keys) {
        faults.push(fault);
        return;
    }
    let over = keys.iter().rev().fold(node, |node, (key, key_span)| Node {
        span: node.span,
        value: Value::Table(Table(vec![Entry {
            key: (*key).to_string(),
            key_span: *key_span,
            node,
        }])),
    });
    let Value::Table(over) = over.value else {
        return;
    };
    merge(base, over, faults);
}

/// A bare name is a parameter's.
fn spelled_out(keys: Vec<(&str, Span)>) -> Vec<(&str, Span)> {
    match keys[..] {
        [(name, span)] if !shape::top_keys().any(|k| k == name) => {
            vec![("parameters", span), (name, span)]
        }
        _ => keys,
    }
}

/// Why the path written at `span` leads nowhere in `tree`, if so.
pub fn path_fault(tree: &Table, path: &str, span: Span) -> Option<Diagnostic> {
    let keys = path.split('.').map(|key| (key.trim(), span)).collect();
    wrong_path(tree, &spelled_out(keys))
}

/// Why a path leads nowhere: names must exist, keys must be of the language.
fn wrong_path(base: &Table, keys: &[(&str, Span)]) -> Option<Diagnostic> {
    let mut table = Some(base);
    for (i, (key, span)) in keys.iter().enumerate() {
        let names: Vec<&str> = keys[..i].iter().map(|(k, _)| *k).collect();
        let mut shapes = shape::at(&names);
        if let ["turns", turn, "options", _] = names[..] {
            // at a turn of several actors options stand under each
            let several = base.table("turns").table(turn).entry("actors").is_some();
            shapes.retain(|s| matches!(s, shape::Shape::Named(_)) == several);
        }
        let entry = table.and_then(|t| t.entry(key));
        let parent = if i == 0 {
            "the scenario".to_string()
        } else {
            names.join(".")
        };
        let named = shapes.iter().any(|s| match s {
            shape::Shape::OneOf(all) => all.iter().all(|s| matches!(s, shape::Shape::Named(_))),
            shape => matches!(shape, shape::Shape::Named(_)),
        });
        let keys_of = |shape: &&shape::Shape| match shape {
            shape::Shape::Table(_, keys) => keys.iter().map(|k| k.0).collect(),
            _ => vec![],
        };
        let words: Vec<&str> = shapes.iter().flat_map(keys_of).collect();
        if named && entry.is_none() && !words.contains(key) {
            let known = table.map(|t| t.keys().collect()).unwrap_or(vec![]);
            return Some(
                Diagnostic::error(*span, format!("{parent} has no `{key}`"))
                    .help(suggestion(key, known)),
            );
        }
        let path: Vec<&str> = keys[..=i].iter().map(|(k, _)| *k).collect();
        if shape::at(&path).is_empty() {
            return Some(
                Diagnostic::error(*span, format!("`{key}` is not a key of {parent}"))
                    .help(suggestion(key, words)),
            );
        }
        table = entry.and_then(|e| e.node.as_table());
    }
    None
}
