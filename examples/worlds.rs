//! All numbers drawn from their ranges at once: how wide is the forecast then?

use demarche::error::Error;
use demarche::lab::Lab;
use demarche::study::worlds;
use demarche::task::Silent;

fn main() -> Result<(), Error> {
    let lab = Lab::open("scenarios/starter.toml")?;
    let found = worlds(&lab.engine()?, &64.into(), 1, &Silent)?;
    for (o, outcome) in lab.scenario().outcomes.iter().enumerate() {
        let mut all: Vec<f64> = found.answers.iter().map(|a| a.outcomes[o]).collect();
        all.sort_by(f64::total_cmp);
        println!("{:<12} {:.3} to {:.3}", outcome.name.id, all[3], all[60]);
    }
    Ok(())
}
