//! `demarche solve`: what is played at a position; the strategies of all; a game in one of Gambit's
//! formats.

use super::args::{Solve, SolveAll as Args};
use super::output::{answer, present};
use super::{Shown, named};
use crate::diagnostics::{Failure, Sources};
use crate::report::{gambit, solve};
use crate::scenario::format;
use crate::study::gambit::GambitQuestion;
use crate::study::request::{Places, PositionQuestion};
use crate::study::{Overrides, Session};
use crate::task::Silent;
use anyhow::Result;
use std::path::Path;

/// The command, of a scenario.
pub(super) fn solve(args: &Args) -> Result<Shown> {
    let at = &args.at;
    fits_scenario(args)?;
    let scenario = named::scenario(&at.scenario, &at.common.set)?;
    // a solution is asked about the first round, if about no other
    let question = at.question(at.round.or(Some(1)), args.overrides());
    let limits = at.common.limits();
    let summary = match args.equilibria {
        None => solve::solve(scenario, &question, &limits, &Silent)?,
        Some(searches) => solve::several(scenario, &question, searches as usize, &limits, &Silent)?,
    };
    answer(&summary)
}

/// The command with `--all`.
pub(super) fn all(args: &Args) -> Result<Shown> {
    let common = &args.at.common;
    fits_scenario(args)?;
    let scenario = named::scenario(&args.at.scenario, &common.set)?;
    let folder = args.place.claim("solve", [&scenario], None)?;
    let session = Session::open(scenario, &args.overrides(), &common.limits(), &Silent)?;
    present(solve::all(session), folder)
}

/// The command, of a game in one of Gambit's formats.
pub(super) fn gambit(args: &Args) -> Result<Shown> {
    let name = args.at.scenario.as_str();
    if let Some(option) = unfit(args) {
        let help = "it takes --precision, --path, --arms, --grid and --points";
        let message = format!("`{option}` does not go with a game in Gambit's format");
        return Err(Failure::general(message, help).into());
    }
    let text = format::text(Path::new(name))
        .map_err(|e| Failure::general(format!("cannot read {name}: {e}"), ""))?;
    let limits = args.at.common.limits();
    let question = GambitQuestion {
        overrides: args.overrides(),
        grid: args.grid,
        path: args.path,
        arms: args.arms,
    };
    let solved = || gambit::solve(name, &text, &question, &limits, &Silent);
    if !args.path {
        return answer(&solved()?);
    }
    let mut sources = Sources::default();
    sources.add(name, &text);
    let about = gambit::about(name, &text, "");
    let folder = args.place.claim_game(&about.id, &about.digest, &sources)?;
    present(solved()?, folder)
}

impl Args {
    /// How the game is solved.
    fn overrides(&self) -> Overrides {
        Overrides {
            precision: self.precision,
            points: self.points.map(usize::from),
        }
    }
}

impl Solve {
    /// What these arguments ask, about this round or all.
    pub(super) fn question(
        &self,
        round: Option<usize>,
        overrides: Overrides,
    ) -> PositionQuestion<'_> {
        PositionQuestion {
            places: Places {
                condition: self.condition.as_deref(),
                turn: self.turn.as_deref(),
                round,
                most: self.most,
            },
            beliefs: &self.belief,
            overrides,
        }
    }
}

/// An error if an option is given that only a game in Gambit's format can answer.
fn fits_scenario(args: &Args) -> Result<(), Failure> {
    let options = [
        (args.grid, "--grid"),
        (args.path, "--path"),
        (args.arms, "--arms"),
    ];
    let given = options
        .into_iter()
        .find_map(|(given, name)| given.then_some(name));
    given.map_or(Ok(()), |option| {
        let message =
            format!("`{option}` goes with a game in Gambit's format, not with a scenario");
        let help = "write a small scenario as such a game with `demarche export`";
        Err(Failure::general(message, help))
    })
}

/// The first option given that only a scenario can answer.
fn unfit(args: &Args) -> Option<&'static str> {
    let at = &args.at;
    [
        (args.all, "--all"),
        (args.equilibria.is_some(), "--equilibria"),
        (at.condition.is_some(), "--where"),
        (at.turn.is_some(), "--turn"),
        (at.round.is_some(), "--round"),
        (!at.belief.is_empty(), "--belief"),
        (!at.common.set.is_empty(), "--set"),
    ]
    .into_iter()
    .find_map(|(given, name)| given.then_some(name))
}
