//! Texts, places in them, and the messages that point at them.
//!
//! A [`Diagnostic`] says what is wrong, where (file, line, column, the text underlined) and what to
//! try. A [`Failure`] holds every error of a scenario at once, with the texts.

mod message;
mod render;
mod span;
mod suggest;
mod visible;

pub use message::{Diagnostic, Entry, Failure, Severity, entries};
pub use render::render;
pub use span::{Source, Sources, Span};
pub use suggest::{nearest, suggestion};
pub use visible::{visible, visible_lines};
