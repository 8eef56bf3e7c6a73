//! Tables as CSV (RFC 4180): a line of headings, then one line for each row; nothing is empty.

use crate::report::table::{Cell, Sink, Table};
use std::io::{Result, Write};

impl Table<'_> {
    /// Writes the table as CSV.
    ///
    /// # Errors
    /// Where it cannot be written, and as [`Table::stream`].
    pub fn csv(&self, to: impl Write) -> Result<()> {
        let mut writer = csv::Writer::from_writer(to);
        writer.write_record(self.headings.iter().map(|h| &h.0))?;
        self.stream(&mut Csv(writer))
    }
}

/// Writes rows as CSV.
struct Csv<W: Write>(csv::Writer<W>);

impl<W: Write> Sink for Csv<W> {
    fn row(&mut self, row: &[Cell]) -> Result<()> {
        Ok(self.0.write_record(row.iter().map(Cell::text))?)
    }

    fn end(&mut self) -> Result<()> {
        self.0.flush()
    }
}
