//! A game of Gambit's in `.efg`.
#![no_main]

use demarche_fuzz::{LIMITS, refused};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    if let Err(failure) = demarche::gambit::load("fuzz.efg", text, 1.0, 3, &LIMITS) {
        refused(&failure);
    }
});
