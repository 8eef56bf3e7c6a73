//! Whether a tree has the form of the language: no unknown keys, no keys in the wrong table, no values
//! of the wrong kind.

use super::homes::{has_home, home, homes};
use super::keys::TOP_KEYS;
use super::shape::{Key, Shape};
use super::tree::{Entry, Node, Table, Value};
use crate::diagnostics::{Diagnostic, Sources, Span, nearest, suggestion, visible};
use crate::language::is_id;
use Shape::{
    Array, Condition, Date, Expression, Named, Number, OneOf, Open, Text, Texts, Whole, Word, YesNo,
};

/// The most named things in one table. To read one, the reader looks for names among all.
const MOST_NAMES: usize = 10_000;

/// Checks the keys and the kinds of values of a whole tree. Returns false if a table has so many names
/// that the tree should not be read.
pub fn check(tree: &Table, sources: &Sources, faults: &mut Vec<Diagnostic>) -> bool {
    let mut walk = Walk {
        sources,
        faults,
        around: vec![],
        small: true,
    };
    walk.table(tree, "the file", TOP_KEYS, None, None);
    walk.small
}

struct Walk<'a> {
    sources: &'a Sources,
    faults: &'a mut Vec<Diagnostic>,
    /// The tables around the present one, outermost first: kind and keys.
    around: Vec<(&'static str, &'static [Key])>,
    /// Whether no table has too many names.
    small: bool,
}

impl Walk<'_> {
    /// Checks a table of `kind` that has `keys`, and names with the shape `rest` if there is one.
    fn table(
        &mut self,
        table: &Table,
        kind: &'static str,
        keys: &'static [Key],
        rest: Option<&'static Shape>,
        owner: Option<&str>,
    ) {
        self.around.push((kind, keys));
        for entry in &table.0 {
            match (keys.iter().find(|k| k.0 == entry.key), rest) {
                (Some(key), _) => {
                    let shape = match &key.1 {
                        // at a turn of several actors, each has its own table of options
                        OneOf(all) if key.0 == "options" => {
                            &all[usize::from(table.entry("actors").is_some())]
                        }
                        shape => shape,
                    };
                    self.value(&entry.node, shape, &entry.key);
                }
                (None, Some(shape)) => self.value(&entry.node, shape, &entry.key),
                (None, None) => {
                    let fault = self.unknown(&entry.key, entry.key_span, kind, keys, owner);
                    self.faults.push(fault);
                }
            }
        }
        self.around.pop();
    }

    /// Checks the value of `key`.
    fn value(&mut self, node: &Node, shape: &'static Shape, key: &str) {
        let owner = Some(key);
        match (shape, &node.value) {
            (_, Value::Number(x)) if !x.is_finite() => self.faults.push(
                Diagnostic::error(
                    node.span,
                    format!("`{key}` must be a finite number, but this is {x}"),
                )
                .help("write it as 12, 0.5 or 1e-3"),
            ),
            (Shape::Table(kind, keys), Value::Table(table)) => {
                self.table(table, kind, keys, None, owner)
            }
            (Open(kind, keys, rest), Value::Table(table)) => {
                self.table(table, kind, keys, Some(rest), owner)
            }
            (Named(inner), Value::Table(table)) => self.named(table, inner, key),
            (OneOf(all), value) => match all.iter().find(|s| s.fits(value)) {
                Some(shape) => self.value(node, shape, key),
                None => self.wrong(node, shape, key),
            },
            (Word(all), Value::Text(word, _)) if !all.contains(&word.as_str()) => {
                let message = format!("`{key}` must be {}, but this is \"{word}\"", shape.words());
                self.faults.push(
                    Diagnostic::error(node.span, message)
                        .help(suggestion(word, all.iter().copied())),
                );
            }
            (shape, value) if shape.fits(value) => {}
            _ => self.wrong(node, shape, key),
        }
    }

    /// Checks a table of names, each with a value of shape `inner`.
    fn named(&mut self, table: &Table, inner: &'static Shape, key: &str) {
        if table.0.len() > MOST_NAMES {
            self.small = false;
            let message = format!(
                "`{key}` has {} entries, more than {MOST_NAMES}",
                table.0.len()
            );
            self.faults.push(
                Diagnostic::error(table.0[MOST_NAMES].key_span, message)
                    .label("this one is too many")
                    .help("one state variable with many levels, and `choose`, can stand for many things"),
            );
            return;
        }
        for entry in &table.0 {
            if !is_id(&entry.key) {
                let message = format!("`{}` cannot be a name", visible(&entry.key));
                self.faults
                    .push(Diagnostic::error(entry.key_span, message).help(
                        "a name has only letters, digits and _, and does not begin with a digit; \
                         `label` gives the name that people read",
                    ));
            }
            match self.stray(entry, inner, key) {
                Some(fault) => self.faults.push(fault),
                None => self.value(&entry.node, inner, &entry.key),
            }
        }
    }

    /// The error about a key of the language that stands among names, with a value that no such name
    /// can have.
    fn stray(&self, entry: &Entry, inner: &Shape, owner: &str) -> Option<Diagnostic> {
        let value = &entry.node.value;
        if inner.fits(value) || !has_home(&entry.key, value) {
            return None;
        }
        let homes = self.homes(&entry.key);
        let here = format!("a name under {owner}");
        (!homes.is_empty()).then(|| self.misplaced(&entry.key, entry.key_span, &homes, &here, ""))
    }

    /// The kind of the nearest table around this one that has `key`, else every kind that has it.
    fn homes(&self, key: &str) -> Vec<&'static str> {
        let around = |(_, keys): &&(&str, &[Key])| keys.iter().any(|k| k.0 == key);
        match self.around.iter().rev().find(around) {
            Some((kind, _)) => vec![home(kind, key)],
            None => homes(key),
        }
    }

    /// The error about a key that a table of `kind` does not have.
    fn unknown(
        &self,
        key: &str,
        span: Span,
        kind: &str,
        keys: &[Key],
        owner: Option<&str>,
    ) -> Diagnostic {
        let homes = self.homes(key);
        let (Some(name), false) = (owner, homes.is_empty()) else {
            return Diagnostic::error(span, format!("`{key}` is not a key of {kind}"))
                .help(suggestion(key, keys.iter().map(|k| k.0)));
        };
        let bare = kind.split_once(' ').map_or(kind, |k| k.1);
        let here = format!("inside the {bare} {name}");
        let near = nearest(key, keys.iter().map(|k| k.0));
        let near = near.map_or(String::new(), |n| format!("; or did you mean `{n}`?"));
        self.misplaced(key, span, &homes, &here, &near)
    }

    /// The error about a key of the language in a table that has no such key.
    fn misplaced(
        &self,
        key: &str,
        span: Span,
        homes: &[&str],
        here: &str,
        more: &str,
    ) -> Diagnostic {
        let homes = homes.join(" or ");
        let message = format!("`{key}` belongs to {homes}, but here it is {here}");
        let fault = Diagnostic::error(span, message);
        match self.header(span) {
            Some(header) => fault
                .related(
                    header,
                    "in TOML, everything after this header is part of it",
                )
                .help(format!("move it above this header, into {homes}{more}")),
            None => fault.help(format!("move it out of these braces, into {homes}{more}")),
        }
    }

    /// The last `[header]` before a key that begins a line.
    fn header(&self, key: Span) -> Option<Span> {
        let text = &self.sources.0[key.file as usize].text;
        let mut end = key.start as usize;
        let line = &text[text[..end].rfind('\n').map_or(0, |i| i + 1)..end];
        if !line.trim().is_empty() {
            return None;
        }
        loop {
            let first = text[..end].rfind('\n').map_or(0, |i| i + 1);
            let line = text[first..].lines().next().unwrap_or("");
            if line.starts_with('[') {
                let length = line.find(']')? + 1;
                return Some(Span::new(key.file as usize, first..first + length));
            }
            end = first.checked_sub(1)?;
        }
    }

    /// Keeps the error about a value of the wrong kind.
    fn wrong(&mut self, node: &Node, shape: &Shape, key: &str) {
        let what = match &node.value {
            Value::Number(x) => x.to_string(),
            other => other.words().to_string(),
        };
        let message = format!("`{key}` must be {}, but this is {what}", shape.words());
        self.faults
            .push(Diagnostic::error(node.span, message).help(remedy(shape, &node.value, key)));
    }
}

/// What to try if a value is of the wrong kind.
fn remedy(shape: &Shape, value: &Value, key: &str) -> String {
    let inner = match shape {
        OneOf(all) => all,
        _ => &[] as &[Shape],
    };
    let table = format!("write {key} = {{ … }}, or give it a [header] of its own");
    match shape {
        Date => "a date is written without quotes: 2006-07-05".into(),
        Text | Word(_) | Condition => format!("put it in quotes: {key} = \"…\""),
        Texts | Array => format!("put it in brackets: {key} = [ … ]"),
        YesNo => format!("write {key} = true or {key} = false, without quotes"),
        Whole => "write a whole number, without quotes".into(),
        Number | Expression => "write a number, without quotes".into(),
        Shape::Table(..) | Open(..) | Named(_) if matches!(value, Value::Boolean(false)) => {
            "`NAME = false` removes a turn, option, event, draft, outcome, measure, claim or milestone of the extended file; here there is nothing to remove".into()
        }
        OneOf(_) if matches!(inner[0], Texts) => format!("put it in brackets: {key} = [ … ]"),
        OneOf(_) if value.is_text() && matches!(inner[0], Number) => {
            "a parameter is a number; an expression belongs under [define]".into()
        }
        OneOf(all) if !all.iter().any(|s| matches!(s, Shape::Table(..))) => {
            "write true, false or a number, without quotes".into()
        }
        OneOf(_) if matches!(value, Value::Array(_) | Value::Text(..)) && matches!(inner[0], YesNo) => {
            format!("write {key} = {{ levels = [ … ] }}")
        }
        Shape::Any | Shape::Table(..) | Open(..) | Named(_) | OneOf(_) => table,
    }
}
