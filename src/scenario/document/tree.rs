//! The tree of a text: tables, arrays and values, each with its span.

use crate::diagnostics::Span;
use std::ops::Range;

/// A value, and where it stands.
#[derive(Clone, Debug)]
pub struct Node {
    /// The value.
    pub value: Value,
    /// Where.
    pub span: Span,
}

/// A value.
#[derive(Clone, Debug)]
pub enum Value {
    /// True or false.
    Boolean(bool),
    /// A number, whole or not.
    Number(f64),
    /// A text, and the byte of the file at which it begins; none if escapes shift what follows.
    Text(String, Option<usize>),
    /// A calendar date.
    Date(jiff::civil::Date),
    /// An array.
    Array(Vec<Node>),
    /// A table.
    Table(Table),
}

impl Value {
    /// What it is, in words.
    pub fn words(&self) -> &'static str {
        match self {
            Value::Boolean(_) => "true or false",
            Value::Number(_) => "a number",
            Value::Text(..) => "a text",
            Value::Date(_) => "a date",
            Value::Array(_) => "an array",
            Value::Table(_) => "a table",
        }
    }

    /// Whether it is a text.
    pub fn is_text(&self) -> bool {
        matches!(self, Value::Text(..))
    }
}

/// A table: its entries in the order of the file.
#[derive(Clone, Debug, Default)]
pub struct Table(pub Vec<Entry>);

/// A key and its value.
#[derive(Clone, Debug)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands; of a table in several parts, where it stands first.
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

impl Node {
    /// The table, if it is one.
    pub fn as_table(&self) -> Option<&Table> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The text, if it is one.
    pub fn as_text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text, _) => Some(text),
            _ => None,
        }
    }

    /// The number, if it is one.
    pub fn as_number(&self) -> Option<f64> {
        match self.value {
            Value::Number(x) => Some(x),
            _ => None,
        }
    }

    /// Whether it is true, if it is true or false.
    pub fn as_boolean(&self) -> Option<bool> {
        match self.value {
            Value::Boolean(x) => Some(x),
            _ => None,
        }
    }

    /// The entries, if it is an array.
    pub fn as_array(&self) -> Option<&[Node]> {
        match &self.value {
            Value::Array(all) => Some(all),
            _ => None,
        }
    }

    /// The span of a range of bytes of this text; that of the whole node if escapes shift them.
    pub fn within(&self, range: Range<usize>) -> Span {
        match self.value {
            Value::Text(_, Some(first)) => Span::new(
                self.span.file as usize,
                first + range.start..first + range.end,
            ),
            _ => self.span,
        }
    }

    /// The value as canonical text, without spans or comments.
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

    /// Adds every leaf as path and canonical text; these show how two scenarios differ.
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
