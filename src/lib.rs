//! demarche: a laboratory for strategic scenarios.

pub mod chart;
pub mod game;
pub mod language;
pub mod scenario;
pub mod source;
