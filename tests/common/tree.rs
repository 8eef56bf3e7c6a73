//! A scenario's text as a tree that a test changes and writes again. It is read and merged here and
//! not by the library, so that what is written does not hang on the reader under test.

use demarche::scenario::shipped;
use std::fmt::{self, Display, Formatter};
use toml::de::{DeTable, DeValue};

/// A value of TOML. Tables keep their order.
#[derive(Clone, Debug, PartialEq)]
pub enum Node {
    Table(Vec<(String, Node)>),
    Array(Vec<Node>),
    Text(String),
    /// A number, a date, true or false, as it is written.
    Bare(String),
}

use Node::{Array, Bare, Table, Text};

impl Node {
    /// The tree of a text that extends nothing.
    pub fn read(text: &str) -> Node {
        let table = DeTable::parse(text).unwrap_or_else(|e| panic!("{e}\n{text}"));
        table_of(table.get_ref())
    }

    /// The tree of a shipped scenario over that of what it extends.
    pub fn shipped(name: &str) -> Node {
        let mut over = Node::read(shipped::text(name).expect("a shipped scenario"));
        match over.take("extends") {
            Some(Text(base)) => {
                let mut base = Node::shipped(base.trim_end_matches(".toml"));
                base.merge(over, "", 0);
                base.never();
                base
            }
            _ => over,
        }
    }

    /// A milestone about a move that has been taken away never comes about.
    fn never(&mut self) {
        let turns = self.get("turns").cloned().unwrap_or(Table(vec![]));
        let Some(milestones) = self.get_mut("milestones") else {
            return;
        };
        for (_, milestone) in milestones.entries_mut() {
            for (key, node) in milestone.entries_mut() {
                let text = |key: &str| match node.get(key) {
                    Some(Text(text)) => text.clone(),
                    _ => String::new(),
                };
                if key != "move" || !text("actor").is_empty() {
                    continue;
                }
                let turn = turns.get(&text("turn"));
                let within = |all: &str, id: &str| {
                    turn.and_then(|turn| turn.get(all))
                        .and_then(|all| all.get(id))
                        .is_some()
                };
                let cast = turn.is_some_and(|turn| turn.get("members").is_some());
                let there = match (text("draft").is_empty(), cast) {
                    (false, _) => within("drafts", &text("draft")),
                    (true, true) => true,
                    (true, false) => {
                        within("options", &text("option")) || within("events", &text("option"))
                    }
                };
                if !there {
                    (*key, *node) = ("event".into(), Bare("false".into()));
                }
            }
        }
    }

    /// As the README has it: tables merge at every depth, other values replace; a bare value stands
    /// for a parameter's `value` or a variable's `start`; `NAME = false` takes a thing away.
    fn merge(&mut self, over: Node, here: &str, depth: usize) {
        let things = [
            "turns",
            "options",
            "events",
            "drafts",
            "outcomes",
            "measures",
            "hypotheses",
            "milestones",
        ];
        let bare = match (depth, here) {
            (1, "parameters") => Some("value"),
            (1, "state") => Some("start"),
            _ => None,
        };
        for (key, node) in over.into_entries() {
            if node == Bare("false".into()) && things.contains(&here) {
                self.take(&key);
                continue;
            }
            let Some(old) = self.get_mut(&key) else {
                self.put(&key, node);
                continue;
            };
            match (&old, &node, bare) {
                (Table(_), Table(_), _) => old.merge(node, &key, depth + 1),
                (Table(_), _, Some(word)) => old.put(word, node),
                (_, Table(_), Some(word)) => {
                    *old = Table(vec![(word.into(), old.clone())]);
                    old.merge(node, &key, depth + 1);
                }
                _ => *old = node,
            }
        }
    }

    /// What a table holds.
    pub fn entries(&self) -> &[(String, Node)] {
        match self {
            Table(all) => all,
            _ => &[],
        }
    }

    /// The same, to be changed; nothing in what is no table.
    pub fn entries_mut(&mut self) -> &mut [(String, Node)] {
        match self {
            Table(all) => all,
            _ => &mut [],
        }
    }

    fn into_entries(self) -> Vec<(String, Node)> {
        match self {
            Table(all) => all,
            _ => vec![],
        }
    }

    /// What stands at this key of a table.
    pub fn get(&self, key: &str) -> Option<&Node> {
        let mut all = self.entries().iter();
        all.find(|(k, _)| k == key).map(|(_, node)| node)
    }

    /// The same, to be changed.
    pub fn get_mut(&mut self, key: &str) -> Option<&mut Node> {
        let mut all = self.entries_mut().iter_mut();
        all.find(|(k, _)| k == key).map(|(_, node)| node)
    }

    /// What stands at this key, taken out.
    pub fn take(&mut self, key: &str) -> Option<Node> {
        let Table(all) = self else { return None };
        let at = all.iter().position(|(k, _)| k == key)?;
        Some(all.remove(at).1)
    }

    /// Puts a node at this key, last if there was none.
    pub fn put(&mut self, key: &str, node: Node) {
        if let Some(old) = self.get_mut(key) {
            *old = node;
            return;
        }
        match self {
            Table(all) => all.push((key.into(), node)),
            other => panic!("{other} is no table"),
        }
    }

    /// The table at this key, made if there is none.
    pub fn table(&mut self, key: &str) -> &mut Node {
        if self.get(key).is_none() {
            self.put(key, Table(vec![]));
        }
        self.get_mut(key).expect("just put")
    }

    /// Puts what `text` says at a path such as `time.rounds`, beside or over what is there. A bare
    /// value stands for a parameter's or a variable's, as in a file that extends another.
    pub fn set(&mut self, path: &str, text: &str) {
        let over = path.rsplit('.').fold(text.to_string(), |inner, key| {
            format!("{{ {key} = {inner} }}")
        });
        let whole = Node::read(&format!("over = {over}")).take("over");
        self.merge(whole.expect("just read"), "", 0);
    }

    /// Reverses the order of a table's or an array's entries.
    pub fn reverse(&mut self) {
        match self {
            Table(all) => all.reverse(),
            Array(all) => all.reverse(),
            _ => panic!("{self} has no order"),
        }
    }
}

fn table_of(table: &DeTable) -> Node {
    let all = table.iter();
    let all = all.map(|(key, node)| (key.get_ref().to_string(), node_of(node.get_ref())));
    Table(all.collect())
}

fn node_of(value: &DeValue) -> Node {
    match value {
        DeValue::String(text) => Text(text.to_string()),
        DeValue::Integer(number) => Bare(number.to_string()),
        DeValue::Float(number) => Bare(number.to_string()),
        DeValue::Boolean(yes) => Bare(yes.to_string()),
        DeValue::Datetime(date) => Bare(date.to_string()),
        DeValue::Array(all) => Array(all.iter().map(|node| node_of(node.get_ref())).collect()),
        DeValue::Table(table) => table_of(table),
    }
}

/// Keys and values on one line, as stand between braces or, with newlines, in a file.
fn lines(all: &[(String, Node)], between: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let quoted = |key: &String| match key.chars().all(bare) {
        true => key.clone(),
        false => format!("\"{key}\""),
    };
    let all = all.iter().map(|(key, node)| (quoted(key), node));
    let all = all.map(|(key, node)| match node {
        Table(inner) => format!("{key} = {{ {} }}", lines(inner, ", ")),
        other => format!("{key} = {other}"),
    });
    all.collect::<Vec<_>>().join(between)
}

impl Display for Node {
    fn fmt(&self, f: &mut Formatter) -> fmt::Result {
        match self {
            Table(all) => f.write_str(&lines(all, "\n")),
            Array(all) => {
                let all: Vec<String> = all.iter().map(Node::to_string).collect();
                write!(f, "[{}]", all.join(", "))
            }
            Text(text) => {
                let text = text.replace('\\', "\\\\").replace('"', "\\\"");
                let text = text.replace('\n', "\\n").replace('\t', "\\t");
                write!(f, "\"{text}\"")
            }
            Bare(text) => f.write_str(text),
        }
    }
}
