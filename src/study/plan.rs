//! What a study is: jobs that it wants, and what it makes of their answers.

use super::job::{Answer, Job};

/// A study of a model. It solves nothing itself: an [`Engine`](super::Engine) runs its jobs.
pub trait Study: Sized {
    /// What it finds.
    type Found;

    /// What is being done while its jobs run.
    fn work(&self) -> &'static str;

    /// The jobs that it needs next. The same study needs the same jobs.
    fn plan(&self) -> Vec<Job>;

    /// Whether it can do without a variant in which no equilibrium was found; else that is an error.
    fn spares(&self) -> bool {
        false
    }

    /// What the answers to its jobs, in their order, make of it. None of a variant in which no
    /// equilibrium was found, where it spares such.
    fn conclude(self, answers: Vec<Option<Answer>>) -> Step<Self>;
}

/// Where a study stands.
pub enum Step<S: Study> {
    /// It is done.
    Found(S::Found),
    /// It needs more jobs.
    More(S),
}
