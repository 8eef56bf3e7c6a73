//! `demarche run`: solve, forecast, play, chart.

use super::args::{Common, Luck, Run as Args};
use super::output::{Folder, Parts};
use super::{Progress, Shown, bug, screen};
use crate::report::{
    RunSummary, WorldsSummary, run_pictures, run_tables, summarise, summarise_worlds, terminal,
    worlds_picture, worlds_table, worlds_text,
};
use crate::scenario::{Document, Edit, Scenario, shipped};
use crate::source::{Failure, visible};
use crate::study::{Engine, GameModel, Options, Run, run as study, worlds as in_worlds};
use anyhow::Result;
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
    let run = study(scenario, &options, &progress)?;
    drop(progress);
    if run.solution.certificate.broken() {
        let c = &run.solution.certificate;
        return Err(bug(&format!(
            "the solution fails its own certificate (residual {:.1e}, {:?})",
            c.residual, c.prices
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
        out.push_str("Turn a number              demarche run --set guarantee_credence=0.9\n");
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
        "no parameter has a range, so that all worlds are one",
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
    Ok(summarise_worlds(&found, scenario, &run.outcomes))
}

/// A run as it is shown.
pub(super) struct Told {
    pub run: Run,
    pub summary: RunSummary,
    /// What a person sees.
    pub text: String,
    /// The document.
    pub json: String,
}

/// Solves and plays the scenario, and tells of it.
pub(super) fn told(document: Document, scenario: Scenario, args: &Args) -> Result<Told> {
    let run = solved(scenario, &args.luck, args.until, &args.common)?;
    let mut summary = summarise("run", &run, args.luck.seed);
    summary.worlds = match args.worlds {
        Some(count) => Some(worlds(document, args, count as usize, &run)?),
        None => None,
    };
    let json = serde_json::to_string_pretty(&summary)?;
    let seconds = (std::io::stdout().is_terminal() && !args.common.json).then_some(run.seconds);
    let mut text = terminal::run(&summary, screen(), seconds);
    if let Some(worlds) = &summary.worlds {
        text.push_str(&worlds_text(worlds, screen()));
    }
    Ok(Told {
        run,
        summary,
        text,
        json,
    })
}

impl Told {
    /// Writes the results folder; returns the lines that name it.
    pub(super) fn write(&self, args: &Args, mut folder: Folder) -> Result<String> {
        let (run, summary) = (&self.run, &self.summary);
        let (mut pictures, mut tables) = (run_pictures(summary)?, run_tables(summary));
        if let Some(worlds) = &summary.worlds {
            pictures.push(worlds_picture(worlds, &summary.head)?);
            tables.push(worlds_table(worlds));
        }
        if args.rows {
            tables.push(super::histories::table(run, args.luck.seed));
        }
        folder.manifest.histories = Some(run.simulation.histories);
        folder.write(Parts { pictures, tables }, &self.json, &self.text)
    }
}

/// What to say where exact and simulated outcomes disagree, with other luck too.
pub(super) fn disagreement(run: &Run) -> Option<anyhow::Error> {
    run.disagrees().then(|| {
        bug(&format!(
            "exact and simulated outcomes of {} disagree (p = {:.1e}, and {:.1e} with other luck)",
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
    let folder = args.place.claim("run", [&scenario], Some(args.luck.seed))?;
    let told = told(document, scenario, args)?;
    let args = args.clone();
    Ok(Shown {
        text: told.text.clone(),
        json: Some(told.json.clone()),
        fault: disagreement(&told.run),
        save: Some(Box::new(move || {
            let lines = told.write(&args, folder)?;
            Ok(format!("\n{lines}{}", hints(&told.summary, &args)))
        })),
        ..Shown::default()
    })
}
