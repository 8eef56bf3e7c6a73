//! demarche: a laboratory for strategic scenarios.

pub mod chart;
pub mod cli;
pub mod forecast;
pub mod game;
pub mod language;
pub mod report;
pub mod scenario;
pub mod simulate;
pub mod solve;
pub mod source;
pub mod statistics;
pub mod study;
