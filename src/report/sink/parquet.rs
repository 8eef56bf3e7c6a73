//! Tables as Parquet: whole numbers are INT64, numbers DOUBLE, words UTF-8 strings; what is none is
//! null. Any reader opens them as they are.

use crate::report::table::{Cell, Heading, Kind, Sink, Table};
use anyhow::{Result, bail};
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::Type;
use std::io::Write;
use std::sync::Arc;

/// Rows of a row group: what is held at a time.
const GROUP: usize = 1 << 16;

/// Writes a table.
///
/// # Errors
/// Where it cannot be written, and as [`Table::stream`].
pub fn write(table: &Table, to: impl Write + Send) -> Result<()> {
    let schema = Type::group_type_builder("table")
        .with_fields(fields(&table.headings)?)
        .build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .build();
    let mut sink = Rows {
        writer: SerializedFileWriter::new(to, Arc::new(schema), Arc::new(properties))?,
        columns: table.headings.iter().map(|h| Column::new(h.1)).collect(),
    };
    table.stream(&mut sink)
}

fn fields(headings: &[Heading]) -> Result<Vec<Arc<Type>>> {
    let field = |(name, kind): &Heading| {
        let physical = match kind {
            Kind::Whole => Physical::INT64,
            Kind::Numbers => Physical::DOUBLE,
            Kind::Words => Physical::BYTE_ARRAY,
        };
        let field = Type::primitive_type_builder(name, physical);
        let field = field.with_repetition(Repetition::OPTIONAL);
        let field = match kind {
            Kind::Words => field
                .with_converted_type(ConvertedType::UTF8)
                .with_logical_type(Some(LogicalType::String)),
            _ => field,
        };
        Ok(Arc::new(field.build()?))
    };
    headings.iter().map(field).collect()
}

/// The values of a column that are there.
enum Values {
    Whole(Vec<i64>),
    Numbers(Vec<f64>),
    Words(Vec<ByteArray>),
}

/// A column of the row group being filled: its values, and for each row whether there is one.
struct Column {
    values: Values,
    there: Vec<i16>,
}

impl Column {
    fn new(kind: Kind) -> Self {
        Column {
            values: match kind {
                Kind::Whole => Values::Whole(vec![]),
                Kind::Numbers => Values::Numbers(vec![]),
                Kind::Words => Values::Words(vec![]),
            },
            there: vec![],
        }
    }

    fn push(&mut self, cell: &Cell) -> Result<()> {
        self.there.push(i16::from(*cell != Cell::None));
        match (&mut self.values, cell) {
            (_, Cell::None) => {}
            (Values::Whole(all), Cell::Whole(n)) => all.push(*n),
            (Values::Numbers(all), Cell::Whole(n)) => all.push(*n as f64),
            (Values::Numbers(all), Cell::Number(x)) => all.push(*x),
            (Values::Words(all), cell) => all.push(cell.text().into_bytes().into()),
            (_, cell) => bail!("{cell:?} does not fit into a column of numbers"),
        }
        Ok(())
    }

    fn clear(&mut self) {
        self.there.clear();
        match &mut self.values {
            Values::Whole(all) => all.clear(),
            Values::Numbers(all) => all.clear(),
            Values::Words(all) => all.clear(),
        }
    }
}

/// Gathers rows and writes them by groups.
struct Rows<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Column>,
}

impl<W: Write + Send> Rows<W> {
    fn group(&mut self) -> Result<()> {
        let mut group = self.writer.next_row_group()?;
        for column in &mut self.columns {
            let Some(mut to) = group.next_column()? else {
                bail!("one column too many");
            };
            let there = Some(column.there.as_slice());
            match &column.values {
                Values::Whole(all) => to.typed::<Int64Type>().write_batch(all, there, None)?,
                Values::Numbers(all) => to.typed::<DoubleType>().write_batch(all, there, None)?,
                Values::Words(all) => to.typed::<ByteArrayType>().write_batch(all, there, None)?,
            };
            to.close()?;
            column.clear();
        }
        group.close()?;
        Ok(())
    }
}

impl<W: Write + Send> Sink for Rows<W> {
    fn row(&mut self, row: &[Cell]) -> Result<()> {
        let columns = self.columns.iter_mut().zip(row);
        for (column, cell) in columns {
            column.push(cell)?;
        }
        match self.columns.first() {
            Some(first) if first.there.len() == GROUP => self.group(),
            _ => Ok(()),
        }
    }

    fn end(&mut self) -> Result<()> {
        if self.columns.first().is_some_and(|c| !c.there.is_empty()) {
            self.group()?;
        }
        self.writer.finish()?;
        Ok(())
    }
}
