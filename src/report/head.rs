//! What every document begins with, and the document of a command that failed.

use crate::VERSION;
use crate::diagnostics::Entry;
use crate::scenario::Scenario;
use serde::Serialize;

/// Version of the contract; raised when a field changes meaning.
pub const SCHEMA: u32 = 1;

/// What every document begins with.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Head {
    pub schema: u32,
    pub version: &'static str,
    pub command: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scenario: Option<About>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub histories: Option<usize>,
}

/// Which scenario.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct About {
    pub id: String,
    pub title: String,
    pub digest: String,
    /// Up to when its milestones are taken as known, if they are: a date or the number of a round.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given: Option<String>,
}

impl Head {
    /// The head of a document of `command` about `scenario`.
    pub fn new(command: &'static str, scenario: Option<&Scenario>) -> Self {
        Head {
            schema: SCHEMA,
            version: VERSION,
            command,
            scenario: scenario.map(|s| About {
                id: s.id.clone(),
                title: s.title.clone(),
                digest: s.digest.clone(),
                given: s.given.as_ref().map(|given| given.written.clone()),
            }),
            seed: None,
            histories: None,
        }
    }

    /// Up to when milestones are taken as known, if they are.
    pub(super) fn given(&self) -> Option<&str> {
        self.scenario.as_ref()?.given.as_deref()
    }

    /// The title of the scenario; empty without one.
    pub(super) fn title(&self) -> &str {
        self.scenario.as_ref().map_or("", |s| &s.title)
    }
}

/// The document of a command that failed.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Failed {
    #[serde(flatten)]
    pub head: Head,
    pub errors: Vec<Entry>,
}
