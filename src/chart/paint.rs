//! Paint: what shapes and texts are drawn in. Which colour that is depends on the ground.

use super::Colour;
use super::ink::until;
use super::palette::{self, mix};

/// Something to draw in: a hue, or a shade of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Paint {
    hue: Hue,
    /// How far from the ground to the hue, 0..=1.
    share: f64,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Hue {
    Ground,
    Ink,
    Grey,
    Axis,
    Pale,
    Faint,
    /// A colour of the palette, made lighter or darker where the ground asks for it.
    Own(Colour),
    /// This very colour.
    Exact(Colour),
    /// A level this far from where its variable starts: nearly the ground at 0.
    Level(f64),
}

/// The ground.
pub const GROUND: Paint = Paint::new(Hue::Ground);
/// Titles, labels and values.
pub const INK: Paint = Paint::new(Hue::Ink);
/// Subtitles, notes, axis labels.
pub const GREY: Paint = Paint::new(Hue::Grey);
/// Axis baselines.
pub const AXIS: Paint = Paint::new(Hue::Axis);
/// Marks of what is not there.
pub const PALE: Paint = Paint::new(Hue::Pale);
/// Gridlines.
pub const FAINT: Paint = Paint::new(Hue::Faint);

/// The contrast that shapes in a colour need with a dark ground: 3, and a little for rounding.
const SHAPE: f64 = 3.01;
/// The contrast that texts in a colour need with the ground: 4.5, and a little.
const TEXT: f64 = 4.52;

/// What a shape in a palette's `colour` is drawn in, on a dark ground or a light one.
pub fn shown(colour: Colour, dark: bool) -> Colour {
    Paint::from(colour).shape(dark)
}

/// The greys of a ground.
struct Theme {
    ground: Colour,
    ink: Colour,
    grey: Colour,
    axis: Colour,
    pale: Colour,
    faint: Colour,
    /// What colours are mixed with to stand out from the ground.
    away: Colour,
}

const LIGHT: Theme = Theme {
    ground: Colour(255, 255, 255),
    ink: Colour(34, 34, 34),
    grey: Colour(95, 95, 95),
    axis: Colour(130, 130, 130),
    pale: Colour(170, 170, 170),
    faint: Colour(226, 226, 226),
    away: Colour(0, 0, 0),
};

const DARK: Theme = Theme {
    ground: Colour(24, 26, 30),
    ink: Colour(232, 232, 230),
    grey: Colour(166, 169, 174),
    axis: Colour(124, 127, 133),
    pale: Colour(92, 95, 101),
    faint: Colour(50, 53, 59),
    away: Colour(255, 255, 255),
};

impl Theme {
    fn of(dark: bool) -> &'static Theme {
        if dark { &DARK } else { &LIGHT }
    }
}

impl Paint {
    const fn new(hue: Hue) -> Self {
        Paint { hue, share: 1.0 }
    }

    /// This very colour on any ground.
    pub const fn exact(colour: Colour) -> Self {
        Paint::new(Hue::Exact(colour))
    }

    /// A `share` (0..=1) of the way from the ground to this.
    pub const fn shade(self, share: f64) -> Self {
        Paint { share, ..self }
    }

    /// The colour of a shape.
    pub(super) fn shape(self, dark: bool) -> Colour {
        // light grounds take the palette as it is
        self.colour(dark, if dark { SHAPE } else { 1.0 })
    }

    /// The colour of a text.
    pub(super) fn text(self, dark: bool) -> Colour {
        self.colour(dark, TEXT)
    }

    /// The colour, a palette's with this contrast with the ground.
    fn colour(self, dark: bool, contrast: f64) -> Colour {
        let theme = Theme::of(dark);
        let full = match self.hue {
            Hue::Ground => theme.ground,
            Hue::Ink => theme.ink,
            Hue::Grey => theme.grey,
            Hue::Axis => theme.axis,
            Hue::Pale => theme.pale,
            Hue::Faint => theme.faint,
            Hue::Own(colour) => until(contrast, colour, theme.away, theme.ground),
            Hue::Exact(colour) => colour,
            Hue::Level(distance) => palette::level(distance, dark),
        };
        mix(theme.ground, full, self.share)
    }
}

/// A shade for a `share` (0..=1): the fuller the more. It is of ink, since colours are for outcomes.
pub fn ramp(share: f64) -> Paint {
    INK.shade(0.05 + 0.65 * share.clamp(0.0, 1.0))
}

/// What the level of a variable is drawn in that lies this far from where it starts, −1 below to 1 above.
pub fn level(distance: f64) -> Paint {
    Paint::new(Hue::Level(distance))
}

impl From<Colour> for Paint {
    fn from(colour: Colour) -> Self {
        Paint::new(Hue::Own(colour))
    }
}
