//! What every target asks of the program: bad input is refused by a message that says what is wrong and what
//! to try, and never by a panic, by minutes, or by memory.
//!
//! Targets read and build; tests/fuzz.rs of the package goes on to solve, play and draw. Seeds are what is
//! shipped: `corpus/TARGET` is filled with it before the first run by `seeds.sh`.

use demarche::diagnostics::{Diagnostic, Failure, Severity, entries};
use demarche::game::{Limits, compile};
use demarche::scenario::Loaded;

/// What a game may take.
pub const LIMITS: Limits = Limits { memory: 8 << 20 };

/// Positions beyond which a game is only counted.
const SMALL: usize = 2_000;

/// Asserts that a failure says what is wrong and what to try.
pub fn explained(failure: &Failure) {
    for d in &failure.diagnostics {
        assert!(!d.help.trim().is_empty(), "{d:?}");
    }
    refused(failure);
}

/// Asserts that a failure says what is wrong.
fn refused(failure: &Failure) {
    let wrong = |d: &Diagnostic| d.severity == Severity::Error;
    assert!(failure.diagnostics.iter().any(wrong));
    for d in &failure.diagnostics {
        assert!(!d.message.trim().is_empty(), "{d:?}");
    }
    let text = failure.render(false);
    assert!(!text.contains("this is a fault of the program"), "{text}");
    entries(&failure.diagnostics, &failure.sources);
}

/// Compiles a scenario, if it could be read.
pub fn compiled(loaded: Loaded) {
    let scenario = match loaded {
        Ok(scenario) => scenario,
        Err(failure) => return explained(&failure),
    };
    match compile(&scenario, &LIMITS) {
        Ok(game) if game.structure.positions().len() <= SMALL => {
            demarche::study::audit::warnings(&scenario, &game);
        }
        Ok(_) => {}
        Err(failure) => explained(&failure),
    }
}

/// Reads a game of Gambit's in a file of this name. What is said of one does not always say what to try.
pub fn imported(name: &str, text: &str) {
    if let Err(failure) = demarche::gambit::load(name, text, 1.0, 3, &LIMITS) {
        refused(&failure);
    }
}
