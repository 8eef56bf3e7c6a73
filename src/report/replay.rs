//! What `replay` found: whether a result can be worked out again, file by file.

use super::screen::{Screen, count, paragraph, row};
use super::{Head, Report};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Results that were worked out again.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ReplaySummary {
    #[serde(flatten)]
    pub head: Head,
    pub results: Vec<ReplayEntry>,
}

/// A result that was worked out again.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ReplayEntry {
    /// As it was named.
    pub path: String,
    /// The command that was repeated.
    pub command: String,
    /// How many files, or tables, are the same.
    pub same: usize,
    /// Those that have other bytes now.
    pub different: Vec<String>,
    /// Those that are not made now.
    pub missing: Vec<String>,
    /// Those that are only made now.
    pub new: Vec<String>,
    /// Files of the folder that are not as its manifest says.
    pub damaged: Vec<String>,
    /// The build that made it, where that is another one: then only tables are compared, as documents and charts name their build.
    pub version: Option<String>,
}

impl ReplayEntry {
    /// The result at `path` of `command`, whose files had the digests `before` and have these `now`.
    pub fn of(
        path: &Path,
        command: String,
        before: &BTreeMap<String, String>,
        now: &BTreeMap<String, String>,
    ) -> Self {
        let names = |pick: &dyn Fn(&String, &String) -> bool| -> Vec<String> {
            let own = before.iter().filter(|(name, digest)| pick(name, digest));
            own.map(|(name, _)| name.clone()).collect()
        };
        let is = |name: &String, digest: &String| now.get(name).map(|own| own == digest);
        let new = now.keys().filter(|name| !before.contains_key(*name));
        ReplayEntry {
            path: path.display().to_string(),
            command,
            same: names(&|name, digest| is(name, digest) == Some(true)).len(),
            different: names(&|name, digest| is(name, digest) == Some(false)),
            missing: names(&|name, digest| is(name, digest).is_none()),
            new: new.cloned().collect(),
            damaged: vec![],
            version: None,
        }
    }

    /// Whether anything is not as it was.
    fn differs(&self) -> bool {
        !(self.different.is_empty() && self.missing.is_empty() && self.new.is_empty())
    }
}

impl ReplaySummary {
    /// Of these results.
    pub fn of(results: Vec<ReplayEntry>) -> Self {
        ReplaySummary {
            head: Head::new("replay", None),
            results,
        }
    }

    /// Whether any result is not as it was.
    pub fn differ(&self) -> bool {
        self.results.iter().any(ReplayEntry::differs)
    }
}

impl Report for ReplaySummary {
    fn text(&self, screen: Screen) -> String {
        let mut s = String::new();
        for entry in &self.results {
            let verdict = match entry.differs() {
                true => "differs".to_string(),
                false => format!("the same: {}", count(entry.same, "file")),
            };
            row(&mut s, &entry.path, 40, &verdict);
            for (what, files) in [
                ("other bytes now", &entry.different),
                ("not made now", &entry.missing),
                ("only made now", &entry.new),
                ("changed since it was written", &entry.damaged),
            ] {
                if !files.is_empty() {
                    paragraph(
                        &mut s,
                        &format!("{what}: {}", files.join(", ")),
                        screen.width,
                    );
                }
            }
            if let Some(version) = &entry.version {
                let line = format!(
                    "It was made by {version}; only tables are compared, as documents and charts name their build."
                );
                paragraph(&mut s, &line, screen.width);
            }
        }
        s
    }
}
