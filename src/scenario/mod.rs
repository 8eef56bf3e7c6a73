//! The scenario: TOML text in, typed [`Scenario`] out, with every error of the file at once.

mod load;
mod merge;
mod model;
mod names;
mod read;
pub mod shape;
pub mod shipped;
mod tree;
mod turns;

pub use load::{Loaded, load, load_text};
pub use model::*;
