//! A table of typed cells. Long ones are sent to a sink row by row and never held in memory.

use std::io::Result;

/// What stands in a cell.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell {
    /// Nothing: it was not computed, or there is none.
    None,
    /// A word.
    Word(String),
    /// A whole number.
    Whole(i64),
    /// A number; infinite and undefined ones are none.
    Number(f64),
}

impl Cell {
    /// Its kind, if it has one.
    fn kind(&self) -> Option<Kind> {
        match self {
            Cell::None => None,
            Cell::Word(_) => Some(Kind::Words),
            Cell::Whole(_) => Some(Kind::Whole),
            Cell::Number(_) => Some(Kind::Numbers),
        }
    }

    /// As a CSV file has it: nothing is empty.
    pub fn text(&self) -> String {
        match self {
            Cell::None => String::new(),
            Cell::Word(text) => text.clone(),
            Cell::Whole(n) => n.to_string(),
            Cell::Number(x) => x.to_string(),
        }
    }
}

impl From<f64> for Cell {
    fn from(x: f64) -> Self {
        if x.is_finite() {
            Cell::Number(x)
        } else {
            Cell::None
        }
    }
}

impl From<usize> for Cell {
    fn from(n: usize) -> Self {
        Cell::Whole(n as i64)
    }
}

impl From<u64> for Cell {
    fn from(n: u64) -> Self {
        Cell::Whole(n as i64)
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Word(text.to_string())
    }
}

impl From<&String> for Cell {
    fn from(text: &String) -> Self {
        Cell::Word(text.clone())
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Self {
        cell.map_or(Cell::None, Into::into)
    }
}

impl From<&serde_json::Value> for Cell {
    fn from(value: &serde_json::Value) -> Self {
        match (value.as_f64(), value.as_str()) {
            (Some(x), _) => x.into(),
            (_, Some(text)) => text.into(),
            _ => Cell::None,
        }
    }
}

/// A row: words, then the rest.
pub(super) fn with(words: &[&str], rest: impl IntoIterator<Item = Cell>) -> Vec<Cell> {
    words.iter().map(|w| Cell::from(*w)).chain(rest).collect()
}

/// What all cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Whole numbers.
    Whole,
    /// Numbers.
    Numbers,
    /// Words.
    Words,
}

/// A column's name and what it holds.
pub type Heading = (String, Kind);

/// Where rows go.
pub trait Sink {
    /// Takes a row: one cell for each heading.
    fn row(&mut self, row: &[Cell]) -> Result<()>;
    /// Ends the table; called once, after the last row.
    fn end(&mut self) -> Result<()>;
}

/// A table: its stem, its columns and its rows, or what produces them.
#[must_use = "its rows go nowhere until they are sent to a sink"]
pub struct Table<'a> {
    /// The stem of its files.
    pub stem: &'static str,
    /// Its columns.
    pub headings: Vec<Heading>,
    rows: Rows<'a>,
}

/// Sends all rows of a table to a sink.
type Source<'a> = Box<dyn Fn(&mut dyn Sink) -> Result<()> + 'a>;

enum Rows<'a> {
    Held(Vec<Vec<Cell>>),
    Streamed(Source<'a>),
}

impl Table<'static> {
    /// A table that is held. A column holds what its cells do: words if any is one.
    pub fn new(stem: &'static str, names: &[&str], rows: impl Iterator<Item = Vec<Cell>>) -> Self {
        let rows: Vec<Vec<Cell>> = rows.collect();
        let heading = |(c, name): (usize, &&str)| {
            let kinds = rows.iter().filter_map(|row| row[c].kind());
            // a parameter may be called as an outcome is
            let before = names[..c].iter().filter(|n| *n == name).count();
            let name = match before {
                0 => name.to_string(),
                n => format!("{name}_{}", n + 1),
            };
            (name, kinds.max().unwrap_or(Kind::Numbers))
        };
        Table {
            stem,
            headings: names.iter().enumerate().map(heading).collect(),
            rows: Rows::Held(rows),
        }
    }
}

impl<'a> Table<'a> {
    /// A table too long to be held: `send` sends its rows to the sink as they are written.
    pub fn long(
        stem: &'static str,
        headings: Vec<Heading>,
        send: impl Fn(&mut dyn Sink) -> Result<()> + 'a,
    ) -> Self {
        Table {
            stem,
            headings,
            rows: Rows::Streamed(Box::new(send)),
        }
    }

    /// Its rows, if it is held.
    pub fn held(&self) -> Option<&[Vec<Cell>]> {
        match &self.rows {
            Rows::Held(rows) => Some(rows),
            Rows::Streamed(_) => None,
        }
    }

    /// Sends every row to `sink`, and then the end.
    ///
    /// # Errors
    /// The sink's, and those of what produces the rows.
    pub fn stream(&self, sink: &mut dyn Sink) -> Result<()> {
        match &self.rows {
            Rows::Held(rows) => rows.iter().try_for_each(|row| sink.row(row))?,
            Rows::Streamed(send) => send(sink)?,
        }
        sink.end()
    }
}
