//! Settings, one on each line, of a shipped scenario.
#![no_main]

use demarche::scenario::load;
use demarche_fuzz::compiled;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let settings: Vec<String> = text.lines().map(str::to_string).collect();
    compiled(load("classics/crisis_two_sided", &settings));
});
