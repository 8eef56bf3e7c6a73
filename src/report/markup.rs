//! Tables as Markdown and as LaTeX, for a paper or a page: numbers in few digits, aligned right. Only
//! tables that are held; long ones are cut.

use super::screen::thousands;
use super::table::{Cell, Kind, Table};
use crate::diagnostics::visible;
use unicode_width::UnicodeWidthStr;

/// Rows of a table that are shown.
const MOST: usize = 200;

/// In which language tables are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Markup {
    /// Pipe tables.
    Markdown,
    /// `tabular` environments, without packages.
    Latex,
}

/// All tables that are held, each under its name.
pub fn tables(all: &[Table], markup: Markup) -> String {
    let held = all.iter().filter_map(|table| {
        let rows = table.held()?;
        Some(markup.table(table, rows))
    });
    held.collect::<Vec<_>>().join("\n")
}

impl Markup {
    fn table(self, table: &Table, rows: &[Vec<Cell>]) -> String {
        let shown = &rows[..rows.len().min(MOST)];
        let column = |c: usize| {
            let (name, kind) = &table.headings[c];
            Column::new(self, name, *kind, shown.iter().map(|row| &row[c]))
        };
        let columns: Vec<Column> = (0..table.headings.len()).map(column).collect();
        let name = self.escaped(table.stem);
        let (caption, body) = match self {
            Markup::Markdown => (format!("**{name}**"), pipes(&columns, shown.len())),
            Markup::Latex => (
                format!("\\noindent\\textbf{{{name}}}"),
                tabular(&columns, shown.len()),
            ),
        };
        let left = rows.len() - shown.len();
        let rest = if left == 0 {
            String::new()
        } else {
            format!(
                "\n{} more rows are in the results folder: data/{}.csv\n",
                thousands(left),
                table.stem
            )
        };
        format!("{caption}\n\n{body}{rest}")
    }

    /// `text` with what the language would take for its own made plain.
    fn escaped(self, text: &str) -> String {
        let mut out = String::new();
        for c in visible(text).chars() {
            match (self, c) {
                (Markup::Markdown, '\\' | '|' | '&' | '_' | '*' | '`' | '<' | '[' | '~') => {
                    out.push('\\');
                    out.push(c);
                }
                (Markup::Latex, '&' | '%' | '$' | '#' | '_' | '{' | '}') => {
                    out.push('\\');
                    out.push(c);
                }
                (Markup::Latex, '\\') => out.push_str("\\textbackslash{}"),
                (Markup::Latex, '~') => out.push_str("\\textasciitilde{}"),
                (Markup::Latex, '^') => out.push_str("\\textasciicircum{}"),
                (Markup::Latex, '<') => out.push_str("$<$"),
                (Markup::Latex, '>') => out.push_str("$>$"),
                // would begin the optional argument of the line before
                (Markup::Latex, '[') => out.push_str("{[}"),
                (_, c) => out.push(c),
            }
        }
        out
    }

    /// A number of a column with so many digits after the point.
    fn number(self, x: f64, digits: usize) -> String {
        let text = format!("{x:.digits$}");
        let nothing = |c: char| matches!(c, '0' | '.' | '-');
        let text = if x != 0.0 && text.chars().all(nothing) {
            format!("{x:.0e}")
        } else {
            text
        };
        match (self, text.strip_prefix('-')) {
            (Markup::Latex, Some(rest)) => format!("$-${rest}"),
            (Markup::Latex | Markup::Markdown, _) => text,
        }
    }
}

/// A column as it is written: its name, its cells, and whether they stand on the right.
struct Column {
    name: String,
    cells: Vec<String>,
    right: bool,
}

impl Column {
    fn new<'a>(
        markup: Markup,
        name: &str,
        kind: Kind,
        cells: impl Iterator<Item = &'a Cell> + Clone,
    ) -> Self {
        let digits = digits(cells.clone());
        let cell = |cell: &Cell| match cell {
            Cell::None => String::new(),
            Cell::Word(text) => markup.escaped(text),
            Cell::Whole(n) => markup.number(*n as f64, 0),
            Cell::Number(x) => markup.number(*x, digits),
        };
        Column {
            name: markup.escaped(name),
            cells: cells.map(cell).collect(),
            right: kind != Kind::Words,
        }
    }

    /// How wide it is in cells of a terminal.
    fn width(&self) -> usize {
        let cells = self.cells.iter().chain([&self.name]);
        cells.map(|text| text.width()).max().unwrap_or(0).max(3)
    }

    fn padded(&self, text: &str) -> String {
        let room = " ".repeat(self.width() - text.width());
        if self.right {
            format!("{room}{text}")
        } else {
            format!("{text}{room}")
        }
    }
}

/// Digits after the point that numbers of a column need: the fewer the larger they are, none if all are
/// whole.
fn digits<'a>(cells: impl Iterator<Item = &'a Cell> + Clone) -> usize {
    let numbers = cells.filter_map(|cell| match cell {
        Cell::Number(x) => Some(*x),
        Cell::None | Cell::Word(_) | Cell::Whole(_) => None,
    });
    if numbers.clone().all(|x| x.fract() == 0.0) {
        return 0;
    }
    match numbers.fold(0.0, |most: f64, x| most.max(x.abs())) {
        x if x < 10.0 => 3,
        x if x < 100.0 => 2,
        x if x < 1000.0 => 1,
        _ => 0,
    }
}

/// A row of every column.
fn row<'a>(columns: &'a [Column], of: impl Fn(&'a Column) -> String, between: &str) -> String {
    let cells: Vec<String> = columns.iter().map(of).collect();
    cells.join(between)
}

fn pipes(columns: &[Column], rows: usize) -> String {
    let rule = |column: &Column| {
        let dashes = "-".repeat(column.width() - 1);
        if column.right {
            format!("{dashes}:")
        } else {
            format!("{dashes}-")
        }
    };
    let line = |cells: String| format!("| {cells} |\n");
    let mut out = line(row(columns, |c| c.padded(&c.name), " | "));
    out += &line(row(columns, rule, " | "));
    for n in 0..rows {
        out += &line(row(columns, |c| c.padded(&c.cells[n]), " | "));
    }
    out
}

fn tabular(columns: &[Column], rows: usize) -> String {
    let sides: String = columns
        .iter()
        .map(|c| if c.right { 'r' } else { 'l' })
        .collect();
    let line = |cells: String| format!("{cells} \\\\\n");
    let mut out = format!("\\begin{{tabular}}{{{sides}}}\n\\hline\n");
    out += &line(row(columns, |c| c.padded(&c.name), " & "));
    out += "\\hline\n";
    for n in 0..rows {
        out += &line(row(columns, |c| c.padded(&c.cells[n]), " & "));
    }
    out + "\\hline\n\\end{tabular}\n"
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> Table<'static> {
        let rows = [
            vec![Cell::from(r"a|b_c & 5% \x"), 0.08123.into(), 3usize.into()],
            vec![Cell::from("plain"), Cell::from(-12.5), Cell::None],
            vec![Cell::from("tiny"), 1e-9.into(), 1200usize.into()],
        ];
        Table::new("my_table", &["id", "share_of", "n"], rows.into_iter())
    }

    #[test]
    fn markdown_is_escaped_and_numbers_stand_on_the_right() {
        let wanted = r"**my\_table**

| id                | share\_of |    n |
| ----------------- | --------: | ---: |
| a\|b\_c \& 5% \\x |      0.08 |    3 |
| plain             |    -12.50 |      |
| tiny              |      1e-9 | 1200 |
";
        assert_eq!(tables(&[table()], Markup::Markdown), wanted);
    }

    #[test]
    fn latex_is_escaped() {
        let said = tables(&[table()], Markup::Latex);
        assert!(
            said.starts_with("\\noindent\\textbf{my\\_table}\n\n\\begin{tabular}{lrr}\n\\hline\n")
        );
        assert!(said.contains(r"a|b\_c \& 5\% \textbackslash{}x"), "{said}");
        assert!(
            said.contains("$-$12.50") && said.contains(r"share\_of"),
            "{said}"
        );
        assert!(said.ends_with("\\hline\n\\end{tabular}\n"));
        let escaped = Markup::Latex.escaped("[$#{}~^<>");
        assert_eq!(
            escaped,
            r"{[}\$\#\{\}\textasciitilde{}\textasciicircum{}$<$$>$"
        );
    }

    #[test]
    fn long_tables_are_cut_and_streamed_ones_left_out() {
        let rows = (0..1300usize).map(|n| vec![Cell::from(n)]);
        let long = Table::new("points", &["n"], rows);
        let streamed = Table::long("histories", vec![], |_| Ok(()));
        let said = tables(&[streamed, long], Markup::Markdown);
        assert_eq!(
            said.lines().filter(|line| line.starts_with('|')).count(),
            202
        );
        assert!(said.contains("1,100 more rows are in the results folder: data/points.csv"));
        assert!(!said.contains("histories"));
    }
}
