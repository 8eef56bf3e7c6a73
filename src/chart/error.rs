//! Why a chart cannot be drawn.

use std::fmt;

/// Why a chart cannot be drawn.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// A value that should be a share is none.
    NotAShare {
        /// The label of its series.
        what: String,
        /// The value: below 0, above 1, infinite or undefined.
        value: f64,
    },
    /// A value is infinite or undefined.
    NotFinite {
        /// The label of its series.
        what: String,
        /// The value.
        value: f64,
    },
    /// A series has not one value for each round.
    Rounds {
        /// The label of the series.
        what: String,
        /// How many values it has.
        values: usize,
        /// How many rounds there are.
        rounds: usize,
    },
    /// A variable has not one series for each of its levels.
    Levels {
        /// The label of the variable.
        what: String,
        /// How many series it has.
        series: usize,
        /// How many levels it has.
        levels: usize,
    },
    /// The SVG cannot be read: why.
    Svg(String),
    /// The picture has more pixels than memory can hold.
    TooLarge {
        /// Its width in pixels.
        width: u32,
        /// Its height in pixels.
        height: u32,
    },
    /// The picture cannot be written as PNG: why.
    Png(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::NotAShare { what, value } => {
                write!(f, "{what}: {value} is not a share between 0 and 1")
            }
            Error::NotFinite { what, value } => {
                write!(f, "{what}: {value} is not a finite number")
            }
            Error::Rounds {
                what,
                values,
                rounds,
            } => write!(f, "{what}: {values} values for {rounds} rounds"),
            Error::Levels {
                what,
                series,
                levels,
            } => write!(f, "{what}: {series} series for {levels} levels"),
            Error::Svg(why) => write!(f, "the chart's SVG cannot be read: {why}"),
            Error::TooLarge { width, height } => {
                write!(f, "a picture of {width} × {height} pixels is too large")
            }
            Error::Png(why) => write!(f, "the PNG cannot be written: {why}"),
        }
    }
}

impl std::error::Error for Error {}
