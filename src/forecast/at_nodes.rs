//! Something known at every node, which may hang on who the actors are there.

use crate::game::TypeProfile;

/// A value for every node: one for everybody, or one for each way in which types can stand.
#[derive(Clone, Debug, PartialEq)]
pub struct AtNodes<T> {
    /// By node: one row, or a row for each profile of types.
    rows: Vec<Vec<T>>,
}

impl<T> AtNodes<T> {
    /// The same whoever the actors are: a value for every node.
    pub fn public(values: Vec<T>) -> Self {
        AtNodes { rows: vec![values] }
    }

    /// For each profile of types a value for every node.
    pub fn by_types(rows: Vec<Vec<T>>) -> Self {
        AtNodes { rows }
    }

    /// The values at the nodes where actors are of the types of `now`.
    pub fn of(&self, now: TypeProfile) -> &[T] {
        let row = if self.rows.len() == 1 { 0 } else { now.get() };
        &self.rows[row]
    }

    /// All rows of values.
    pub fn rows(&self) -> &[Vec<T>] {
        &self.rows
    }

    /// What `of` makes of each value.
    pub fn map<U>(&self, of: impl Fn(&T) -> U) -> AtNodes<U> {
        let rows = self.rows.iter();
        AtNodes {
            rows: rows.map(|row| row.iter().map(&of).collect()).collect(),
        }
    }
}
