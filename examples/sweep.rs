//! One number over its range, and where the likeliest outcome changes.

use demarche::error::Error;
use demarche::lab::Lab;
use demarche::study::{Question, Vary, sweep};
use demarche::task::Silent;

fn main() -> Result<(), Error> {
    let lab = Lab::open("scenarios/starter.toml")?;
    let question = Question {
        vary: vec![Vary::even("war_cost", 1.0, 6.0, 6)],
        measures: vec![],
        thresholds: vec![],
        tolerance: 0.001,
    };
    let found = sweep(&lab.engine()?, question, &Silent)?;
    for (cost, answer) in found.vary[0].values.iter().zip(&found.answers) {
        println!("war_cost {cost}: {:.3?}", &*answer.outcomes);
    }
    println!("{} tipping points", found.tips.len());
    Ok(())
}
