//! The program as a script meets it.

use std::path::Path;
use std::process::{Command, Output};

/// The program with these arguments, to be run in `folder`. It keeps no answers.
pub fn command(folder: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_demarche"));
    command.current_dir(folder).args(arguments);
    command.env_remove("COLUMNS").env("DEMARCHE_STORE", "");
    command
}

/// What running it comes to.
pub fn demarche(folder: &Path, arguments: &[&str]) -> Output {
    command(folder, arguments).output().expect("it starts")
}

/// Its exit code.
pub fn code(output: &Output) -> i32 {
    output.status.code().expect("an exit code")
}

/// What it printed.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

/// The document that it prints; it must end well.
pub fn document(folder: &Path, arguments: &[&str]) -> serde_json::Value {
    let output = demarche(folder, arguments);
    assert!(
        output.status.success(),
        "{arguments:?}: {}",
        text(&output.stderr)
    );
    serde_json::from_slice(&output.stdout).expect("a document")
}
