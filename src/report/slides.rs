//! A report's charts as slides: each is laid out at several widths, and of those that are enlarged most the
//! widest is taken, so that its texts are as large as they can be.

use super::{Picture, Report};
use crate::chart::{self, Sheet};
use crate::error::Error;

/// Widths that charts are laid out for, px.
const WIDTHS: [u32; 10] = [600, 660, 720, 800, 880, 960, 1080, 1280, 1560, 1920];

/// A chart that is enlarged by this share of the most, but is wider, fills its slide better.
const NEARLY: f64 = 0.98;

/// A chart that must be made smaller than this to fit a slide cannot be read on one.
const SMALLEST: f64 = 0.75;

/// A report's charts as slides.
#[derive(Default)]
pub struct Slides {
    /// Those that can be read, each 1280 by 720 px.
    pub pictures: Vec<Picture>,
    /// The stems of charts that are too tall for a slide.
    pub too_tall: Vec<&'static str>,
}

/// The charts of a report as slides.
///
/// # Errors
/// Where a chart cannot be drawn, as for want of room for its labels.
pub fn slides(report: &impl Report) -> Result<Slides, Error> {
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
    let (fit, tall): (Vec<_>, Vec<_>) = best.into_iter().partition(|(scale, _)| *scale >= SMALLEST);
    let slide =
        |(_, chart): (f64, Picture)| Picture::new(chart.stem, chart::slide(&chart.svg, false));
    Ok(Slides {
        pictures: fit.into_iter().map(slide).collect(),
        too_tall: tall.into_iter().map(|(_, chart)| chart.stem).collect(),
    })
}
