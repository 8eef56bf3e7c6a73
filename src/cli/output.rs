//! What a command shows and where its results go: the answer first, then the folder, so that a
//! folder that cannot be written costs no answer.

use super::args::{Common, Form, Place};
use super::{command_line, interrupt, screen};
use crate::chart::Sheet;
use crate::diagnostics::{Sources, visible};
use crate::report::markup::{Markup, tables};
use crate::report::{
    Claim, Manifest, ManifestScenario, Output, Paged, Report, Slides, Wanted, claim, report, slides,
};
use crate::scenario::{Scenario, digest};
use crate::task::Task;
use anyhow::{Context, Result};
use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;
use std::process::ExitCode;
use std::rc::Rc;

/// What comes after the answer: results are written, or a longer look is taken. Returns the lines
/// that tell of it.
type Save = Box<dyn FnOnce() -> Result<String>>;

/// The tables of an answer in a markup.
type Tables = Box<dyn FnOnce(Markup) -> String>;

/// What a command shows: text for people, tables, or a document.
#[derive(Default)]
#[must_use = "nothing is shown until it is delivered"]
pub(crate) struct Shown {
    /// The text.
    pub text: String,
    /// The document.
    pub json: Option<String>,
    /// The tables.
    pub tables: Option<Tables>,
    /// The exit code, if it is not 0.
    pub code: Option<u8>,
    /// What is done when the answer has been printed.
    pub save: Option<Save>,
    /// What to try next: printed when all that is to be saved has been.
    pub hints: String,
    /// What is wrong with an answer that is shown all the same.
    pub fault: Option<anyhow::Error>,
}

/// Writes to standard output; a reader that has gone away is no error.
pub(super) fn print(text: &str) -> std::io::Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => Err(e),
        _ => Ok(()),
    }
}

impl Shown {
    /// Prints the answer in this form, where it has it, and then saves it.
    pub(super) fn deliver(self, form: Form) -> ExitCode {
        let marked = |markup| self.tables.map(|tables| tables(markup));
        let answer = match form {
            Form::Text => None,
            Form::Json => self.json.map(|document| document + "\n"),
            Form::Md => marked(Markup::Markdown),
            Form::Latex => marked(Markup::Latex),
        };
        let answer = answer.unwrap_or(self.text);
        let mut code = self.code.map_or(ExitCode::SUCCESS, ExitCode::from);
        if let Err(error) = print(&answer) {
            let error = anyhow::Error::from(error).context("writing the answer");
            code = super::complain(&error);
        }
        if let Some(save) = self.save {
            match save() {
                Ok(lines) if form == Form::Text => {
                    let _ = print(&(lines + &self.hints));
                }
                Ok(_) => {}
                Err(error) => code = super::complain(&error),
            }
        }
        match self.fault {
            Some(fault) => super::complain(&fault),
            None => code,
        }
    }
}

/// The manifest of a command on these scenarios.
pub(super) fn manifest<'a>(
    scenarios: impl IntoIterator<Item = &'a Scenario>,
    seed: Option<u64>,
) -> Manifest {
    let one = |s: &Scenario| ManifestScenario::new(&s.id, &s.digest, &s.sources);
    let scenarios = scenarios.into_iter().map(one).collect();
    Manifest::new(command_line(), seed, scenarios)
}

/// A claimed folder, and what its result is about.
pub(super) struct Folder {
    claim: Claim,
    /// The manifest of what will be written.
    pub manifest: Manifest,
    /// The report's heading, if a report is asked for.
    report: Option<String>,
    /// Whether slides are asked for.
    pub slides: bool,
}

impl Place {
    /// Claims the folder of `command`, before the work.
    pub(super) fn claim<'a>(
        &self,
        command: &str,
        scenarios: impl IntoIterator<Item = &'a Scenario>,
        seed: Option<u64>,
    ) -> Result<Folder> {
        self.claim_reading(None, command, scenarios, seed)
    }

    /// The same of a command that reads the table in the file `input`, if it reads one.
    pub(super) fn claim_reading<'a>(
        &self,
        input: Option<&Path>,
        command: &str,
        scenarios: impl IntoIterator<Item = &'a Scenario>,
        seed: Option<u64>,
    ) -> Result<Folder> {
        let scenarios: Vec<&Scenario> = scenarios.into_iter().collect();
        let first = scenarios[0];
        let mut manifest = manifest(scenarios, seed);
        if let Some(file) = input {
            let name = file.display().to_string();
            let bytes = std::fs::read(file).with_context(|| format!("reading {name}"))?;
            manifest.inputs.insert(name, digest(bytes));
        }
        self.folder(command, &first.id, &first.title, manifest)
    }

    /// Claims the folder of `solve`, before the work, for the game in a Gambit file `sources`, whose id and
    /// digest these are.
    pub(super) fn claim_game(&self, id: &str, digest: &str, sources: &Sources) -> Result<Folder> {
        let game = ManifestScenario::new(id, digest, sources);
        self.folder(
            "solve",
            id,
            id,
            Manifest::new(command_line(), None, vec![game]),
        )
    }

    /// Claims the folder of `command` on what has this id and title.
    fn folder(
        &self,
        command: &str,
        id: &str,
        title: &str,
        mut manifest: Manifest,
    ) -> Result<Folder> {
        if let Some(line) = &self.line {
            manifest.command.clone_from(line);
        }
        let wanted = Wanted {
            out: self.out.as_deref(),
            force: self.force,
            scenario: id,
            command,
        };
        Ok(Folder {
            claim: claim(wanted, &manifest)?,
            report: self.report.then(|| format!("{title}: {command}")),
            slides: self.slides,
            manifest,
        })
    }
}

impl Folder {
    /// Writes the folder of `found`, with the report as a page if it is asked for, and returns the lines that name it;
    /// `json` is its document, `text` what the terminal says.
    pub(super) fn write(self, found: &impl Report, json: &str, text: &str) -> Result<String> {
        let deck = match self.slides {
            true => slides(found)?,
            false => Slides::default(),
        };
        let mut output = Output {
            summary: format!("{json}\n"),
            manifest: self.manifest,
            pictures: found.charts(Sheet::default())?,
            slides: deck.pictures,
            tables: found.tables(),
            html: None,
        };
        let page = self.report.is_some();
        if let Some(heading) = self.report {
            let words = anstream::adapter::strip_str(text).to_string();
            output.html = Some(report(&output, &Paged::of(found, heading, words)?));
        }
        let written = self.claim.write(&output)?;
        let shown = |path: &Path| visible(&path.display().to_string()).into_owned();
        let mut lines = format!("Charts, tables, manifest   {}\n", shown(&written.folder));
        if !deck.too_tall.is_empty() {
            lines += &format!("Too tall for a slide       {}\n", deck.too_tall.join(", "));
        }
        if page {
            let page = written.folder.join("report.html");
            lines.push_str(&format!("Report                     {}\n", shown(&page)));
        }
        if let Some(note) = written.note {
            lines.push_str(&format!("{note}\n"));
        }
        Ok(lines)
    }
}

/// Puts `text` into the file at `path`: beside it first, so that no half of it is left.
pub(super) fn put(path: &Path, text: &str) -> Result<()> {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let beside = path.with_file_name(format!("{name}.{}.part", std::process::id()));
    let written = std::fs::write(&beside, text).and_then(|()| std::fs::rename(&beside, path));
    if written.is_err() {
        let _ = std::fs::remove_file(&beside);
    }
    written.with_context(|| format!("writing {}", path.display()))
}

/// Shows a report that goes into no folder.
pub(super) fn answer(report: &impl Report) -> Result<Shown> {
    Ok(Shown {
        text: report.text(screen()),
        json: Some(report.document()?),
        ..Shown::default()
    })
}

/// Shows a report: its text or its document, and then the folder with its charts and tables.
pub(super) fn present(report: impl Report + 'static, folder: Folder) -> Result<Shown> {
    let shown = answer(&report)?;
    let report = Rc::new(report);
    let told = report.clone();
    let (document, words) = (shown.json.clone().unwrap_or_default(), shown.text.clone());
    let save = move || {
        let lines = folder.write(&*report, &document, &words)?;
        Ok(format!("\n{lines}"))
    };
    Ok(Shown {
        tables: Some(Box::new(move |markup| tables(&told.tables(), markup))),
        save: Some(Box::new(save)),
        ..shown
    })
}

/// Progress on a terminal, nothing where standard error goes elsewhere; work that it hears of can be interrupted.
#[must_use = "the bar is cleared as soon as it is dropped"]
pub(crate) struct Progress(indicatif::ProgressBar);

/// The steps of a bar: many, so that the time that is left is judged early.
const STEPS: u64 = 100_000;

impl Progress {
    pub(crate) fn new() -> Self {
        use std::io::IsTerminal;
        let bar = if std::io::stderr().is_terminal() {
            indicatif::ProgressBar::new(STEPS)
        } else {
            indicatif::ProgressBar::hidden()
        };
        let left = |state: &indicatif::ProgressState, w: &mut dyn std::fmt::Write| {
            // from the first step on there is something to judge by
            if state.pos() > 0 {
                let _ = write!(w, "about {:#} left", indicatif::HumanDuration(state.eta()));
            }
        };
        if let Ok(style) =
            indicatif::ProgressStyle::with_template("{msg:<36} {bar:20} {percent:>3}% {left}")
        {
            bar.set_style(style.with_key("left", left));
        }
        interrupt::begin();
        Progress(bar)
    }
}

impl Task for Progress {
    fn at(&self, what: &'static str, share: f64) -> ControlFlow<()> {
        self.0.set_message(what);
        self.0.set_position((share * STEPS as f64) as u64);
        match interrupt::asked() {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        interrupt::end();
        self.0.finish_and_clear();
    }
}

impl Common {
    /// What a game may take.
    pub(crate) fn limits(&self) -> crate::game::Limits {
        crate::game::Limits {
            memory: (self.memory as usize) << 20,
        }
    }
}
