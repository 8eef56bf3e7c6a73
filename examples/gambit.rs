//! A scenario as a game tree in Gambit's format, and back.

use demarche::error::Error;
use demarche::lab::Lab;
use demarche::report::{export, gambit};
use demarche::study::gambit::GambitQuestion;
use demarche::task::Silent;

fn main() -> Result<(), Error> {
    let lab = Lab::open("classics/centipede")?;
    let tree = export::export(lab.scenario(), &Default::default())?;
    let again = gambit::solve(
        "centipede.efg",
        &tree.efg,
        &GambitQuestion::default(),
        &Default::default(),
        &Silent,
    )?;
    println!(
        "{} nodes; as a tree each player expects {:?}",
        tree.nodes, again.values
    );
    Ok(())
}
