//! Studies: a scenario solved, forecast and played ([`run()`]), and several side by side
//! ([`compare()`]), and what its writer should know ([`audit`]).

pub mod audit;
mod compare;
mod run;
mod sets;

pub use compare::{Comparison, Pair, compare};
pub(crate) use run::at_nodes;
pub use run::{AGREE, Event, Options, Reading, Run, equilibrium, run};
pub use sets::sets;
