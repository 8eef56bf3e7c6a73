//! `demarche watch`: runs a file again whenever it is saved, and keeps the last version that worked on
//! the screen while the file is broken.

use super::args::{Luck, Place, Run as RunArgs, Watch as Args};
use super::run::{Told, disagreement, told};
use super::{Shown, failure, rendered, screen};
use crate::report::screen::{Screen, count, label_width, percent, row, signed};
use crate::report::{Estimate, RunSummary};
use crate::scenario::{Document, Edit};
use crate::source::{Failure, Sources};
use anyhow::Result;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::time::{Duration, Instant};

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_millis(250);

/// A change of an exact value that is worth telling: a tenth of a point.
const TOLD: f64 = 0.001;

/// The command; it ends when nobody reads on.
pub(super) fn watch(args: &Args) -> Result<Shown> {
    if args.common.json {
        let help = "for documents use `demarche run --json`";
        return Err(Failure::general("watch shows text", help).into());
    }
    if !Path::new(&args.file).is_file() {
        let message = format!("there is no file `{}`", args.file);
        let help = "watch wants a file to look at; `demarche new FILE` writes one";
        return Err(Failure::general(message, help).into());
    }
    let run = RunArgs {
        scenario: args.file.clone(),
        worlds: None,
        until: None,
        rows: false,
        luck: Luck {
            seed: args.seed,
            histories: Some(args.histories),
        },
        common: args.common.clone(),
        place: Place {
            out: args.out.clone(),
            force: args.out.is_some(),
            report: false,
        },
    };
    let mut good: Option<Told> = None;
    let mut files = vec![args.file.clone()];
    loop {
        let texts = texts(&files);
        let clock = Instant::now();
        let now = again(&run);
        let took = clock.elapsed().as_secs_f64();
        let sources = match &now {
            Ok(told) => Some(&told.run.scenario.sources),
            Err(error) => failure(error).map(|f| &f.sources),
        };
        for name in sources.iter().flat_map(|s| watched(s)) {
            if !files.contains(&name) {
                files.push(name);
            }
        }
        let screen = screen();
        let mut text = String::new();
        if screen.colour {
            text.push_str("\x1b[2J\x1b[H");
        }
        let state = match now {
            Ok(told) => {
                text.push_str(&told.text);
                if let Some(before) = &good {
                    changes(&mut text, &before.summary, &told.summary, screen);
                }
                good = Some(told);
                format!("Ran in {took:.2} s.")
            }
            Err(error) => {
                if let Some(good) = &good {
                    text.push_str(&good.text);
                    let _ = writeln!(text, "\nAbove: the last version that worked. Now:");
                }
                let _ = write!(text, "\n{}", rendered(&error, screen.colour));
                format!("Failed after {took:.2} s.")
            }
        };
        let _ = writeln!(
            text,
            "\n{state} Watching {} ({}); Ctrl-C ends.",
            count(files.len(), "file"),
            files.join(", ")
        );
        let mut out = std::io::stdout().lock();
        if out
            .write_all(text.as_bytes())
            .and_then(|()| out.flush())
            .is_err()
        {
            return Ok(Shown::default()); // nobody reads on
        }
        drop(out);
        wait(&files, texts);
    }
}

/// Runs the file, and writes its folder if one is named.
fn again(run: &RunArgs) -> Result<Told> {
    let document = Document::open(&run.scenario)?;
    let scenario = document.scenario(&Edit::settings(&run.common.set))?;
    let folder = match run.place.out {
        Some(_) => Some(run.place.claim("run", [&scenario], Some(run.luck.seed))?),
        None => None,
    };
    let told = told(document, scenario, run)?;
    if let Some(fault) = disagreement(&told.run) {
        return Err(fault);
    }
    if let Some(folder) = folder {
        told.write(run, folder)?;
    }
    Ok(told)
}

/// The files that a scenario's texts are from.
fn watched(sources: &Sources) -> Vec<String> {
    let names = sources.0.iter().map(|s| s.name.clone());
    names.filter(|name| Path::new(name).is_file()).collect()
}

/// What stands in the files; nothing in one that cannot be read.
fn texts(files: &[String]) -> Vec<Option<Vec<u8>>> {
    files.iter().map(|f| std::fs::read(f).ok()).collect()
}

/// Waits until the files are others than `before` and no longer being written.
fn wait(files: &[String], mut before: Vec<Option<Vec<u8>>>) {
    let mut seen = texts(files);
    // a file first met in the last run was not read before it
    before.extend_from_slice(&seen[before.len()..]);
    loop {
        std::thread::sleep(PAUSE);
        let last = std::mem::replace(&mut seen, texts(files));
        if seen == last && seen != before {
            return;
        }
    }
}

/// What has changed since the last version that worked.
fn changes(text: &mut String, before: &RunSummary, now: &RunSummary, screen: Screen) {
    let all = |s: &RunSummary| -> Vec<Estimate> {
        s.outcomes.iter().chain(&s.measures).cloned().collect()
    };
    let old = all(before);
    let mut rows = vec![];
    for new in all(now) {
        let same = |e: &&Estimate| e.id == new.id;
        let Some((a, b)) = old.iter().find(same).and_then(|e| e.exact.zip(new.exact)) else {
            continue;
        };
        if (b - a).abs() >= TOLD {
            // an interval is given to shares alone
            let told = match new.low {
                Some(_) => format!("{} → {}", percent(a), percent(b)),
                None => format!("{} → {}", signed(a), signed(b)),
            };
            rows.push((new.label, told));
        }
    }
    let _ = writeln!(
        text,
        "\n{}",
        screen.bold("SINCE THE LAST VERSION THAT WORKED")
    );
    if rows.is_empty() {
        let _ = writeln!(text, "nothing has moved by a tenth of a point");
    }
    let wide = label_width(rows.iter().map(|r| r.0.as_str()), screen);
    for (label, told) in rows {
        row(text, &label, wide, &told);
    }
}
