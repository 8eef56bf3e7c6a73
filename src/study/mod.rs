//! Studies: a scenario solved, forecast and played ([`run()`]), several side by side
//! ([`compare()`]), what its writer should know ([`audit`], [`check`]), and questions about single
//! positions and histories ([`position`], [`explain`], [`story`]). What is asked is read in
//! [`request`].

pub mod audit;
pub mod check;
mod claims;
mod compare;
pub mod explain;
pub mod gambit;
mod leverage;
pub mod position;
mod reading;
pub mod request;
mod robust;
mod run;
mod score;
mod sensitivity;
mod session;
mod sets;
mod stopping;
pub mod story;
mod sweep;
mod variants;
pub mod verdict;
mod worlds;

pub use claims::{Claim, PRECISIONS, Verdict, claims, verdict};
pub use compare::{Comparison, Pair, compare};
pub use leverage::{Effect, Leverage, Pull, Revealed, Shares, Swing, leverage};
pub use reading::Kind;
pub(crate) use reading::at_nodes;
pub use robust::{Aim, Choice, Robust, Rules, robust};
pub use run::{Event, Options, Reading, Run, equilibrium, run};
pub use score::{Mark, brier, log_score, score};
pub use sensitivity::{Sensitivity, sensitivity};
pub use session::{Overrides, Session};
pub use sets::sets;
pub use stopping::Stopped;
pub use sweep::{Question, Sweep, Tip, Vary, likeliest, read, sweep};
pub use variants::{Answer, Point, Settings, Solved, Target, Variants};
pub use verdict::AGREE;
pub use worlds::{MOST_WORLDS, Worlds, worlds};
