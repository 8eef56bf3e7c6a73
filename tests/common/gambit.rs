//! Games in Gambit's formats, opened for a test.

use demarche::diagnostics::Failure;
use demarche::gambit::{Import, load};
use demarche::game::Limits;

/// A game or the message about its text, within the default limits.
pub fn tried(
    name: &str,
    text: &str,
    precision: f64,
    points: usize,
) -> Result<Import, Box<Failure>> {
    load(name, text, precision, points, &Limits::default())
}

/// A game whose text is sound.
pub fn opened(name: &str, text: &str, precision: f64, points: usize) -> Import {
    tried(name, text, precision, points).unwrap_or_else(|f| panic!("{name}: {f}"))
}

/// What is said about a text that is not read as a game.
pub fn refused(text: &str) -> String {
    let name = match text.starts_with("NFG") {
        true => "game.nfg",
        false => "game.efg",
    };
    tried(name, text, 1.0, 3).expect_err(text).to_string()
}
