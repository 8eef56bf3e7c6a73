//! The results folder: claimed before the work, filled beside and then renamed.
//!
//! A claim is the folder itself with a locked file in [`CLAIM`] inside it. The lock ends with the
//! process, however it ends, so the next run can tell an interrupted run from one that goes on. What
//! is written stands in the claim until it is whole; the manifest comes last. Nothing is removed
//! without `force`, and with it only a folder of ours; a folder that is replaced is renamed aside
//! and removed when the new one stands.

use super::fill::{Output, fill};
use super::manifest::{CLAIM, MANIFEST, Manifest, files};
use crate::diagnostics::Failure;
use crate::error::Error;
use std::fs::File;
use std::path::{Component, Path, PathBuf};

/// Where results are wanted.
#[derive(Clone, Copy, Debug)]
#[allow(missing_docs)]
pub struct Wanted<'a> {
    /// A folder that is named; else `results/SCENARIO/COMMAND`, or `…-2` and so on where another
    /// run is.
    pub out: Option<&'a Path>,
    /// Whether to replace a result that is there.
    pub force: bool,
    pub scenario: &'a str,
    pub command: &'a str,
}

/// A folder that is ours to fill.
#[derive(Debug)]
#[must_use = "a claim that is dropped gives the folder up"]
pub struct Claim {
    folder: PathBuf,
    /// The folder as it is shown: as the user wrote it, where the user did.
    shown: PathBuf,
    /// Keeps others out as long as it is open.
    _lock: File,
    /// The folders that the claim made, the outermost first: they go with it if nothing comes of it.
    made: Vec<PathBuf>,
    before: Before,
    /// The link that leads to the newest result.
    latest: Option<PathBuf>,
}

/// What a folder held when it was claimed.
#[derive(Debug, PartialEq)]
enum Before {
    /// Nothing.
    Empty,
    /// What an interrupted run left.
    Leavings,
    /// A result.
    Result(Box<Manifest>),
    /// Something else: why it is not a result.
    Foreign(String),
}

/// A folder that was written.
#[derive(Debug)]
#[must_use = "it may hold a note for the reader"]
pub struct Written {
    /// The folder, as it is shown.
    pub folder: PathBuf,
    /// What else there is to say.
    pub note: Option<String>,
}

/// Why a folder could not be claimed.
enum Denied {
    /// Another run has it.
    Busy,
    /// Anything else.
    Failed(Error),
}

impl From<Error> for Denied {
    fn from(error: Error) -> Self {
        Denied::Failed(error)
    }
}

/// `path` as an absolute one without `.` and `..`, by its letters alone; a folder that is there, by
/// its true place.
fn normal(path: &Path) -> Result<PathBuf, Error> {
    let finding = |e| Error::io(format!("finding {}", path.display()), e);
    let whole = std::path::absolute(path).map_err(finding)?;
    let mut normal = PathBuf::new();
    for part in whole.components() {
        match part {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    Ok(normal.canonicalize().unwrap_or(normal))
}

/// Claims the folder for results, before the work.
///
/// # Errors
/// A named folder that holds something, unless it is a result and `force` is given; one that
/// another run has claimed; a place that cannot be written to.
pub fn claim(wanted: Wanted, manifest: &Manifest) -> Result<Claim, Error> {
    match wanted.out {
        Some(out) => named(out, wanted.force),
        None => numbered(wanted, manifest),
    }
}

fn named(out: &Path, force: bool) -> Result<Claim, Error> {
    let place = normal(out)?;
    let refused = |what: &str, help: &str| -> Error {
        Failure::general(format!("{} {what}", out.display()), help).into()
    };
    if place.exists() && !place.is_dir() {
        return Err(refused("is a file", "name a folder for the results"));
    }
    let fits = |before: Before| match before {
        Before::Empty | Before::Leavings => Ok(()),
        Before::Result(_) if force => Ok(()),
        Before::Foreign(why) if force => Err(refused(
            &format!("holds something that is not a result ({why})"),
            "name another folder: --force replaces only results",
        )),
        Before::Result(_) | Before::Foreign(_) => Err(refused(
            "exists and is not empty",
            "name another folder, or add --force to replace a result",
        )),
    };
    // looked at before a lock is put into it, and again under the lock
    fits(before(&place))?;
    match Claim::take(&place, out) {
        Ok(claim) => fits(before(&claim.folder)).map(|()| claim),
        Err(Denied::Busy) => Err(refused(
            "is being written by another run",
            "wait for it, or name another folder",
        )),
        Err(Denied::Failed(error)) => Err(error),
    }
}

fn numbered(wanted: Wanted, manifest: &Manifest) -> Result<Claim, Error> {
    let results = Path::new("results").join(wanted.scenario);
    tidy(&normal(&results)?);
    for number in 1.. {
        let name = match number {
            1 => wanted.command.to_string(),
            n => format!("{}-{n}", wanted.command),
        };
        let shown = results.join(name);
        let place = normal(&shown)?;
        let free = |before: &Before| match before {
            Before::Empty | Before::Leavings => true,
            Before::Result(there) => wanted.force || there.repeats(manifest),
            Before::Foreign(_) => false,
        };
        if place.exists() && !(place.is_dir() && free(&before(&place))) {
            continue;
        }
        match Claim::take(&place, &shown) {
            Ok(mut claim) if free(&claim.before) => {
                claim.latest = Some(results.join("latest"));
                return Ok(claim);
            }
            Ok(_) | Err(Denied::Busy) => {}
            Err(Denied::Failed(error)) => return Err(error),
        }
    }
    unreachable!("numbers have no end")
}

/// Removes from `results` what interrupted runs left, where nothing else is beside it.
fn tidy(results: &Path) {
    for entry in std::fs::read_dir(results).into_iter().flatten().flatten() {
        let place = entry.path();
        if place.join(CLAIM).is_dir()
            && before(&place) == Before::Leavings
            && let Ok(mut claim) = Claim::take(&place, &place)
        {
            claim.made = vec![place]; // goes with what it held
        }
    }
}

/// What `folder` holds.
fn before(folder: &Path) -> Before {
    let within = files(folder, "");
    let claim = folder.join(CLAIM);
    if let Some(manifest) = Manifest::read(folder) {
        return match manifest.stranger(folder) {
            Some(name) => Before::Foreign(format!("{name} does not belong to it")),
            None => Before::Result(Box::new(manifest)),
        };
    }
    if within.is_empty() {
        let empty = std::fs::read_dir(folder).map_or(true, |mut d| d.next().is_none());
        return match empty {
            true => Before::Empty,
            false if claim.is_dir() => Before::Leavings,
            false => Before::Foreign("it has folders in it".into()),
        };
    }
    // interrupted while the finished parts were moved to their place
    match Manifest::read(&claim.join("new")).map(|m| m.stranger(folder)) {
        Some(None) => Before::Leavings,
        _ => Before::Foreign(format!("it has no {MANIFEST} of demarche")),
    }
}

/// The name under which a folder waits while another takes its place.
fn aside(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    folder.with_file_name(format!(".{name}.demarche-old"))
}

impl Claim {
    /// Makes the folder if need be, and locks it.
    fn take(folder: &Path, shown: &Path) -> Result<Claim, Denied> {
        let making = |e| Error::io(format!("making {}", folder.display()), e);
        let old = aside(folder);
        if !folder.exists() && Manifest::read(&old).is_some() {
            // a run was interrupted between moving the old result aside and the new one in
            std::fs::rename(&old, folder).map_err(making)?;
        }
        let made = make(folder).map_err(making)?;
        let at = folder.join(CLAIM);
        let path = at.join("lock");
        // whoever had the lock may remove the file between our opening and our locking it
        for _ in 0..100 {
            std::fs::create_dir_all(&at).map_err(making)?;
            let mut open = File::options();
            let open = open.create(true).truncate(false).write(true).open(&path);
            let lock = match open {
                Ok(lock) => lock,
                Err(e) if e.kind() == std::io::ErrorKind::NotFound => continue,
                Err(e) => {
                    if !made.is_empty() {
                        let _ = std::fs::remove_dir_all(&at);
                        unmake(&made);
                    }
                    return Err(making(e).into());
                }
            };
            match lock.try_lock() {
                Ok(()) if same(&lock, &path) => {
                    let mut claim = Claim {
                        folder: folder.to_path_buf(),
                        shown: shown.to_path_buf(),
                        _lock: lock,
                        made,
                        before: before(folder),
                        latest: None,
                    };
                    claim.clean().map_err(making)?;
                    return Ok(claim);
                }
                Ok(()) => continue,
                Err(std::fs::TryLockError::WouldBlock) => return Err(Denied::Busy),
                Err(std::fs::TryLockError::Error(e)) => return Err(making(e).into()),
            }
        }
        Err(Denied::Busy)
    }

    /// Removes what an interrupted run left.
    fn clean(&mut self) -> std::io::Result<()> {
        let new = self.fresh();
        if self.before == Before::Leavings {
            for name in files(&self.folder, "") {
                std::fs::remove_file(self.folder.join(name))?;
            }
            for part in ["charts", "data", "slides"] {
                let _ = std::fs::remove_dir(self.folder.join(part));
            }
            self.before = Before::Empty;
        }
        if new.exists() {
            std::fs::remove_dir_all(&new)?;
        }
        let old = aside(&self.folder);
        if Manifest::read(&old).is_some_and(|m| m.stranger(&old).is_none()) {
            let _ = std::fs::remove_dir_all(&old);
        }
        Ok(())
    }

    /// Where the result is written until it is whole.
    fn fresh(&self) -> PathBuf {
        self.folder.join(CLAIM).join("new")
    }

    /// Writes the result. A result that is there already, of the same run and undamaged, is left as
    /// it is; one that is damaged is kept beside.
    ///
    /// # Errors
    /// What the file system refuses; then the folder holds what it held before.
    pub fn write(self, output: &Output) -> Result<Written, Error> {
        let new = self.fresh();
        let manifest = fill(output, &new)?;
        let mut note = None;
        let writing = |e| Error::io(format!("writing {}", self.folder.display()), e);
        match &self.before {
            Before::Result(there) if there.repeats(&manifest) => {
                let damaged = there.damaged(&self.folder);
                if damaged.is_empty() && there.files == manifest.files {
                    self.lead().map_err(writing)?;
                    let folder = self.shown.clone();
                    return Ok(Written { folder, note });
                }
                let kept = spare(&self.folder);
                self.swap(&kept).map_err(writing)?;
                let _ = std::fs::remove_dir_all(kept.join(CLAIM));
                let what = match damaged.first() {
                    Some(first) => format!("{first} had changed"),
                    None => "its files had changed".to_string(),
                };
                note = Some(format!(
                    "The folder was damaged ({what}); what it held is in {}",
                    kept.file_name().unwrap_or_default().to_string_lossy()
                ));
            }
            Before::Result(_) => {
                let old = aside(&self.folder);
                self.swap(&old).map_err(writing)?;
                if let Err(e) = std::fs::remove_dir_all(&old) {
                    note = Some(format!(
                        "The earlier result could not be removed ({e}); it is in {}",
                        old.display()
                    ));
                }
            }
            _ => self.move_in().map_err(writing)?,
        }
        self.lead().map_err(writing)?;
        let folder = self.shown.clone();
        Ok(Written { folder, note })
    }

    /// Moves the parts of the result to their place, the manifest last.
    fn move_in(&self) -> std::io::Result<()> {
        let new = self.fresh();
        let mut names: Vec<_> = std::fs::read_dir(&new)?
            .map(|entry| entry.map(|e| e.file_name()))
            .collect::<std::io::Result<_>>()?;
        names.sort_by_key(|name| (name == MANIFEST, name.clone()));
        for name in names {
            std::fs::rename(new.join(&name), self.folder.join(&name))?;
        }
        Ok(())
    }

    /// Renames the folder to `old`, and the new result, which stands within it, to its place.
    fn swap(&self, old: &Path) -> std::io::Result<()> {
        std::fs::rename(&self.folder, old)?;
        let moved = std::fs::rename(old.join(CLAIM).join("new"), &self.folder);
        if moved.is_err() {
            std::fs::rename(old, &self.folder)?;
        }
        moved
    }

    /// Makes the link that leads to the newest result lead here.
    fn lead(&self) -> std::io::Result<()> {
        let Some(latest) = &self.latest else {
            return Ok(());
        };
        if latest.exists() && !latest.is_symlink() {
            return Ok(()); // somebody's own
        }
        let name = self.folder.file_name().unwrap_or_default();
        let beside = latest.with_file_name(format!(".latest.{}", std::process::id()));
        link(Path::new(name), &beside)?;
        std::fs::rename(&beside, latest)
    }
}

impl Drop for Claim {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(self.folder.join(CLAIM));
        unmake(&self.made);
    }
}

/// Makes a folder and those that it is in, and returns those that were missing, the outermost first.
fn make(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut made = vec![];
    let missing: Vec<&Path> = folder.ancestors().take_while(|p| !p.exists()).collect();
    for path in missing.into_iter().rev() {
        match std::fs::create_dir(path) {
            Ok(()) => made.push(path.to_path_buf()),
            Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => {}
            Err(e) => {
                unmake(&made);
                return Err(e);
            }
        }
    }
    Ok(made)
}

/// Removes folders in which there is nothing.
fn unmake(made: &[PathBuf]) {
    for path in made.iter().rev() {
        let _ = std::fs::remove_dir(path); // stays if anything is in it
    }
}

/// A name for a damaged folder that is to be kept.
fn spare(folder: &Path) -> PathBuf {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let all = (1..).map(|n| match n {
        1 => folder.with_file_name(format!("{name}.damaged")),
        n => folder.with_file_name(format!("{name}.damaged-{n}")),
    });
    let mut free = all.filter(|p| !p.exists());
    free.next().expect("numbers have no end")
}

#[cfg(unix)]
fn link(to: &Path, at: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(to, at)
}

/// Where links want a privilege, a file that names the folder.
#[cfg(not(unix))]
fn link(to: &Path, at: &Path) -> std::io::Result<()> {
    std::fs::write(at, to.to_string_lossy().as_bytes())
}

/// Whether `file` is still the one at `path`.
#[cfg(unix)]
fn same(file: &File, path: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;
    let id = |m: std::io::Result<std::fs::Metadata>| m.map(|m| (m.dev(), m.ino())).ok();
    id(file.metadata()).is_some_and(|own| id(std::fs::metadata(path)) == Some(own))
}

/// A file that is open cannot be removed there.
#[cfg(not(unix))]
fn same(_: &File, path: &Path) -> bool {
    path.exists()
}
