//! Reading: a tree becomes a [`Scenario`], one file here for each section of the format.
//!
//! Sections are read in the order in which they depend on each other: an expression may only name what
//! has been read before. Every error is kept, and reading goes on.

mod actors;
mod choices;
mod data;
mod definitions;
mod distributions;
mod hidden;
mod hypotheses;
mod joint;
mod measures;
mod milestones;
mod moment;
mod names;
mod outcomes;
mod parameters;
mod priors;
mod privacy;
mod private;
mod scope;
mod state;
mod time;
mod turns;
mod types;
mod vote;

pub use scope::scope;

use super::document::tree::{Entry, Node, Table, Value};
use super::model::{Name, Scenario};
use crate::diagnostics::{Diagnostic, Severity, Span, visible, visible_lines};
use crate::language::{Expr, Scope, Syntax, Type, check, parse};

/// Reads a whole tree. Returns the scenario, with its warnings, and the errors.
pub fn read(tree: &Table) -> (Scenario, Vec<Diagnostic>) {
    let mut reader = Reader::default();
    let text = |key: &str| tree.get(key).and_then(Node::as_text).unwrap_or("").trim();
    let mut scenario = Scenario {
        title: visible(text("title")).into_owned(),
        about: visible_lines(text("about")).into_owned(),
        ..Scenario::default()
    };
    scenario.time = reader.time(tree.table("time"));
    scenario.belief_points = reader.belief_points(tree.table("beliefs"));
    scenario.parameters = reader.parameters(tree);
    scenario.variables = reader.variables(tree, &scenario.time);
    scenario.private = reader.private(tree, &scenario);
    reader.check_priors(&scenario);
    reader.tables_and_definitions(tree, &mut scenario);
    reader.names(tree, &scenario);
    scenario.actors = reader.actors(tree, &scenario);
    scenario.turns = reader.turns(tree, &scenario);
    scenario.outcomes = reader.outcomes(tree, &scenario);
    scenario.measures = reader.measures(tree, &scenario);
    scenario.milestones = reader.milestones(tree, &scenario);
    scenario.hypotheses = reader.hypotheses(tree, &scenario);
    scenario.data = reader.data(tree, &scenario);
    scenario.free = reader.free(tree, &scenario);
    reader.privacy(&scenario);
    let (warnings, errors) = reader
        .diagnostics
        .into_iter()
        .partition(|f| f.severity == Severity::Warning);
    scenario.warnings = warnings;
    scenario.warnings.extend(scenario.unused());
    (scenario, errors)
}

/// Reads sections and keeps what is wrong with them.
#[derive(Default)]
struct Reader {
    /// All errors and warnings so far.
    diagnostics: Vec<Diagnostic>,
}

impl Reader {
    /// Keeps an error.
    fn error(&mut self, span: Span, message: impl Into<String>, help: impl Into<String>) {
        self.keep(Diagnostic::error(span, message).help(help));
    }

    /// Keeps an error and returns `None`.
    fn refuse<T>(
        &mut self,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Option<T> {
        self.error(span, message, help);
        None
    }

    /// Keeps an error or a warning.
    fn keep(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }

    /// The value, or `None` after keeping the error.
    fn accept<T>(&mut self, result: Result<T, Diagnostic>) -> Option<T> {
        match result {
            Ok(value) => Some(value),
            Err(error) => {
                self.keep(error);
                None
            }
        }
    }

    /// The name of an entry: its key and label.
    fn name(&self, entry: &Entry) -> Name {
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

    /// The number or condition at `node`.
    fn expr(&mut self, node: &Node, scope: &Scope) -> Option<Expr> {
        match &node.value {
            Value::Number(x) => Some(Expr::number(*x, node.span)),
            Value::Boolean(b) => Some(Expr {
                ty: Type::Condition,
                ..Expr::number(f64::from(*b), node.span)
            }),
            Value::Text(..) => {
                let syntax = self.syntax(node)?;
                let expr = self.accept(check(&syntax, scope))?;
                match expr.ty {
                    Type::Number | Type::Condition => Some(expr),
                    Type::Level(_) => self.refuse(
                        expr.span,
                        "expected a number or a condition, but this is a level",
                        "compare it: `variable == level` counts as 1 or 0",
                    ),
                }
            }
            Value::Date(_) | Value::Array(_) | Value::Table(_) => None,
        }
    }

    /// The condition at `node`.
    fn condition(&mut self, node: &Node, scope: &Scope) -> Option<Expr> {
        let expr = self.expr(node, scope)?;
        if expr.ty == Type::Condition {
            return Some(expr);
        }
        self.refuse(
            expr.span,
            "expected a condition, but this is a number",
            "compare it with something, such as `x > 0`",
        )
    }

    /// The text at `node`, parsed.
    fn syntax(&mut self, node: &Node) -> Option<Syntax> {
        let syntax = parse(node.as_text()?, &|range| node.within(range));
        self.accept(syntax)
    }
}
