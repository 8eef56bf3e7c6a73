//! Tokens to a tree without types, by precedence climbing.
//!
//! `or` < `and` < comparison < `not` < `+ -` < `* /` < unary `-` < `^` (to the right). `not` binds
//! tighter than comparison; `a < b < c` is refused.

use super::ast::Operator;
use super::bulk::DEEPEST;
use super::lexer::{Token, lex};
use crate::diagnostics::{Diagnostic, Span};
use std::ops::Range;

/// The names of the functions.
pub const FUNCTIONS: [&str; 10] = [
    "if", "min", "max", "abs", "exp", "ln", "clamp", "before", "next", "previous",
];

/// The functions whose names nothing else may have. Others are functions only before a bracket, so that files
/// in which they are names go on to mean what they meant.
pub const RESERVED: [&str; 8] = ["if", "min", "max", "abs", "exp", "ln", "clamp", "before"];

/// The most brackets, prefixes and calls inside each other. The parser is recursive.
const NESTED: usize = 100;

/// An expression before names and types are known.
#[derive(Clone, Debug, PartialEq)]
pub struct Syntax {
    /// What it is.
    pub kind: SyntaxKind,
    /// Where it stands.
    pub span: Span,
    /// Steps to its innermost part.
    depth: usize,
}

/// What a [`Syntax`] is.
#[derive(Clone, Debug, PartialEq)]
pub enum SyntaxKind {
    /// A number.
    Number(f64),
    /// A name.
    Name(String),
    /// `not x`, `-x`.
    Unary(Operator, Box<Syntax>),
    /// `x op y`.
    Binary(Operator, Box<Syntax>, Box<Syntax>),
    /// `name(…)`.
    Call(String, Span, Vec<Syntax>),
}

/// Whether `id` can be a key of something that a file names: a letter or `_`, then letters, digits
/// and `_`.
pub fn is_id(id: &str) -> bool {
    let mut chars = id.chars();
    chars.next().is_some_and(|c| c.is_alphabetic() || c == '_')
        && chars.all(|c| c.is_alphanumeric() || c == '_')
}

/// Whether `name` can be used in expressions: an id that is not a word of the language.
pub fn is_name(name: &str) -> bool {
    is_id(name)
        && !["and", "or", "not", "true", "false"].contains(&name)
        && !RESERVED.contains(&name)
}

/// Parses `text`. `place` gives the span of a range of its bytes.
///
/// # Errors
/// The text is not an expression, or is nested too deeply.
pub fn parse(text: &str, place: &dyn Fn(Range<usize>) -> Span) -> Result<Syntax, Diagnostic> {
    let tokens = lex(text)
        .map_err(|(range, message, help)| Diagnostic::error(place(range), message).help(help))?;
    let mut parser = Parser {
        tokens: &tokens,
        at: 0,
        end: text.len(),
        depth: 0,
        place,
    };
    let tree = parser.expression(0)?;
    match parser.peek() {
        None => Ok(tree),
        Some(_) => Err(parser.unexpected("an operator or the end")),
    }
}

struct Parser<'a> {
    tokens: &'a [(Token, Range<usize>)],
    at: usize,
    end: usize,
    depth: usize,
    place: &'a dyn Fn(Range<usize>) -> Span,
}

/// Binding strength of comparisons.
const COMPARISON: u8 = 3;

fn infix(token: &Token) -> Option<(Operator, u8, u8)> {
    use Operator::*;
    Some(match token {
        Token::Name(n) if n == "or" => (Or, 1, 2),
        Token::Name(n) if n == "and" => (And, 2, 3),
        Token::Sign(s) => match *s {
            "==" => (Equal, COMPARISON, 4),
            "!=" => (Unequal, COMPARISON, 4),
            "<" => (Less, COMPARISON, 4),
            "<=" => (LessEqual, COMPARISON, 4),
            ">" => (Greater, COMPARISON, 4),
            ">=" => (GreaterEqual, COMPARISON, 4),
            "+" => (Add, 5, 6),
            "-" => (Subtract, 5, 6),
            "*" => (Multiply, 6, 7),
            "/" => (Divide, 6, 7),
            "^" => (Power, 9, 8),
            _ => return None,
        },
        _ => return None,
    })
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Token> {
        self.tokens.get(self.at).map(|(t, _)| t)
    }

    fn range(&self) -> Range<usize> {
        match self.tokens.get(self.at) {
            Some((_, r)) => r.clone(),
            None => self.end.saturating_sub(1)..self.end,
        }
    }

    fn unexpected(&self, wanted: &str) -> Diagnostic {
        let span = (self.place)(self.range());
        let help = match wanted {
            "`)`" => "close the bracket",
            "an operator or the end" => "put an operator before it, or remove it",
            _ => "complete the expression, or remove the last operator",
        };
        let found = match self.peek() {
            None => {
                let message = format!("the expression ends where {wanted} should follow");
                return Diagnostic::error(span, message).help(help);
            }
            Some(Token::Sign(s)) => s.to_string(),
            Some(Token::Name(s)) => s.clone(),
            Some(Token::Number(x)) => x.to_string(),
        };
        Diagnostic::error(span, format!("expected {wanted}, but this is `{found}`")).help(help)
    }

    fn expression(&mut self, least: u8) -> Result<Syntax, Diagnostic> {
        self.depth += 1;
        if self.depth > NESTED {
            let span = (self.place)(self.range());
            return Err(
                Diagnostic::error(span, "the expression is nested too deeply")
                    .help("name parts of it under [define]"),
            );
        }
        let mut left = self.operand()?;
        while let Some((operator, strength, right)) = self.peek().and_then(infix) {
            if strength < least {
                break;
            }
            let sign = self.range();
            if strength == COMPARISON
                && let SyntaxKind::Binary(before, ..) = &left.kind
                && is_comparison(*before)
                && !self.closed(&left)
            {
                return Err(
                    Diagnostic::error((self.place)(sign), "comparisons cannot be chained")
                        .help("write `a < b and b < c`"),
                );
            }
            self.at += 1;
            let other = self.expression(right)?;
            let span = Span {
                end: other.span.end,
                ..left.span
            };
            let depth = 1 + left.depth.max(other.depth);
            if depth > DEEPEST {
                let message = format!("the expression has more than {DEEPEST} steps in a row");
                return Err(Diagnostic::error((self.place)(sign), message).help(
                    "name parts of it under [define], or bracket them: (a + b + …) + (c + d + …)",
                ));
            }
            left = Syntax {
                kind: SyntaxKind::Binary(operator, Box::new(left), Box::new(other)),
                span,
                depth,
            };
        }
        self.depth -= 1;
        Ok(left)
    }

    /// Whether the tree that was just read is in brackets.
    fn closed(&self, tree: &Syntax) -> bool {
        self.at > 0
            && self.tokens[self.at - 1].0 == Token::Sign(")")
            && tree.span.end >= (self.place)(self.tokens[self.at - 1].1.clone()).end
    }

    fn operand(&mut self) -> Result<Syntax, Diagnostic> {
        let range = self.range();
        let span = (self.place)(range);
        match self.peek().cloned() {
            Some(Token::Number(value)) => {
                self.at += 1;
                Ok(Syntax {
                    kind: SyntaxKind::Number(value),
                    span,
                    depth: 1,
                })
            }
            Some(Token::Sign("-")) => self.prefix(Operator::Negate, span, 8),
            Some(Token::Name(n)) if n == "not" => self.prefix(Operator::Not, span, 4),
            Some(Token::Sign("(")) => {
                self.at += 1;
                let mut inner = self.expression(0)?;
                let close = self.expect(")")?;
                inner.span = Span {
                    end: close.end,
                    ..span
                };
                Ok(inner)
            }
            Some(Token::Name(name)) if name != "and" && name != "or" => {
                self.at += 1;
                if self.peek() == Some(&Token::Sign("(")) {
                    return self.call(name, span);
                }
                Ok(Syntax {
                    kind: SyntaxKind::Name(name),
                    span,
                    depth: 1,
                })
            }
            _ => Err(self.unexpected("a number, a name or `(`")),
        }
    }

    fn prefix(
        &mut self,
        operator: Operator,
        span: Span,
        strength: u8,
    ) -> Result<Syntax, Diagnostic> {
        self.at += 1;
        let inner = self.expression(strength)?;
        Ok(Syntax {
            span: Span {
                end: inner.span.end,
                ..span
            },
            depth: inner.depth + 1,
            kind: SyntaxKind::Unary(operator, Box::new(inner)),
        })
    }

    fn call(&mut self, name: String, span: Span) -> Result<Syntax, Diagnostic> {
        self.at += 1;
        let mut arguments = vec![];
        if self.peek() != Some(&Token::Sign(")")) {
            loop {
                arguments.push(self.expression(0)?);
                if self.peek() != Some(&Token::Sign(",")) {
                    break;
                }
                self.at += 1;
            }
        }
        let close = self.expect(")")?;
        Ok(Syntax {
            depth: 1 + arguments.iter().map(|a| a.depth).max().unwrap_or(0),
            kind: SyntaxKind::Call(name, span, arguments),
            span: Span {
                end: close.end,
                ..span
            },
        })
    }

    fn expect(&mut self, sign: &'static str) -> Result<Span, Diagnostic> {
        if self.peek() == Some(&Token::Sign(sign)) {
            self.at += 1;
            return Ok((self.place)(self.tokens[self.at - 1].1.clone()));
        }
        Err(self.unexpected(&format!("`{sign}`")))
    }
}

/// Whether `operator` compares.
pub(super) fn is_comparison(operator: Operator) -> bool {
    use Operator::*;
    matches!(
        operator,
        Equal | Unequal | Less | LessEqual | Greater | GreaterEqual
    )
}
