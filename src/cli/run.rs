//! `demarche run`: solve, forecast, play, chart.

use super::args::{Common, Luck, Run as Args};
use super::output::present;
use super::{Progress, Shown, bug};
use crate::diagnostics::{Failure, visible};
use crate::error::Error;
use crate::report::screen::Screen;
use crate::report::{Picture, Report, RunSummary, Table, WorldsSummary, histories};
use crate::scenario::{Document, Edit, Scenario, shipped};
use crate::study::{Engine, GameModel, Options, Run, run as played, worlds as in_worlds};
use anyhow::Result;
use serde::Serialize;
use std::io::IsTerminal;

/// Solves and plays `scenario` and checks what must hold of every run.
///
/// With `until`, histories are played until intervals are so narrow.
pub(super) fn solved(
    scenario: Scenario,
    luck: &Luck,
    until: Option<f64>,
    common: &Common,
) -> Result<Run> {
    let options = Options {
        seed: luck.seed,
        histories: luck.histories(until.is_some()),
        until,
        limits: common.limits(),
    };
    let progress = Progress::new();
    let run = played(scenario, &options, &progress)?;
    drop(progress);
    if run.solution.certificate.broken() {
        let c = &run.solution.certificate;
        return Err(bug(&format!(
            "the solution fails its own certificate (residual {:.1e}, {:?})",
            c.residual, c.regrets
        )));
    }
    Ok(run)
}

fn hints(summary: &RunSummary, args: &Args) -> String {
    let Some(head) = &summary.head.scenario else {
        return String::new();
    };
    let mut out = String::new();
    if args.scenario == shipped::DEFAULT && head.id == shipped::DEFAULT {
        out.push_str("Change a parameter         demarche run --set guarantee_credence=0.9\n");
        out.push_str(&format!(
            "Compare                    demarche compare {} credible_guarantee\n",
            head.id
        ));
        out.push_str("Tell one story             demarche trace --history 7\n");
        out.push_str("Write your own             demarche new my_crisis.toml\n");
    } else {
        out.push_str(&format!(
            "Tell one story             demarche trace {}\n",
            visible(&args.scenario)
        ));
    }
    out
}

/// There is nothing to draw.
pub(super) fn no_range() -> Failure {
    Failure::general(
        "no parameter has a range: every draw would be the same world",
        "give ranges: war_cost = { value = 3, range = [1, 6] }",
    )
}

/// The scenario in many worlds.
fn worlds(document: Document, args: &Args, count: usize, run: &Run) -> Result<WorldsSummary> {
    let common = &args.common;
    let edits = Edit::settings(&common.set);
    let engine = Engine::new(GameModel::new(document, edits, common.limits())?);
    let scenario = &engine.model.scenario;
    if scenario.parameters.iter().all(|p| p.range.is_none()) {
        return Err(no_range().into());
    }
    let progress = Progress::new();
    let found = in_worlds(&engine, count, args.luck.seed, &progress)?;
    drop(progress);
    Ok(WorldsSummary::of(&found, scenario, &run.outcomes))
}

/// A run as the command reports it: its summary, and beside the document the seconds that it took
/// and its histories.
#[derive(Serialize)]
#[serde(transparent)]
pub(super) struct RunReport {
    pub summary: RunSummary,
    #[serde(skip)]
    pub run: Run,
    /// Seconds spent compiling, solving and simulating, if they are to be shown.
    #[serde(skip)]
    seconds: Option<[f64; 3]>,
    /// The seed of the histories, if each of them is to be a row of a table.
    #[serde(skip)]
    rows: Option<u64>,
}

impl RunReport {
    /// Solves and plays the scenario.
    pub(super) fn new(document: Document, scenario: Scenario, args: &Args) -> Result<Self> {
        let run = solved(scenario, &args.luck, args.until, &args.common)?;
        let mut summary = RunSummary::of(&run, args.luck.seed);
        summary.worlds = match args.worlds {
            Some(count) => Some(worlds(document, args, count as usize, &run)?),
            None => None,
        };
        let timed = std::io::stdout().is_terminal() && !args.common.json;
        Ok(RunReport {
            summary,
            seconds: timed.then_some(run.seconds),
            rows: args.rows.then_some(args.luck.seed),
            run,
        })
    }
}

impl Report for RunReport {
    fn text(&self, screen: Screen) -> String {
        self.summary.text_with_times(screen, self.seconds)
    }

    fn charts(&self) -> Result<Vec<Picture>, Error> {
        self.summary.charts()
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let mut all = self.summary.tables();
        all.extend(self.rows.map(|seed| histories::table(&self.run, seed)));
        all
    }
}

/// What to say where exact and simulated outcomes disagree, with other luck too.
pub(super) fn disagreement(run: &Run) -> Option<anyhow::Error> {
    run.disagrees().then(|| {
        bug(&format!(
            "exact and simulated outcomes of {} disagree (p = {:.1e}, and {:.1e} with another seed)",
            run.scenario.id,
            run.agreement,
            run.again.unwrap_or(0.0),
        ))
    })
}

/// The command.
pub(super) fn run(args: &Args) -> Result<Shown> {
    let document = Document::open(&args.scenario)?;
    let scenario = document.scenario(&Edit::settings(&args.common.set))?;
    let mut folder = args.place.claim("run", [&scenario], Some(args.luck.seed))?;
    let report = RunReport::new(document, scenario, args)?;
    folder.manifest.histories = Some(report.run.simulation.histories);
    let (fault, hints) = (disagreement(&report.run), hints(&report.summary, args));
    Ok(Shown {
        fault,
        hints,
        ..present(report, folder)?
    })
}
