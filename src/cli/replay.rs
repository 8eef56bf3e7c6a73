//! `demarche replay`: a result worked out again from its manifest, or a ledger, and compared file by file.

use super::args::{Cli, Command, Keep, Place, Replay as Args, Run};
use super::named::kept;
use super::{CLAIM, Shown, obey};
use crate::VERSION;
use crate::diagnostics::Failure;
use crate::report::{Manifest, ReplayEntry, ReplaySummary};
use crate::scenario::digest;
use anyhow::{Context, Result};
use clap::Parser;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// A ledger: a run, and the digests of its tables.
#[derive(Deserialize)]
struct Ledger {
    scenario: String,
    seed: u64,
    histories: usize,
    #[serde(default)]
    set: Vec<String>,
    tables: BTreeMap<String, String>,
}

/// The command.
pub(super) fn replay(args: &Args) -> Result<Shown> {
    let mut entries = vec![];
    for path in &args.results {
        entries.push(match path.extension().is_some_and(|e| e == "toml") {
            true => ledger(path, args)?,
            false => result(path, args)?,
        });
    }
    let summary = ReplaySummary::of(entries);
    Ok(Shown {
        code: summary.differ().then_some(CLAIM),
        ..super::output::answer(&summary)?
    })
}

/// `run --from`: does what the command of a manifest did.
pub(super) fn from(args: &Run) -> Result<Shown> {
    let path = args.from.as_deref().unwrap_or(Path::new(""));
    let (folder, manifest) = read(path)?;
    let mut command = repeated(&folder, &manifest)?;
    settle(
        &mut command,
        &manifest.command,
        (args.place.out.as_deref(), args.place.force),
        &args.keep,
    );
    obey(command)
}

/// The folder of a result, which is named, or its manifest; and the manifest.
pub(super) fn read(path: &Path) -> Result<(PathBuf, Manifest), Failure> {
    let folder = match path.is_dir() {
        true => path,
        false => path.parent().unwrap_or(Path::new("")),
    };
    let manifest = Manifest::read(folder).ok_or_else(|| {
        let message = format!("{} is no result of demarche", path.display());
        let help = "name a folder that it wrote, its manifest.json, or a ledger such as seeds/north_korea_2006.toml";
        Failure::general(message, help)
    })?;
    Ok((folder.to_path_buf(), manifest))
}

/// Repeats the result in a folder, or beside its manifest.
fn result(path: &Path, args: &Args) -> Result<ReplayEntry> {
    let (folder, manifest) = read(path)?;
    let damaged = manifest.damaged(&folder);
    let again = args.place(&folder)?;
    let mut command = repeated(&folder, &manifest)?;
    let out = (Some(&*again.path), false);
    settle(&mut command, &manifest.command, out, &args.keep);
    perform(command)?;
    let found =
        Manifest::read(&again.path).context("the result that was worked out again has gone")?;
    let same_build = manifest.version == VERSION;
    // charts and documents name the build
    let compared = |name: &String| same_build || name.starts_with("data/");
    let digests = |m: &Manifest| -> BTreeMap<String, String> {
        let own = m.files.iter().filter(|(name, _)| compared(name));
        own.map(|(name, digest)| (name.clone(), digest.clone()))
            .collect()
    };
    let told = manifest.command.join(" ");
    let mut entry = ReplayEntry::of(path, told, &digests(&manifest), &digests(&found));
    entry.damaged = damaged;
    entry.version = (!same_build).then_some(manifest.version);
    Ok(entry)
}

/// Repeats the run of a ledger, and compares its tables.
fn ledger(path: &Path, args: &Args) -> Result<ReplayEntry> {
    let name = path.display();
    let text = std::fs::read_to_string(path).with_context(|| format!("reading {name}"))?;
    let ledger: Ledger = toml::from_str(&text).map_err(|error| {
        let message = format!("{name} is no ledger of a run: {}", error.message());
        Failure::general(message, "name one such as seeds/north_korea_2006.toml")
    })?;
    let mut command: Vec<String> = ["demarche", "run"].map(String::from).into();
    command.push(ledger.scenario);
    command.extend(["--seed".to_string(), ledger.seed.to_string()]);
    command.extend(["-n".to_string(), ledger.histories.to_string()]);
    for set in ledger.set {
        command.extend(["--set".to_string(), set]);
    }
    let again = args.place(path)?;
    let told = command.join(" ");
    let mut repeat = Cli::try_parse_from(&command)?.command();
    let out = (Some(&*again.path), false);
    settle(&mut repeat, &command, out, &args.keep);
    perform(repeat)?;
    let digest_of = |stem: &String| {
        let file = again.path.join("data").join(format!("{stem}.csv"));
        std::fs::read(file)
            .ok()
            .map(|bytes| (stem.clone(), digest(bytes)))
    };
    let found: BTreeMap<String, String> = ledger.tables.keys().filter_map(digest_of).collect();
    Ok(ReplayEntry::of(path, told, &ledger.tables, &found))
}

/// Does what a command asks for, its folder included; its answer is not shown.
fn perform(command: Command) -> Result<()> {
    let shown = obey(command)?;
    if let Some(save) = shown.save {
        save()?;
    }
    shown.fault.map_or(Ok(()), Err)
}

/// The command of a manifest, on the texts that it kept in `folder`.
pub(super) fn repeated(folder: &Path, manifest: &Manifest) -> Result<Command> {
    let mut command = Cli::try_parse_from(&manifest.command)
        .with_context(|| format!("reading the command of {}", folder.display()))?
        .command();
    let Some(own) = command.repeatable() else {
        let message = format!(
            "`{}` cannot be repeated from its manifest",
            manifest.command.join(" ")
        );
        let help = "run that command again";
        return Err(Failure::general(message, help).into());
    };
    // some commands list a scenario that is named twice once
    let each = own.scenarios.len() == manifest.scenarios.len();
    let mut known: Vec<String> = vec![];
    for (n, name) in own.scenarios.iter_mut().enumerate() {
        let place = known.iter().position(|k| k == name);
        let distinct = place.unwrap_or(known.len());
        if place.is_none() {
            known.push(name.clone());
        }
        *name = kept(folder, if each { n } else { distinct });
    }
    for (name, known) in &manifest.inputs {
        let bytes = std::fs::read(name).with_context(|| format!("reading {name}"))?;
        if digest(bytes) != *known {
            let message = format!("{name} is not the table that was read then");
            let help = "put the table back that has the digest in the manifest's `inputs`";
            return Err(Failure::general(message, help).into());
        }
    }
    Ok(command)
}

/// Has `command`, which is what `line` asks for, write its folder to `out`, by force or not, or where such commands write; and nothing
/// elsewhere.
pub(super) fn settle(
    command: &mut Command,
    line: &[String],
    (out, force): (Option<&Path>, bool),
    keep: &Keep,
) {
    if let Some(own) = command.repeatable() {
        *own.place = Place {
            out: out.map(Path::to_path_buf),
            force,
            line: Some(line.to_vec()),
            ..own.place.clone()
        };
        if let Some(own) = own.keep {
            own.clone_from(keep);
        }
    }
    match command {
        Command::Calibrate(a) => a.write = None,
        Command::Fit(a) => a.write = None,
        _ => {}
    }
}

/// Where a result is worked out again.
struct Again {
    path: PathBuf,
    /// Removed with what is in it, unless the user named a folder.
    _temporary: Option<tempfile::TempDir>,
}

impl Args {
    /// The place for the repetition of what is in `of`.
    fn place(&self, of: &Path) -> Result<Again> {
        match &self.out {
            Some(out) => {
                let name = of.file_stem().unwrap_or(of.as_os_str());
                let path = match self.results.len() {
                    1 => out.clone(),
                    _ => out.join(name),
                };
                Ok(Again {
                    path,
                    _temporary: None,
                })
            }
            None => {
                let made = tempfile::tempdir().context("making a folder to work in")?;
                Ok(Again {
                    path: made.path().join("result"),
                    _temporary: Some(made),
                })
            }
        }
    }
}
