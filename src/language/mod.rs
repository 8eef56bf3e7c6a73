//! The language of expressions: text to tree, tree to types, types to something that evaluates fast.
//!
//! Small, typed and closed: numbers, conditions and levels; no loops, no calls out. A [`Scope`]
//! says which names there are; [`parse`] reads a text, [`check()`] resolves names and types and
//! returns an [`Expr`], and [`Code::compile`] binds the parameters and tabulates what can be.

mod ast;
mod bulk;
mod check;
mod code;
mod lexer;
mod parser;

pub use ast::{Domain, Expr, Function, Kind, Operator, Place, Type};
pub use bulk::Bulk;
pub use check::{NamedDefinition, NamedTable, Scope, VariableKind, check, check_level};
pub use code::{Code, Evaluator};
pub use parser::{FUNCTIONS, Syntax, SyntaxKind, is_id, is_name, parse};
