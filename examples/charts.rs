//! The charts of a run as SVG, without a folder or a file.

use demarche::chart::Sheet;
use demarche::error::Error;
use demarche::lab::{Histories, Lab, Seed};
use demarche::report::Report;

fn main() -> Result<(), Error> {
    let run = Lab::open("scenarios/starter.toml")?.run(Histories(2_000), Seed(2006))?;
    for picture in run
        .summary()
        .charts(Sheet::default())
        .expect("charts that fit")
    {
        println!("{:<12} {} bytes of SVG", picture.stem, picture.svg.len());
    }
    Ok(())
}
