//! TOML to a tree with spans.

use super::tree::{Entry, Node, Table, Value};
use crate::diagnostics::{Diagnostic, Sources, Span};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Reads the text of `file`: the tree, the errors, and whether the tree is complete enough to go on.
pub fn parse(sources: &Sources, file: usize) -> (Table, Vec<Diagnostic>, bool) {
    let text = sources.0[file].text.as_str();
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut errors: Vec<(Range<usize>, String)> = errors
        .iter()
        .map(|e| (e.span().unwrap_or(0..0), e.message().to_string()))
        .collect();
    errors.sort_by_key(|(r, _)| r.start);
    let duplicates = errors.iter().all(|(_, m)| m.contains("duplicate key"));
    if !duplicates {
        // an unclosed brace or quote causes many errors after it: only the first is useful
        errors.truncate(1);
    }
    let diagnostics = errors.into_iter().map(|(range, message)| {
        let what = message.lines().next().unwrap_or("");
        Diagnostic::error(Span::new(file, range), format!("not valid TOML: {what}"))
            .help(remedy(&message))
    });
    let tree = read_table(table.get_ref(), text, file);
    (tree, diagnostics.collect(), duplicates)
}

/// What to try, by the parser's message.
fn remedy(message: &str) -> &'static str {
    if message.contains("duplicate key") {
        "each key and each [header] may appear once: join them"
    } else if message.contains("quote") || message.contains("string") {
        "a text begins and ends with \" on one line, or with \"\"\" over several"
    } else if message.contains("inline table") {
        "a table in braces is on one line and ends with }; commas separate its keys"
    } else if message.contains("array") {
        "an array ends with ]; commas separate its entries"
    } else {
        "a line is KEY = VALUE or a [header]; texts are in quotes"
    }
}

/// The value of a `--set PATH=VALUE`; `text` begins at byte `first` of `file`.
pub fn parse_value(text: &str, file: usize, first: usize) -> Node {
    match DeValue::parse(text) {
        Ok(value) => moved(read(value.get_ref(), value.span(), text, file), first),
        // TOML refuses .5 as a number; the command line accepts it
        Err(_) => match text.strip_prefix(['.', '-', '+']).map(|_| text.parse()) {
            Some(Ok(number)) if f64::is_finite(number) => Node {
                value: Value::Number(number),
                span: Span::new(file, first..first + text.len()),
            },
            _ => Node {
                value: Value::Text(text.to_string(), Some(first)),
                span: Span::new(file, first..first + text.len()),
            },
        },
    }
}

/// The node with every span moved by `by` bytes.
fn moved(mut node: Node, by: usize) -> Node {
    node.span = node.span.later(by);
    match &mut node.value {
        Value::Text(_, Some(first)) => *first += by,
        Value::Array(all) => {
            *all = std::mem::take(all)
                .into_iter()
                .map(|n| moved(n, by))
                .collect()
        }
        Value::Table(table) => {
            for entry in &mut table.0 {
                entry.key_span = entry.key_span.later(by);
                entry.node = moved(entry.node.clone(), by);
            }
        }
        _ => {}
    }
    node
}

fn read_table(table: &DeTable, text: &str, file: usize) -> Table {
    let entry = |(key, node): (&toml::Spanned<_>, &toml::Spanned<DeValue>)| {
        let key: &toml::Spanned<std::borrow::Cow<str>> = key;
        Entry {
            key: key.get_ref().to_string(),
            key_span: Span::new(file, key.span()),
            node: read(node.get_ref(), node.span(), text, file),
        }
    };
    Table(table.iter().map(entry).collect())
}

fn read(value: &DeValue, span: Range<usize>, text: &str, file: usize) -> Node {
    let number = |digits: &str, radix: u32| {
        if radix == 10 {
            digits.parse().unwrap_or(f64::NAN)
        } else {
            i64::from_str_radix(digits, radix).map_or(f64::NAN, |i| i as f64)
        }
    };
    let value = match value {
        DeValue::Boolean(b) => Value::Boolean(*b),
        DeValue::Integer(i) => Value::Number(number(i.as_str(), i.radix())),
        DeValue::Float(x) => Value::Number(number(x.as_str(), 10)),
        DeValue::String(s) => Value::Text(
            s.to_string(),
            inside(&text[span.clone()], s).map(|o| span.start + o),
        ),
        DeValue::Datetime(d) => match d.to_string().get(..10).and_then(|d| d.parse().ok()) {
            Some(date) => Value::Date(date),
            None => Value::Text(d.to_string(), None),
        },
        DeValue::Array(all) => Value::Array(
            all.iter()
                .map(|n| read(n.get_ref(), n.span(), text, file))
                .collect(),
        ),
        DeValue::Table(table) => Value::Table(read_table(table, text, file)),
    };
    Node {
        value,
        span: Span::new(file, span),
    }
}

/// The number of bytes before the text within `raw`, if it is written without escapes.
fn inside(raw: &str, text: &str) -> Option<usize> {
    let quotes = if raw.starts_with("\"\"\"") || raw.starts_with("'''") {
        3
    } else {
        1
    };
    let body = raw.get(quotes..raw.len().checked_sub(quotes)?)?;
    let newline = ["\r\n", "\n"]
        .into_iter()
        .find(|n| quotes == 3 && body.starts_with(n))
        .map_or(0, str::len);
    (body[newline..] == *text).then_some(quotes + newline)
}
