//! A game of Gambit's in `.efg`.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| demarche_fuzz::imported("fuzz.efg", text));
