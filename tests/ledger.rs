//! The reproducibility ledger: the default scenario, played again, gives the same bytes.
//! `BLESS=1 cargo test --test ledger` writes the ledger anew after a deliberate change.

use demarche::report::{run_tables, summarise};
use demarche::scenario::{load, shipped};
use demarche::study::{Options, run};
use sha2::{Digest, Sha256};
use std::fmt::Write;

#[test]
fn the_default_scenario_gives_the_bytes_of_its_ledger() {
    let (seed, histories) = (2006, 10_000);
    let scenario = load(shipped::DEFAULT, &[]).unwrap();
    let run = run(
        scenario,
        &Options {
            seed,
            histories,
            until: None,
            limits: Default::default(),
        },
        &|_, _| {},
    )
    .unwrap();
    let summary = summarise("run", &run, seed);
    let mut text = format!(
        "# What these bytes are: seeds/README.md\nscenario = \"{}\"\nversion = \"{}\"\nseed = {seed}\nhistories = {histories}\ndigest = \"{}\"\n\n[tables]\n",
        shipped::DEFAULT,
        env!("CARGO_PKG_VERSION"),
        run.scenario.digest
    );
    for table in run_tables(&summary) {
        let mut bytes = vec![];
        table.csv(&mut bytes).unwrap();
        let stem = table.stem;
        let hash: String = Sha256::digest(&bytes)
            .iter()
            .map(|b| format!("{b:02x}"))
            .collect();
        writeln!(text, "{stem} = \"{hash}\"").unwrap();
    }
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/seeds/north_korea_2006.toml");
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &text).unwrap();
    }
    assert_eq!(std::fs::read_to_string(path).unwrap(), text);
}
