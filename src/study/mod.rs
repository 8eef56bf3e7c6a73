//! Studies: a scenario solved, forecast and played ([`run()`]), and several side by side
//! ([`compare()`]); what its writer should know ([`audit`], [`check`]); questions about single
//! positions and histories ([`position`], [`explain`], [`story`]); and what is made of many variants.
//! Such a [`Study`] plans [`Job`]s for a [`Model`] and concludes from their [`Answer`]s; an
//! [`Engine`] runs them. What is asked is read in [`request`].

mod across;
mod answers;
pub mod audit;
pub mod calibrate;
pub mod check;
mod claims;
mod compare;
mod curve;
mod drawing;
mod engine;
mod equilibrium;
mod exact;
pub mod explain;
pub mod fit;
pub mod gambit;
mod game_model;
mod job;
mod leverage;
mod model;
mod plan;
pub mod position;
mod precisions;
mod ranges;
mod reading;
mod record;
pub mod request;
mod robust;
mod run;
mod score;
mod sensitivity;
mod session;
mod sets;
mod several;
mod stopping;
pub mod story;
mod strips;
mod sweep;
mod table;
mod tips;
pub mod typical;
mod unfolding;
pub mod verdict;
mod worlds;

pub use across::{Across, across};
pub use answers::Answers;
pub use claims::{Claim, PRECISIONS, Verdict, claims, verdict};
pub use compare::{Comparison, Differing, Pair, compare, differs};
pub use curve::{Along, Bend, Check, Stretch};
pub use drawing::{Drawing, FEWEST, WEIGHT, Weighted};
pub use engine::Engine;
pub use equilibrium::equilibrium;
pub use exact::Version;
pub use game_model::{GameModel, Searched, Solved};
pub use job::{Answer, Job, Numbers, Precision, Read};
pub use leverage::{
    Effect, LeverEffect, Leverage, ParameterEffect, Pull, Revealed, Shares, leverage,
};
pub use model::{ActorTypes, Model, ModelLever, Readings, Spot, Target};
pub use plan::{Reply, Step, Study};
pub use precisions::{precisions, small};
pub use reading::Kind;
pub(crate) use reading::at_nodes;
pub use robust::{Choice, Objective, Robust, Rules, robust};
pub use run::{Measured, Options, Reading, Run, run, run_among, unplayed};
pub use score::{Mark, Scored, brier, log_score, score};
pub use sensitivity::{Sensitivity, sensitivity};
pub use session::{Equilibrium, Overrides, Session};
pub use sets::sets;
pub use several::{Among, Ending, Several, several};
pub use stopping::Stopped;
pub use strips::{CELLS, Cell, Nearest, Strip, strips};
pub use sweep::{
    LEAP, Leap, Question, Stop, Sweep, Tip, Vary, highest, leap, likeliest, read, sweep,
};
pub use unfolding::{Flow, KNOWN, Unfolding, unfolding, way};
pub use verdict::AGREE;
pub use worlds::{MOST_WORLDS, Worlds, no_range, worlds};
