//! Settings, one on each line, of a shipped scenario.
#![no_main]

use demarche_fuzz::{built, explained};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let settings: Vec<String> = text.lines().map(str::to_string).collect();
    match demarche::scenario::load("classics/crisis_two_sided", &settings) {
        Ok(scenario) => built(&scenario),
        Err(failure) => explained(&failure),
    }
});
