//! Long work says how far it is, and can be stopped.

use demarche::error::Error;
use demarche::lab::{Histories, Lab, Seed};
use demarche::task::Task;
use std::ops::ControlFlow;

/// Stops at a third of any step of the work.
struct Impatient;

impl Task for Impatient {
    fn at(&self, what: &'static str, share: f64) -> ControlFlow<()> {
        println!("{what}: {:.0} %", 100.0 * share);
        if share > 1.0 / 3.0 {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        }
    }
}

fn main() -> Result<(), Error> {
    let lab = Lab::open("scenarios/starter.toml")?;
    match lab.run_for(Histories(100_000), Seed(1), &Impatient) {
        Err(Error::Cancelled) => println!("stopped"),
        other => println!("finished: {:?}", other?.outcome("fight")?),
    }
    Ok(())
}
