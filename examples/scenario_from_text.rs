//! A scenario need not be a file.

use demarche::error::Error;
use demarche::lab::Lab;

const DUEL: &str = r#"
[parameters]
precision = 2.0
patience  = 1.0
[state]
fought = false
[actors.challenger]
[turns.challenge]
actor = "challenger"
[turns.challenge.options]
yield = {}
fight = { cost = 0.5, set = { fought = true } }
[outcomes.war]
when = "fought"
[outcomes.peace]
otherwise = true
"#;

fn main() -> Result<(), Error> {
    let war = Lab::parse("duel", DUEL)?.solve()?.outcome("war")?;
    // the worse option is taken e^(-2 × 0.5) as often
    let closed_form = 1.0 / (1.0 + 1f64.exp());
    println!("war: {war:.12}, in closed form {closed_form:.12}");
    Ok(())
}
