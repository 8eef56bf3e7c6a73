//! A choice under uncertain numbers: which value of a setting does well in most worlds?

use demarche::error::Error;
use demarche::lab::Lab;
use demarche::scenario::Edit;
use demarche::study::{Choice, Objective, Rules, robust};
use demarche::task::Silent;
use std::sync::Arc;

fn main() -> Result<(), Error> {
    let engine = Arc::new(Lab::open("scenarios/starter.toml")?.engine()?);
    let choice = |value: &str| Choice {
        id: value.to_string(),
        label: format!("a war costs {value}"),
        engine: engine.clone(),
        edits: vec![Edit::set("war_cost", value)],
    };
    let choices = ["1", "3", "6"].map(choice);
    let rules = Rules {
        objective: Objective::Value("holder".to_string()),
        least: false,
        threshold: None,
        worlds: 32.into(),
        seed: 1,
    };
    let found = robust(&choices, &rules, &Silent)?;
    for (choice, merit) in choices.iter().zip(&found.judged.merits) {
        println!(
            "{}: mean {:.2}, largest regret {:.2}",
            choice.label, merit.mean, merit.regret
        );
    }
    Ok(())
}
