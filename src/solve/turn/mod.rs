//! How a position is worked backward, by who moves there.

mod actor;
mod chance;
mod joint;
mod vote;
