//! Charts: series and labels in, SVG and PNG out.
//!
//! One file per chart, each drawing small, self-explaining pictures on one theme: plain ground, white
//! or dark, text in the embedded Noto Sans, faint gridlines, labels beside what they name, or above it
//! on a narrow sheet. The module
//! knows only series and labels, and nothing of games. Shapes and texts are drawn by plotters; the
//! layout is ours, since every text is measured with the very font it is drawn in, so that nothing
//! overlaps and the same input gives the same bytes on any machine.

mod axis;
mod canvas;
mod choices;
mod claims;
mod course;
mod differences;
mod dots;
mod ends;
mod error;
mod fans;
mod heat;
mod indices;
mod ink;
mod intervals;
mod legend;
mod lines;
mod matrix;
mod movers;
mod moves;
mod multiples;
mod outcomes;
mod page;
mod paint;
mod payoffs;
mod png;
mod rows;
mod scale;
mod score;
#[cfg(test)]
mod seen;
mod sheet;
mod slide;
mod spans;
mod stacks;
mod strips;
mod text;
mod timing;
mod unfolding;

pub use crate::palette::{self, Colour};
pub use axis::Along;
pub use choices::{Candidate, Ruling, choices};
pub use claims::{Became, Claimed, claims};
pub use course::{Strip, course};
pub use differences::{Difference, Sure, differences};
pub use dots::{DotRow, dots};
pub use error::Error;
pub use fans::{Fan, Spread, fans};
pub use heat::{Fill, Map, heat};
pub use indices::{Accounts, indices};
pub use intervals::{Along as Scales, Interval, intervals};
pub use lines::{Across, Course, Line, Panel, lines};
pub use matrix::{Matrix, matrices};
pub use movers::{Mover, MoverRow, movers};
pub use moves::{ActorPanel, Use, moves};
pub use outcomes::{Bar, outcomes};
pub use paint::shown;
pub use payoffs::{PayoffRow, payoffs, payoffs_below};
pub use png::png;
pub use score::{Forecast, score};
pub use sheet::Sheet;
pub use slide::{enlarged, slide, slide_png};
pub use spans::{Span, spans};
pub use stacks::{Stack, stacks};
pub use strips::{StripRow, strips};
pub use timing::{Curve, Look, timing};
pub use unfolding::{Ending, Stream, Unfolding, unfolding};

/// The words around a chart. Any of them may be empty; all are wrapped to the chart's width.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Frame {
    /// The finding or the question, in bold at the top; may be a long sentence.
    pub title: String,
    /// What is drawn and in which unit, smaller and grey, below the title.
    pub subtitle: String,
    /// The source at the bottom: scenario, seed, number of histories.
    pub note: String,
    /// What it is drawn on.
    pub sheet: Sheet,
}

/// One variant of a chart. Several are drawn side by side on common axes, and wrap to further
/// rows where the page is too narrow; a single run is one column with an empty title.
#[derive(Clone, Debug, PartialEq)]
pub struct Column<T> {
    /// The variant's name, drawn above it; empty when there is only one.
    pub title: String,
    /// What this variant shows.
    pub body: T,
}
