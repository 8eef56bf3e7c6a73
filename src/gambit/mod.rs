//! Gambit's files of games in extensive and in strategic form: reading them as a [`Game`], so that
//! answers can be held against another program's, and writing a small scenario as one.
//!
//! The formats are those of Gambit's manual ("Game representation formats"): `.efg` version 2 and
//! `.nfg` version 1 with payoffs or with outcomes.

mod draws;
mod export;
mod extensive;
mod import;
mod strategic;
mod tokens;
mod tree;

pub use export::{MOST_NODES, export};
pub use import::{Import, Place, import};
pub use tree::{Node, Set, Tree};

#[cfg(doc)]
use crate::game::Game;
use crate::source::{Diagnostic, Failure, Sources};

/// Whether `name` is that of a file in one of Gambit's formats.
pub fn named(name: &str) -> bool {
    [".efg", ".nfg"].iter().any(|end| name.ends_with(end))
}

/// Reads the text of a file called `name` (which tells the format by its ending).
///
/// # Errors
/// What is wrong with the text, and where.
pub fn read(name: &str, text: &str) -> Result<(Tree, Sources), Box<Failure>> {
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let read = match name.ends_with(".nfg") {
        true => strategic::read(text, file),
        false => extensive::read(text, file),
    };
    match read {
        Ok(tree) => Ok((tree, sources)),
        Err(fault) => Err(failure(sources, *fault)),
    }
}

/// A failure of one message about these texts.
fn failure(sources: Sources, fault: Diagnostic) -> Box<Failure> {
    Box::new(Failure {
        sources,
        diagnostics: vec![fault],
    })
}

/// Reads a file and makes a game of it, with everybody's precision and so many points an axis of
/// the grid of beliefs.
///
/// # Errors
/// As [`read`] and [`import`].
pub fn load(name: &str, text: &str, precision: f64, points: usize) -> Result<Import, Box<Failure>> {
    let (tree, sources) = read(name, text)?;
    import(&tree, precision, points).map_err(|fault| failure(sources, *fault))
}
