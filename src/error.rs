//! Why a study or a report has no result.

use crate::diagnostics::{Failure, suggestion};
use crate::task::Cancelled;
use std::fmt;
use std::io;
use std::sync::Arc;

/// Why a study or a report has no result. Its `Debug` is its message, so that a program whose `main`
/// returns it shows what a person can read.
#[derive(Clone)]
#[non_exhaustive]
pub enum Error {
    /// Something is wrong with the scenario or with what was asked of it.
    Scenario(Box<Failure>),
    /// No equilibrium was found.
    NoEquilibrium {
        /// The share of everybody's precision that was reached, 0 to 1.
        share: f64,
        /// The largest change of a value, or of a probability, that was left there; no number where a
        /// branch was lost otherwise.
        residual: f64,
        /// The messages about it.
        failure: Box<Failure>,
    },
    /// What is taken as known cannot have come about.
    Impossible(Box<Failure>),
    /// The work does not fit into the memory that it may take.
    TooLarge {
        /// What was asked for, in histories.
        needs: usize,
        /// What there is room for.
        limit: usize,
        /// The messages about it.
        failure: Box<Failure>,
    },
    /// Something was asked for by a name that nothing has.
    NoSuchName {
        /// What was looked for, as `turn` or `outcome or measure`.
        what: &'static str,
        /// The name.
        name: String,
        /// What to try: the name that is most like it, or those that there are.
        near: String,
        /// The messages about it.
        failure: Box<Failure>,
    },
    /// Cancelled by the caller's [`Task`](crate::task::Task).
    Cancelled,
    /// Other processes solve what is still needed: so many jobs.
    Elsewhere(usize),
    /// The system refused to read or to write.
    Io {
        /// What was being done, as `writing results/a.csv`.
        doing: String,
        /// What the system said.
        source: Arc<io::Error>,
    },
    /// A chart cannot be drawn.
    #[cfg(feature = "charts")]
    Chart(crate::chart::Error),
}

impl Error {
    /// Nothing of the kind `what` is called `name`; `known` are the names that there are, and what
    /// the help is made of.
    #[must_use = "an error says nothing until it is returned"]
    pub fn no_such_name<'a>(
        what: &'static str,
        name: &str,
        known: impl Iterator<Item = &'a str>,
    ) -> Self {
        let message = format!("there is no {what} `{name}`");
        let near = suggestion(name, known);
        Error::NoSuchName {
            what,
            name: name.to_string(),
            failure: Box::new(Failure::general(message, near.clone())),
            near,
        }
    }

    /// Whether a study of many variants can go on without the one that it is of: it has no equilibrium, or what is known cannot
    /// have come about in it.
    pub fn spared(&self) -> bool {
        matches!(self, Error::NoEquilibrium { .. } | Error::Impossible(_))
    }

    /// The system refused something while `doing` was done.
    #[must_use = "an error says nothing until it is returned"]
    pub fn io(doing: impl Into<String>, source: impl Into<io::Error>) -> Self {
        Error::Io {
            doing: doing.into(),
            source: Arc::new(source.into()),
        }
    }

    /// The messages about it, where it is the scenario or the question that is wrong; none where the
    /// work was cancelled, and where a file or a chart could not be made.
    pub fn failure(&self) -> Option<&Failure> {
        match self {
            Error::Scenario(failure)
            | Error::Impossible(failure)
            | Error::NoEquilibrium { failure, .. }
            | Error::TooLarge { failure, .. }
            | Error::NoSuchName { failure, .. } => Some(failure),
            Error::Cancelled | Error::Elsewhere(_) | Error::Io { .. } => None,
            #[cfg(feature = "charts")]
            Error::Chart(_) => None,
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

#[cfg(feature = "charts")]
impl From<crate::chart::Error> for Error {
    fn from(error: crate::chart::Error) -> Self {
        Error::Chart(error)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Scenario(failure)
            | Error::Impossible(failure)
            | Error::NoEquilibrium { failure, .. }
            | Error::TooLarge { failure, .. }
            | Error::NoSuchName { failure, .. } => failure.fmt(f),
            Error::Cancelled => f.write_str("the work was cancelled"),
            Error::Elsewhere(jobs) => write!(f, "{jobs} jobs are still to be solved elsewhere"),
            Error::Io { doing, .. } => f.write_str(doing),
            #[cfg(feature = "charts")]
            Error::Chart(error) => error.fmt(f),
        }
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl std::error::Error for Error {
    /// What the system said; of the other errors all is in the text.
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Error::Io { source, .. } => Some(source),
            Error::Scenario(_)
            | Error::Impossible(_)
            | Error::NoEquilibrium { .. }
            | Error::TooLarge { .. }
            | Error::NoSuchName { .. }
            | Error::Cancelled
            | Error::Elsewhere(_) => None,
            #[cfg(feature = "charts")]
            Error::Chart(_) => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn a_name_that_nothing_has_says_what_is_like_it() {
        let error = Error::no_such_name("turn", "strkie", ["strike", "talk"].into_iter());
        let Error::NoSuchName { near, .. } = &error else {
            panic!("{error:?}");
        };
        assert_eq!(near, "did you mean `strike`?");
        let failure = error.failure().expect("the messages").render(false);
        assert!(failure.contains("there is no turn `strkie`"), "{failure}");
        assert!(failure.contains("did you mean `strike`?"), "{failure}");
    }

    #[test]
    fn what_the_system_said_is_the_source() {
        let error = Error::io("writing a.csv", io::Error::other("the disk is full"));
        assert_eq!(error.to_string(), "writing a.csv");
        let source = error.source().expect("a source");
        assert_eq!(source.to_string(), "the disk is full");
    }
}
