//! `--worlds`: how many are drawn, or a table of those that `calibrate` weighted.

use crate::error::Error;
use crate::scenario::Parameter;
use crate::study::{Drawing, FEWEST, MOST_WORLDS, Weighted};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};

/// What is said after `--worlds`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Worlds {
    /// So many.
    Count(usize),
    /// Those of a file.
    File(PathBuf),
}

impl Worlds {
    /// Reads a number of worlds or the name of a file.
    pub(super) fn parse(text: &str) -> Result<Self, String> {
        match text.parse::<usize>() {
            Ok(count) if (FEWEST..=MOST_WORLDS).contains(&count) => Ok(Worlds::Count(count)),
            Ok(count) => Err(format!("{count} is not in {FEWEST}..={MOST_WORLDS}")),
            Err(_) if text.ends_with(".csv") => Ok(Worlds::File(text.into())),
            Err(_) => Err("expected a number of worlds, or a file such as posterior.csv".into()),
        }
    }

    /// The file that is read, if one is.
    pub(super) fn file(&self) -> Option<&Path> {
        match self {
            Worlds::Count(_) => None,
            Worlds::File(file) => Some(file),
        }
    }

    /// The worlds; of a table those of the scenario with these `parameters`, which are asked for then alone.
    pub(super) fn drawing(
        &self,
        parameters: impl FnOnce() -> Result<Vec<Parameter>, Error>,
    ) -> Result<Drawing> {
        let file = match self {
            Worlds::Count(count) => return Ok(Drawing::Ranges(*count)),
            Worlds::File(file) => file,
        };
        let name = file.display().to_string();
        let text = std::fs::read_to_string(file).with_context(|| format!("reading {name}"))?;
        Ok(Drawing::Weighted(Weighted::read(
            &parameters()?,
            &name,
            &text,
        )?))
    }
}
