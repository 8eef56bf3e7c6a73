//! What follows exactly, and what changes if one number does.

use demarche::error::Error;
use demarche::lab::Lab;

fn main() -> Result<(), Error> {
    let lab = Lab::open("scenarios/starter.toml")?;
    let cheap = lab.with("war_cost", 1)?;
    let (here, there) = (lab.solve()?, cheap.solve()?);
    for (outcome, p) in here.outcomes() {
        println!("{outcome:<12} {p:.3} → {:.3}", there.outcome(&outcome)?);
    }
    Ok(())
}
