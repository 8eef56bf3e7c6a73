//! Names the build: the version, and the commit it was made from or, where there is no git or the
//! sources differ from the commit, a digest of the sources.

use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;

/// What a result can depend on.
const SOURCES: [&str; 4] = ["Cargo.toml", "Cargo.lock", "src", "scenarios"];

fn main() {
    for path in SOURCES {
        println!("cargo:rerun-if-changed={path}");
    }
    if let Some(log) = git(&["rev-parse", "--git-path", "logs/HEAD"]) {
        println!("cargo:rerun-if-changed={log}");
    }
    let version = std::env::var("CARGO_PKG_VERSION").unwrap_or_default();
    let changed = || {
        let mut question = vec!["status", "--porcelain", "--"];
        question.extend(SOURCES);
        git(&question).is_none_or(|changes| !changes.is_empty())
    };
    let build = match git(&["rev-parse", "--short=12", "HEAD"]) {
        Some(commit) if !changed() => commit,
        Some(commit) => format!("{commit}.{}", digest()),
        None => digest(),
    };
    println!("cargo:rustc-env=DEMARCHE_VERSION={version}+{build}");
}

/// What git answers, if this folder is the root of a checkout.
fn git(arguments: &[&str]) -> Option<String> {
    if !Path::new(".git").exists() {
        return None;
    }
    let output = Command::new("git").args(arguments).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    output.status.success().then(|| text.trim().to_string())
}

/// The first twelve digits of a SHA-256 over the sources, names and contents.
fn digest() -> String {
    let mut files = vec![];
    for path in SOURCES {
        collect(Path::new(path), &mut files);
    }
    files.sort();
    let mut hash = Sha256::new();
    for file in files {
        let text = std::fs::read(&file).unwrap_or_default();
        hash.update(file.to_string_lossy().as_bytes());
        hash.update([0]);
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text);
    }
    let digits: String = hash.finalize().iter().map(|b| format!("{b:02x}")).collect();
    digits[..12].to_string()
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) {
    match std::fs::read_dir(path) {
        Ok(entries) => entries
            .flatten()
            .for_each(|entry| collect(&entry.path(), files)),
        Err(_) => files.push(path.to_path_buf()),
    }
}
