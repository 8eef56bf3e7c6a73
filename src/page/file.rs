//! The scenario's file: looked at, and written when it is saved. On the desk lines end in LF alone; in the
//! file they end as they did.

use crate::error::Error;
use crate::scenario::format;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// How a file is written that is not plain: how its lines end, and whether it begins with a byte order mark.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Style {
    crlf: bool,
    mark: bool,
}

/// What stands in the file, in plain form, and its style; none if it cannot be read.
pub fn read(path: &Path) -> Option<(String, Style)> {
    let text = fs::read_to_string(path).ok()?;
    let plain = format::without_mark(&text);
    let lines = plain.matches('\n').count();
    let style = Style {
        crlf: lines > 0 && plain.matches("\r\n").count() == lines,
        mark: plain.len() < text.len(),
    };
    Some((style.plain(plain), style))
}

impl Style {
    /// A text of this style in plain form.
    fn plain(self, text: &str) -> String {
        match self.crlf {
            true => text.replace("\r\n", "\n"),
            false => text.to_string(),
        }
    }

    /// A plain text in this style.
    fn whole(self, text: &str) -> String {
        let mark = if self.mark { "\u{feff}" } else { "" };
        match self.crlf {
            true => format!("{mark}{}", text.replace('\n', "\r\n")),
            false => format!("{mark}{text}"),
        }
    }
}

/// Puts `text` in the place of what the file holds: written beside it and then renamed, so that it is never half
/// written. A link stays one; permissions stay. A file that is gone is written anew.
///
/// # Errors
/// The system refuses it.
pub fn replace(path: &Path, text: &str, style: Style) -> Result<(), Error> {
    let text = style.whole(text);
    let doing = |e| Error::io(format!("writing {}", path.display()), e);
    let Ok(place) = fs::canonicalize(path) else {
        return create(path, &text).map_err(doing);
    };
    let beside = beside(&place);
    let written = create(&beside, &text).and_then(|()| {
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
