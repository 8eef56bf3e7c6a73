//! What a study is: jobs that it wants, and what it makes of their answers.

use super::job::{Answer, Job};
use crate::error::Error;

/// A study of a model. It solves nothing itself: an [`Engine`](super::Engine) runs its jobs.
pub trait Study: Sized {
    /// What it finds.
    type Found;

    /// What is being done while its jobs run.
    fn work(&self) -> &'static str;

    /// The jobs that it needs next. The same study needs the same jobs.
    fn plan(&self) -> Vec<Job>;

    /// Whether it goes on without a variant in which no equilibrium was found.
    fn spares(&self) -> bool {
        false
    }

    /// What the answers to its jobs, in their order, make of it. Where it spares variants in which no
    /// equilibrium was found, they are answered by that error.
    ///
    /// # Errors
    /// One of the answers, if it cannot do without.
    fn conclude(self, answers: Vec<Reply>) -> Result<Step<Self>, Error>;
}

/// The answer to a job, or why there is no equilibrium.
pub type Reply = Result<Answer, Error>;

/// Where a study stands.
pub enum Step<S: Study> {
    /// It is done.
    Found(S::Found),
    /// It needs more jobs.
    More(S),
}

/// How many of `replies` are no answers.
///
/// # Errors
/// The first one's, if none is an answer.
pub(super) fn lost(replies: &[Reply]) -> Result<usize, Error> {
    let mut errors = replies.iter().filter_map(|reply| reply.as_ref().err());
    let Some(first) = errors.next() else {
        return Ok(0);
    };
    let count = 1 + errors.count();
    if count == replies.len() {
        Err(first.clone())
    } else {
        Ok(count)
    }
}
