//! demarche: a laboratory for strategic scenarios.

pub mod chart;
pub mod forecast;
pub mod game;
pub mod language;
pub mod scenario;
pub mod simulate;
pub mod solve;
pub mod source;
pub mod statistics;
