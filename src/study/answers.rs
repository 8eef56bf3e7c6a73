//! Where an engine may find answers that were found before, and leaves those that it finds.

use super::job::Job;
use super::plan::Reply;
use std::time::Duration;

/// Answers to jobs of one model, kept from one study to the next. They may come from another process or another machine, so an answer is
/// found again only where everything that it depends on is the same.
pub trait Answers: Send + Sync {
    /// The reply to `job`, if it is kept.
    fn find(&self, job: &Job) -> Option<Reply>;

    /// Whether `job`, whose reply is not kept, is to be solved here; other processes solve the rest.
    fn is_own(&self, _job: &Job) -> bool {
        true
    }

    /// Keeps the reply to `job`, which took so long to find, if it is worth keeping.
    fn keep(&self, job: &Job, reply: &Reply, took: Duration);
}
