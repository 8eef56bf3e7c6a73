//! The scenario: TOML text in, typed [`Scenario`] out, with every error of the file at once.
//!
//! In the order in which a text passes through: `document` makes a tree of the texts, `read` makes the
//! `model` of the tree (`load` joins both), `edit` changes the model. `reads` and `structural` say what
//! its expressions read, `owners` whom a parameter belongs to, `draws` how private variables are drawn.

mod calendar;
mod distribution;
mod document;
mod draws;
mod edit;
mod given;
mod levers;
mod load;
mod model;
mod owners;
mod read;
mod reads;
pub mod schema;
pub mod shipped;
mod structural;

pub use distribution::Distribution;
pub use document::digest::{digest, hexadecimal};
pub use document::format;
pub use document::{Document, SETTING};
pub use edit::{Edit, Number};
pub use given::Given;
pub use levers::{Handle, HandleId, LEVELS, Lever, LeverId};
pub use load::{Loaded, load, load_text};
pub use model::*;
pub use owners::Owner;
pub use read::scope;
