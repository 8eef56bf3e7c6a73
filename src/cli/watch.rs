//! `demarche watch`: runs a file again whenever it is saved, and keeps the last version that worked on
//! the screen while the file is broken.

use super::args::{Evidence, Keep, Luck, Place, Run as RunArgs, Shape, Watch as Args};
use super::run::{disagreement, reported};
use super::{Shown, failure, interrupted, rendered, screen};
use crate::diagnostics::{Failure, Sources};
use crate::report::screen::{Screen, count, label_width, percent, row, signed};
use crate::report::{Estimate, Report, RunReport, RunSummary};
use crate::scenario::{Document, Edit};
use crate::study::verdict::sign;
use anyhow::Result;
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::Path;
use std::rc::Rc;
use std::sync::mpsc::{Receiver, channel};
use std::time::{Duration, Instant};

/// Between two looks at the files.
const PAUSE: Duration = Duration::from_millis(250);

/// The command; it ends when nobody reads on.
pub(super) fn watch(args: &Args) -> Result<Shown> {
    if args.common.json {
        let help = "for documents use `demarche run --json`";
        return Err(Failure::general("watch shows only text", help).into());
    }
    if !Path::new(&args.file).is_file() {
        let message = format!("there is no file `{}`", args.file);
        let help = "watch needs a file; `demarche new FILE` writes one";
        return Err(Failure::general(message, help).into());
    }
    let run = run_of(args);
    let mut good: Option<Rc<RunReport>> = None;
    let mut pinned: Option<Rc<RunReport>> = None;
    let lines = lines();
    let mut files = vec![args.file.clone()];
    loop {
        let texts = texts(&files);
        let clock = Instant::now();
        let now = again(&run);
        let took = clock.elapsed().as_secs_f64();
        let sources = match &now {
            Ok(report) => Some(&report.run.scenario.sources),
            Err(error) => failure(error).map(|f| &f.sources),
        };
        for name in sources.iter().flat_map(|s| watched(s)) {
            if !files.contains(&name) {
                files.push(name);
            }
        }
        let screen = screen();
        let (text, state) = match now {
            Ok(report) => {
                let report = Rc::new(report);
                let text = worked(&report, pinned.as_deref(), good.as_deref(), screen);
                if args.pin && pinned.is_none() {
                    pinned = Some(report.clone());
                }
                good = Some(report);
                (text, format!("Ran in {took:.2} s."))
            }
            Err(error) if interrupted(&error) => return Err(error),
            Err(error) => {
                let text = broken(&error, good.as_deref(), screen);
                (text, format!("Failed after {took:.2} s."))
            }
        };
        let clear = if screen.colour { "\x1b[2J\x1b[H" } else { "" };
        let text = format!(
            "{clear}{text}\n{state} Watching {} ({}); p and Enter pins, Ctrl-C ends.\n",
            count(files.len(), "file"),
            files.join(", ")
        );
        if !told(&text) {
            return Ok(Shown::default());
        }
        let mut texts = texts;
        while let Some(same) = wait(&files, texts, &lines) {
            texts = same;
            pinned = good.clone();
            let words = match &pinned {
                Some(_) => {
                    "Pinned: from now on changes are told from the last version that worked.\n"
                }
                None => "Nothing is pinned: no version has worked yet.\n",
            };
            if !told(words) {
                return Ok(Shown::default());
            }
        }
    }
}

/// Prints a text at once; false if nobody reads on.
fn told(text: &str) -> bool {
    let mut out = std::io::stdout().lock();
    let done = out.write_all(text.as_bytes()).and_then(|()| out.flush());
    done.is_ok()
}

/// The lines that are typed.
fn lines() -> Receiver<String> {
    let (send, lines) = channel();
    std::thread::spawn(move || {
        for line in std::io::stdin().lines().map_while(Result::ok) {
            if send.send(line).is_err() {
                break;
            }
        }
    });
    lines
}

/// What `run` would be asked.
fn run_of(args: &Args) -> RunArgs {
    RunArgs {
        from: None,
        equilibria: None,
        equilibrium: 1,
        scenario: args.file.clone(),
        worlds: None,
        until: None,
        precisions: false,
        briefing: false,
        rows: false,
        keep: Keep {
            fresh: false,
            no_store: true,
            shared: None,
        },
        evidence: Evidence::default(),
        luck: Luck {
            seed: args.seed,
            histories: Some(args.histories),
        },
        common: args.common.clone(),
        shape: Shape::default(),
        place: Place {
            out: args.out.clone(),
            force: args.out.is_some(),
            report: false,
            slides: false,
            line: None,
        },
    }
}

/// What is shown of a version that worked, with what has changed since the one that is `pinned`, else
/// since the one `before`.
fn worked(
    report: &RunReport,
    pinned: Option<&RunReport>,
    before: Option<&RunReport>,
    screen: Screen,
) -> String {
    let mut text = report.text(screen);
    let since = match pinned {
        Some(_) => "SINCE THE PINNED VERSION",
        None => "SINCE THE LAST VERSION THAT WORKED",
    };
    if let Some(other) = pinned.or(before) {
        let _ = writeln!(text, "\n{}", screen.bold(since));
        changes(&mut text, &other.summary, &report.summary, screen);
    }
    text
}

/// What is shown of a version that did not, below the last one that did.
fn broken(error: &anyhow::Error, good: Option<&RunReport>, screen: Screen) -> String {
    let good = good.map_or(String::new(), |good| {
        let text = good.text(screen);
        format!("{text}\nAbove: the last version that worked. Now:\n")
    });
    format!("{good}\n{}", rendered(error, screen.colour))
}

/// Runs the file, and writes its folder if one is named.
fn again(run: &RunArgs) -> Result<RunReport> {
    let document = Document::open(&run.scenario)?;
    let scenario = document.scenario(&Edit::settings(&run.common.set))?;
    let folder = match run.place.out {
        Some(_) => Some(run.place.claim("run", [&scenario], Some(run.luck.seed))?),
        None => None,
    };
    let report = reported(document, run)?;
    if let Some(fault) = disagreement(&report.run) {
        return Err(fault);
    }
    if let Some(mut folder) = folder {
        folder.manifest.histories = Some(report.run.simulation.histories);
        let (json, text) = (report.document()?, report.text(super::screen()));
        folder.write(&report, &json, &text)?;
    }
    Ok(report)
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

/// Waits until the files are others than `before` and no longer being written; or until a `p` is typed:
/// then it gives back what they were.
fn wait(
    files: &[String],
    mut before: Vec<Option<Vec<u8>>>,
    lines: &Receiver<String>,
) -> Option<Vec<Option<Vec<u8>>>> {
    let mut seen = texts(files);
    // a file first met in the last run was not read before it
    before.extend_from_slice(&seen[before.len()..]);
    loop {
        std::thread::sleep(PAUSE);
        let last = std::mem::replace(&mut seen, texts(files));
        if seen == last && seen != before {
            return None;
        }
        if lines.try_iter().any(|line| line.trim() == "p") {
            return Some(before);
        }
    }
}

/// What has changed.
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
        if sign(b - a) != 0 {
            // an interval is given to shares alone
            let change = match new.low {
                Some(_) => format!("{} → {}", percent(a), percent(b)),
                None => format!("{} → {}", signed(a), signed(b)),
            };
            rows.push((new.label, change));
        }
    }
    if rows.is_empty() {
        let _ = writeln!(text, "nothing has moved by a tenth of a point");
    }
    let wide = label_width(rows.iter().map(|r| r.0.as_str()), screen);
    for (label, change) in rows {
        row(text, &label, wide, &change);
    }
}
