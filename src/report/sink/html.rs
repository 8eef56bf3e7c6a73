//! The report as one page that needs nothing else: the briefing, the charts, the words, the tables, the texts.

use super::fill::Output;
use crate::chart::Sheet;
use crate::diagnostics::{visible, visible_lines};
use crate::error::Error;
use crate::report::picture::Picture;
use crate::report::screen::capital;
use crate::report::table::{Cell, Table};
use crate::report::{Briefing, Report};
use maud::{DOCTYPE, Markup, PreEscaped, html};

/// Light or dark as the reader prefers, readable on a phone, the briefing one sheet of paper.
const STYLE: &str = "
:root { color-scheme: light dark; --ground: #fff; --ink: #222; --grey: #5f5f5f; --faint: #e2e2e2; --soft: #f6f6f4;
  --link: #0a5a8c; }
body { font: 16px/1.5 'Noto Sans', Helvetica, Arial, sans-serif; color: var(--ink); background: var(--ground);
  max-width: 960px; margin: 0 auto; padding: 16px; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; }
h3 { font-size: 1rem; margin: 0 0 .25rem; }
figure { margin: 2rem 0; }
.look { display: none; }
.look svg { width: 100%; height: auto; display: block; }
.look.light.wide { display: block; }
.briefing figure { margin: .5rem 0; }
.parts { display: grid; grid-template-columns: 1fr 1fr; gap: 1rem 2rem; }
.parts ul { margin: 0; padding-left: 1.1em; font-size: 15px; line-height: 1.4; }
pre { background: var(--soft); padding: 12px; overflow-x: auto; font-size: 13px; line-height: 1.4; }
details { margin: .5rem 0; }
summary { cursor: pointer; color: var(--link); }
.wide-table { overflow-x: auto; }
table { border-collapse: collapse; font-size: 13px; margin: 8px 0; }
th, td { padding: 3px 10px; border-bottom: 1px solid var(--faint); text-align: left; }
th button { font: inherit; font-weight: bold; color: inherit; background: none; border: 0; padding: 0; cursor: pointer; }
td.long { min-width: 11rem; }
td.n { text-align: right; font-variant-numeric: tabular-nums; }
.small { color: var(--grey); font-size: 13px; overflow-wrap: anywhere; }
@media screen and (max-width: 599px) {
  body { padding: 12px; }
  figure, .briefing figure { margin: 1.5rem -12px; }
  .parts { grid-template-columns: 1fr; }
  .look.light.wide { display: none; }
  .look.light.narrow { display: block; }
}
@media screen and (prefers-color-scheme: dark) {
  :root { --ground: #181a1e; --ink: #e8e8e6; --grey: #a6a9ae; --faint: #32353b; --soft: #22252b; --link: #7db8e8; }
  .look.light.wide, .look.light.narrow { display: none; }
  .look.dark.wide { display: block; }
}
@media screen and (prefers-color-scheme: dark) and (max-width: 599px) {
  .look.dark.wide { display: none; }
  .look.dark.narrow { display: block; }
}
@page { size: A4; margin: 14mm; }
@media print {
  body { padding: 0; font-size: 10.5pt; line-height: 1.35; }
  h1 { font-size: 16pt; }
  .briefing { break-after: page; }
  .parts ul { font-size: 9.5pt; }
  .screen { display: none; }
  details:not([open]), h2:has(+ details:not([open])) { display: none; }
  figure { break-inside: avoid; }
}
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

/// Characters of a cell beyond which it is given room for several words a line.
const LONG: usize = 20;

/// What a page has beside what goes into the folder.
pub struct Paged {
    /// What it is about: a scenario's title and a command.
    pub about: String,
    /// What the terminal said.
    pub words: String,
    /// The page within it that is handed on.
    pub briefing: Option<Briefing>,
    /// The chart of the briefing on each of the page's sheets.
    pub opening: Vec<Picture>,
    /// All charts on each of them but the first, on which the folder has them.
    pub pictures: [Vec<Picture>; 3],
}

/// The sheets on which a page has each chart, with the classes that show them; the first is that of the folder.
const SHEETS: [(&str, Sheet); 4] = [
    ("look light wide", Sheet::PAGE),
    ("look dark wide", sheet(960, true)),
    ("look light narrow", sheet(360, false)),
    ("look dark narrow", sheet(360, true)),
];

const fn sheet(width: u32, dark: bool) -> Sheet {
    Sheet { width, dark }
}

impl Paged {
    /// What the page of `report` has, which is `about` this; `words` is what the terminal said.
    ///
    /// # Errors
    /// A chart cannot be drawn.
    pub fn of(report: &impl Report, about: String, words: String) -> Result<Self, Error> {
        let [_, b, c, d] = SHEETS.map(|(_, sheet)| sheet);
        let opening = SHEETS.map(|(_, sheet)| report.briefing_chart(sheet));
        let opening: Result<Vec<Option<Picture>>, Error> = opening.into_iter().collect();
        Ok(Paged {
            about,
            words,
            briefing: report.briefing(),
            opening: opening?.into_iter().flatten().collect(),
            pictures: [report.charts(b)?, report.charts(c)?, report.charts(d)?],
        })
    }

    /// The first page: what a person hands on.
    fn first(&self, briefing: &Briefing) -> Markup {
        html! {
            section.briefing {
                p.small { (visible(&self.about)) }
                h1 { (together(&capital(&briefing.title))) "." }
                (figure("briefing", &self.opening.iter().collect::<Vec<_>>()))
                div.parts {
                    @for part in &briefing.parts {
                        div {
                            h3 { (part.heading) }
                            ul { @for line in &part.lines { li { (together(line)) } } }
                        }
                    }
                }
            }
        }
    }
}

/// A text in which a sign stays on the line of its number.
fn together(text: &str) -> String {
    visible(text).replace(" %", "\u{a0}%")
}

/// One chart on all sheets.
fn figure(id: &str, looks: &[&Picture]) -> Markup {
    html! {
        figure id=(id) {
            @for ((class, _), picture) in SHEETS.iter().zip(looks) {
                div class=(class) { (PreEscaped(&picture.svg)) }
            }
        }
    }
}

/// The page of a command's output.
pub fn report(output: &Output, paged: &Paged) -> String {
    let manifest = serde_json::to_string_pretty(&output.manifest).unwrap_or_default();
    let title = &paged.about;
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
                @match &paged.briefing {
                    Some(briefing) => {
                        (paged.first(briefing))
                        h2 { "All charts" }
                    }
                    None => h1 { (visible(title)) },
                }
                p.small {
                    "demarche " (output.manifest.version) ", " code { (visible(&output.manifest.command.join(" "))) }
                }
                @for (n, first) in output.pictures.iter().enumerate() {
                    @let others = paged.pictures.iter().map(|all| &all[n]);
                    (figure(first.stem, &std::iter::once(first).chain(others).collect::<Vec<_>>()))
                }
                h2 { "In words" }
                pre tabindex="0" { (visible_lines(paged.words.trim())) }
                h2 { "Tables" }
                p.small.screen { "Press the head of a column to sort by it." }
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
                            pre tabindex="0" { (visible_lines(text)) }
                        }
                    }
                }
                details {
                    summary { "Manifest" }
                    pre tabindex="0" { (visible_lines(&manifest)) }
                }
                script { (PreEscaped(SCRIPT)) }
            }
        }
    };
    page.into_string()
}

fn shown(table: &Table, rows: &[Vec<Cell>]) -> Markup {
    html! {
        div.wide-table tabindex="0" {
            table {
                thead { tr { @for (name, _) in &table.headings { th { button { (name) } } } } }
                tbody {
                    @for row in rows.iter().take(ROWS) {
                        tr {
                            @for cell in row {
                                @match cell {
                                    Cell::Number(x) => td.n { (short(*x)) },
                                    Cell::Whole(n) => td.n { (n) },
                                    Cell::Word(text) => td.long[text.chars().count() > LONG] { (visible(text)) },
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

/// A number in few digits, a whole one as it is; nothing has no sign.
fn short(x: f64) -> String {
    let text = if x.fract() == 0.0 {
        x.to_string()
    } else {
        format!("{x:.4}")
    };
    match text.strip_prefix('-') {
        Some(rest) if rest.bytes().all(|b| b"0.".contains(&b)) => rest.to_string(),
        _ => text,
    }
}
