//! What an option is worth to others: take it away, or bind its owner to it.

use demarche::error::Error;
use demarche::lab::Lab;
use demarche::scenario::Edit;

fn main() -> Result<(), Error> {
    let lab = Lab::open("scenarios/starter.toml")?;
    let base = lab.solve()?.outcome("fight")?;
    let scenario = lab.scenario();
    for lever in scenario.levers() {
        let without = lab.edited(Edit::Remove(scenario.lever_id(&lever)))?;
        let change = without.solve()?.outcome("fight")? - base;
        println!(
            "without {:<12} war {:+.3}",
            scenario.lever_name(&lever).0,
            change
        );
    }
    Ok(())
}
