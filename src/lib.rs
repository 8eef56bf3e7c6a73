//! demarche: a laboratory for strategic scenarios.
//!
//! A crisis is written down as a TOML file; [`scenario`] reads it, [`game`] compiles it to a finite
//! stochastic game, [`solve`] finds its logit quantal-response equilibrium, [`forecast`] computes
//! what follows exactly and [`simulate`] plays it; [`study`] does all of that and compares, and
//! [`report`] turns the result into documents, tables and charts. The program is [`cli`].
//!
//! ```
//! use demarche::scenario::load_text;
//! use demarche::study::{Options, run};
//!
//! let text = r#"
//!     [parameters]
//!     precision = 2.0
//!     patience = 1.0
//!     [state]
//!     fought = false
//!     [actors.challenger]
//!     [turns.challenge.options]
//!     yield = {}
//!     fight = { cost = 0.5, set = { fought = true } }
//!     [turns.challenge]
//!     actor = "challenger"
//!     [outcomes.war]
//!     when = "fought"
//!     [outcomes.peace]
//!     otherwise = true
//! "#;
//! let scenario = load_text("challenge", text, &[])?;
//! let options = Options { seed: 1, histories: 1000, until: None, limits: Default::default() };
//! let run = run(scenario, &options, &|_, _| {})?;
//! // the worse option is taken e^(-2 × 0.5) as often: P(war) = 1 / (1 + e)
//! assert!((run.outcomes[0] - 1.0 / (1.0 + std::f64::consts::E)).abs() < 1e-12);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Long work says how far it is to a [`task`], which may stop it; why a study has no result is an
//! [`error`].
//!
//! Modules import in one direction only: diagnostics, task, error, language, scenario, game, solve,
//! forecast, simulate, study, report, cli; `numeric`, `palette`, `chart` and `statistics` know nothing
//! of games.
//!
//! # Features
//!
//! * `charts` (default): [`chart`], the charts of reports, and the folders and pages that reports are
//!   written to.
//! * `cli` (default, brings `charts`): the program.
//! * `parquet` (brings `charts`): every table of a results folder also as Parquet.
//!
//! Without any of them what is left is the engine: scenarios are read, solved, played and reported as
//! documents, texts and tables in memory. It draws nothing, parses no arguments and builds for
//! `wasm32-unknown-unknown` too.

#[cfg(feature = "charts")]
pub mod chart;
#[cfg(feature = "cli")]
pub mod cli;
pub mod diagnostics;
pub mod error;
pub mod forecast;
pub mod gambit;
pub mod game;
pub mod lab;
pub mod language;
pub mod numeric;
pub mod palette;
pub mod report;
pub mod scenario;
pub mod simulate;
pub mod solve;
pub mod statistics;
pub mod study;
pub mod task;
