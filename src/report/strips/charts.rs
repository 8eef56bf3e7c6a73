//! The chart of strips.

use super::text::brief;
use super::{StripSummary, Strips};
use crate::chart::{self, Colour, Sheet, StripRow, palette};
use crate::report::picture::framed;
use crate::report::titles::{self, Doubt};
use crate::report::{Head, Picture};

/// Strips that a chart has room for.
const ROWS: usize = 24;

impl Strips<'_> {
    /// The chart; none if no number has a range.
    pub(in crate::report) fn chart(
        &self,
        head: &Head,
        sheet: Sheet,
    ) -> Result<Option<Picture>, chart::Error> {
        let (tip, still) = self.parted();
        let Some(first) = self.strips.first() else {
            return Ok(None);
        };
        let here = self.label(self.here());
        // a change that a longer shadow undoes is no finding
        let steady = tip.iter().find(|strip| !strip.unsettled());
        let title = match steady.and_then(|strip| Some((strip, strip.nearest.as_ref()?))) {
            Some((strip, nearest)) => {
                let ends = [here.as_str(), &self.label(&nearest.outcome)];
                titles::gives_way(ends, &strip.label, &brief(nearest.at), None)
            }
            None => match tip.first() {
                Some(strip) => titles::tips_nearest(&strip.label, Doubt::Shadow),
                None => {
                    let doubt = if still.iter().any(|s| s.unsettled()) {
                        Some(Doubt::Shadow)
                    } else {
                        let lost = still.iter().any(|s| s.lost());
                        lost.then_some(Doubt::Lost)
                    };
                    titles::stays(&here, "one number is", doubt)
                }
            },
        };
        let points = first.cells.len();
        let about = format!(
            "Each number over its range, all others as the file has them: the likeliest end at {points} values, exactly."
        );
        let mut frame = framed(title, &about, head, sheet);
        let shown = if tip.is_empty() { still } else { tip };
        let left = self.strips.len() - shown.len().min(ROWS);
        if left > 0 {
            frame.note = format!("{}; {left} more numbers in the table", frame.note);
        }
        let rows: Vec<StripRow> = shown
            .iter()
            .take(ROWS)
            .map(|strip| self.row(strip))
            .collect();
        let seen = |colour: &Colour| {
            let mut cells = rows.iter().flat_map(|r| r.cells.iter().chain(&r.longer));
            cells.any(|cell| *cell == Some(*colour))
        };
        let outcomes = self.outcomes.keys().enumerate();
        let outcomes = outcomes.map(|(o, id)| (palette::outcome(o), self.label(id)));
        let outcomes: Vec<(Colour, String)> = outcomes.filter(|(c, _)| seen(c)).collect();
        let svg = chart::strips(&frame, &outcomes, &rows)?;
        Ok(Some(Picture::new("parameters", svg)))
    }

    fn row(&self, strip: &StripSummary) -> StripRow {
        let colour = |id: &Option<String>| {
            let place = self.outcomes.get_index_of(id.as_ref()?)?;
            Some(palette::outcome(place))
        };
        let longer = if strip.unsettled() {
            strip
                .cells
                .iter()
                .map(|cell| colour(&cell.longer))
                .collect()
        } else {
            vec![]
        };
        StripRow {
            label: strip.label.clone(),
            ends: [strip.range.0, strip.range.1].map(brief),
            cells: strip
                .cells
                .iter()
                .map(|cell| colour(&cell.likeliest))
                .collect(),
            longer,
            tip: strip
                .nearest
                .as_ref()
                .map(|nearest| strip.share(nearest.at)),
            own: strip.share(strip.own),
            words: strip
                .nearest
                .as_ref()
                .map_or("no change".to_string(), |nearest| {
                    format!(
                        "{:.0}% away, at {}",
                        100.0 * nearest.distance,
                        brief(nearest.at)
                    )
                }),
        }
    }
}
