//! The commands: arguments in, reports out. No model logic here.
//!
//! Exit codes: 0 fine, 1 the user's input was wrong, 2 the command line was wrong, 3 anything else,
//! 4 a claim failed and `test --strict` was asked for, or a result is not as it was, 130 it was interrupted.

mod args;
mod calibrate;
mod check;
mod claims;
mod compare;
mod explain;
mod export;
mod fit;
mod interrupt;
mod keep;
mod learnt;
mod leverage;
mod named;
#[cfg(feature = "open")]
mod open;
mod output;
mod replay;
mod robust;
mod run;
mod shard;
mod since;
mod solve;
mod store;
mod submit;
mod sweep;
mod trace;
mod watch;
mod worlds;

use crate::diagnostics::{Diagnostic, Failure, Sources, entries, nearest};
use crate::error::Error;
use crate::report::screen::Screen;
use crate::report::{Failed, Head};
use crate::scenario::format::Format;
use crate::scenario::shipped;
use anyhow::{Context, Result};
use args::{Cli, Command, Form};
use clap::Parser;
use output::print;
pub(crate) use output::{Progress, Shown};
use std::io::{IsTerminal, Write};
use std::process::ExitCode;

/// The user's input was wrong.
const WRONG: u8 = 1;
/// Anything else.
const FAILED: u8 = 3;

/// A claim failed that was not to fail.
const CLAIM: u8 = 4;

/// Runs the program on the process's arguments.
pub fn main() -> ExitCode {
    let cli = Cli::parse();
    interrupt::listen();
    let bare = cli.command.is_none().then(|| cli.run.scenario.clone());
    let command = cli.command();
    let (name, common) = command.about();
    let threads = match &command {
        Command::Shard(a) => a.threads,
        _ => common.and_then(|c| c.threads),
    };
    if let Some(n) = threads {
        // fails only if the pool exists, and this is the first use of it
        let _ = rayon::ThreadPoolBuilder::new()
            .num_threads(n.into())
            .build_global();
    }
    let form = command.form();
    let command = match bare {
        Some(name) => mistyped(&name).map_or(Ok(command), Err),
        None => Ok(command),
    };
    match command.map_err(anyhow::Error::from).and_then(obey) {
        Ok(shown) => shown.deliver(form),
        Err(error) => report(&error, name, form == Form::Json),
    }
}

/// Without a command the first word is a scenario; one that is none, and like a command, is a slip.
fn mistyped(name: &str) -> Option<Failure> {
    let known = std::path::Path::new(name).exists() || shipped::text(name).is_some();
    let commands = <Cli as clap::CommandFactory>::command();
    let near = nearest(name, commands.get_subcommands().map(|c| c.get_name()));
    near.filter(|_| !known).map(|near| {
        Failure::general(
            format!("`{name}` is neither a command nor a scenario"),
            format!("did you mean `demarche {near}`?"),
        )
    })
}

fn obey(command: Command) -> Result<Shown> {
    match command {
        Command::Run(args) if args.from.is_some() => replay::from(&args),
        Command::Run(args) => run::run(&args),
        Command::Watch(args) => watch::watch(&args),
        Command::Compare(args) => compare::compare(&args),
        Command::Sweep(args) => sweep::sweep(&args),
        Command::Leverage(args) => leverage::leverage(&args),
        Command::Robust(args) => robust::robust(&args),
        Command::Test(args) => claims::test(&args),
        Command::Score(args) => claims::score(&args),
        Command::Calibrate(args) => calibrate::calibrate(&args),
        Command::Fit(args) => fit::fit(&args),
        Command::Check(args) => check::check(&args),
        Command::Solve(args) if Format::of_file(&args.at.scenario) != Format::Scenario => {
            solve::gambit(&args)
        }
        Command::Solve(args) if args.all => solve::all(&args),
        Command::Solve(args) => solve::solve(&args),
        Command::Explain(args) => explain::explain(&args),
        #[cfg(feature = "open")]
        Command::Open(args) => open::open(&args),
        Command::Trace(args) => trace::trace(&args),
        Command::Export(args) => export::export(&args),
        Command::New { file } => starter(&file),
        Command::Replay(args) => replay::replay(&args),
        Command::Shard(args) => shard::shard(args.verb),
        Command::Store(args) => store::store(&args),
        Command::Schema => Ok(Shown {
            text: serde_json::to_string_pretty(&crate::scenario::schema::schema())? + "\n",
            json: None,
            ..Shown::default()
        }),
    }
}

fn starter(file: &std::path::Path) -> Result<Shown> {
    use std::fs::OpenOptions;
    let mut open = match OpenOptions::new().write(true).create_new(true).open(file) {
        Ok(open) => open,
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {
            return Err(Failure::general(
                format!("{} is already there", file.display()),
                "name another file",
            )
            .into());
        }
        Err(e) => return Err(e).with_context(|| format!("writing {}", file.display())),
    };
    open.write_all(shipped::STARTER.as_bytes())?;
    Ok(Shown {
        text: format!(
            "Wrote {0}. Now: demarche check {0}, then demarche run {0}\n",
            file.display()
        ),
        json: None,
        ..Shown::default()
    })
}

/// The messages about a text that an error holds, if it is of that kind.
fn failure(error: &anyhow::Error) -> Option<&Failure> {
    let studied = error.downcast_ref::<Error>().and_then(Error::failure);
    let boxed = error.downcast_ref::<Box<Failure>>().map(|f| &**f);
    studied.or(boxed).or(error.downcast_ref::<Failure>())
}

/// An error as a person sees it.
fn rendered(error: &anyhow::Error, colour: bool) -> String {
    match failure(error) {
        Some(f) => f.render(colour),
        None if interrupted(error) => format!("stopped: {error:#}\n"),
        None => format!("error: {error:#}\n"),
    }
}

/// Whether there is no result because the user interrupted the work.
fn interrupted(error: &anyhow::Error) -> bool {
    let cancelled = matches!(error.downcast_ref(), Some(Error::Cancelled));
    cancelled || coded(error) == Some(interrupt::INTERRUPTED)
}

/// Says an error on standard error; gives the exit code that goes with it.
fn complain(error: &anyhow::Error) -> ExitCode {
    let colour = std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none();
    let text = rendered(error, colour);
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
    ExitCode::from(match failure(error) {
        Some(_) => WRONG,
        None if interrupted(error) => interrupt::INTERRUPTED,
        None => coded(error).unwrap_or(FAILED),
    })
}

fn report(error: &anyhow::Error, command: &'static str, json: bool) -> ExitCode {
    if json {
        let plain = [Diagnostic::general(format!("{error:#}"))];
        let errors = match failure(error) {
            Some(f) => entries(&f.diagnostics, &f.sources),
            None => entries(&plain, &Sources::default()),
        };
        let document = Failed {
            head: Head::new(command, None),
            errors,
        };
        let _ = print(&(serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"));
    }
    complain(error)
}

/// The terminal, or 80 columns without colour where output goes elsewhere.
pub(crate) fn screen() -> Screen {
    let terminal = std::io::stdout().is_terminal();
    let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
    let size = terminal_size::terminal_size().map(|(w, _)| w.0 as usize);
    Screen {
        width: if terminal { size.or(columns) } else { columns }
            .unwrap_or(80)
            .clamp(20, 120),
        colour: terminal && std::env::var_os("NO_COLOR").is_none(),
    }
}

/// The command line as the manifest keeps it: without the program's path.
pub(crate) fn command_line() -> Vec<String> {
    std::iter::once("demarche".to_string())
        .chain(
            std::env::args_os()
                .skip(1)
                .map(|a| a.to_string_lossy().into_owned()),
        )
        .collect()
}

/// An error with its exit code.
#[derive(Debug)]
pub(crate) struct Coded(pub u8, pub String);

impl std::fmt::Display for Coded {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.1)
    }
}

impl std::error::Error for Coded {}

/// The exit code of an error that has its own.
fn coded(error: &anyhow::Error) -> Option<u8> {
    error.downcast_ref().map(|Coded(code, _)| *code)
}

/// An error of the program, not of the input.
pub(crate) fn bug(what: &str) -> anyhow::Error {
    anyhow::anyhow!("{what}; this is a bug of demarche, please report it with the scenario file")
}
