//! What every target asks of the program: bad input is refused by a message that says what is wrong and what
//! to try, and never by a panic, by minutes, or by memory.
//!
//! Targets read and build; tests/fuzz.rs of the package goes on to solve, play and draw. Seeds are what is
//! shipped: `corpus/TARGET` is filled with it before the first run by `seeds.sh`.

use demarche::diagnostics::{Diagnostic, Failure, Severity, entries};
use demarche::game::{Limits, compile};
use demarche::scenario::Scenario;

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

/// Asserts that a failure says what is wrong. (What is said of Gambit's files does not always say what to try.)
pub fn refused(failure: &Failure) {
    let wrong = |d: &&Diagnostic| d.severity == Severity::Error;
    assert!(failure.diagnostics.iter().filter(wrong).count() > 0);
    for d in &failure.diagnostics {
        assert!(!d.message.trim().is_empty(), "{d:?}");
    }
    let text = failure.render(false);
    assert!(!text.contains("this is a fault of the program"), "{text}");
    entries(&failure.diagnostics, &failure.sources);
}

/// Compiles a scenario.
pub fn built(scenario: &Scenario) {
    match compile(scenario, &LIMITS) {
        Ok(game) if game.structure.positions().len() <= SMALL => {
            demarche::study::audit::warnings(scenario, &game);
        }
        Ok(_) => {}
        Err(failure) => explained(&failure),
    }
}
