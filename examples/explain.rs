//! Stand at a place of the game: who does what there, and why.

use demarche::error::Error;
use demarche::lab::{Cursor, Lab, Round};

fn main() -> Result<(), Error> {
    let session = Lab::open("scenarios/starter.toml")?.session()?;
    let here = Cursor::new(session.equilibrium(), Round(2), "holder_moves")?;
    let here = here.when("offer and tension == 2")?;
    println!("{:?}", here.state());
    for option in here.explain() {
        println!(
            "{} with probability {:.2}: worth {:.2} by {:?}",
            option.option,
            option.probability,
            option.value(),
            option.terms
        );
    }
    Ok(())
}
