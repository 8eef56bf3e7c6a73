//! Two variants with the same luck: what differs, and by how much.

use demarche::error::Error;
use demarche::lab::{Histories, Lab, Seed};
use demarche::study::compare;

fn main() -> Result<(), Error> {
    let lab = Lab::open("scenarios/starter.toml")?;
    let run = |lab: &Lab| lab.run(Histories(10_000), Seed(2006));
    let runs = [run(&lab)?.run, run(&lab.with("war_cost", 1)?)?.run];
    for pair in &compare(&runs)[0].pairs {
        let exact = pair.to - pair.from;
        println!(
            "{:<14} {exact:+.3}, paired {:+.3} ({:+.3} to {:+.3})",
            pair.id, pair.paired, pair.low, pair.high
        );
    }
    Ok(())
}
