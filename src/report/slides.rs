//! A report's charts as slides: each is laid out at several widths, and of those that are enlarged most the
//! widest is taken, so that its texts are as large as they can be.

use super::{Picture, Report};
use crate::chart::{self, Sheet};
use crate::error::Error;

/// Widths that charts are laid out for, px.
const WIDTHS: [u32; 10] = [600, 660, 720, 800, 880, 960, 1080, 1280, 1560, 1920];

/// A chart that is enlarged by this share of the most, but is wider, fills its slide better.
const NEARLY: f64 = 0.98;

/// The charts of a report as slides of 1280 by 720 px.
///
/// # Errors
/// Where a chart cannot be drawn, as for want of room for its labels.
pub fn slides(report: &impl Report) -> Result<Vec<Picture>, Error> {
    let mut best: Vec<(f64, Picture)> = vec![];
    for width in WIDTHS {
        for picture in report.charts(Sheet { width, dark: false })? {
            let scale = chart::enlarged(&picture.svg);
            match best.iter_mut().find(|known| known.1.stem == picture.stem) {
                Some(known) if scale >= NEARLY * known.0 => {
                    *known = (scale.max(known.0), picture);
                }
                Some(_) => {}
                None => best.push((scale, picture)),
            }
        }
    }
    let best = best.into_iter();
    Ok(best
        .map(|(_, chart)| Picture::new(chart.stem, chart::slide(&chart.svg, false)))
        .collect())
}
