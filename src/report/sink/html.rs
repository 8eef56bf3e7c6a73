//! The report as one page that needs nothing else: the words, the charts, the tables, the texts.

use super::fill::Output;
use crate::diagnostics::{visible, visible_lines};
use crate::report::table::{Cell, Table};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Light, readable on a phone, fit for print.
const STYLE: &str = "
:root { color-scheme: light; }
body { font: 16px/1.5 'Noto Sans', Helvetica, Arial, sans-serif; color: #222; background: #fff;
  max-width: 960px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
figure { margin: 2rem 0; }
figure svg { max-width: 100%; height: auto; display: block; }
pre { background: #f6f6f4; padding: 12px; overflow-x: auto; font-size: 13px; line-height: 1.4; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: #0a5a8c; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; margin: 8px 0; }
th, td { padding: 3px 10px; border-bottom: 1px solid #e2e2e2; text-align: left; }
th button { font: inherit; font-weight: bold; background: none; border: 0; padding: 0; cursor: pointer; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
.small { color: #5f5f5f; font-size: 13px; }
@media print { details:not([open]) { display: none; } figure { break-inside: avoid; } th button { color: #000; } }
";

/// Sorts a table by the column whose head is pressed: numbers as numbers, and back on a second press.
const SCRIPT: &str = "
document.addEventListener('click', function (e) {
  var head = e.target.closest('th');
  if (!head) return;
  var body = head.closest('table').tBodies[0], column = head.cellIndex;
  var up = head.getAttribute('aria-sort') !== 'ascending';
  Array.from(head.parentNode.cells).forEach(function (c) { c.removeAttribute('aria-sort'); });
  head.setAttribute('aria-sort', up ? 'ascending' : 'descending');
  Array.from(body.rows).sort(function (a, b) {
    var x = a.cells[column].textContent, y = b.cells[column].textContent, p = parseFloat(x), q = parseFloat(y);
    var order = isNaN(p) || isNaN(q) ? x.localeCompare(y) : p - q;
    return up ? order : -order;
  }).forEach(function (row) { body.appendChild(row); });
});
";

/// Rows of a table that are shown; the whole is in the folder.
const ROWS: usize = 2000;

/// The page of a command's output; `words` is what the terminal said.
pub fn report(output: &Output, title: &str, words: &str) -> String {
    let manifest = serde_json::to_string_pretty(&output.manifest).unwrap_or_default();
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { (visible(title)) }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { (visible(title)) }
                p.small {
                    "demarche " (output.manifest.version) ", " code { (visible(&output.manifest.command.join(" "))) }
                }
                @for picture in &output.pictures {
                    figure id=(picture.stem) { (PreEscaped(&picture.svg)) }
                }
                h2 { "In words" }
                pre { (visible_lines(words.trim())) }
                h2 { "Tables" }
                p.small { "Press the head of a column to sort by it." }
                @for table in &output.tables {
                    @if let Some(rows) = table.held() {
                        details {
                            summary { (table.stem) }
                            (shown(table, rows))
                        }
                    }
                }
                h2 { "Texts" }
                @for scenario in &output.manifest.scenarios {
                    @for (name, text) in &scenario.texts {
                        details {
                            summary { (scenario.id) ": " (visible(name)) }
                            pre { (visible_lines(text)) }
                        }
                    }
                }
                details {
                    summary { "Manifest" }
                    pre { (visible_lines(&manifest)) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn shown(table: &Table, rows: &[Vec<Cell>]) -> Markup {
    html! {
        div.wide {
            table {
                thead { tr { @for (name, _) in &table.headings { th { button { (name) } } } } }
                tbody {
                    @for row in rows.iter().take(ROWS) {
                        tr {
                            @for cell in row {
                                @match cell {
                                    Cell::Number(x) => td.n { (short(*x)) },
                                    Cell::Whole(n) => td.n { (n) },
                                    Cell::Word(text) => td { (visible(text)) },
                                    Cell::None => td {},
                                }
                            }
                        }
                    }
                }
            }
        }
        @if rows.len() > ROWS {
            p.small { "The first " (ROWS) " rows; all are in the results folder." }
        }
    }
}

/// A number in few digits, a whole one as it is.
fn short(x: f64) -> String {
    if x.fract() == 0.0 {
        x.to_string()
    } else {
        format!("{x:.4}")
    }
}
