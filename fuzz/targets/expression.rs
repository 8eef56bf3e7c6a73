//! A formula and a condition, in a scenario that has something of everything that they may read.
#![no_main]

use demarche_fuzz::{built, explained};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let quoted = format!("{text:?}");
    let scenario = format!(
        r#"
title = "Expressions"
time = {{ rounds = 2, shadow = 0 }}
[parameters]
precision = 2
patience = 0.9
stake = {{ value = 1, range = [0, 2] }}
[state]
strain = {{ levels = [0, 1, 2] }}
stage = {{ levels = ["open", "war"] }}
[define]
mood = {quoted}
[actors.a]
types = {{ bold = 0.5, meek = 0.5 }}
[actors.b]
[turns.first]
actor = "a"
when = {quoted}
options = {{ wait = {{}}, fight = {{ set = {{ stage = "war", strain = {quoted} }} }} }}
[outcomes.war]
when = "stage == war"
ends = true
payoff = {{ a = "stake - mood", b = {quoted} }}
[outcomes.peace]
otherwise = true
"#
    );
    match demarche::scenario::load_text("fuzz", &scenario, &[]) {
        Ok(scenario) => built(&scenario),
        Err(failure) => explained(&failure),
    }
});
