//! The TOML text as a tree with a span for every key and value: what `extends` and `--set` work
//! on and what the reader walks.

use crate::diagnostics::{Diagnostic, Sources, Span};
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// A value and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// A value.
#[derive(Clone, Debug)]
#[allow(missing_docs)]
pub enum Value {
    Boolean(bool),
    Number(f64),
    /// The text, and where its first byte stands in the file if no escape shifts what follows.
    Text(String, Option<usize>),
    Date(jiff::civil::Date),
    Array(Vec<Node>),
    Table(Table),
}

/// A table: its entries in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Table(pub Vec<Entry>);

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands (of a table continued later: where it stood first).
    pub key_span: Span,
    /// The value.
    pub node: Node,
}

impl Table {
    /// The entry of this key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.0.iter().find(|e| e.key == key)
    }

    /// The entry of this key, to change.
    pub fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.0.iter_mut().find(|e| e.key == key)
    }

    /// The value of this key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|e| &e.node)
    }

    /// All keys.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|e| e.key.as_str())
    }

    /// The table under this key, or an empty one.
    pub fn table(&self, key: &str) -> &Table {
        const EMPTY: &Table = &Table(vec![]);
        self.get(key).and_then(Node::as_table).unwrap_or(EMPTY)
    }
}

#[allow(missing_docs)]
impl Node {
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text, _) => Some(text),
            _ => None,
        }
    }

    pub fn as_number(&self) -> Option<f64> {
        match self.value {
            Value::Number(x) => Some(x),
            _ => None,
        }
    }

    pub fn as_boolean(&self) -> Option<bool> {
        match self.value {
            Value::Boolean(x) => Some(x),
            _ => None,
        }
    }

    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(all) => Some(all),
            _ => None,
        }
    }

    /// The span of a range of bytes of this node's text; the whole if escapes shift them.
    pub fn within(&self, range: Range<usize>) -> Span {
        match self.value {
            Value::Text(_, Some(first)) => Span::new(
                self.span.file as usize,
                first + range.start..first + range.end,
            ),
            _ => self.span,
        }
    }

    /// The value in one canonical way of writing, without spans or comments.
    pub fn canonical(&self) -> String {
        match &self.value {
            Value::Boolean(b) => b.to_string(),
            Value::Number(x) => format!("{x:?}"),
            Value::Text(t, _) => format!("{t:?}"),
            Value::Date(d) => d.to_string(),
            Value::Array(all) => {
                let all: Vec<String> = all.iter().map(Node::canonical).collect();
                format!("[{}]", all.join(", "))
            }
            Value::Table(table) => {
                let all: Vec<String> = table
                    .0
                    .iter()
                    .map(|e| format!("{} = {}", e.key, e.node.canonical()))
                    .collect();
                format!("{{{}}}", all.join(", "))
            }
        }
    }

    /// Every leaf as path and canonical text, for telling how two scenarios differ.
    pub fn flatten(&self, path: &str, into: &mut Vec<(String, String)>) {
        match &self.value {
            Value::Table(table) if !table.0.is_empty() => {
                for entry in &table.0 {
                    let dot = if path.is_empty() { "" } else { "." };
                    entry
                        .node
                        .flatten(&format!("{path}{dot}{}", entry.key), into);
                }
            }
            _ => into.push((path.to_string(), self.canonical())),
        }
    }
}

/// Reads the text of `file`, with the first error of each cascade. The table is what could be
/// read in spite of them; the flag says whether it is worth going on with.
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
        // One unclosed brace or quote brings many errors after it: the first alone is telling.
        errors.truncate(1);
    }
    let diagnostics = errors
        .into_iter()
        .map(|(range, message)| {
            let help = match () {
                () if message.contains("duplicate key") => {
                    "each key and each [header] may stand once; join them"
                }
                () if message.contains("quote") || message.contains("string") => {
                    "a text begins and ends with \" on one line, or with \"\"\" over several"
                }
                () if message.contains("inline table") => {
                    "a table in braces stands on one line and ends with }; commas stand between its keys"
                }
                () if message.contains("array") => {
                    "an array ends with ]; commas stand between its entries"
                }
                () => "a line is KEY = VALUE, or a [header]; texts stand in quotes",
            };
            Diagnostic::error(
                Span::new(file, range),
                format!("this is not TOML: {}", message.lines().next().unwrap_or("")),
            )
            .help(help)
        })
        .collect();
    (
        read_table(table.get_ref(), text, file),
        diagnostics,
        duplicates,
    )
}

/// Reads one value, as of `--set path=VALUE`; `first` is where it begins in `file`.
pub fn parse_value(text: &str, file: usize, first: usize) -> Node {
    match DeValue::parse(text) {
        Ok(value) => shift(read(value.get_ref(), value.span(), text, file), first),
        // on the command line .5 is a number, as it is to everybody but TOML
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

fn shift(mut node: Node, by: usize) -> Node {
    node.span = node.span.later(by);
    match &mut node.value {
        Value::Text(_, Some(first)) => *first += by,
        Value::Array(all) => {
            *all = std::mem::take(all)
                .into_iter()
                .map(|n| shift(n, by))
                .collect()
        }
        Value::Table(table) => {
            for entry in &mut table.0 {
                entry.key_span = entry.key_span.later(by);
                entry.node = shift(entry.node.clone(), by);
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

/// How many bytes of quotes stand before the text, if it is written without escapes.
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
