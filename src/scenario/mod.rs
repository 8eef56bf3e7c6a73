//! The scenario: TOML text in, typed [`Scenario`] out, with every error of the file at once.

mod calendar;
mod conform;
mod distribution;
mod edit;
pub mod format;
mod levers;
mod load;
mod merge;
mod model;
mod names;
mod parameters;
mod private;
mod read;
mod readings;
mod reads;
pub mod schema;
mod shape;
pub mod shipped;
mod structural;
mod tree;
mod turns;
mod variables;
mod vote;

pub use distribution::Distribution;
pub use edit::{Edit, Number};
pub use levers::{Handle, HandleId, LEVELS, Lever, LeverId};
pub use load::{Document, Loaded, digest, hexadecimal, load, load_text};
pub use model::*;
pub use names::scope;
