//! `demarche run`: solve, forecast, play, chart.

use super::args::{Common, Luck, Place, Run as Args};
use super::{Progress, Shown, command_line, refuse, screen};
use crate::report::{
    Manifest, ManifestScenario, Output, RunSummary, WorldsSummary, claim, report, run_pictures,
    run_tables, summarise, summarise_worlds, terminal, worlds_picture, worlds_table, worlds_text,
    write,
};
use crate::scenario::{Scenario, load, shipped};
use crate::source::Failure;
use crate::study::{Options, Run, Variants, run as study, worlds as in_worlds};
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
    let run = study(scenario, &options, &|what, share| {
        progress.tell(what, share)
    })?;
    drop(progress);
    if run.solution.certificate.broken() {
        let c = &run.solution.certificate;
        return refuse(&format!(
            "the solution fails its own certificate (residual {:.1e}, {:?})",
            c.residual, c.prices
        ));
    }
    Ok(run)
}

/// The manifest of a command on these runs.
pub(super) fn manifest(runs: &[&Run], luck: &Luck) -> Manifest {
    Manifest {
        version: env!("CARGO_PKG_VERSION"),
        command: command_line(),
        seed: Some(luck.seed),
        histories: runs.first().map(|r| r.simulation.histories),
        scenarios: runs
            .iter()
            .map(|r| ManifestScenario::new(&r.scenario.id, &r.scenario.digest, &r.scenario.sources))
            .collect(),
    }
}

/// Writes the results folder, with the report if it is asked for, and returns the line that names
/// it; `text` is what the terminal says.
pub(super) fn save(
    mut output: Output,
    place: &Place,
    scenario: (&str, &str),
    command: &str,
    text: &str,
) -> Result<String> {
    let (id, title) = scenario;
    if place.report {
        let words = anstream::adapter::strip_str(text).to_string();
        output.html = Some(report(&output, &format!("{title}: {command}"), &words));
    }
    let folder = write(&output, place.out.as_deref(), place.force, id, command)?;
    let mut line = format!("Charts, tables, manifest   {}", folder.display());
    if place.report {
        let page = folder.join("report.html");
        line.push_str(&format!("\nReport                     {}", page.display()));
    }
    Ok(line)
}

impl Place {
    /// An error, before the work, if the results could not be written.
    pub(super) fn claim(&self) -> Result<()> {
        self.out
            .as_ref()
            .map_or(Ok(()), |out| claim(out, self.force))
    }
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
            args.scenario
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
fn worlds(args: &Args, count: usize, run: &Run) -> Result<WorldsSummary> {
    let common = &args.common;
    let variants = Variants::new(&args.scenario, &common.set, common.limits())?;
    if variants
        .scenario
        .parameters
        .iter()
        .all(|p| p.range.is_none())
    {
        return Err(no_range().into());
    }
    let progress = Progress::new();
    let found = in_worlds(&variants, count, args.luck.seed, &|what, share| {
        progress.tell(what, share)
    })?;
    drop(progress);
    Ok(summarise_worlds(&found, &variants.scenario, &run.outcomes))
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
pub(super) fn told(args: &Args) -> Result<Told> {
    let scenario = load(&args.scenario, &args.common.set)?;
    args.place.claim()?;
    let run = solved(scenario, &args.luck, args.until, &args.common)?;
    let mut summary = summarise("run", &run, args.luck.seed);
    summary.worlds = match args.worlds {
        Some(count) => Some(worlds(args, count as usize, &run)?),
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
    /// Writes the results folder; returns the line that names it.
    pub(super) fn write(&self, args: &Args) -> Result<String> {
        let (run, summary) = (&self.run, &self.summary);
        let (mut pictures, mut tables) = (run_pictures(summary)?, run_tables(summary));
        if let Some(worlds) = &summary.worlds {
            pictures.push(worlds_picture(worlds, &summary.head)?);
            tables.push(worlds_table(worlds));
        }
        if args.rows {
            tables.push(super::histories::table(run, args.luck.seed));
        }
        let output = Output {
            summary: self.json.clone() + "\n",
            manifest: manifest(&[run], &args.luck),
            pictures,
            tables,
            html: None,
        };
        let about = (run.scenario.id.as_str(), run.scenario.title.as_str());
        save(output, &args.place, about, "run", &self.text)
    }

    /// An error where exact and simulated outcomes disagree.
    pub(super) fn agrees(&self) -> Result<()> {
        match self.run.disagrees() {
            false => Ok(()),
            true => refuse(&format!(
                "exact and simulated outcomes disagree (p = {:.1e})",
                self.run.agreement
            )),
        }
    }
}

/// The command.
pub(super) fn run(args: &Args) -> Result<Shown> {
    let told = told(args)?;
    let line = told.write(args)?;
    let text = format!("{}\n{}{line}\n", told.text, hints(&told.summary, args));
    if let Err(error) = told.agrees() {
        eprint!("{text}");
        return Err(error);
    }
    Ok(Shown {
        text,
        json: Some(told.json),
        ..Shown::default()
    })
}
