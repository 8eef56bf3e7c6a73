//! Families: what is written once and stands for several like things.
//!
//! `[for]` gives lists of names, `party = ["left", "right"]`. A key with `{party}` in it, and an entry of an
//! array, is repeated for each of them, and `{party}` in its texts stands for the name. `other = "party"` stands
//! for those of the list that `{party}` is not. In texts `sum({party}, …)`, `any({party}, …)` and
//! `all({party}, …)` go over a list. What is written out for one member counts more than what its family says.

use super::merge::merge;
use super::tree::{Entry, Node, Table, Value};
use crate::diagnostics::{Diagnostic, Span, suggestion};
use crate::language::is_id;
use std::collections::BTreeSet;

/// The most entries that all families may make.
const MOST: usize = 100_000;

/// The words that go over a list in a text: between its parts, and what an empty list makes.
const OVER: [(&str, &str, &str); 3] = [
    ("sum", " + ", "0"),
    ("any", " or ", "false"),
    ("all", " and ", "true"),
];

/// Writes out all families of `tree`.
pub fn write_out(tree: &mut Table, faults: &mut Vec<Diagnostic>) {
    let lists = lists(tree, faults);
    let mut writer = Writer {
        lists,
        bound: vec![],
        path: vec![],
        own: Table::default(),
        made: 0,
        faults,
    };
    let written = writer.table(tree);
    let own = std::mem::take(&mut writer.own);
    if writer.made > MOST {
        let span = tree.entry("for").map_or(Span::default(), |e| e.key_span);
        faults.push(
            Diagnostic::error(span, format!("the families make more than {MOST} entries"))
                .help("shorten the lists, or repeat fewer inside each other"),
        );
        return;
    }
    *tree = written;
    merge(tree, own, faults);
}

/// A list of names.
struct List {
    name: String,
    members: Vec<String>,
    /// The number of the list that its members are the others of.
    of: Option<usize>,
}

/// The lists of `[for]`; those that are others of a list come after it.
fn lists(tree: &Table, faults: &mut Vec<Diagnostic>) -> Vec<List> {
    let entries = &tree.table("for").0;
    let mut lists: Vec<List> = vec![];
    for entry in entries {
        let Some(all) = entry.node.as_array() else {
            continue;
        };
        let names = all.iter().filter_map(|n| Some((n, n.as_text()?)));
        let mut members: Vec<String> = vec![];
        for (node, name) in names {
            if !is_id(name) || members.iter().any(|m| m == name) {
                let message = match is_id(name) {
                    true => format!("`{name}` is in the list twice"),
                    false => format!("`{name}` cannot be a name"),
                };
                let help = "a list has different names of letters, digits and _";
                faults.push(Diagnostic::error(node.span, message).help(help));
            } else {
                members.push(name.to_string());
            }
        }
        lists.push(List {
            name: entry.key.clone(),
            members,
            of: None,
        });
    }
    for entry in entries {
        let Some(of) = entry.node.as_text() else {
            continue;
        };
        match lists.iter().position(|l| l.name == of && l.of.is_none()) {
            Some(n) => lists.push(List {
                name: entry.key.clone(),
                members: lists[n].members.clone(),
                of: Some(n),
            }),
            None => faults.push(
                Diagnostic::error(entry.node.span, format!("there is no list `{of}`"))
                    .help(suggestion(of, lists.iter().map(|l| l.name.as_str()))),
            ),
        }
    }
    lists
}

struct Writer<'a> {
    lists: Vec<List>,
    /// Which member each list stands for here.
    bound: Vec<(usize, String)>,
    /// The keys on the way here.
    path: Vec<(String, Span)>,
    /// What is written out for single members, to be put over what their families say.
    own: Table,
    /// How many entries were made.
    made: usize,
    faults: &'a mut Vec<Diagnostic>,
}

impl Writer<'_> {
    fn table(&mut self, table: &Table) -> Table {
        // each entry, and whether it is written out for one name
        let mut all: Vec<(Entry, bool)> = vec![];
        let mut families: BTreeSet<String> = BTreeSet::new();
        for entry in &table.0 {
            let made = self.repeated(&entry.key, entry.key_span, |w| {
                let key = w.filled(&entry.key);
                let node = w.below(&key, entry.key_span, &entry.node);
                Entry {
                    key,
                    key_span: entry.key_span,
                    node,
                }
            });
            let plain = !entry.key.contains('{');
            for entry in made {
                if plain || families.insert(entry.key.clone()) {
                    all.push((entry, plain));
                } else {
                    let message = format!("two families give `{}`", entry.key);
                    let help = "a name stands once in a table: rename one of them";
                    self.fault(entry.key_span, message, help);
                }
            }
        }
        let mut written = vec![];
        for (entry, plain) in all {
            if plain && families.contains(&entry.key) {
                self.keep_own(entry);
            } else {
                written.push(entry);
            }
        }
        Table(written)
    }

    /// The value of a key.
    fn below(&mut self, key: &str, span: Span, node: &Node) -> Node {
        self.path.push((key.to_string(), span));
        let node = self.node(node);
        self.path.pop();
        node
    }

    fn node(&mut self, node: &Node) -> Node {
        let value = match &node.value {
            Value::Table(table) => Value::Table(self.table(table)),
            Value::Array(all) => {
                let mut entries = vec![];
                for one in all {
                    match one.as_text() {
                        Some(text) => {
                            entries.extend(self.repeated(text, one.span, |w| w.node(one)))
                        }
                        None => entries.push(self.node(one)),
                    }
                }
                Value::Array(entries)
            }
            Value::Text(text, at) => {
                let written = self.text(text, node.span);
                let at = at.filter(|_| written == *text);
                Value::Text(written, at)
            }
            other => other.clone(),
        };
        Node {
            value,
            span: node.span,
        }
    }

    /// Keeps what is written out for one member of a family.
    fn keep_own(&mut self, entry: Entry) {
        let whole = entry.node.span;
        let mut only = Table(vec![entry]);
        for (key, span) in self.path.iter().rev() {
            only = Table(vec![Entry {
                key: key.clone(),
                key_span: *span,
                node: Node {
                    span: whole,
                    value: Value::Table(only),
                },
            }]);
        }
        let mut none = vec![];
        merge(&mut self.own, only, &mut none);
    }

    /// What `make` makes for each combination of members of the lists that `text` names and that stand for none
    /// yet.
    fn repeated<T>(
        &mut self,
        text: &str,
        span: Span,
        mut make: impl FnMut(&mut Self) -> T,
    ) -> Vec<T> {
        let mut lists: Vec<usize> = vec![];
        for name in names(text) {
            match self.lists.iter().position(|l| l.name == name) {
                Some(l) if self.member(l).is_some() || lists.contains(&l) => {}
                Some(l) => lists.push(l),
                None if self.lists.is_empty() => {}
                None => {
                    let help = suggestion(name, self.lists.iter().map(|l| l.name.as_str()));
                    let message = format!("there is no list `{name}` under [for]");
                    self.fault(span, message, help);
                }
            }
        }
        if lists.is_empty() {
            return vec![make(self)];
        }
        // what is the other of another list comes after it
        lists.sort_unstable();
        let mut all = vec![];
        self.combinations(&lists, &mut |w| all.push(make(w)));
        all
    }

    fn combinations(&mut self, lists: &[usize], make: &mut dyn FnMut(&mut Self)) {
        let [list, rest @ ..] = lists else {
            self.made += 1;
            if self.made <= MOST {
                make(self);
            }
            return;
        };
        for member in self.members(*list) {
            self.bound.push((*list, member));
            self.combinations(rest, make);
            self.bound.pop();
        }
    }

    /// The members of a list here: all, or of others those that its list does not stand for.
    fn members(&self, list: usize) -> Vec<String> {
        let list = &self.lists[list];
        let taken = list.of.and_then(|of| self.member(of));
        let members = list.members.iter();
        let members = members.filter(|m| Some(m.as_str()) != taken);
        members.cloned().collect()
    }

    /// The member that a list stands for here.
    fn member(&self, list: usize) -> Option<&str> {
        let found = self.bound.iter().find(|(l, _)| *l == list);
        found.map(|(_, member)| member.as_str())
    }

    /// A text with the names of lists filled in.
    fn filled(&self, text: &str) -> String {
        let mut text = text.to_string();
        for (list, member) in &self.bound {
            text = text.replace(&format!("{{{}}}", self.lists[*list].name), member);
        }
        text
    }

    /// A text with what goes over lists written out, and the names of lists filled in.
    fn text(&mut self, text: &str, span: Span) -> String {
        let mut written = String::new();
        let mut rest = text;
        while let Some((at, word)) = first_over(rest) {
            written.push_str(&rest[..at]);
            match self.over(&rest[at..], word, span) {
                Some((part, length)) => {
                    written.push_str(&part);
                    rest = &rest[at + length..];
                }
                None => {
                    written.push_str(&rest[at..=at]);
                    rest = &rest[at + 1..];
                }
            }
        }
        written.push_str(rest);
        let written = self.filled(&written);
        for name in names(&written) {
            if self.lists.iter().any(|l| l.name == name) {
                let message = format!("`{{{name}}}` stands for nobody here");
                let help = format!(
                    "put `{{{name}}}` into the key above it, or write sum({{{name}}}, …), any(…) or all(…)"
                );
                self.fault(span, message, help);
            }
        }
        written
    }

    /// What a text that begins with `sum({list}, …)` or its like writes out to, and the length of that beginning.
    fn over(
        &mut self,
        text: &str,
        (word, between, none): (&str, &str, &str),
        span: Span,
    ) -> Option<(String, usize)> {
        let inside = &text[word.len() + 2..];
        let close = inside.find('}')?;
        let name = &inside[..close];
        let list = self.lists.iter().position(|l| l.name == name)?;
        let body = inside[close + 1..].trim_start().strip_prefix(',')?;
        let end = closing(body)?;
        let length = text.len() - body.len() + end + 1;
        if self.member(list).is_some() {
            let message = format!("`{{{name}}}` stands for one of its list here");
            let help = format!("go over others: `other = \"{name}\"` under [for], and {{other}}");
            self.fault(span, message, help);
            return None;
        }
        let mut parts = vec![];
        for member in self.members(list) {
            self.made += 1;
            if self.made > MOST {
                break;
            }
            self.bound.push((list, member));
            parts.push(format!("({})", self.text(body[..end].trim(), span)));
            self.bound.pop();
        }
        let part = match parts.is_empty() {
            true => none.to_string(),
            false => format!("({})", parts.join(between)),
        };
        Some((part, length))
    }

    fn fault(&mut self, span: Span, message: String, help: impl Into<String>) {
        self.faults
            .push(Diagnostic::error(span, message).help(help));
    }
}

/// The names in braces in a text.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split('{').skip(1);
    parts.filter_map(|part| Some(&part[..part.find('}')?]).filter(|name| is_id(name)))
}

/// Where a text first goes over a list, and by which word.
fn first_over(text: &str) -> Option<(usize, (&'static str, &'static str, &'static str))> {
    let found = OVER.iter().filter_map(|over| {
        let start = format!("{}({{", over.0);
        let own = |at: &usize| {
            let before = text[..*at].chars().next_back();
            before.is_none_or(|c| !c.is_alphanumeric() && c != '_')
        };
        let at = text.match_indices(&start).map(|(at, _)| at).find(own)?;
        Some((at, *over))
    });
    found.min_by_key(|(at, _)| *at)
}

/// Where the bracket closes that is open before a text.
fn closing(text: &str) -> Option<usize> {
    let mut depth = 0usize;
    for (at, c) in text.char_indices() {
        match c {
            '(' => depth += 1,
            ')' if depth == 0 => return Some(at),
            ')' => depth -= 1,
            _ => {}
        }
    }
    None
}
