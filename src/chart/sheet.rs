//! The sheet that a chart is drawn on: how wide it is and on which ground.

/// A sheet. Charts are laid out for its width, not shrunk to it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Sheet {
    /// Its width, px: from 320 on.
    pub width: u32,
    /// Whether its ground is dark.
    pub dark: bool,
}

impl Default for Sheet {
    /// A page's.
    fn default() -> Self {
        Sheet::PAGE
    }
}

impl Sheet {
    /// A page's: 960 px, light.
    pub const PAGE: Sheet = Sheet {
        width: 960,
        dark: false,
    };

    /// A phone's: 400 px, light.
    pub const PHONE: Sheet = Sheet {
        width: 400,
        dark: false,
    };

    /// Whether it has room for one panel to a row only.
    pub(super) fn narrow(self) -> bool {
        self.width < 600
    }

    /// White space around the drawing, px.
    pub(super) fn margin(self) -> f64 {
        if self.narrow() { 16.0 } else { 24.0 }
    }

    /// Where the drawing begins across, px.
    pub(super) fn left(self) -> f64 {
        self.margin()
    }

    /// Where it ends across, px.
    pub(super) fn right(self) -> f64 {
        f64::from(self.width) - self.margin()
    }

    /// The width of the drawing, px.
    pub(super) fn room(self) -> f64 {
        self.right() - self.left()
    }
}
