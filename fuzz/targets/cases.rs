//! A table of cases to be fitted.
#![no_main]

use demarche::scenario::Scenario;
use demarche::study::fit::Cases;
use demarche_fuzz::explained;
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

fuzz_target!(|text: &str| {
    static CRISES: OnceLock<Scenario> = OnceLock::new();
    let scenario = CRISES.get_or_init(|| {
        let text = include_str!("../../tests/reference/fit/crises.toml");
        demarche::scenario::load_text("crises", text, &[]).expect("a sound scenario")
    });
    let data = scenario
        .data
        .as_ref()
        .expect("it says what the table holds");
    if let Err(failure) = Cases::read(scenario, data, "fuzz.csv", text) {
        explained(&failure);
    }
});
