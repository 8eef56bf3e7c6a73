//! Why a study has no result.

use crate::diagnostics::Failure;
use crate::task::Cancelled;
use std::fmt;

/// Why a study has no result.
#[derive(Clone, Debug)]
pub enum Error {
    /// Something is wrong with the scenario or with what was asked of it.
    Scenario(Box<Failure>),
    /// No equilibrium was found.
    NoEquilibrium {
        /// The share of everybody's precision that was reached, 0 to 1.
        share: f64,
        /// The largest change of a value, or of a probability, that was left there.
        residual: f64,
        /// The messages about it.
        failure: Box<Failure>,
    },
    /// The work does not fit into the memory that it may take.
    TooLarge {
        /// What was asked for, in histories.
        needs: usize,
        /// What there is room for.
        limit: usize,
        /// The messages about it.
        failure: Box<Failure>,
    },
    /// Who waited for it said to stop.
    Cancelled,
}

impl Error {
    /// The messages about it; none if the work was cancelled.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Error::Scenario(failure)
            | Error::NoEquilibrium { failure, .. }
            | Error::TooLarge { failure, .. } => Some(failure),
            Error::Cancelled => None,
        }
    }
}

impl From<Box<Failure>> for Error {
    fn from(failure: Box<Failure>) -> Self {
        Error::Scenario(failure)
    }
}

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        Error::Scenario(Box::new(failure))
    }
}

impl From<Cancelled> for Error {
    fn from(_: Cancelled) -> Self {
        Error::Cancelled
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.failure() {
            Some(failure) => failure.fmt(f),
            None => f.write_str("the work was cancelled"),
        }
    }
}

impl std::error::Error for Error {}
