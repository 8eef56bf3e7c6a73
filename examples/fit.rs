//! Numbers of a scenario estimated from a table of cases.

use demarche::error::Error;
use demarche::game::Limits;
use demarche::scenario::Document;
use demarche::study::GameModel;
use demarche::study::fit::{Cases, Sample, fit};
use demarche::task::Silent;

const DATA: &str =
    "[data]\noutcome = \"end\"\nweight = \"times\"\n[fit]\nfree = [\"precision\", \"war_cost\"]\n";
const CASES: &str = "end,times\nfight,9\nsettlement,31\ntense_peace,57\ncalm,3\n";

fn main() -> Result<(), Error> {
    let text = include_str!("../scenarios/starter.toml");
    let document = Document::of_text("fitted", &format!("{text}\n{DATA}"));
    let model = GameModel::new(document, vec![], Limits::default())?;
    let Some(data) = &model.scenario.data else {
        return Ok(());
    };
    let cases = Cases::read(&model.scenario, data, "cases.csv", CASES)?;
    let found = fit(&Sample::new(&model, data, &cases)?, 2006, &Silent)?;
    for estimate in &found.estimates {
        let name = &model.scenario.parameters[estimate.parameter].name.id;
        println!(
            "{name} {:.3} ± {:.3}",
            estimate.value,
            estimate.standard_error.unwrap_or(f64::NAN)
        );
    }
    Ok(())
}
