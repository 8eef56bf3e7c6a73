//! The forecast held against what happened.

use demarche::error::Error;
use demarche::lab::Lab;
use demarche::study::{brier, score};
use demarche::task::Silent;

fn main() -> Result<(), Error> {
    let lab = Lab::open("north_korea_2006")?.with("time.shadow", 8)?;
    let milestones = &lab.scenario().milestones;
    for (milestone, mark) in milestones.iter().zip(score(&lab.engine()?, &Silent)?.marks) {
        println!(
            "{:<28} {:.2} Brier {:.2}",
            milestone.name.id,
            mark.forecast,
            brier(mark.forecast, mark.happened)
        );
    }
    Ok(())
}
