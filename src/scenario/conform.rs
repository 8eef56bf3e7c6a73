//! Whether a tree has the shape of the language: unknown keys, keys in the wrong table, values of
//! the wrong kind.

use super::shape::{Key, Shape, TOP, TOP_KEYS};
use super::tree::{Entry, Node, Table, Value};
use crate::diagnostics::{Diagnostic, Sources, Span, nearest, suggestion, visible};
use crate::language::is_id;
use Shape::{
    Any, Array, Condition, Date, Expression, Named, Number, OneOf, Open, Text, Texts, Whole, Word,
    YesNo,
};

/// Named things in one table beyond which a file is refused: reading one looks for names among all.
const MOST_NAMES: usize = 10_000;

/// Checks keys and kinds of values of a whole tree; false if there is too much of something to go
/// on reading.
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
    /// The tables around the one that is looked at, outermost first.
    around: Vec<(&'static str, &'static [Key])>,
    /// Whether no table has too many names.
    small: bool,
}

impl Walk<'_> {
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
                        // at a turn of several actors options stand under each
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

    /// Where `key` belongs: to a table around this one, else to any kind of table that has it.
    fn homes(&self, key: &str) -> Vec<&'static str> {
        let around = |(_, keys): &&(&str, &[Key])| keys.iter().any(|k| k.0 == key);
        if let Some((kind, _)) = self.around.iter().rev().find(around) {
            return vec![home(kind, key)];
        }
        let mut homes = vec![];
        homes_of(key, &TOP, &mut homes);
        homes.dedup();
        homes
    }

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
        let near = nearest(key, keys.iter().map(|k| k.0));
        let near = near.map_or(String::new(), |n| format!("; or did you mean `{n}`?"));
        self.misplaced(
            key,
            span,
            &homes,
            &format!("inside the {bare} {name}"),
            &near,
        )
    }

    /// A key of the language in a table that has no such key.
    fn misplaced(
        &self,
        key: &str,
        span: Span,
        homes: &[&str],
        here: &str,
        more: &str,
    ) -> Diagnostic {
        let homes = homes.join(" or ");
        let fault = Diagnostic::error(
            span,
            format!("`{key}` belongs to {homes}, but here it is {here}"),
        );
        match self.header(span) {
            Some(header) => fault
                .related(header, "in TOML all that follows this header is part of it")
                .help(format!("move it up, above this header, into {homes}{more}")),
            None => fault.help(format!("take it out of these braces, into {homes}{more}")),
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
            let line = &text[first..];
            let line = line.lines().next().unwrap_or("");
            if line.starts_with('[') {
                let length = line.find(']')? + 1;
                return Some(Span::new(key.file as usize, first..first + length));
            }
            end = first.checked_sub(1)?;
        }
    }

    fn value(&mut self, node: &Node, shape: &'static Shape, key: &str) {
        let owner = Some(key);
        if let Value::Number(x) = node.value
            && !x.is_finite()
        {
            self.faults.push(
                Diagnostic::error(
                    node.span,
                    format!("`{key}` wants a finite number, this is {x}"),
                )
                .help("write it as 12, 0.5 or 1e-3"),
            );
            return;
        }
        match (shape, &node.value) {
            (Shape::Table(kind, keys), Value::Table(table)) => {
                self.table(table, kind, keys, None, owner)
            }
            (Open(kind, keys, rest), Value::Table(table)) => {
                self.table(table, kind, keys, Some(rest), owner)
            }
            (Named(_), Value::Table(table)) if table.0.len() > MOST_NAMES => {
                self.small = false;
                let message = format!(
                    "`{key}` has {} entries, more than {MOST_NAMES}",
                    table.0.len()
                );
                self.faults.push(
                    Diagnostic::error(table.0[MOST_NAMES].key_span, message)
                        .label("this one is too many")
                        .help("levels of one variable, with `choose`, can stand for many things"),
                );
            }
            (Named(inner), Value::Table(table)) => {
                for entry in &table.0 {
                    if !is_id(&entry.key) {
                        let message = format!("`{}` cannot be a name", visible(&entry.key));
                        self.faults
                            .push(Diagnostic::error(entry.key_span, message).help(
                                "a name has letters, digits and _ only, and begins with no digit; \
                             `label` says what people read",
                            ));
                    }
                    match self.stray(entry, inner, key) {
                        Some(fault) => self.faults.push(fault),
                        None => self.value(&entry.node, inner, &entry.key),
                    }
                }
            }
            (OneOf(all), value) => match all.iter().find(|s| fits(s, value)) {
                Some(shape) => self.value(node, shape, key),
                None => self.wrong(node, shape, key),
            },
            (Word(all), Value::Text(word, _)) if !all.contains(&word.as_str()) => {
                let message = format!("`{key}` wants {}, this is \"{word}\"", wanted(shape));
                self.faults.push(
                    Diagnostic::error(node.span, message)
                        .help(suggestion(word, all.iter().copied())),
                );
            }
            (shape, value) if fits(shape, value) => {}
            _ => self.wrong(node, shape, key),
        }
    }

    /// A key of the language where names are given, with a value that no such name can have.
    fn stray(&self, entry: &Entry, inner: &Shape, owner: &str) -> Option<Diagnostic> {
        if fits(inner, &entry.node.value) {
            return None;
        }
        let homes = self.homes(&entry.key);
        let meant = homes_fit(&entry.key, &TOP, &entry.node.value);
        let here = format!("a name under {owner}");
        (meant && !homes.is_empty())
            .then(|| self.misplaced(&entry.key, entry.key_span, &homes, &here, ""))
    }

    fn wrong(&mut self, node: &Node, shape: &Shape, key: &str) {
        let what = match &node.value {
            Value::Number(x) => x.to_string(),
            other => kind(other).to_string(),
        };
        let fault = Diagnostic::error(
            node.span,
            format!("`{key}` wants {}, this is {what}", wanted(shape)),
        );
        self.faults
            .push(fault.help(remedy(shape, &node.value, key)));
    }
}

/// What to try where a value is of the wrong kind.
fn remedy(shape: &Shape, value: &Value, key: &str) -> String {
    let inner = if let OneOf(all) = shape {
        all
    } else {
        &[] as &[Shape]
    };
    let text = matches!(value, Value::Text(..));
    match shape {
        Date => "a date is written without quotes: 2006-07-05".into(),
        Text | Word(_) | Condition => format!("put it in quotes: {key} = \"…\""),
        Texts | Array => format!("put it in brackets: {key} = [ … ]"),
        YesNo => format!("without quotes: {key} = true, or false"),
        Whole => "write a whole number, without quotes".into(),
        Number | Expression => "write a number; a number has no quotes".into(),
        Shape::Table(..) | Open(..) | Named(_) if matches!(value, Value::Boolean(false)) => {
            "`NAME = false` takes away a turn, option, event, draft, outcome, measure, claim or milestone that the extended file has; here there is nothing to take away".into()
        }
        OneOf(_) if text && matches!(inner[0], Number) => {
            "a parameter is a number; an expression has its place under [define]".into()
        }
        OneOf(all) if !all.iter().any(|s| matches!(s, Shape::Table(..))) => {
            "write true, false or a number, without quotes".into()
        }
        OneOf(_) if matches!(value, Value::Array(_) | Value::Text(..)) && matches!(inner[0], YesNo) => {
            format!("write {key} = {{ levels = [ … ] }}")
        }
        _ => format!("write {key} = {{ … }}, or give it a [header] of its own"),
    }
}

fn fits(shape: &Shape, value: &Value) -> bool {
    match (shape, value) {
        (Any, _) => true,
        (Text | Word(_) | Condition, Value::Text(..)) => true,
        (Condition, Value::Boolean(_)) => true,
        (Texts, Value::Array(all)) => all.iter().all(|n| n.as_text().is_some()),
        (Array, Value::Array(_))
        | (Number, Value::Number(_))
        | (YesNo, Value::Boolean(_))
        | (Date, Value::Date(_)) => true,
        (Whole, Value::Number(x)) => *x >= 0.0 && x.fract() == 0.0,
        (Expression, Value::Number(_) | Value::Text(..) | Value::Boolean(_)) => true,
        (Shape::Table(..) | Open(..) | Named(_), Value::Table(_)) => true,
        (OneOf(all), value) => all.iter().any(|s| fits(s, value)),
        _ => false,
    }
}

fn wanted(shape: &Shape) -> String {
    match shape {
        Text => "a text".into(),
        Word(all) => format!("one of \"{}\"", all.join("\", \"")),
        Texts => "an array of names or texts, as [\"a\", \"b\"]".into(),
        Number => "a number".into(),
        Whole => "a whole number, 0 or more".into(),
        YesNo => "true or false".into(),
        Date => "a date".into(),
        Expression => "a number or an expression".into(),
        Condition => "a condition in quotes".into(),
        Any => "a value".into(),
        Array => "an array".into(),
        Shape::Table(..) | Open(..) | Named(_) => "a table, as { … } or under a [header]".into(),
        OneOf(all) => all.iter().map(wanted).collect::<Vec<_>>().join(" or "),
    }
}

/// What a value is, in words.
pub(super) fn kind(value: &Value) -> &'static str {
    match value {
        Value::Boolean(_) => "true or false",
        Value::Number(_) => "a number",
        Value::Text(..) => "a text",
        Value::Date(_) => "a date",
        Value::Array(_) => "an array",
        Value::Table(_) => "a table",
    }
}

/// What to call the table of `kind` that has `key`: a turn with the keys of a vote is a vote.
fn home(kind: &'static str, key: &str) -> &'static str {
    let vote = [
        "members", "others", "needs", "veto", "abstain", "ballot", "proposer", "drafts",
    ];
    if kind == "a turn" && vote.contains(&key) {
        "a vote"
    } else {
        kind
    }
}

/// The kinds of table to which `key` belongs.
fn homes_of(key: &str, shape: &'static Shape, homes: &mut Vec<&'static str>) {
    match shape {
        Shape::Table(kind, keys) | Open(kind, keys, _) => {
            if keys.iter().any(|k| k.0 == key) && !homes.contains(kind) {
                homes.push(home(kind, key));
            }
            for k in *keys {
                homes_of(key, &k.1, homes);
            }
        }
        Named(inner) => homes_of(key, inner, homes),
        OneOf(all) => all.iter().for_each(|s| homes_of(key, s, homes)),
        _ => {}
    }
}

/// Whether `key` is a key of the language somewhere with a value like this one.
fn homes_fit(key: &str, shape: &'static Shape, value: &Value) -> bool {
    match shape {
        Shape::Table(_, keys) | Open(_, keys, _) => keys
            .iter()
            .any(|k| (k.0 == key && fits(&k.1, value)) || homes_fit(key, &k.1, value)),
        Named(inner) => homes_fit(key, inner, value),
        OneOf(all) => all.iter().any(|s| homes_fit(key, s, value)),
        _ => false,
    }
}
