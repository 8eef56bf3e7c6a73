//! `demarche run`: solve, forecast, play, chart.

use super::args::{Common, Form, Luck, Run as Args};
use super::named::document;
use super::output::present;
use super::since::since;
use super::worlds::Worlds;
use super::{Progress, Shown, bug, screen};
use crate::diagnostics::visible;
use crate::report::{Briefed, RunQuestion, RunReport, RunSummary};
use crate::scenario::{Document, shipped};
use crate::study::{Among, Options, Run};
use anyhow::Result;
use std::io::IsTerminal;

/// How to play; with `until`, until intervals are as narrow as that.
pub(super) fn options(luck: &Luck, until: Option<f64>, common: &Common) -> Options {
    Options {
        seed: luck.seed,
        histories: luck.histories(until.is_some()),
        until,
        limits: common.limits(),
    }
}

impl Args {
    /// In which form the answer is printed.
    fn form(&self) -> Form {
        self.shape.form(&self.common)
    }
}

/// Checks what must hold of every run.
pub(super) fn certified(run: &Run) -> Result<()> {
    let c = &run.solution.certificate;
    if c.broken() {
        return Err(bug(&format!(
            "the solution fails its own certificate (residual {:.1e}, {:?})",
            c.residual, c.regrets
        )));
    }
    Ok(())
}

/// Solves and plays what is asked for, and checks what must hold.
pub(super) fn reported(document: Document, args: &Args) -> Result<RunReport> {
    let edits = args.evidence.edits(&args.common.set);
    let parameters = || Ok(document.scenario(&edits)?.parameters);
    let drawing = |worlds: &Worlds| worlds.drawing(parameters);
    let keeping = args.keep.keeping()?;
    let question = RunQuestion {
        options: options(&args.luck, args.until, &args.common),
        among: args.equilibria.map(|searches| Among {
            searches: searches as usize,
            number: args.equilibrium as usize,
        }),
        worlds: args.worlds.as_ref().map(drawing).transpose()?,
        precisions: args.precisions,
        briefing: match (args.briefing, args.place.report) {
            (true, _) => Briefed::Always,
            (false, true) => Briefed::Small,
            (false, false) => Briefed::Never,
        },
        rows: args.rows,
        timed: std::io::stdout().is_terminal() && args.form() == Form::Text,
        store: keeping.store.clone(),
    };
    let progress = Progress::new();
    let report = keeping.done(RunReport::new(document, edits, &question, &progress))?;
    drop(progress);
    certified(&report.run)?;
    Ok(report)
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
    let document = document(&args.scenario)?;
    let scenario = document.scenario(&args.evidence.edits(&args.common.set))?;
    // documents and tables say nothing of it
    let before = if args.form() == Form::Text {
        args.place.earlier(&scenario)
    } else {
        None
    };
    let input = args.worlds.as_ref().and_then(Worlds::file);
    let mut folder = args
        .place
        .claim_reading(input, "run", [&scenario], Some(args.luck.seed))?;
    let report = reported(document, args)?;
    folder.manifest.histories = Some(report.run.simulation.histories);
    let fault = disagreement(&report.run);
    let since = before.map_or(String::new(), |before| {
        since(&before, &report.run.scenario, &report.summary, screen())
    });
    let hints = since + &hints(&report.summary, args);
    Ok(Shown {
        fault,
        hints,
        ..present(report, folder)?
    })
}
