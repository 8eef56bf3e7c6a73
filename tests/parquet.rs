//! Parquet files hold what the CSV files beside them do. Built with `--features parquet` only.
#![cfg(feature = "parquet")]

mod common;

use common::program::command;
use parquet::file::reader::{FileReader, SerializedFileReader};
use parquet::record::Field;
use std::path::Path;

/// The rows of a Parquet file as a CSV file would have them.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let file = std::fs::File::open(path).expect("the file");
    let reader = SerializedFileReader::new(file).expect("Parquet");
    let text = |field: &Field| match field {
        Field::Null => String::new(),
        Field::Str(text) => text.clone(),
        Field::Long(n) => n.to_string(),
        Field::Double(x) => x.to_string(),
        other => panic!("{other:?}"),
    };
    let row = |row: Result<parquet::record::Row, _>| {
        let row = row.expect("a row");
        row.get_column_iter()
            .map(|(_, field)| text(field))
            .collect()
    };
    reader.get_row_iter(None).expect("rows").map(row).collect()
}

#[test]
fn every_table_is_the_same_in_both_formats() {
    let keep = tempfile::tempdir().expect("a folder");
    let run = |arguments: &[&str]| {
        let out = keep.path().join(arguments[0]);
        let mut command = command(Path::new(env!("CARGO_MANIFEST_DIR")), arguments);
        let output = command.arg("--out").arg(&out).output().expect("it starts");
        assert!(output.status.success(), "{arguments:?}");
        out.join("data")
    };
    let scenario = "scenarios/starter.toml";
    for arguments in [
        &["run", scenario, "-n", "3000", "--rows", "--worlds", "16"][..],
        &["sweep", scenario, "--vary", "state.tension.start=0,1,2"],
        &["leverage", scenario],
        &["compare", scenario, scenario, "-n", "500"],
        &["solve", scenario, "--all"],
    ] {
        let folder = run(arguments);
        let mut tables = 0;
        for entry in folder.read_dir().expect("tables") {
            let csv = entry.expect("an entry").path();
            if csv.extension().is_none_or(|e| e != "csv") {
                continue;
            }
            let mut reader = csv::Reader::from_path(&csv).expect("CSV");
            let wanted: Vec<Vec<String>> = reader
                .records()
                .map(|r| r.expect("a record").iter().map(str::to_string).collect())
                .collect();
            assert!(!wanted.is_empty(), "{}", csv.display());
            assert_eq!(
                rows(&csv.with_extension("parquet")),
                wanted,
                "{}",
                csv.display()
            );
            tables += 1;
        }
        assert!(tables > 0, "{arguments:?}");
    }
}
