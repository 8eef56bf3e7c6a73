//! How large an expression is with the definitions and tables that it names.
//!
//! Everything that walks an expression is recursive, and a definition can double the one before it. Depth
//! and size are limited as the text is read, so that no later walk overflows the stack or takes for ever.

use super::ast::{Expr, Kind, Pick, Place};
use super::check::{Scope, VariableKind};
use crate::diagnostics::Diagnostic;
use std::collections::BTreeSet;

/// The most steps from an expression to its innermost part.
pub(super) const DEEPEST: usize = 500;

/// The most parts of an expression. What becomes a table counts as one part.
const MOST_PARTS: u64 = 100_000;

/// The largest table that a part of an expression may become.
pub(super) const LARGEST_TABLE: usize = 4096;

/// How large a definition or a table is.
#[derive(Clone, Debug, Default)]
pub struct Bulk {
    /// Steps to the innermost part.
    depth: usize,
    /// Number of parts.
    parts: u64,
    /// The variables that it reads.
    reads: BTreeSet<usize>,
    /// Whether it is a table of plain numbers, which needs no more room than they have in the file.
    plain: bool,
}

impl Bulk {
    /// The size of an expression.
    pub fn of(expr: &Expr, scope: &Scope) -> Bulk {
        let mut reads = BTreeSet::new();
        let (depth, parts) = measure(expr, scope, &mut reads);
        Bulk {
            depth,
            parts,
            reads,
            plain: false,
        }
    }

    /// The size of a table whose entry the state variables `by` pick.
    pub fn of_table(by: &[usize], entries: &[Expr], scope: &Scope) -> Bulk {
        let mut all = Bulk {
            plain: entries.iter().all(is_plain),
            ..Bulk::default()
        };
        all.reads.extend(by);
        for entry in entries {
            let (depth, parts) = measure(entry, scope, &mut all.reads);
            all.depth = all.depth.max(depth);
            all.parts = all.parts.saturating_add(parts + 2);
        }
        if !all.tabulated(scope) {
            // it becomes a chain of `if`s
            all.depth += entries.len();
        }
        all
    }

    /// Whether it becomes a table over the levels that it reads.
    fn tabulated(&self, scope: &Scope) -> bool {
        let size = |v: &usize| match scope.variables[*v].1 {
            VariableKind::Named(names) => names.len(),
            VariableKind::Numbered(values) => values.len(),
            VariableKind::YesNo => 2,
        };
        let mut sizes = self.reads.iter().map(size);
        self.plain
            || self.reads.len() <= 1
            || sizes
                .try_fold(1usize, |n, s| n.checked_mul(s))
                .is_some_and(|n| n <= LARGEST_TABLE)
    }

    /// Depth and parts of an expression that names it.
    fn named(&self, scope: &Scope) -> (usize, u64) {
        let parts = if self.tabulated(scope) { 1 } else { self.parts };
        (self.depth + 1, parts)
    }
}

/// Whether a table's entry is a number or a parameter.
pub(super) fn is_plain(entry: &Expr) -> bool {
    matches!(entry.kind, Kind::Number(_) | Kind::Parameter(_))
}

/// The expression, unless it is too deep or too large.
pub(super) fn limited(expr: Expr, scope: &Scope) -> Result<Expr, Diagnostic> {
    let Bulk { depth, parts, .. } = Bulk::of(&expr, scope);
    if depth > DEEPEST {
        let message = format!(
            "with the definitions it names, this is nested {depth} deep, more than {DEEPEST}"
        );
        return Err(Diagnostic::error(expr.span, message)
            .help("let definitions use fewer other definitions"));
    }
    if parts > MOST_PARTS {
        let message =
            format!("this has more than {MOST_PARTS} parts with the definitions that it names");
        return Err(Diagnostic::error(expr.span, message).help(
            "a definition that reads few levels counts as one part; use the others less often",
        ));
    }
    Ok(expr)
}

fn measure(expr: &Expr, scope: &Scope, reads: &mut BTreeSet<usize>) -> (usize, u64) {
    match &expr.kind {
        Kind::Index(place) | Kind::Value(place) => {
            read(*place, reads);
            (1, 1)
        }
        Kind::Table(t, picks) => {
            for pick in picks {
                if let Pick::Place(place) = pick {
                    read(*place, reads);
                }
            }
            let bulk = scope.tables[*t].bulk;
            reads.extend(&bulk.reads);
            bulk.named(scope)
        }
        Kind::Definition(d) => {
            let bulk = scope.definitions[*d].bulk;
            reads.extend(&bulk.reads);
            bulk.named(scope)
        }
        _ => {
            let (mut depth, mut parts) = (0, 1u64);
            for child in expr.children() {
                let (d, p) = measure(child, scope, reads);
                depth = depth.max(d);
                parts = parts.saturating_add(p);
            }
            (depth + 1, parts)
        }
    }
}

fn read(place: Place, reads: &mut BTreeSet<usize>) {
    if let Place::State(v) | Place::Private(v) | Place::Chosen(v) = place {
        reads.insert(v);
    }
}
