//! `demarche check`: every error at once, the size of the game, warnings.

use super::args::Check as Args;
use super::{Progress, Shown, screen};
use crate::report::check;
use crate::scenario::load;
use crate::study::check::Checked;
use anyhow::Result;
use std::io::IsTerminal;

/// The command. What the text says is shown at once; what takes solving comes after.
pub(super) fn check(args: &Args) -> Result<Shown> {
    let scenario = load(&args.scenario, &args.common.set)?;
    let limits = args.common.limits();
    if args.common.json {
        let progress = Progress::new();
        let summary = check::check(scenario, &limits, &progress)?;
        return Ok(Shown {
            json: Some(serde_json::to_string_pretty(&summary)?),
            ..Shown::default()
        });
    }
    let checked = Checked::new(scenario, &limits)?;
    let screen = screen();
    // elsewhere the same input gives the same bytes
    let timed = std::io::stdout().is_terminal();
    Ok(Shown {
        text: check::opening(&checked, screen, timed),
        save: Some(Box::new(move || {
            let progress = Progress::new();
            let found = checked.sharpness(&limits, &progress)?;
            drop(progress);
            Ok(check::sharpness(&checked, found.as_ref(), screen, timed))
        })),
        ..Shown::default()
    })
}
