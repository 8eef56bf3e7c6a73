//! What a sweep is asked: the first line what varies, the second what is measured, the third a threshold, each
//! with parts between semicolons.
#![no_main]

use demarche::study::GameModel;
use demarche::study::request::{Asked, question};
use demarche_fuzz::{LIMITS, explained};
use libfuzzer_sys::fuzz_target;
use std::sync::OnceLock;

fuzz_target!(|text: &str| {
    static MODEL: OnceLock<GameModel> = OnceLock::new();
    let model = MODEL.get_or_init(|| {
        GameModel::open("classics/crisis_two_sided", &[], LIMITS).expect("a shipped scenario")
    });
    let mut lines = text.lines().map(|line| {
        let parts = line.split(';').filter(|part| !part.is_empty());
        parts.map(str::to_string).collect::<Vec<_>>()
    });
    let mut next = || lines.next().unwrap_or_default();
    let (vary, measures, thresholds) = (next(), next(), next());
    let asked = Asked {
        vary: &vary,
        measures: &measures,
        thresholds: &thresholds,
        tolerance: 0.01,
    };
    if let Err(error) = question(&asked, model) {
        explained(error.failure().expect("nobody stopped it"));
    }
});
