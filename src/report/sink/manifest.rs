//! The manifest of a results folder: what the run can be repeated from, and a digest of every file
//! by which a damaged folder, or one that is not ours, is noticed.

use crate::VERSION;
use crate::diagnostics::Sources;
use crate::scenario::hexadecimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::Read;
use std::path::Path;

/// The folder within a results folder that holds the claim, and what is being written.
pub const CLAIM: &str = ".demarche";

/// The file that a manifest is kept in.
pub const MANIFEST: &str = "manifest.json";

/// The program that a folder says it is from.
const PROGRAM: &str = "demarche";

/// What a run can be repeated from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct Manifest {
    pub program: String,
    pub version: String,
    pub command: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub histories: Option<usize>,
    pub scenarios: Vec<ManifestScenario>,
    /// SHA-256 of every table that was read, by its name as it was given.
    #[serde(skip_serializing_if = "BTreeMap::is_empty", default)]
    pub inputs: BTreeMap<String, String>,
    /// SHA-256 of every other file of the folder, by its path within it.
    #[serde(default)]
    pub files: BTreeMap<String, String>,
}

/// A scenario in full.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs)]
pub struct ManifestScenario {
    pub id: String,
    pub digest: String,
    /// Name and whole text of the file, of what it extends, and of each `--set`.
    pub texts: Vec<(String, String)>,
}

impl ManifestScenario {
    /// Of a scenario's texts.
    pub fn new(id: &str, digest: &str, sources: &Sources) -> Self {
        let texts = sources
            .0
            .iter()
            .map(|s| (s.name.clone(), s.text.clone()))
            .collect();
        ManifestScenario {
            id: id.into(),
            digest: digest.into(),
            texts,
        }
    }
}

impl Manifest {
    /// Of this build's `command` on these scenarios.
    pub fn new(
        command: Vec<String>,
        seed: Option<u64>,
        scenarios: Vec<ManifestScenario>,
    ) -> Manifest {
        Manifest {
            program: PROGRAM.into(),
            version: VERSION.into(),
            command,
            seed,
            histories: None,
            scenarios,
            inputs: BTreeMap::new(),
            files: BTreeMap::new(),
        }
    }

    /// The manifest in `folder`, if there is one of ours.
    pub fn read(folder: &Path) -> Option<Manifest> {
        let text = std::fs::read_to_string(folder.join(MANIFEST)).ok()?;
        let manifest: Manifest = serde_json::from_str(&text).ok()?;
        (manifest.program == PROGRAM).then_some(manifest)
    }

    /// Whether both are of the same command of the same build on the same texts and tables, and so their
    /// results the same.
    pub fn repeats(&self, other: &Manifest) -> bool {
        (&self.version, &self.command) == (&other.version, &other.command)
            && (self.seed, &self.scenarios, &self.inputs)
                == (other.seed, &other.scenarios, &other.inputs)
    }

    /// Takes down the digest of every file in `folder`.
    pub fn list(&mut self, folder: &Path) -> std::io::Result<()> {
        for name in files(folder, "") {
            let digest = sha256(&folder.join(&name))?;
            self.files.insert(name, digest);
        }
        Ok(())
    }

    /// The files of `folder` that are not as the manifest says: changed, or missing.
    pub fn damaged(&self, folder: &Path) -> Vec<String> {
        let files = self.files.iter();
        let changed = files.filter(|(name, digest)| {
            sha256(&folder.join(name)).map_or(true, |found| found != **digest)
        });
        changed.map(|(name, _)| name.clone()).collect()
    }

    /// A file in `folder` that the manifest does not name, if there is one.
    pub fn stranger(&self, folder: &Path) -> Option<String> {
        let files = files(folder, "");
        let strange = |name: &String| name != MANIFEST && !self.files.contains_key(name);
        files.into_iter().find(strange)
    }
}

/// The paths of all files in `folder`, those in [`CLAIM`] aside. An empty
/// folder within is named with a slash.
pub fn files(folder: &Path, under: &str) -> Vec<String> {
    let mut all = vec![];
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if under.is_empty() && name == CLAIM {
            continue;
        }
        let path = format!("{under}{name}");
        // a link is a file here, wherever it leads
        if entry.file_type().is_ok_and(|t| t.is_dir()) {
            all.extend(files(&entry.path(), &format!("{path}/")));
        } else {
            all.push(path);
        }
    }
    all.sort();
    all
}

/// SHA-256 of the file at `path`, in hexadecimal.
fn sha256(path: &Path) -> std::io::Result<String> {
    let mut file = std::fs::File::open(path)?;
    let mut hash = Sha256::new();
    let mut bytes = vec![0; 1 << 16];
    loop {
        match file.read(&mut bytes)? {
            0 => return Ok(hexadecimal(hash)),
            n => hash.update(&bytes[..n]),
        }
    }
}
