//! The format of a text, by its first words; and files as texts.

use std::fs::File;
use std::io::{Error, ErrorKind, Read};
use std::path::Path;

/// The byte order mark.
const MARK: char = '\u{feff}';

/// The number of bytes that decide the format of a file.
const HEAD: u64 = 4096;

/// A format of texts that hold games.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// A scenario of this program.
    Scenario,
    /// Gambit's games in extensive form, `.efg`.
    Extensive,
    /// Gambit's games in strategic form, `.nfg`.
    Strategic,
    /// Gambit's workbooks, `.gbt`, which hold a game among other things.
    Workbook,
}

impl Format {
    /// The format of `text`, from a file called `name`: the first words decide, else the extension of
    /// the name.
    pub fn of(name: &str, text: &str) -> Self {
        let text = text.trim_start();
        let mut words = text.split(|c: char| c.is_whitespace() || c == '"');
        let first = words.next().unwrap_or_default();
        let version = words.find(|w| !w.is_empty()).unwrap_or_default();
        // a scenario may have a key of that name: require the version too
        let numbered = version.starts_with(|c: char| c.is_ascii_digit());
        if first.eq_ignore_ascii_case("EFG") && numbered {
            return Format::Extensive;
        }
        if first.eq_ignore_ascii_case("NFG") && numbered {
            return Format::Strategic;
        }
        if text.starts_with('<') && text.contains("gambit:document") {
            return Format::Workbook;
        }
        let ending = Path::new(name).extension().unwrap_or_default();
        let formats = [
            ("efg", Format::Extensive),
            ("nfg", Format::Strategic),
            ("gbt", Format::Workbook),
        ];
        let named = formats.iter().find(|(e, _)| ending.eq_ignore_ascii_case(e));
        named.map_or(Format::Scenario, |(_, format)| *format)
    }

    /// The format of the file called `name`; by the name alone if it cannot be read.
    pub fn of_file(name: &str) -> Self {
        let mut head = vec![];
        if let Ok(file) = File::open(name) {
            // if it cannot be read, the name decides
            let _ = file.take(HEAD).read_to_end(&mut head);
        }
        let head = String::from_utf8_lossy(&head);
        Self::of(name, head.trim_start_matches(MARK))
    }
}

/// The text of a file, without the byte order mark that some editors put before it.
///
/// # Errors
/// The file cannot be read, or is not UTF-8.
pub fn text(path: &Path) -> Result<String, Error> {
    let bytes = std::fs::read(path)?;
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        let message = "it is UTF-16 text; save it as UTF-8";
        return Err(Error::new(ErrorKind::InvalidData, message));
    }
    let text = String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to() + 1;
        let message = format!("byte {at} is not UTF-8 text; save it as UTF-8");
        Error::new(ErrorKind::InvalidData, message)
    })?;
    Ok(without_mark(&text).to_string())
}

/// `text` without the byte order mark.
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix(MARK).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_words_decide_before_the_name_does() {
        for (name, text, format) in [
            ("game.txt", "EFG 2 R \"\" { }", Format::Extensive),
            ("game.toml", "  \n efg 2 D", Format::Extensive),
            ("game.efg", "NFG 1 R", Format::Strategic),
            ("game.NFG", "", Format::Strategic),
            ("game.Efg", "something", Format::Extensive),
            ("game.txt", "<?xml?><gambit:document/>", Format::Workbook),
            ("game.GBT", "", Format::Workbook),
            ("game.toml", "efg = 2", Format::Scenario),
            ("game", "title = \"EFG 2 R\"", Format::Scenario),
            ("game.toml", "", Format::Scenario),
        ] {
            assert_eq!(Format::of(name, text), format, "{name}: {text}");
        }
    }
}
