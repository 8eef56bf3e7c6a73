//! Parameters, state variables, and the tables and definitions over them.

use super::Name;
use crate::language::{Bulk, Expr, VariableKind};
use crate::scenario::distribution::Distribution;

/// A number that can be varied.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Its name.
    pub name: Name,
    /// Its value.
    pub value: f64,
    /// The lowest and the highest value thought possible.
    pub range: Option<(f64, f64)>,
    /// How likely the values of the range are.
    pub distribution: Distribution,
    /// A sentence or more about it; may be empty.
    pub about: String,
}

/// A state variable.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its name.
    pub name: Name,
    /// Its levels.
    pub kind: VariableKind,
    /// The level in which play begins.
    pub start: usize,
    /// What becomes of it at the start of each later round.
    pub each_round: EachRound,
}

/// What becomes of a state variable at the start of each later round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EachRound {
    /// It stays as it is.
    Stays,
    /// It returns to this level.
    Returns(usize),
    /// It goes one level on, up to the last: it counts rounds.
    Counts,
}

impl Variable {
    /// Its level at the start of a later round, if it was `level` at the end of the round before.
    pub fn renewed(&self, level: usize) -> usize {
        match self.each_round {
            EachRound::Stays => level,
            EachRound::Returns(to) => to,
            EachRound::Counts => (level + 1).min(self.size() - 1),
        }
    }

    /// The number of levels.
    pub fn size(&self) -> usize {
        match &self.kind {
            VariableKind::Named(names) => names.len(),
            VariableKind::Numbered(values) => values.len(),
            VariableKind::YesNo => 2,
        }
    }

    /// The level as files write it.
    pub fn level(&self, level: usize) -> String {
        match &self.kind {
            VariableKind::Named(names) => names[level].clone(),
            // without the digits that rounding makes
            VariableKind::Numbered(values) => format!("{}", (values[level] * 1e12).round() / 1e12),
            VariableKind::YesNo => ["no", "yes"][level].to_string(),
        }
    }

    /// Whether its levels are numbers.
    pub fn numbered(&self) -> bool {
        matches!(self.kind, VariableKind::Numbered(_))
    }

    /// The number that expressions read at each level; for named levels, their index.
    pub fn values(&self) -> Vec<f64> {
        match &self.kind {
            VariableKind::Numbered(values) => values.clone(),
            _ => (0..self.size()).map(|l| l as f64).collect(),
        }
    }
}

/// A table: one number for each level of a state variable, or of several together.
#[derive(Clone, Debug)]
pub struct Tabled {
    /// Its name.
    pub name: Name,
    /// The variables whose levels pick the entry.
    pub by: Vec<usize>,
    /// One entry for each of their levels together; the last variable runs fastest.
    pub entries: Vec<Expr>,
    /// How large it is.
    pub bulk: Bulk,
}

/// A named expression.
#[derive(Clone, Debug)]
pub struct Definition {
    /// Its name.
    pub name: Name,
    /// The expression.
    pub expr: Expr,
    /// How large it is.
    pub bulk: Bulk,
}
