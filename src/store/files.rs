//! The files of a store: for each build a folder, in it one for each first two digits of the names of answers.

use crate::VERSION;
use serde::Serialize;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

/// After so long what is half-written is left of a process that ended.
const ABANDONED: Duration = Duration::from_secs(3600);

/// Numbers what this process writes.
static WRITES: AtomicU64 = AtomicU64::new(0);

/// The folder of a store.
#[derive(Debug)]
pub struct Files {
    pub folder: PathBuf,
}

/// What a store holds of a build.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Held {
    /// The build's version.
    pub version: String,
    /// How many answers.
    pub answers: usize,
    /// The bytes that they take.
    pub bytes: u64,
}

/// A file of a store.
struct Kept {
    path: PathBuf,
    bytes: u64,
    written: SystemTime,
}

impl Files {
    /// The place of the answer called `name`.
    fn place(&self, name: &str) -> PathBuf {
        let folder = self.folder.join(VERSION).join(&name[..2]);
        folder.join(format!("{name}.json"))
    }

    /// The bytes under `name`, if any can be read.
    pub fn read(&self, name: &str) -> Option<Vec<u8>> {
        fs::read(self.place(name)).ok()
    }

    /// Removes what is under `name`.
    pub fn remove(&self, name: &str) {
        let _ = fs::remove_file(self.place(name));
    }

    /// Puts `bytes` under `name`: whole and on the disk, or not at all.
    pub fn write(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let place = self.place(name);
        let folder = place.parent().unwrap_or(&self.folder);
        let number = WRITES.fetch_add(1, Ordering::Relaxed);
        let part = folder.join(format!("{name}.{}-{number}.part", std::process::id()));
        let mut file = match File::create(&part) {
            Err(e) if e.kind() == io::ErrorKind::NotFound => {
                fs::create_dir_all(folder)?;
                File::create(&part)?
            }
            other => other?,
        };
        let written = file
            .write_all(bytes)
            .and_then(|()| file.sync_all())
            .and_then(|()| fs::rename(&part, &place));
        if written.is_err() {
            let _ = fs::remove_file(&part);
        }
        written?;
        sync(folder)
    }

    /// What is held, build by build.
    pub fn held(&self) -> Vec<Held> {
        let mut all: Vec<Held> = vec![];
        for folder in builds(&self.folder) {
            let kept = answers(&folder);
            let version = folder.file_name().unwrap_or_default();
            all.push(Held {
                version: version.to_string_lossy().into_owned(),
                answers: kept.len(),
                bytes: kept.iter().map(|k| k.bytes).sum(),
            });
        }
        all
    }

    /// Removes the oldest answers until the rest takes at most so many bytes, and what was left half-written long ago.
    pub fn trim(&self, most: u64) -> usize {
        let builds = builds(&self.folder);
        let mut all: Vec<Kept> = builds.iter().flat_map(|build| answers(build)).collect();
        all.sort_by(|a, b| (b.written, &b.path).cmp(&(a.written, &a.path)));
        let mut held = 0;
        let mut removed = 0;
        for kept in &all {
            held += kept.bytes;
            if held > most && fs::remove_file(&kept.path).is_ok() {
                removed += 1;
            }
        }
        for build in &builds {
            for folder in shelves(build) {
                parts(&folder).for_each(|part| drop(fs::remove_file(part)));
                let _ = fs::remove_dir(folder); // stays if anything is in it
            }
            let _ = fs::remove_dir(build);
        }
        removed
    }
}

/// The folders of builds in that of a store.
fn builds(folder: &Path) -> Vec<PathBuf> {
    folders(folder, |name| name.contains('+'))
}

/// The folders of answers in that of a build.
fn shelves(build: &Path) -> Vec<PathBuf> {
    folders(build, |name| hexadecimal(name, 2))
}

/// Whether a name is so many hexadecimal digits.
fn hexadecimal(name: &str, digits: usize) -> bool {
    name.len() == digits && name.bytes().all(|b| b.is_ascii_hexdigit())
}

/// The folders in `folder` whose names are `ours`, by name; links are none.
fn folders(folder: &Path, ours: impl Fn(&str) -> bool) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let own = entries.filter(|e| e.file_type().is_ok_and(|t| t.is_dir()));
    let own = own.filter(|e| e.file_name().to_str().is_some_and(&ours));
    let mut all: Vec<PathBuf> = own.map(|e| e.path()).collect();
    all.sort();
    all
}

/// The answers of a build: files that are named as answers are, and no others.
fn answers(build: &Path) -> Vec<Kept> {
    let entries = shelves(build).into_iter().flat_map(fs::read_dir).flatten();
    let kept = entries.flatten().filter_map(|entry| {
        let path = entry.path();
        let name = path.file_name()?.to_str()?.strip_suffix(".json")?;
        let about = entry.metadata().ok().filter(|_| hexadecimal(name, 32))?;
        Some(Kept {
            bytes: about.len(),
            written: about.modified().unwrap_or(SystemTime::UNIX_EPOCH),
            path,
        })
    });
    kept.collect()
}

/// What was left half-written in `folder` long ago.
fn parts(folder: &Path) -> impl Iterator<Item = PathBuf> {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let old = |e: &fs::DirEntry| -> Option<bool> {
        let age = e.metadata().ok()?.modified().ok()?.elapsed().ok()?;
        Some(age > ABANDONED)
    };
    let left = entries.filter(move |e| {
        let part = e.path().extension().is_some_and(|x| x == "part");
        part && old(e).unwrap_or(false)
    });
    left.map(|e| e.path())
}

/// Has the names in `folder` on the disk.
#[cfg(unix)]
fn sync(folder: &Path) -> io::Result<()> {
    File::open(folder)?.sync_all()
}

/// A folder cannot be opened there.
#[cfg(not(unix))]
fn sync(_: &Path) -> io::Result<()> {
    Ok(())
}
