//! A scenario's text.
#![no_main]

use demarche_fuzz::{built, explained};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match demarche::scenario::load_text("fuzz", text, &[]) {
        Ok(scenario) => built(&scenario),
        Err(failure) => explained(&failure),
    }
});
