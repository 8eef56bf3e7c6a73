//! Claims that a scenario makes, and what really happened.

use super::{Moment, Name};
use crate::language::Expr;

/// A claim.
#[derive(Clone, Debug)]
pub struct Hypothesis {
    /// Its name.
    pub name: Name,
    /// The claim in words.
    pub claim: String,
    /// Who made it; may be empty.
    pub who: String,
    /// The path that is varied, as for `--set`.
    pub vary: String,
    /// The values that it takes, as canonical texts.
    pub over: Vec<String>,
    /// The id of the measure or outcome that is read.
    pub measure: String,
    /// What the claim says of it.
    pub expect: Expect,
}

/// What a claim says of a measure as a setting takes its values in order.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Expect {
    /// It rises.
    Increasing,
    /// It falls.
    Decreasing,
    /// It does not change.
    Flat,
    /// It is above this number everywhere.
    Above(f64),
    /// It is below this number everywhere.
    Below(f64),
}

/// A milestone: what really happened.
#[derive(Clone, Debug)]
pub struct Milestone {
    /// Its name.
    pub name: Name,
    /// The condition.
    pub expr: Expr,
    /// When it is read.
    pub moment: Moment,
    /// How often such a thing happens in comparable cases, between 0 and 1, if the file says so.
    pub base: Option<f64>,
    /// 1 if it happened, 0 if not, or a number between.
    pub happened: f64,
}
