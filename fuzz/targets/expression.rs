//! A formula or a condition, wherever one may stand in a scenario that has something of everything that it may read:
//! which of these places is the first character's to say.
#![no_main]

use demarche::scenario::load_text;
use demarche_fuzz::compiled;
use libfuzzer_sys::fuzz_target;

/// The scenario around it, with a sound text at each place.
const AROUND: &str = r#"
title = "Expressions"
time = { rounds = 2, shadow = 0 }
[parameters]
precision = 2
patience = 0.9
stake = { value = 1, range = [0, 2] }
[state]
strain = { levels = 3 }
stage = { levels = ["open", "war"] }
[define]
mood = "stake + strain"
[actors.a]
types = { bold = { prior = 0.5 }, meek = { prior = 0.5 } }
[actors.b]
[turns.first]
actor = "a"
when = "stage == open"
options = { wait = {}, fight = { set = { stage = "war", strain = "strain + 1" } } }
[outcomes.war]
when = "stage == war"
ends = true
payoff = { a = "stake - mood", b = "stake / 2" }
[outcomes.peace]
otherwise = true
"#;

/// The sound texts that give way to it.
const PLACES: [&str; 6] = [
    r#""stake + strain""#,
    r#""stage == open""#,
    r#""strain + 1""#,
    r#""stage == war""#,
    r#""stake - mood""#,
    r#""stake / 2""#,
];

fuzz_target!(
    init: {
        let sound = |text: &str| load_text("fuzz", text, &[]).is_ok();
        assert!(sound(AROUND) && PLACES.iter().all(|place| AROUND.contains(place)));
    },
    |text: &str| {
        let mut rest = text.chars();
        let Some(first) = rest.next() else {
            return;
        };
        let own = rest.as_str();
        // TOML's quotes are the document's to try
        if own.contains(|c: char| c.is_control() || c == '"' || c == '\\') {
            return;
        }
        let place = PLACES[first as usize % PLACES.len()];
        compiled(load_text("fuzz", &AROUND.replace(place, &format!("\"{own}\"")), &[]));
    }
);
