//! A table in CSV with a row of headings: its rows by line, and what is wrong with it by name and line.

use crate::diagnostics::Failure;
use csv::StringRecord;

/// A table that is read.
pub(super) struct Table<'a> {
    name: &'a str,
    /// The headings of its columns.
    pub headings: StringRecord,
    reader: csv::Reader<&'a [u8]>,
}

impl<'a> Table<'a> {
    /// The table called `name` with this text; a `ragged` one may have rows that are longer or shorter than the headings.
    ///
    /// # Errors
    /// It has no headings that can be read.
    pub fn open(name: &'a str, text: &'a str, ragged: bool) -> Result<Self, Failure> {
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .flexible(ragged)
            .from_reader(text.trim_start_matches('\u{feff}').as_bytes());
        let help = "it must be CSV with a row of headings";
        let headings = reader.headers().cloned();
        let headings = headings.map_err(|e| refuse(name, &e.to_string(), help))?;
        Ok(Table {
            name,
            headings,
            reader,
        })
    }

    /// The place of a column, if there is one of this heading.
    pub fn column(&self, heading: &str) -> Option<usize> {
        self.headings.iter().position(|own| own == heading)
    }

    /// Why the table cannot be used.
    pub fn refuse(&self, message: &str, help: impl Into<String>) -> Failure {
        refuse(self.name, message, help)
    }

    /// What `of` makes of each row, of which it is given the line, from 1.
    ///
    /// # Errors
    /// A row cannot be read; or `of` says what is wrong with it, and what to try.
    pub fn rows<T>(
        &mut self,
        mut of: impl FnMut(&StringRecord, u64) -> Result<T, (String, String)>,
    ) -> Result<Vec<T>, Failure> {
        let name = self.name;
        let row = |record: Result<StringRecord, csv::Error>| {
            let record = record.map_err(|e| refuse(name, &e.to_string(), "mend that row"))?;
            let line = record.position().map_or(0, csv::Position::line);
            of(&record, line)
                .map_err(|(message, help)| refuse(name, &format!("line {line}: {message}"), help))
        };
        self.reader.records().map(row).collect()
    }
}

/// Why the table called `name` cannot be used.
fn refuse(name: &str, message: &str, help: impl Into<String>) -> Failure {
    Failure::general(format!("{name}: {message}"), help)
}

/// The finite number that a cell holds, if it is one.
pub(super) fn number(cell: &str) -> Option<f64> {
    cell.parse::<f64>().ok().filter(|x| x.is_finite())
}
