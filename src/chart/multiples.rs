//! Small multiples: panels of one run in a grid, or one row of panels for each name where several
//! variants are side by side.

use super::Column;
use super::page::{Grid, HEADING, Page, union};
use super::text::Style;

/// Room for the labels of the percentages, px.
pub const SCALE: f64 = 40.0;

/// From so many px a panel on, a row of one run has room for more of them.
const AMPLE: f64 = 400.0;

/// A row of panels to be drawn, and whether each has a scale of its own.
pub struct Row<'a, T> {
    /// How they share the page.
    pub grid: Grid,
    /// The panels; none where a variant has no such panel.
    pub slots: Vec<Option<&'a T>>,
    /// Whether each panel has its own scale on its left, as those of one run do.
    pub own: bool,
}

/// Lays out the panels of all columns, named by `label`, at most `most` in a row, or more on a sheet that
/// is very wide; `draw` draws a row and moves the page down past it.
pub fn multiples<'a, T>(
    page: &mut Page,
    columns: &'a [Column<Vec<T>>],
    label: impl Fn(&'a T) -> &'a str,
    most: usize,
    mut draw: impl FnMut(&mut Page, &Row<'a, T>),
) {
    if let [only] = columns {
        let most = most.max((page.sheet.room() / AMPLE) as usize);
        let grid = Grid::across(page.sheet, only.body.len(), most, 0.0, 32.0);
        for range in grid.rows() {
            let row = &only.body[range];
            let titles: Vec<&str> = row.iter().map(&label).collect();
            page.headings(&grid, &titles);
            let slots = row.iter().map(Some).collect();
            draw(
                page,
                &Row {
                    grid,
                    slots,
                    own: true,
                },
            );
            page.y += 14.0;
        }
        return;
    }
    let names = union(columns.iter().flat_map(|c| &c.body).map(&label));
    let grid = Grid::new(page.sheet, columns.len(), SCALE, 185.0, 20.0);
    for (i, name) in names.iter().enumerate() {
        if i > 0 {
            page.y += 12.0;
        }
        page.headings(&Grid::across(page.sheet, 1, 1, 0.0, 0.0), &[name]);
        for range in grid.rows() {
            let group = &columns[range];
            if i == 0 || grid.per_row < columns.len() {
                let titles: Vec<&str> = group.iter().map(|c| c.title.as_str()).collect();
                // smaller and regular, under the name of the row
                let style = Style {
                    bold: false,
                    ..HEADING
                };
                page.titles(&grid, &titles, style);
            }
            let own = |c: &'a Column<Vec<T>>| c.body.iter().find(|s| label(s) == *name);
            let slots = group.iter().map(own).collect();
            draw(
                page,
                &Row {
                    grid,
                    slots,
                    own: false,
                },
            );
        }
    }
}
