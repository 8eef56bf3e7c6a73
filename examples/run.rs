//! Solve a scenario, play ten thousand histories of it, and show the report of `demarche run`.

use demarche::error::Error;
use demarche::lab::{Histories, Lab, Seed};
use demarche::report::Report;
use demarche::report::screen::Screen;

fn main() -> Result<(), Error> {
    let run = Lab::open("scenarios/starter.toml")?.run(Histories(10_000), Seed(2006))?;
    let war = run.outcome("fight")?;
    let (low, high) = war.interval;
    println!(
        "war: {:.4} exactly, {low:.4} to {high:.4} by histories",
        war.exact
    );
    let screen = Screen {
        width: 80,
        colour: false,
    };
    print!("{}", run.summary().text(screen));
    Ok(())
}
