//! The typed tree of an expression. Public, so that an independent evaluator can walk it.

use crate::diagnostics::Span;

/// What a level belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Domain {
    /// The state variable, or private variable, of this index.
    State(usize),
    /// The drafts of a vote: level 0 is `none`, level k the k-th draft.
    Draft,
}

/// The type of an expression.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Type {
    /// A number.
    Number,
    /// True or false; as a number 1 or 0.
    Condition,
    /// A named level, which can only be compared with levels of the same domain.
    Level(Domain),
}

/// Where a level is read from when an expression is evaluated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// The state variable of this index.
    State(usize),
    /// The private variable of this index; they are counted after the state variables.
    Private(usize),
    /// The draft on the table.
    Draft,
    /// The level that an option with `choose` picks, of the state variable of this index.
    Chosen(usize),
}

/// What picks a table's entry along one of its variables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// The level of the variable that stands at this place, which is no draft.
    Place(Place),
    /// A level of the variable that is known before play.
    Level {
        /// The variable.
        variable: usize,
        /// Its level.
        level: usize,
    },
}

/// An operator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Power,
    Equal,
    Unequal,
    Less,
    LessEqual,
    Greater,
    GreaterEqual,
    And,
    Or,
    Not,
    Negate,
}

/// A function.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub enum Function {
    Min,
    Max,
    Abs,
    Exp,
    Ln,
    Clamp,
}

/// A typed expression.
#[derive(Clone, Debug, PartialEq)]
pub struct Expr {
    /// What it is.
    pub kind: Kind,
    /// Its type.
    pub ty: Type,
    /// Where it stands.
    pub span: Span,
}

/// What an expression is.
#[derive(Clone, Debug, PartialEq)]
pub enum Kind {
    /// A number; also `true` (1) and `false` (0).
    Number(f64),
    /// The parameter of this index.
    Parameter(usize),
    /// The level's index at a place (for named variables and drafts).
    Index(Place),
    /// The number of a numbered variable, or 0/1 of a yes/no variable, at a place.
    Value(Place),
    /// A literal level.
    Level(usize),
    /// The table of this index, and what picks its entry along each of its variables; the last runs fastest.
    Table(usize, Vec<Pick>),
    /// The definition of this index.
    Definition(usize),
    /// `not x` or `-x`.
    Unary(Operator, Box<Expr>),
    /// `x op y`.
    Binary(Operator, Box<Expr>, Box<Expr>),
    /// `if(c, a, b)`.
    If(Box<[Expr; 3]>),
    /// A function of one or more arguments.
    Call(Function, Vec<Expr>),
}

impl Expr {
    /// A number that stands at `span`.
    pub fn number(value: f64, span: Span) -> Self {
        Expr {
            kind: Kind::Number(value),
            ty: Type::Number,
            span,
        }
    }

    /// The expressions directly inside.
    pub fn children(&self) -> Vec<&Expr> {
        match &self.kind {
            Kind::Unary(_, x) => vec![x],
            Kind::Binary(_, x, y) => vec![x, y],
            Kind::If(three) => three.iter().collect(),
            Kind::Call(_, all) => all.iter().collect(),
            _ => vec![],
        }
    }

    /// This expression with other parts in the place of those for which `with` gives one.
    pub fn replaced(&self, with: &impl Fn(&Kind) -> Option<Kind>) -> Expr {
        let inside = |x: &Expr| x.replaced(with);
        let boxed = |x: &Expr| Box::new(inside(x));
        let kind = with(&self.kind).unwrap_or_else(|| match &self.kind {
            Kind::Unary(operator, x) => Kind::Unary(*operator, boxed(x)),
            Kind::Binary(operator, x, y) => Kind::Binary(*operator, boxed(x), boxed(y)),
            Kind::If(three) => Kind::If(Box::new([
                inside(&three[0]),
                inside(&three[1]),
                inside(&three[2]),
            ])),
            Kind::Call(function, all) => Kind::Call(*function, all.iter().map(inside).collect()),
            other => other.clone(),
        });
        Expr {
            kind,
            ..self.clone()
        }
    }

    /// Calls `visit` for this expression and all inside it.
    pub fn walk(&self, visit: &mut impl FnMut(&Expr)) {
        visit(self);
        for child in self.children() {
            child.walk(visit);
        }
    }
}
