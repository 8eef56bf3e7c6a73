//! A result that is there already: what it was about, and what it found.

use super::manifest::{Manifest, ManifestScenario};
use crate::scenario::{Document, Edit, Loaded, SETTING, Scenario};
use std::path::{Path, PathBuf};

/// An earlier result of a run.
#[derive(Debug)]
pub struct Earlier {
    /// The version of the program that it is from.
    pub version: String,
    /// Its scenario, read again from the texts that it kept.
    pub scenario: Scenario,
    /// The exact probability of each outcome, by id.
    pub outcomes: Vec<(String, f64)>,
}

impl ManifestScenario {
    /// The scenario again, with more edits after its settings.
    ///
    /// # Errors
    /// As [`Document::scenario`]: this version may read the language otherwise.
    pub fn scenario(&self, edits: &[Edit]) -> Loaded {
        let own = self.texts.iter().filter(|(name, _)| name == SETTING);
        let own = own.map(|(_, text)| text.clone());
        let own = own.map(Edit::Set);
        let all: Vec<Edit> = own.chain(edits.iter().cloned()).collect();
        Document::kept(&self.id, &self.texts).scenario(&all)
    }
}

impl Earlier {
    /// What `folder` holds, if that is a whole result on one scenario that can be read again.
    pub fn read(folder: &Path) -> Option<Earlier> {
        let manifest = Manifest::read(folder)?;
        let [only] = &manifest.scenarios[..] else {
            return None;
        };
        let text = std::fs::read_to_string(folder.join("summary.json")).ok()?;
        let summary: serde_json::Value = serde_json::from_str(&text).ok()?;
        let outcome = |o: &serde_json::Value| {
            let id = o["id"].as_str()?.to_string();
            Some((id, o["exact"].as_f64()?))
        };
        Some(Earlier {
            version: manifest.version.clone(),
            scenario: only.scenario(&[]).ok()?,
            outcomes: summary["outcomes"]
                .as_array()?
                .iter()
                .filter_map(outcome)
                .collect(),
        })
    }
}

/// The folder of the newest result of `command` on `scenario`, where no folder was named for it: the one
/// that the link leads to, else the one of the highest number.
pub fn newest(scenario: &str, command: &str) -> Option<PathBuf> {
    let results = Path::new("results").join(scenario);
    let number = |name: &str| -> Option<u32> {
        match name.strip_prefix(command)? {
            "" => Some(1),
            rest => rest.strip_prefix('-')?.parse().ok(),
        }
    };
    if let Ok(name) = std::fs::read_link(results.join("latest"))
        && number(&name.to_string_lossy()).is_some()
    {
        return Some(results.join(name));
    }
    let entries = std::fs::read_dir(&results).ok()?.flatten();
    let numbered = entries.filter_map(|entry| {
        let name = entry.file_name();
        Some((number(&name.to_string_lossy())?, entry.path()))
    });
    numbered.max().map(|(_, path)| path)
}
