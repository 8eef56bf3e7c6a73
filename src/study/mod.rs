//! Studies: a scenario solved, forecast and played ([`run()`]), and several side by side
//! ([`compare()`]), and what its writer should know ([`audit`]).

pub mod audit;
mod compare;
mod run;
mod sets;
mod sweep;
mod variants;

pub use compare::{Comparison, Pair, compare};
pub(crate) use run::at_nodes;
pub use run::{AGREE, Event, Options, Reading, Run, equilibrium, run};
pub use sets::sets;
pub use sweep::{Question, Sweep, Tip, Vary, likeliest, read, sweep};
pub use variants::{Answer, Settings, Solved, Target, Variants};
