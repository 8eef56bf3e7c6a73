//! Who can move it, and with what: every lever and every number at once.

use demarche::error::Error;
use demarche::lab::Lab;
use demarche::report::screen::Screen;
use demarche::report::{LeverageSummary, Report};
use demarche::study::leverage;
use demarche::task::Silent;

fn main() -> Result<(), Error> {
    let lab = Lab::open("classics/chicken")?;
    let found = leverage(&lab.engine()?, None, 2, &Silent)?;
    let screen = Screen {
        width: 80,
        colour: false,
    };
    print!(
        "{}",
        LeverageSummary::of(&found, None, lab.scenario()).text(screen)
    );
    Ok(())
}
