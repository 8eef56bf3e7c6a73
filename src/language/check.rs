//! Names and types: a [`Syntax`] becomes an [`Expr`].
//!
//! A variable with named levels can only be compared with one of its levels. In such a comparison level
//! names come first, so that several variables may have a level `none`. A condition used as a number is
//! 0 or 1.

use super::ast::{Domain, Expr, Function, Kind, Operator, Pick, Place, Type};
use super::bulk::{Bulk, limited};
use super::parser::{FUNCTIONS, Syntax, SyntaxKind, is_comparison};
use crate::diagnostics::{Diagnostic, Span, suggestion};

/// What the levels of a state variable are.
#[derive(Clone, Debug, PartialEq)]
pub enum VariableKind {
    /// Names, in order.
    Named(Vec<String>),
    /// Numbers, in order.
    Numbered(Vec<f64>),
    /// No (level 0) or yes (level 1).
    YesNo,
}

/// A table that an expression may name.
#[derive(Clone, Debug)]
pub struct NamedTable<'a> {
    /// Its name.
    pub name: &'a str,
    /// The variables whose levels pick the entry.
    pub by: &'a [usize],
    /// How large it is.
    pub bulk: &'a Bulk,
}

/// A definition that an expression may name.
#[derive(Clone, Debug)]
pub struct NamedDefinition<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its type.
    pub ty: Type,
    /// How large it is.
    pub bulk: &'a Bulk,
}

/// The names that an expression may use.
#[derive(Clone, Debug, Default)]
pub struct Scope<'a> {
    /// Parameters.
    pub parameters: Vec<&'a str>,
    /// State variables with their kinds, then private ones.
    pub variables: Vec<(&'a str, &'a VariableKind)>,
    /// How many of them are private.
    pub private: usize,
    /// Tables.
    pub tables: Vec<NamedTable<'a>>,
    /// Definitions.
    pub definitions: Vec<NamedDefinition<'a>>,
    /// The drafts of the vote at hand, if any.
    pub drafts: Option<Vec<&'a str>>,
    /// The variable of which an option with `choose` picks a level, if any.
    pub chosen: Option<usize>,
}

impl Scope<'_> {
    fn levels(&self, domain: Domain) -> Vec<&str> {
        match domain {
            Domain::Draft => {
                let drafts = self.drafts.iter().flatten().copied();
                std::iter::once("none").chain(drafts).collect()
            }
            Domain::State(v) => match self.variables[v].1 {
                VariableKind::Named(names) => names.iter().map(String::as_str).collect(),
                _ => vec![],
            },
        }
    }

    /// Whether the levels of both types have the same names in the same order.
    fn alike(&self, one: Type, other: Type) -> bool {
        match (one, other) {
            (Type::Level(d @ Domain::State(_)), Type::Level(e @ Domain::State(_))) => {
                d == e || self.levels(d) == self.levels(e)
            }
            _ => one == other,
        }
    }

    fn domain_name(&self, domain: Domain) -> &str {
        match domain {
            Domain::Draft => "draft",
            Domain::State(v) => self.variables[v].0,
        }
    }

    fn place(&self, variable: usize) -> Place {
        if self.chosen == Some(variable) {
            Place::Chosen(variable)
        } else if variable + self.private >= self.variables.len() {
            Place::Private(variable)
        } else {
            Place::State(variable)
        }
    }

    fn variable(&self, v: usize, place: Place, span: Span) -> Expr {
        let (kind, ty) = match self.variables[v].1 {
            VariableKind::Named(_) => (Kind::Index(place), Type::Level(Domain::State(v))),
            VariableKind::Numbered(_) => (Kind::Value(place), Type::Number),
            VariableKind::YesNo => (Kind::Value(place), Type::Condition),
        };
        Expr { kind, ty, span }
    }

    /// What a name means, if anything.
    fn name(&self, name: &str, span: Span) -> Option<Expr> {
        let expr = |kind, ty| Some(Expr { kind, ty, span });
        match name {
            "true" => return expr(Kind::Number(1.0), Type::Condition),
            "false" => return expr(Kind::Number(0.0), Type::Condition),
            "draft" if self.drafts.is_some() => {
                return expr(Kind::Index(Place::Draft), Type::Level(Domain::Draft));
            }
            _ => {}
        }
        if let Some(v) = self.variables.iter().position(|(n, _)| *n == name) {
            return Some(self.variable(v, self.place(v), span));
        }
        if let Some(p) = self.parameters.iter().position(|n| *n == name) {
            return expr(Kind::Parameter(p), Type::Number);
        }
        if let Some(t) = self.tables.iter().position(|t| t.name == name) {
            let by = self.tables[t].by.iter();
            let picks = by.map(|v| Pick::Place(self.place(*v))).collect();
            return expr(Kind::Table(t, picks), Type::Number);
        }
        let d = self.definitions.iter().position(|d| d.name == name)?;
        expr(Kind::Definition(d), self.definitions[d].ty)
    }

    /// The first state variable that has a level called `name`.
    fn owner(&self, name: &str) -> Option<&str> {
        let mut all = self.variables.iter().enumerate();
        let found = all.find(|(v, _)| self.levels(Domain::State(*v)).contains(&name));
        found.map(|(_, (variable, _))| *variable)
    }

    fn unknown(&self, name: &str, span: Span) -> Diagnostic {
        if let Some(variable) = self.owner(name) {
            return Diagnostic::error(
                span,
                format!("`{name}` is a level of {variable}, and can only be compared with it"),
            )
            .help(format!("write `{variable} == {name}`"));
        }
        if name == "round" || name == "rounds" || name == "t" {
            return Diagnostic::error(
                span,
                "the number of the round cannot be read: every round has the same structure",
            )
            .help("write `clock = true` under [time], and read `round`; or count with a state variable");
        }
        let names = self.parameters.iter().copied();
        let names = names.chain(self.variables.iter().map(|(n, _)| *n));
        let names = names.chain(self.tables.iter().map(|t| t.name));
        let names = names.chain(self.definitions.iter().map(|d| d.name));
        Diagnostic::error(span, format!("`{name}` is not defined"))
            .label("no parameter, state variable, table or definition has this name")
            .help(crate::diagnostics::suggestion(name, names))
            .unknown(name)
    }
}

/// Checks `syntax` and returns it with types.
///
/// # Errors
/// A name is not defined, a type is wrong, or the expression is too large.
pub fn check(syntax: &Syntax, scope: &Scope) -> Result<Expr, Diagnostic> {
    limited(typed(syntax, scope)?, scope)
}

fn typed(syntax: &Syntax, scope: &Scope) -> Result<Expr, Diagnostic> {
    let span = syntax.span;
    match &syntax.kind {
        SyntaxKind::Number(value) => Ok(Expr::number(*value, span)),
        SyntaxKind::Name(name) => scope
            .name(name, span)
            .ok_or_else(|| scope.unknown(name, span)),
        SyntaxKind::Unary(operator, inner) => {
            let inner = scalar(typed(inner, scope)?, scope)?;
            let ty = match operator {
                Operator::Not if inner.ty != Type::Condition => {
                    return Err(Diagnostic::error(
                        inner.span,
                        "`not` needs a condition, but this is a number",
                    )
                    .help(
                        "compare it with something, or put a comparison in brackets: `not (a > b)`",
                    ));
                }
                Operator::Not => Type::Condition,
                _ => Type::Number,
            };
            let kind = Kind::Unary(*operator, Box::new(inner));
            Ok(Expr { kind, ty, span })
        }
        SyntaxKind::Binary(operator, left, right) if is_comparison(*operator) => {
            comparison(*operator, left, right, scope, span)
        }
        SyntaxKind::Binary(operator, left, right) => {
            let left = scalar(typed(left, scope)?, scope)?;
            let right = scalar(typed(right, scope)?, scope)?;
            let ty = if matches!(operator, Operator::And | Operator::Or) {
                for side in [&left, &right] {
                    if side.ty != Type::Condition {
                        return Err(Diagnostic::error(
                            side.span,
                            "expected a condition, but this is a number",
                        )
                        .help("compare it with something, such as `x > 0`"));
                    }
                }
                Type::Condition
            } else {
                Type::Number
            };
            let kind = Kind::Binary(*operator, Box::new(left), Box::new(right));
            Ok(Expr { kind, ty, span })
        }
        SyntaxKind::Call(name, at, arguments) => call(name, *at, arguments, scope, span),
    }
}

/// Checks `syntax` as a level of `domain`: a level's name, the variable itself, or an `if` of them.
///
/// # Errors
/// As [`check`].
pub fn check_level(syntax: &Syntax, domain: Domain, scope: &Scope) -> Result<Expr, Diagnostic> {
    limited(level(syntax, domain, scope)?, scope)
}

fn level(syntax: &Syntax, domain: Domain, scope: &Scope) -> Result<Expr, Diagnostic> {
    let ty = Type::Level(domain);
    let span = syntax.span;
    match &syntax.kind {
        SyntaxKind::Name(name) => {
            let levels = scope.levels(domain);
            if let Some(level) = levels.iter().position(|l| l == name) {
                let kind = Kind::Level(level);
                return Ok(Expr { kind, ty, span });
            }
            match scope.name(name, span) {
                Some(expr) if scope.alike(expr.ty, ty) => Ok(Expr { ty, ..expr }),
                Some(Expr {
                    ty: Type::Level(other @ Domain::State(_)),
                    ..
                }) => {
                    let (one, other) = (scope.domain_name(domain), scope.domain_name(other));
                    Err(Diagnostic::error(
                        span,
                        format!("{other} and {one} have different levels"),
                    )
                    .label(format!("{one} is {}", one_of(&levels)))
                    .help("the level of another variable can be taken only if both have the same levels, in the same order"))
                }
                _ => {
                    let variable = scope.domain_name(domain);
                    let known = format!("{variable} is {}", one_of(&levels));
                    let near = crate::diagnostics::nearest(name, levels);
                    let help = near.map(|n| format!("did you mean `{n}`?"));
                    let help = help.or_else(|| {
                        let other = scope.owner(name)?;
                        Some(format!(
                            "`{name}` is a level of {other}: write `{other} == {name}`"
                        ))
                    });
                    Err(
                        Diagnostic::error(span, format!("`{name}` is not a level of {variable}"))
                            .label(known)
                            .help(
                                help.unwrap_or("write a level as it stands under [state]".into()),
                            ),
                    )
                }
            }
        }
        SyntaxKind::Call(name, _, arguments) if name == "if" && arguments.len() == 3 => {
            let condition = condition(&arguments[0], scope)?;
            let a = level(&arguments[1], domain, scope)?;
            let b = level(&arguments[2], domain, scope)?;
            let kind = Kind::If(Box::new([condition, a, b]));
            Ok(Expr { kind, ty, span })
        }
        _ => {
            let expr = typed(syntax, scope)?;
            if scope.alike(expr.ty, ty) {
                return Ok(Expr { ty, ..expr });
            }
            let variable = scope.domain_name(domain);
            Err(
                Diagnostic::error(span, format!("expected a level of {variable}"))
                    .help(format!("{variable} is {}", one_of(&scope.levels(domain)))),
            )
        }
    }
}

fn one_of(levels: &[&str]) -> String {
    match levels {
        [] => "nothing".into(),
        [one] => (*one).to_string(),
        [all @ .., last] => format!("{} or {last}", all.join(", ")),
    }
}

/// Refuses a level where a number or a condition is expected.
fn scalar(expr: Expr, scope: &Scope) -> Result<Expr, Diagnostic> {
    match expr.ty {
        Type::Level(domain) => {
            let variable = scope.domain_name(domain);
            let level = scope
                .levels(domain)
                .last()
                .copied()
                .unwrap_or("…")
                .to_string();
            Err(Diagnostic::error(
                expr.span,
                format!("{variable} has named levels, which can only be compared"),
            )
            .help(format!(
                "write, for instance, `({variable} == {level})`, which counts as 1 or 0"
            )))
        }
        _ => Ok(expr),
    }
}

fn condition(syntax: &Syntax, scope: &Scope) -> Result<Expr, Diagnostic> {
    let expr = scalar(typed(syntax, scope)?, scope)?;
    match expr.ty {
        Type::Condition => Ok(expr),
        _ => Err(
            Diagnostic::error(expr.span, "expected a condition, but this is a number")
                .help("compare it with something, such as `x > 0`"),
        ),
    }
}

/// The domain of the levels that `syntax` stands for; none if it is a literal level or no level.
fn domain(syntax: &Syntax, scope: &Scope) -> Option<Domain> {
    match &syntax.kind {
        SyntaxKind::Name(name) => match scope.name(name, syntax.span)?.ty {
            Type::Level(domain) => Some(domain),
            _ => None,
        },
        SyntaxKind::Call(name, _, arguments)
            if ["before", "if", "next", "previous"].contains(&name.as_str()) =>
        {
            arguments.iter().rev().find_map(|a| domain(a, scope))
        }
        _ => None,
    }
}

fn comparison(
    operator: Operator,
    left: &Syntax,
    right: &Syntax,
    scope: &Scope,
    span: Span,
) -> Result<Expr, Diagnostic> {
    let (a, b) = match (domain(left, scope), domain(right, scope)) {
        (Some(d), Some(e)) if !scope.alike(Type::Level(d), Type::Level(e)) => {
            // a draft may have the name of a variable: see whether one side is a literal level
            let literal = |side: &Syntax, domain| match &side.kind {
                SyntaxKind::Name(name) => scope.levels(domain).contains(&name.as_str()),
                _ => false,
            };
            match (literal(right, d), literal(left, e)) {
                (true, _) => (level(left, d, scope)?, level(right, d, scope)?),
                (_, true) => (level(left, e, scope)?, level(right, e, scope)?),
                _ => {
                    let (x, y) = (scope.domain_name(d), scope.domain_name(e));
                    return Err(Diagnostic::error(
                        span,
                        format!("{x} and {y} have different levels and cannot be compared"),
                    )
                    .help("compare each with one of its own levels"));
                }
            }
        }
        (Some(d), _) | (None, Some(d)) => (level(left, d, scope)?, level(right, d, scope)?),
        (None, None) => (
            scalar(typed(left, scope)?, scope)?,
            scalar(typed(right, scope)?, scope)?,
        ),
    };
    Ok(Expr {
        kind: Kind::Binary(operator, Box::new(a), Box::new(b)),
        ty: Type::Condition,
        span,
    })
}

/// How a call of the function called `name` is written.
fn usage(name: &str) -> &'static str {
    match name {
        "if" => "if(condition, then, else)",
        "before" => "before(variable)",
        "next" => "next(variable)",
        "previous" => "previous(variable)",
        "min" => "min(x, y, …)",
        "max" => "max(x, y, …)",
        "abs" => "abs(x)",
        "exp" => "exp(x)",
        "ln" => "ln(x)",
        _ => "clamp(x, lowest, highest)",
    }
}

/// A call of the function called `name`, whose name stands at `at`.
fn call(
    name: &str,
    at: Span,
    arguments: &[Syntax],
    scope: &Scope,
    span: Span,
) -> Result<Expr, Diagnostic> {
    let function = match name {
        "if" => return conditional(arguments, scope, span),
        "before" => return before(arguments, scope, span),
        "next" | "previous" => return neighbour(name, arguments, scope, span),
        "min" => Function::Min,
        "max" => Function::Max,
        "abs" => Function::Abs,
        "exp" => Function::Exp,
        "ln" => Function::Ln,
        "clamp" => Function::Clamp,
        _ => {
            return Err(Diagnostic::error(at, format!("`{name}` is not a function"))
                .help(suggestion(name, FUNCTIONS)));
        }
    };
    match function {
        Function::Abs | Function::Exp | Function::Ln => count(name, 1, arguments, span)?,
        Function::Clamp => count(name, 3, arguments, span)?,
        Function::Min | Function::Max if arguments.len() < 2 => {
            let message = format!("`{name}` takes at least 2 arguments");
            return Err(Diagnostic::error(span, message).help(format!("write {}", usage(name))));
        }
        Function::Min | Function::Max => {}
    }
    let arguments = arguments
        .iter()
        .map(|a| scalar(typed(a, scope)?, scope))
        .collect::<Result<Vec<_>, _>>()?;
    Ok(Expr {
        kind: Kind::Call(function, arguments),
        ty: Type::Number,
        span,
    })
}

/// Refuses a call of the function called `name` with another number of arguments than `wanted`.
fn count(name: &str, wanted: usize, arguments: &[Syntax], span: Span) -> Result<(), Diagnostic> {
    if arguments.len() == wanted {
        return Ok(());
    }
    let s = if wanted == 1 { "" } else { "s" };
    let here = arguments.len();
    let message = format!("`{name}` takes {wanted} argument{s}, but there are {here}");
    Err(Diagnostic::error(span, message).help(format!("write {}", usage(name))))
}

/// `if(condition, then, else)`, of levels if one of both is a level, else of numbers or conditions.
fn conditional(arguments: &[Syntax], scope: &Scope, span: Span) -> Result<Expr, Diagnostic> {
    count("if", 3, arguments, span)?;
    let c = condition(&arguments[0], scope)?;
    let (a, b, ty) = match domain(&arguments[1], scope).or(domain(&arguments[2], scope)) {
        Some(d) => {
            let a = level(&arguments[1], d, scope)?;
            let b = level(&arguments[2], d, scope)?;
            (a, b, Type::Level(d))
        }
        None => {
            let a = scalar(typed(&arguments[1], scope)?, scope)?;
            let b = scalar(typed(&arguments[2], scope)?, scope)?;
            let both = a.ty == Type::Condition && b.ty == Type::Condition;
            let ty = if both { Type::Condition } else { Type::Number };
            (a, b, ty)
        }
    };
    Ok(Expr {
        kind: Kind::If(Box::new([c, a, b])),
        ty,
        span,
    })
}

/// `next(variable)` or `previous(variable)`: the level after its present one, or before it; at the end of its
/// scale the level itself.
fn neighbour(
    name: &str,
    arguments: &[Syntax],
    scope: &Scope,
    span: Span,
) -> Result<Expr, Diagnostic> {
    count(name, 1, arguments, span)?;
    let here = typed(&arguments[0], scope)?;
    let ty = here.ty;
    // the numbers of the first level, of the last, and from one to the next
    let scale = match (here.ty, &here.kind) {
        (Type::Level(domain @ Domain::State(_)), _) => {
            Some((0.0, scope.levels(domain).len() as f64 - 1.0, 1.0))
        }
        (Type::Number, Kind::Value(Place::State(v) | Place::Chosen(v) | Place::Private(v))) => {
            match scope.variables[*v].1 {
                VariableKind::Numbered(all) => {
                    let (first, last) = (all[0], all[all.len() - 1]);
                    Some((first, last, all.get(1).unwrap_or(&last) - first))
                }
                VariableKind::Named(_) | VariableKind::YesNo => None,
            }
        }
        _ => None,
    };
    let Some((first, last, step)) = scale else {
        return Err(Diagnostic::error(
            here.span,
            format!("`{name}` takes a variable with named or numbered levels"),
        )
        .help(format!("write {}", usage(name))));
    };
    let number = |x| Expr::number(x, span);
    let (operator, end, function) = match (name == "next", step >= 0.0) {
        (true, up) => (
            Operator::Add,
            last,
            if up { Function::Min } else { Function::Max },
        ),
        (false, up) => (
            Operator::Subtract,
            first,
            if up { Function::Max } else { Function::Min },
        ),
    };
    let moved = Expr {
        kind: Kind::Binary(operator, Box::new(here), Box::new(number(step))),
        ty: Type::Number,
        span,
    };
    let kind = Kind::Call(function, vec![moved, number(end)]);
    Ok(Expr { kind, ty, span })
}

/// `before(variable)`: the level of the chosen variable before the choice.
fn before(arguments: &[Syntax], scope: &Scope, span: Span) -> Result<Expr, Diagnostic> {
    count("before", 1, arguments, span)?;
    let Some(v) = scope.chosen else {
        return Err(Diagnostic::error(
            span,
            "`before` has a meaning only in an option with `choose`",
        )
        .help("elsewhere, the name of a variable reads its present level"));
    };
    let variable = scope.variables[v].0;
    match &arguments[0].kind {
        SyntaxKind::Name(name) if name == variable => Ok(scope.variable(v, Place::State(v), span)),
        _ => Err(Diagnostic::error(
            span,
            format!("here only `before({variable})` has a meaning"),
        )
        .help("it reads the level of the chosen variable before the choice; read other variables by name")),
    }
}
