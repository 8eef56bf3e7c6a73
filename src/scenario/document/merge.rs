//! Puts one tree over another: what a file states over the file that it extends.
//!
//! Tables merge at every depth; numbers, texts and arrays replace. A bare number for a parameter
//! replaces only its `value`, a bare level for a state variable only its `start`. `NAME = false`
//! removes something.

use super::tree::{Entry, Node, Table, Value};
use crate::diagnostics::{Diagnostic, Span, suggestion};

/// The tables whose entries `NAME = false` removes, by their last key.
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
    let mut removed = vec![];
    removals(&over, &mut vec![], &mut removed);
    never(base, &removed);
    merge_at(base, over, &mut vec![], faults);
}

/// Merges `over` into `base`, which both stand at `path`.
fn merge_at(base: &mut Table, over: Table, path: &mut Vec<String>, faults: &mut Vec<Diagnostic>) {
    for entry in over.0 {
        if is_false(&entry.node) && removable(path, &entry.key) {
            remove(base, &entry, faults);
        } else if let Some(old) = base.entry_mut(&entry.key) {
            replace(&mut old.node, old.key_span, entry, path, faults);
        } else {
            base.0.push(entry);
        }
    }
}

/// The paths of all that `over` removes.
fn removals(over: &Table, path: &mut Vec<String>, all: &mut Vec<Vec<String>>) {
    for entry in &over.0 {
        path.push(entry.key.clone());
        match &entry.node.value {
            Value::Boolean(false) if removable(&path[..path.len() - 1], &entry.key) => {
                all.push(path.clone());
            }
            Value::Table(inner) => removals(inner, path, all),
            _ => {}
        }
        path.pop();
    }
}

/// Milestones about a move that is taken away become such as never come about.
fn never(base: &mut Table, removed: &[Vec<String>]) {
    let milestones = base.entry_mut("milestones").map(|e| &mut e.node.value);
    let Some(Value::Table(milestones)) = milestones else {
        return;
    };
    for milestone in &mut milestones.0 {
        let Value::Table(milestone) = &mut milestone.node.value else {
            continue;
        };
        let Some(entry) = milestone.entry_mut("move") else {
            continue;
        };
        let Value::Table(made) = &entry.node.value else {
            continue;
        };
        let text = |key: &str| made.get(key).and_then(Node::as_text);
        let gone = |path: &Vec<String>| {
            let path: Vec<&str> = path.iter().map(String::as_str).collect();
            match path[..] {
                ["turns", turn] => text("turn") == Some(turn),
                ["turns", turn, "drafts", draft] => {
                    text("turn") == Some(turn) && text("draft") == Some(draft)
                }
                ["turns", turn, "options" | "events", option] => {
                    text("turn") == Some(turn) && text("option") == Some(option)
                }
                ["turns", turn, "options", actor, option] => {
                    let who = text("turn") == Some(turn) && text("actor") == Some(actor);
                    who && text("option") == Some(option)
                }
                _ => false,
            }
        };
        if removed.iter().any(gone) {
            entry.key = "event".into();
            entry.node.value = Value::Boolean(false);
        }
    }
}

fn is_false(node: &Node) -> bool {
    matches!(node.value, Value::Boolean(false))
}

/// Whether `key = false` at this path removes something.
fn removable(path: &[String], key: &str) -> bool {
    let here = path.last().map_or("", String::as_str);
    // at a turn of several actors, each has its own table of options
    let in_options = path.len() == 4 && path[2] == "options";
    let own = ["set", "payoff", "when"].contains(&key);
    REMOVABLE.contains(&here) || in_options && !own
}

fn remove(base: &mut Table, entry: &Entry, faults: &mut Vec<Diagnostic>) {
    let before = base.0.len();
    base.0.retain(|e| e.key != entry.key);
    if base.0.len() == before {
        let message = format!("there is no `{}` to remove", entry.key);
        faults.push(
            Diagnostic::error(entry.key_span, message).help(suggestion(&entry.key, base.keys())),
        );
    }
}

/// The key that a bare value at this path stands for, of a parameter or a state variable.
fn bare_key(path: &[String]) -> Option<&'static str> {
    match path {
        [here] if here == "parameters" => Some("value"),
        [here] if here == "state" => Some("start"),
        _ => None,
    }
}

/// Replaces the value `old`, whose key stands at `key_span`, by that of `entry`, or merges both.
fn replace(
    old: &mut Node,
    key_span: Span,
    entry: Entry,
    path: &mut Vec<String>,
    faults: &mut Vec<Diagnostic>,
) {
    let bare = bare_key(path);
    let mut below = |table: &mut Table, over: Table, key: String| {
        path.push(key);
        merge_at(table, over, path, faults);
        path.pop();
    };
    match (&mut old.value, entry.node.value, bare) {
        (Value::Table(table), Value::Table(over), _) => below(table, over, entry.key),
        (Value::Table(table), value, Some(key)) => {
            let node = Node {
                value,
                span: entry.node.span,
            };
            match table.entry_mut(key) {
                Some(inner) => inner.node = node,
                None => table.0.push(Entry {
                    key: key.into(),
                    key_span: entry.key_span,
                    node,
                }),
            }
        }
        (_, Value::Table(over), Some(key)) => {
            let mut table = Table(vec![Entry {
                key: key.into(),
                key_span,
                node: old.clone(),
            }]);
            below(&mut table, over, entry.key);
            old.value = Value::Table(table);
        }
        (Value::Table(_), Value::Boolean(false), None) => faults.push(
            Diagnostic::error(entry.key_span, format!("`{}` cannot be removed", entry.key))
                .help("only turns, options, events, drafts, outcomes, measures, claims and milestones can be removed; to leave this out, write a file that extends nothing"),
        ),
        (_, value, _) => {
            *old = Node {
                value,
                span: entry.node.span,
            };
        }
    }
}
