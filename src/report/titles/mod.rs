//! What charts are called: one template for each finding, from plain words and numbers to a sentence that
//! states it. Where a finding does not outlast a longer shadow, another equilibrium, another precision or
//! other worlds, or no equilibrium was found of a part, its template says so.
//!
//! `words.rs` is what templates share, `claims.rs`, `choices.rs` and `known.rs` are titles that texts have too.

mod choices;
mod claims;
#[cfg(feature = "charts")]
mod differences;
mod known;
#[cfg(feature = "charts")]
mod levers;
#[cfg(feature = "charts")]
mod play;
#[cfg(feature = "charts")]
mod settings;
#[cfg(feature = "charts")]
mod words;

pub(super) use choices::rules;
pub(super) use claims::claims;
#[cfg(feature = "charts")]
pub(super) use differences::{apart, likeliest_of_each, most_different, no_difference};
pub(super) use known::known;
#[cfg(feature = "charts")]
pub(super) use levers::{index, lever, mover, no_index, no_lever, no_mover, two_indices};
#[cfg(feature = "charts")]
pub(super) use play::{
    belief, by_type, course, course_back, event, habit, likeliest, milestones, no_belief, no_event,
    no_habit, no_payoff, no_type, on_the_way, option, payoff, seldom_belief, use_changes,
};
#[cfg(feature = "charts")]
pub(super) use settings::{
    branch, effect, estimates, gives_way, later, learnt, lever_in_worlds, likeliest_by_value, map,
    over_precision, stays, tips_nearest, weights, worlds, worlds_over,
};
#[cfg(feature = "charts")]
pub(super) use words::{Doubt, rounded as shown};
