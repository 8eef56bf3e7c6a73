//! Reports: the summaries that are the machine contract, and what is drawn and printed from them.

mod charts;
mod comparison;
mod folder;
pub mod screen;
mod summary;
mod sweep;
mod tables;
pub mod terminal;
mod types;

pub use charts::{Picture, compare_pictures, run_pictures};
pub use comparison::*;
pub use folder::{Manifest, ManifestScenario, Output, claim, write};
pub use summary::*;
pub use sweep::{SweepSummary, summarise_sweep, sweep_pictures, sweep_tables, sweep_text};
pub use tables::{differences_table, run_tables};
pub use types::{BeliefSummary, QUANTILES, TypeOutcome, TypeSummary};
