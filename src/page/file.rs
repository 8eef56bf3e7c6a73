//! The scenario's file: looked at, and written when it is saved.

use crate::error::Error;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// What stands in the file; none if it cannot be read.
pub fn text(path: &Path) -> Option<String> {
    fs::read_to_string(path).ok()
}

/// Puts `text` in the place of what the file holds: written beside it and then renamed, so that it is never half
/// written. A link stays one; permissions stay.
///
/// # Errors
/// The system refuses it.
pub fn replace(path: &Path, text: &str) -> Result<(), Error> {
    let doing = |e| Error::io(format!("writing {}", path.display()), e);
    let place = fs::canonicalize(path).map_err(doing)?;
    let beside = beside(&place);
    let written = create(&beside, text).and_then(|()| {
        fs::set_permissions(&beside, fs::metadata(&place)?.permissions())?;
        fs::rename(&beside, &place)
    });
    if written.is_err() {
        let _ = fs::remove_file(&beside);
    }
    written.map_err(doing)
}

/// Writes a new file.
///
/// # Errors
/// It is there already; or the system refuses it.
pub fn new(path: &Path, text: &str) -> Result<(), Error> {
    create(path, text).map_err(|e| Error::io(format!("writing {}", path.display()), e))
}

fn create(path: &Path, text: &str) -> std::io::Result<()> {
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    let written = file
        .write_all(text.as_bytes())
        .and_then(|()| file.sync_all());
    if written.is_err() {
        let _ = fs::remove_file(path);
    }
    written
}

/// A name for a while.
fn beside(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{}.new", std::process::id()))
}
