//! demarche: a laboratory for strategic scenarios.
//!
//! A crisis is written down as a TOML file: actors, options, what each wants and knows. demarche compiles it to a
//! finite stochastic game, solves that for logit quantal-response equilibrium, plays it, and says what follows.
//! Start at [`lab`]: names in, numbers out.
//!
//! ```
//! use demarche::lab::{Histories, Lab, Round, Seed};
//!
//! let lab = Lab::parse("challenge", r#"
//!     [parameters]
//!     precision = 2.0
//!     patience = 1.0
//!     [state]
//!     fought = false
//!     [actors.challenger]
//!     [turns.challenge]
//!     actor = "challenger"
//!     [turns.challenge.options]
//!     yield = {}
//!     fight = { cost = 0.5, set = { fought = true } }
//!     [outcomes.war]
//!     when = "fought"
//!     [outcomes.peace]
//!     otherwise = true
//! "#)?;
//! // the worse option is taken e^(-2 × 0.5) as often: P(war) = 1 / (1 + e)
//! let war = lab.solve()?.outcome("war")?;
//! assert!((war - 1.0 / (1.0 + std::f64::consts::E)).abs() < 1e-12);
//! // what if fighting cost nothing?
//! let free = lab.with("turns.challenge.options.fight.cost", 0)?;
//! assert!((free.solve()?.outcome("war")? - 0.5).abs() < 1e-12);
//! // a thousand histories, and why at a place of the game
//! let run = lab.run(Histories(1000), Seed(1))?;
//! let why = run.at(Round(1), "challenge")?.explain();
//! assert_eq!(why[1].option, "fight");
//! # Ok::<(), demarche::error::Error>(())
//! ```
//!
//! # From text to chart
//!
//! 1. [`scenario`] reads the file ([`scenario::Document`]) into a [`scenario::Scenario`]; what is wrong with it
//!    is said with its place ([`diagnostics`]), all at once.
//! 2. [`game`] compiles it to positions, moves and payments; [`solve`] finds its equilibrium and certifies it.
//! 3. [`forecast`] computes what follows exactly, [`simulate`] plays histories; [`study`] does all of that, for one
//!    scenario or for many variants of it.
//! 4. [`report`] turns the result into a document, text, tables and charts.
//!
//! Long work reports progress to a [`task`], which may cancel it; failures are [`error`]s. Modules import in one
//! direction only; `numeric`, `palette`, `chart` and `statistics` know nothing of games. ARCHITECTURE.md has the map and the invariants, `examples/` a short program for each capability.
//!
//! # Features
//!
//! * `charts` (default): `chart`, the charts of reports, and the folders and pages that reports are
//!   written to.
//! * `cli` (default, brings `charts`): the program.
//! * `open` (default, brings `charts`): the page with sliders and the server behind it.
//! * `parquet` (brings `charts`): every table of a results folder also as Parquet.
//!
//! Without them the engine alone is left: it reads, solves, plays and reports scenarios as documents, texts and
//! tables in memory. It draws nothing, parses no arguments and builds for `wasm32-unknown-unknown` too.

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
#[cfg(feature = "open")]
pub mod page;
pub mod palette;
mod percent;
pub mod report;
pub mod scenario;
pub mod simulate;
pub mod solve;
pub mod statistics;
pub mod store;
pub mod study;
pub mod task;

/// The version that names the build: `0.1.0+COMMIT`, or with a digest of the sources.
pub const VERSION: &str = env!("DEMARCHE_VERSION");
