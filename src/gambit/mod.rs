//! Gambit's files of games in extensive and in strategic form: reading them as a [`Game`], so that
//! answers can be held against another program's, and writing a small scenario as one.
//!
//! The formats are those of Gambit's manual ("Game representation formats"): `.efg` version 2 and
//! `.nfg` version 1 with payoffs or with outcomes.

mod agents;
mod bounds;
mod bundles;
mod decimals;
mod draws;
mod export;
mod extensive;
mod import;
mod labels;
mod recall;
mod room;
mod strategic;
mod tokens;
mod tree;

pub use agents::{Agent, AgentNode, Agents, MOST_ACTIONS, MOST_PAIRS, NoAgents, Step};
pub use export::{MOST_NODES, export};
pub use import::{Import, Place, import};
pub use labels::unique;
pub use tree::{Node, Set, Tree};

use crate::diagnostics::{Diagnostic, Failure, Sources};
#[cfg(doc)]
use crate::game::Game;
use crate::game::Limits;
use crate::scenario::format::Format;
use room::Room;

/// Reads the text of a file called `name`; its first word tells the format, or else the name's
/// ending.
///
/// # Errors
/// What is wrong with the text, and where.
pub fn read(name: &str, text: &str, limits: &Limits) -> Result<(Tree, Sources), Box<Failure>> {
    // places in the text are kept as 32 bits
    if u32::try_from(text.len()).is_err() {
        let message = format!("{name} is longer than 4 GB");
        return Err(Box::new(Failure::general(message, "solve a smaller game")));
    }
    let mut sources = Sources::default();
    let file = sources.add(name, text);
    let room = Room::new(limits.memory);
    let tree = match Format::of(name, text) {
        Format::Workbook => {
            let message = format!("{name} is a workbook of Gambit, not a game by itself");
            let help = "open it in Gambit and export the game as an .efg or .nfg file";
            return Err(Box::new(Failure::general(message, help)));
        }
        Format::Strategic => strategic::read(text, file, room),
        Format::Extensive | Format::Scenario => extensive::read(text, file, room),
    };
    match tree {
        Ok(tree) => Ok((tree.complete(), sources)),
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

/// Reads a file and makes a game of it, with everybody's precision and `points` points an axis of
/// the grid of beliefs.
///
/// # Errors
/// As [`read`] and [`import`].
pub fn load(
    name: &str,
    text: &str,
    precision: f64,
    points: usize,
    limits: &Limits,
) -> Result<Import, Box<Failure>> {
    let (tree, sources) = read(name, text, limits)?;
    import(&tree, precision, points, limits).map_err(|fault| failure(sources, *fault))
}
