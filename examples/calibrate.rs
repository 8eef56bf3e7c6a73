//! Which numbers does the record favour? Worlds weighted by how likely what happened is in them.

use demarche::error::Error;
use demarche::lab::Lab;
use demarche::study::calibrate::{Calibrate, calibrate};
use demarche::task::Silent;

const MILESTONE: &str =
    "[milestones.shared]\nevent = \"island == shared\"\nby = 2\nhappened = true\n";

fn main() -> Result<(), Error> {
    let text = include_str!("../scenarios/starter.toml");
    let lab = Lab::parse("seen", &format!("{text}\n{MILESTONE}"))?;
    let engine = lab.engine()?;
    let question = Calibrate {
        until: 5,
        worlds: 400,
        free: vec![],
        seed: 2006,
    };
    let found = calibrate(&engine, &question, &Silent)?;
    println!(
        "log evidence {:.2} ± {:.2}",
        found.log_evidence, found.log_evidence_error
    );
    for number in &found.numbers {
        let name = &lab.scenario().parameters[number.parameter].name.label;
        println!(
            "{name}: {:.2} bits, median {:.2}",
            number.bits, number.posterior[2]
        );
    }
    Ok(())
}
