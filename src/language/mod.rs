//! The language of expressions: from text to tree, from tree to types, from types to fast code.
//!
//! The language is small, typed and closed: numbers, conditions and levels, but no loops and no calls
//! out. A [`Scope`] lists the names; [`parse`] reads a text, [`check()`] resolves names and types and
//! returns an [`Expr`], and [`Code::compile`] binds the parameters and tabulates what it can.

mod ast;
mod bulk;
mod check;
mod code;
mod lexer;
mod parser;

pub use ast::{Domain, Expr, Function, Kind, Operator, Pick, Place, Type};
pub use bulk::Bulk;
pub use check::{NamedDefinition, NamedTable, Scope, VariableKind, check, check_level};
pub use code::{Code, Evaluator};
pub use parser::{FUNCTIONS, RESERVED, Syntax, SyntaxKind, is_id, is_name, parse};
