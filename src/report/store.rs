//! The store of answers: what it holds.

use super::screen::{Screen, count, row, thousands};
use super::{Head, Report};
use crate::VERSION;
use crate::store::{Held, Store};
use serde::Serialize;

/// What a store holds.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct StoreSummary {
    #[serde(flatten)]
    pub head: Head,
    /// Its folder.
    pub folder: String,
    /// What it may hold, in MB.
    pub limit: u32,
    /// How many answers were removed; null if that was not asked for.
    pub removed: Option<usize>,
    /// What it holds of each build.
    pub builds: Vec<Held>,
}

impl StoreSummary {
    /// Of `store`, which may hold `limit` MB, after so many answers were removed.
    pub fn of(store: &Store, limit: u32, removed: Option<usize>) -> Self {
        StoreSummary {
            head: Head::new("store", None),
            folder: store.folder().display().to_string(),
            limit,
            removed,
            builds: store.held(),
        }
    }
}

impl Report for StoreSummary {
    fn text(&self, _: Screen) -> String {
        let width = 26;
        let mut s = String::new();
        if let Some(removed) = self.removed {
            row(&mut s, "Removed", width, &count(removed, "answer"));
        }
        let held = |answers: usize, bytes: u64| {
            let megabytes = bytes as f64 / f64::from(1 << 20);
            format!("{} in {megabytes:.1} MB", count(answers, "answer"))
        };
        let answers = self.builds.iter().map(|b| b.answers).sum();
        let bytes = self.builds.iter().map(|b| b.bytes).sum();
        let most = thousands(self.limit as usize);
        let all = format!("{}, of at most {most} MB", held(answers, bytes));
        row(&mut s, "Kept", width, &all);
        for build in &self.builds {
            let whose = match build.version == VERSION {
                true => "  of this build".to_string(),
                false => format!("  of {}", build.version),
            };
            row(&mut s, &whose, width, &held(build.answers, build.bytes));
        }
        row(&mut s, "Folder", width, &self.folder);
        s
    }
}
