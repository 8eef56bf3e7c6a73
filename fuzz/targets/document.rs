//! A scenario's text.
#![no_main]

use demarche::scenario::load_text;
use demarche_fuzz::compiled;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| compiled(load_text("fuzz", text, &[])));
