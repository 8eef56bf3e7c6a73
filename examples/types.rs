//! Private types: what all believe after a move, and what its owner's types do.

use demarche::error::Error;
use demarche::lab::{Cursor, Lab, Round};

fn main() -> Result<(), Error> {
    let session = Lab::open("classics/threat")?.session()?;
    let turn = session.scenario.turns[0].name.id.clone();
    let here = Cursor::new(session.equilibrium(), Round(1), &turn)?;
    for (who, options) in here.strategy() {
        println!("{who}: {options:.3?}");
    }
    println!("before it, all believe {:.3?}", here.beliefs());
    Ok(())
}
