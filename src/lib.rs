//! demarche: a laboratory for strategic scenarios.

pub mod chart;
