//! Private variables: what only their owner knows.

use super::Variable;
use crate::language::Expr;

/// A private variable. Its level is drawn before play and stays; payments may read it.
#[derive(Clone, Debug)]
pub struct Private {
    /// Its name and levels.
    pub variable: Variable,
    /// Who knows it, by number among the actors; nature's is known to nobody.
    pub owner: usize,
    /// The probability that the others give each level before play; reads parameters only. Empty of one that
    /// stands for an actor's types, which have priors of their own.
    pub prior: Vec<Expr>,
}
