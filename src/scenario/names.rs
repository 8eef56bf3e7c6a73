//! The first half of reading: names, tables and definitions, and the scope they make.

use super::model::{Definition, Name, Scenario, Tabled};
use super::tree::{Entry, Node, Table, Value};
use crate::diagnostics::{Diagnostic, suggestion, visible};
use crate::language::{
    Bulk, Expr, FUNCTIONS, Kind, NamedDefinition, NamedTable, Scope, Syntax, SyntaxKind, Type,
    check, is_id, is_name, parse,
};
use std::collections::{BTreeMap, BTreeSet};

/// Definitions defined one by the next beyond which a file is refused: reading them is recursive.
const LONGEST_CHAIN: usize = 200;

/// What the two halves of the reader share: the faults found so far.
#[derive(Default)]
pub struct Reader {
    /// All of them.
    pub faults: Vec<Diagnostic>,
}

impl Reader {
    /// Keeps an error and gives nothing.
    pub fn fault<T>(&mut self, fault: Diagnostic) -> Option<T> {
        self.faults.push(fault);
        None
    }

    /// The name of an entry: its key and label.
    pub fn name(&self, entry: &Entry) -> Name {
        let table = entry.node.as_table();
        let label = table
            .and_then(|t| t.get("label").or(t.get("name")))
            .and_then(Node::as_text);
        Name {
            id: entry.key.clone(),
            label: visible(label.unwrap_or(&entry.key.replace('_', " "))).into_owned(),
            span: entry.key_span,
        }
    }

    /// The expression at `node`.
    pub fn expr(&mut self, node: &Node, scope: &Scope) -> Option<Expr> {
        match &node.value {
            Value::Number(x) => Some(Expr::number(*x, node.span)),
            Value::Boolean(b) => Some(Expr {
                ty: Type::Condition,
                ..Expr::number(f64::from(*b), node.span)
            }),
            Value::Text(..) => {
                let syntax = self.syntax(node)?;
                match check(&syntax, scope) {
                    Ok(expr) => match expr.ty {
                        Type::Level(_) => {
                            let fault = Diagnostic::error(
                                expr.span,
                                "this is a level, a number or condition is wanted",
                            )
                            .help("compare it: `variable == level` counts as 1 or 0");
                            self.fault(fault)
                        }
                        _ => Some(expr),
                    },
                    Err(fault) => self.fault(fault),
                }
            }
            _ => None,
        }
    }

    /// The condition at `node`.
    pub fn condition(&mut self, node: &Node, scope: &Scope) -> Option<Expr> {
        let expr = self.expr(node, scope)?;
        if expr.ty == Type::Condition {
            return Some(expr);
        }
        let fault = Diagnostic::error(expr.span, "a condition is wanted here, this is a number")
            .help("compare it with something, as `x > 0`");
        self.fault(fault)
    }

    /// The text at `node`, parsed.
    pub fn syntax(&mut self, node: &Node) -> Option<Syntax> {
        match parse(node.as_text()?, &|range| node.within(range)) {
            Ok(syntax) => Some(syntax),
            Err(fault) => self.fault(fault),
        }
    }

    /// Tables and definitions, which may use each other in any order but not in a circle.
    pub fn tables_and_definitions(&mut self, tree: &Table, scenario: &mut Scenario) {
        let tables = &tree.table("tables").0;
        let definitions = &tree.table("define").0;
        let mut syntaxes: Vec<Vec<(Node, Option<Syntax>)>> = vec![];
        for entry in tables {
            let table = entry.node.as_table().cloned().unwrap_or_default();
            let by = table.get("by").and_then(Node::as_text);
            let v = scenario
                .variables
                .iter()
                .position(|v| Some(v.name.id.as_str()) == by);
            let Some(v) = v else {
                let span = table.get("by").map_or(entry.key_span, |n| n.span);
                let ids = scenario.variables.iter().map(|v| v.name.id.as_str());
                self.faults.push(
                    Diagnostic::error(span, "a table is read `by` a state variable")
                        .help(suggestion(by.unwrap_or(""), ids))
                        .unknown(by.unwrap_or("")),
                );
                syntaxes.push(vec![]);
                scenario.tables.push(Tabled {
                    name: self.name(entry),
                    by: 0,
                    entries: vec![],
                    bulk: Bulk::default(),
                });
                continue;
            };
            let variable = &scenario.variables[v];
            let levels: Vec<String> = (0..variable.size()).map(|l| variable.level(l)).collect();
            let given: BTreeMap<&str, &Node> =
                table.0.iter().map(|e| (e.key.as_str(), &e.node)).collect();
            let wanted: BTreeSet<&str> = levels.iter().map(String::as_str).collect();
            let mut entries = vec![];
            for level in &levels {
                match given.get(level.as_str()).copied() {
                    Some(node) => entries.push((node.clone(), self.syntax(node))),
                    None => self.faults.push(
                        Diagnostic::error(
                            entry.key_span,
                            format!("the table `{}` has no number for `{level}`", entry.key),
                        )
                        .help(format!(
                            "it needs one for each level of {}: {}",
                            variable.name.id,
                            levels.join(", ")
                        )),
                    ),
                }
            }
            for key in &table.0 {
                if !wanted.contains(key.key.as_str())
                    && !["by", "label", "about", "source"].contains(&key.key.as_str())
                {
                    self.faults.push(
                        Diagnostic::error(
                            key.key_span,
                            format!("`{}` is not a level of {}", key.key, variable.name.id),
                        )
                        .help(suggestion(&key.key, levels.iter().map(String::as_str))),
                    );
                }
            }
            syntaxes.push(entries);
            scenario.tables.push(Tabled {
                name: self.name(entry),
                by: v,
                entries: vec![],
                bulk: Bulk::default(),
            });
        }
        for entry in definitions {
            syntaxes.push(vec![(entry.node.clone(), self.syntax(&entry.node))]);
            scenario.definitions.push(Definition {
                name: self.name(entry),
                expr: Expr::number(f64::NAN, entry.key_span),
                bulk: Bulk::default(),
            });
        }
        let mut state = vec![0u8; syntaxes.len()];
        for i in 0..syntaxes.len() {
            self.resolve(i, &syntaxes, &mut state, 0, scenario);
        }
    }

    /// Checks table or definition `i` after those it uses.
    fn resolve(
        &mut self,
        i: usize,
        all: &[Vec<(Node, Option<Syntax>)>],
        state: &mut [u8],
        depth: usize,
        scenario: &mut Scenario,
    ) {
        if state[i] != 0 {
            return;
        }
        state[i] = 1;
        let tables = scenario.tables.len();
        for (_, syntax) in &all[i] {
            let mut used = vec![];
            syntax.iter().for_each(|s| names_in(s, &mut used));
            for (name, span) in used {
                let ids = scenario
                    .tables
                    .iter()
                    .map(|t| &t.name.id)
                    .chain(scenario.definitions.iter().map(|d| &d.name.id));
                let Some(j) = ids.into_iter().position(|id| *id == name) else {
                    continue;
                };
                if state[j] == 1 {
                    self.faults.push(
                        Diagnostic::error(span, format!("`{name}` is defined in a circle"))
                            .help("a definition may not use itself, nor one that uses it"),
                    );
                    state[i] = 2;
                    return;
                }
                if depth == LONGEST_CHAIN && state[j] == 0 {
                    self.faults.push(
                        Diagnostic::error(
                            span,
                            format!(
                                "more than {LONGEST_CHAIN} definitions are defined one by the next"
                            ),
                        )
                        .help("let fewer definitions be defined by others"),
                    );
                    state[i] = 2;
                    return;
                }
                self.resolve(j, all, state, depth + 1, scenario);
            }
        }
        let names = scope(scenario);
        let mut entries = vec![];
        for (node, syntax) in &all[i] {
            let known = syntax.is_some() || node.as_text().is_none();
            entries.extend(if known { self.expr(node, &names) } else { None });
        }
        state[i] = 2;
        if i < tables {
            let bulk = Bulk::of_table(scenario.tables[i].by, &entries, &names);
            scenario.tables[i].bulk = bulk;
            scenario.tables[i].entries = entries;
        } else if let Some(expr) = entries.pop() {
            let bulk = Bulk::of(&expr, &names);
            scenario.definitions[i - tables].bulk = bulk;
            scenario.definitions[i - tables].expr = expr;
        }
    }

    /// One name space for parameters, state variables, tables and definitions.
    pub fn name_space(&mut self, tree: &Table, scenario: &Scenario) {
        let names: Vec<&Name> = (scenario.parameters.iter().map(|p| &p.name))
            .chain(scenario.variables.iter().map(|v| &v.name))
            .chain(scenario.tables.iter().map(|t| &t.name))
            .chain(scenario.definitions.iter().map(|d| &d.name))
            .collect();
        let mut known: BTreeMap<&str, &Name> = BTreeMap::new();
        for name in names {
            let taken = ["draft", "exact"].contains(&name.id.as_str())
                || FUNCTIONS.contains(&name.id.as_str());
            // an id that is none is complained about elsewhere
            if taken || is_id(&name.id) && !is_name(&name.id) {
                self.faults.push(
                    Diagnostic::error(name.span, format!("`{}` cannot be a name here", name.id))
                        .help(
                            "a name has letters, digits and _ only, and is no word of the language",
                        ),
                );
            }
            if let Some(first) = known.get(name.id.as_str()) {
                self.faults.push(
                    Diagnostic::error(
                        name.span,
                        format!("`{}` is already the name of something else", name.id),
                    )
                    .related(first.span, "here")
                    .help(
                        "parameters, state variables, tables and definitions share one name space",
                    ),
                );
            }
            known.entry(&name.id).or_insert(name);
        }
        // `a == a` would compare a level with itself; a number is never compared with a level, so names
        // of other kinds cannot be taken for one
        let names = scenario.variables.iter().map(|v| &v.name);
        let known: BTreeMap<&str, &Name> = names.map(|n| (n.id.as_str(), n)).collect();
        for variable in &tree.table("state").0 {
            let levels = variable.node.as_table().and_then(|t| t.get("levels"));
            for node in levels.and_then(Node::as_array).unwrap_or(&[]) {
                let level = node.as_text().unwrap_or("");
                if let Some(other) = known.get(level) {
                    self.faults.push(
                        Diagnostic::error(
                            node.span,
                            format!(
                                "the level `{level}` of {} has the name of a state variable",
                                variable.key
                            ),
                        )
                        .related(other.span, "here")
                        .help(
                            "rename one: only levels of different variables may have the same name",
                        ),
                    );
                }
            }
        }
    }
}

fn names_in(syntax: &Syntax, into: &mut Vec<(String, crate::diagnostics::Span)>) {
    match &syntax.kind {
        SyntaxKind::Number(_) => {}
        SyntaxKind::Name(name) => into.push((name.clone(), syntax.span)),
        SyntaxKind::Unary(_, x) => names_in(x, into),
        SyntaxKind::Binary(_, x, y) => {
            names_in(x, into);
            names_in(y, into);
        }
        SyntaxKind::Call(_, _, all) => all.iter().for_each(|x| names_in(x, into)),
    }
}

/// The scope of everything that a scenario names.
pub fn scope(scenario: &Scenario) -> Scope<'_> {
    Scope {
        parameters: scenario
            .parameters
            .iter()
            .map(|p| p.name.id.as_str())
            .collect(),
        variables: scenario
            .variables
            .iter()
            .map(|v| (v.name.id.as_str(), &v.kind))
            .collect(),
        tables: scenario
            .tables
            .iter()
            .map(|t| NamedTable {
                name: &t.name.id,
                by: t.by,
                bulk: &t.bulk,
            })
            .collect(),
        definitions: scenario
            .definitions
            .iter()
            .map(|d| NamedDefinition {
                name: &d.name.id,
                ty: d.expr.ty,
                bulk: &d.bulk,
            })
            .collect(),
        drafts: None,
        chosen: None,
    }
}

/// Whether the expression reads nothing but numbers and parameters.
pub fn fixed(expr: &Expr) -> bool {
    let mut fixed = true;
    expr.walk(&mut |e| {
        fixed &= !matches!(
            e.kind,
            Kind::Index(_) | Kind::Value(_) | Kind::Table(..) | Kind::Definition(_)
        )
    });
    fixed
}
