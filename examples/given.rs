//! What follows, given the milestones that are settled by a round.

use demarche::error::Error;
use demarche::forecast::outcomes;
use demarche::lab::{Histories, Lab, Seed};
use demarche::scenario::Edit;

const MILESTONE: &str = "[milestones.patrols]\nevent = \"patrols\"\nat = 1\nhappened = true\n";

fn main() -> Result<(), Error> {
    let text = include_str!("../scenarios/starter.toml");
    let lab = Lab::parse("seen", &format!("{text}\n{MILESTONE}"))?;
    let given = lab.edited(Edit::Given("1".into()))?;
    for (name, lab) in [("before", lab), ("given patrols", given)] {
        let run = lab.run(Histories(2_000), Seed(2006))?;
        let run = &run.run;
        let all = outcomes(&run.game, &run.exact, run.outcomes.len());
        println!("{name:<14} {all:.3?}");
    }
    Ok(())
}
