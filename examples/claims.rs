//! The claims that a file makes, and whether they hold.

use demarche::error::Error;
use demarche::lab::Lab;
use demarche::study::claims;
use demarche::task::Silent;

fn main() -> Result<(), Error> {
    let lab = Lab::open("scenarios/starter.toml")?;
    for claim in claims(&lab.engine()?, 0.001, false, &Silent)? {
        let hypothesis = &lab.scenario().hypotheses[claim.hypothesis];
        println!("{} {:?}", hypothesis.claim, claim.verdict);
    }
    Ok(())
}
