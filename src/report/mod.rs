//! Reports: the summaries that are the machine contract, and what is drawn and printed from them.

mod charts;
pub mod check;
mod claims;
mod comparison;
pub mod explain;
pub mod export;
pub mod gambit;
pub mod histories;
mod html;
mod leverage;
mod levers;
mod manifest;
#[cfg(feature = "parquet")]
mod parquet;
mod place;
mod robust;
mod score;
pub mod screen;
pub mod solve;
mod summary;
mod sweep;
mod table;
mod tables;
pub mod terminal;
pub mod trace;
mod types;
mod worlds;

pub use charts::{Picture, compare_pictures, run_pictures};
pub use claims::{
    HypothesisSummary, TestSummary, summarise_test, test_pictures, test_tables, test_text,
};
pub use comparison::*;
pub use html::report;
pub use leverage::{LeverageSummary, summarise_leverage};
pub use levers::{leverage_pictures, leverage_tables, leverage_text};
pub use manifest::{Manifest, ManifestScenario, VERSION};
pub use place::{Claim, Output, Wanted, Written, claim};
pub use robust::{RobustSummary, robust_pictures, robust_tables, robust_text, summarise_robust};
pub use score::{ScoreSummary, score_pictures, score_tables, score_text, summarise_score};
pub use summary::*;
pub use sweep::{SweepSummary, summarise_sweep, sweep_pictures, sweep_tables, sweep_text};
pub use table::{Cell, Heading, Kind, Sink, Table};
pub use tables::{compare_tables, run_tables};
pub use types::{BeliefSummary, QUANTILES, TypeOutcome, TypeSummary};
pub use worlds::{WorldsSummary, summarise_worlds, worlds_picture, worlds_table, worlds_text};
