//! Reading `[tables]` and `[define]`, which may use each other in any order, but not in a circle.

use super::{Reader, scope};
use crate::diagnostics::{Diagnostic, Span, suggestion};
use crate::language::{Bulk, Expr, Syntax, SyntaxKind};
use crate::scenario::document::shape::Shape;
use crate::scenario::document::tree::{Entry, Node, Table};
use crate::scenario::{Definition, Scenario, Tabled, Variable};
use std::collections::{BTreeMap, BTreeSet};

/// The longest chain of definitions that use one another. Reading them is recursive.
const LONGEST_CHAIN: usize = 200;

/// The keys of a table that are not levels.
const NOT_LEVELS: [&str; 5] = ["by", "values", "label", "about", "source"];

/// The expressions of a table or definition before their names are resolved. One that is a text has a
/// syntax, unless it could not be parsed.
type Unresolved = Vec<(Node, Option<Syntax>)>;

/// How far a table or definition is resolved.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Progress {
    Waiting,
    Begun,
    Done,
}

impl Reader {
    /// Reads all tables and definitions into the scenario, whose parameters and variables are read.
    pub(super) fn tables_and_definitions(&mut self, tree: &Table, scenario: &mut Scenario) {
        let mut all: Vec<Unresolved> = vec![];
        for entry in &tree.table("tables").0 {
            let (by, entries) = self.table(entry, scenario).unwrap_or_default();
            scenario.tables.push(Tabled {
                name: self.name(entry),
                by,
                entries: vec![],
                bulk: Bulk::default(),
            });
            all.push(entries);
        }
        for entry in &tree.table("define").0 {
            all.push(vec![(entry.node.clone(), self.syntax(&entry.node))]);
            scenario.definitions.push(Definition {
                name: self.name(entry),
                expr: Expr::number(f64::NAN, entry.key_span),
                bulk: Bulk::default(),
            });
        }
        let mut resolver = Resolver {
            progress: vec![Progress::Waiting; all.len()],
            all: &all,
            reader: self,
            scenario,
        };
        for i in 0..all.len() {
            resolver.resolve(i, 0);
        }
    }

    /// The variables that pick a table's number, and the number for each of their levels together.
    fn table(&mut self, entry: &Entry, scenario: &Scenario) -> Option<(Vec<usize>, Unresolved)> {
        const EMPTY: &Table = &Table(vec![]);
        let table = entry.node.as_table().unwrap_or(EMPTY);
        let by = self.picked_by(entry, table, scenario)?;
        let entries = match table.get("values") {
            Some(values) => self.listed(entry, values, &by, scenario),
            None => match by[..] {
                [v] => self.by_level(entry, table, &scenario.variables[v]),
                _ => {
                    self.error(
                        entry.key_span,
                        format!("the table `{}` has no `values`", entry.key),
                        "a table by several variables lists its numbers: values = [1, 2, …]",
                    );
                    return None;
                }
            },
        };
        let values = table.get("values").is_some();
        let variable = &scenario.variables[by[0]];
        // tables can be long: look levels up in a set
        let levels = (0..variable.size()).map(|l| variable.level(l));
        let levels: BTreeSet<String> = levels.filter(|_| !values).collect();
        for key in &table.0 {
            let name = key.key.as_str();
            if levels.contains(name) || NOT_LEVELS.contains(&name) {
                continue;
            }
            let (message, help) = if values {
                let message = format!("`{name}` does not go with `values`");
                let help = "give all numbers in `values`, or one for each level";
                (message, help.to_string())
            } else {
                let levels = (0..variable.size()).map(|l| variable.level(l));
                let levels: Vec<String> = levels.collect();
                (
                    format!("`{name}` is not a level of {}", variable.name.id),
                    suggestion(name, levels.iter().map(String::as_str)),
                )
            };
            self.error(key.key_span, message, help);
        }
        Some((by, entries))
    }

    /// The variables by which a table is, at least one and each once.
    fn picked_by(
        &mut self,
        entry: &Entry,
        table: &Table,
        scenario: &Scenario,
    ) -> Option<Vec<usize>> {
        let given: Vec<&Node> = match table.get("by") {
            Some(node) => node
                .as_array()
                .map_or(vec![node], |all| all.iter().collect()),
            None => vec![],
        };
        let ids = || scenario.variables.iter().map(|v| v.name.id.as_str());
        let nameless = |span, name: &str| {
            Diagnostic::error(span, "a table needs `by`, the name of a state variable")
                .help(suggestion(name, ids()))
                .unknown(name)
        };
        if given.is_empty() {
            let span = table.get("by").map_or(entry.key_span, |n| n.span);
            self.keep(nameless(span, ""));
            return None;
        }
        let mut by = vec![];
        for node in given {
            let name = node.as_text().unwrap_or("");
            match ids().position(|id| id == name) {
                Some(v) if by.contains(&v) => {
                    let message = format!("`{name}` stands twice");
                    self.error(node.span, message, "name each variable once");
                    return None;
                }
                Some(v) => by.push(v),
                None if scenario.is_private(name) => {
                    let message = format!("a table cannot go by `{name}`, which is private");
                    let help = format!("compare it in an expression: `if({name} == …, …, …)`");
                    self.error(node.span, message, help);
                    return None;
                }
                None => {
                    self.keep(nameless(node.span, name));
                    return None;
                }
            }
        }
        Some(by)
    }

    /// The number for each level of a variable, named by the level.
    fn by_level(&mut self, entry: &Entry, table: &Table, variable: &Variable) -> Unresolved {
        let levels: Vec<String> = (0..variable.size()).map(|l| variable.level(l)).collect();
        // tables can be long: look entries up in a map
        let given: BTreeMap<&str, &Node> =
            table.0.iter().map(|e| (e.key.as_str(), &e.node)).collect();
        let mut entries = vec![];
        for level in &levels {
            match given.get(level.as_str()).copied() {
                Some(node) => entries.push((node.clone(), self.syntax(node))),
                None => self.error(
                    entry.key_span,
                    format!("the table `{}` has no number for `{level}`", entry.key),
                    format!(
                        "it needs one for each level of {}: {}",
                        variable.name.id,
                        levels.join(", ")
                    ),
                ),
            }
        }
        entries
    }

    /// The numbers of a list, one for each of the levels of `by` together.
    fn listed(
        &mut self,
        entry: &Entry,
        values: &Node,
        by: &[usize],
        scenario: &Scenario,
    ) -> Unresolved {
        let given = values.as_array().unwrap_or(&[]);
        let variables = by.iter().map(|v| &scenario.variables[*v]);
        let sizes: Vec<usize> = variables.clone().map(Variable::size).collect();
        let wanted = sizes.iter().try_fold(1usize, |n, s| n.checked_mul(*s));
        if wanted != Some(given.len()) {
            let parts: Vec<String> = variables
                .map(|v| format!("{} levels of {}", v.size(), v.name.id))
                .collect();
            let wanted = wanted.map_or("too many".to_string(), |n| n.to_string());
            self.error(
                values.span,
                format!(
                    "the list of the table `{}` is {} long",
                    entry.key,
                    given.len()
                ),
                format!("it needs {wanted}: {}", parts.join(" × ")),
            );
            return vec![];
        }
        let mut entries = vec![];
        for node in given {
            if Shape::Expression.fits(&node.value) {
                entries.push((node.clone(), self.syntax(node)));
            } else {
                self.error(
                    node.span,
                    "a value of a table is a number, or a text that is an expression",
                    "list them one after the other; the last variable of `by` runs fastest",
                );
            }
        }
        entries
    }
}

/// Resolves tables and definitions, each after those that it uses. Both are numbered together, tables
/// first.
struct Resolver<'a> {
    progress: Vec<Progress>,
    all: &'a [Unresolved],
    reader: &'a mut Reader,
    scenario: &'a mut Scenario,
}

impl Resolver<'_> {
    /// Resolves table or definition `i`, which stands at this depth of the chain.
    fn resolve(&mut self, i: usize, depth: usize) {
        if self.progress[i] != Progress::Waiting {
            return;
        }
        self.progress[i] = Progress::Begun;
        for (_, syntax) in &self.all[i] {
            let mut used = vec![];
            syntax.iter().for_each(|s| names_in(s, &mut used));
            for (name, span) in used {
                let Some(j) = self.find(name) else {
                    continue;
                };
                if let Some(error) = self.unusable(j, name, span, depth) {
                    self.reader.keep(error);
                    self.progress[i] = Progress::Done;
                    return;
                }
                self.resolve(j, depth + 1);
            }
        }
        self.finish(i);
        self.progress[i] = Progress::Done;
    }

    /// The number of the table or definition called `name`.
    fn find(&self, name: &str) -> Option<usize> {
        let tables = self.scenario.tables.iter().map(|t| &t.name.id);
        let definitions = self.scenario.definitions.iter().map(|d| &d.name.id);
        tables.chain(definitions).position(|id| id == name)
    }

    /// Why what is at this depth cannot use table or definition `j`, named at `span`; none if it can.
    fn unusable(&self, j: usize, name: &str, span: Span, depth: usize) -> Option<Diagnostic> {
        match self.progress[j] {
            Progress::Begun => Some(
                Diagnostic::error(span, format!("the definition of `{name}` is circular"))
                    .help("a definition may not use itself, nor a definition that uses it"),
            ),
            Progress::Waiting if depth == LONGEST_CHAIN => {
                let message =
                    format!("more than {LONGEST_CHAIN} definitions use one another in a chain");
                Some(
                    Diagnostic::error(span, message)
                        .help("let definitions use fewer other definitions"),
                )
            }
            Progress::Waiting | Progress::Done => None,
        }
    }

    /// Checks the expressions of `i`, whose names are resolved, and puts them into the scenario.
    fn finish(&mut self, i: usize) {
        let names = scope(self.scenario);
        let mut entries = vec![];
        for (node, syntax) in &self.all[i] {
            if syntax.is_some() || node.as_text().is_none() {
                entries.extend(self.reader.expr(node, &names));
            }
        }
        let tables = self.scenario.tables.len();
        if i < tables {
            let bulk = Bulk::of_table(&self.scenario.tables[i].by, &entries, &names);
            self.scenario.tables[i].bulk = bulk;
            self.scenario.tables[i].entries = entries;
        } else if let Some(expr) = entries.pop() {
            let bulk = Bulk::of(&expr, &names);
            self.scenario.definitions[i - tables].bulk = bulk;
            self.scenario.definitions[i - tables].expr = expr;
        }
    }
}

/// Adds every name in `syntax`, with its place.
fn names_in<'a>(syntax: &'a Syntax, into: &mut Vec<(&'a str, Span)>) {
    match &syntax.kind {
        SyntaxKind::Number(_) => {}
        SyntaxKind::Name(name) => into.push((name, syntax.span)),
        SyntaxKind::Unary(_, x) => names_in(x, into),
        SyntaxKind::Binary(_, x, y) => {
            names_in(x, into);
            names_in(y, into);
        }
        SyntaxKind::Call(_, _, all) => all.iter().for_each(|x| names_in(x, into)),
    }
}
