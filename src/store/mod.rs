//! Answers that outlive the process: each in a small file that is named by all that it depends on. A study that was interrupted goes on
//! from them, one that asks for what another asked for is spared the work, and several processes may share them.
//!
//! An answer is written beside its place, synced and renamed; a file that is damaged is not believed, and the answer is found again. What
//! cannot be written is only found again too: no study fails because of its store.

mod entry;
mod files;
mod name;

pub use files::Held;

use crate::study::{Answers, Engine, GameModel, Job, Reply};
use entry::Entry;
use files::Files;
use name::Namer;
use std::collections::HashSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// What is found sooner is found again as soon as it is read.
const WORTH_KEEPING: Duration = Duration::from_millis(10);

/// A folder of answers.
#[derive(Debug)]
pub struct Store {
    files: Files,
    /// Whether answers that are there are used.
    reads: bool,
    /// Of a study that several processes share: which answers are found here, and which are wanted.
    share: Option<Share>,
    /// Answers that were found there, and that were put there.
    found: AtomicUsize,
    kept: AtomicUsize,
    /// Answers that could not be put there.
    refused: AtomicUsize,
}

/// What several processes do of a study.
#[derive(Debug)]
struct Share {
    own: HashSet<String>,
    wanted: Mutex<Vec<String>>,
}

/// What a store did for the studies of one process.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Served {
    /// Answers that were there.
    pub found: usize,
    /// Answers that were put there.
    pub kept: usize,
    /// Answers that could not be put there.
    pub refused: usize,
}

impl Store {
    /// The store in `folder`, which need not be there yet.
    pub fn new(folder: PathBuf) -> Store {
        Store {
            files: Files { folder },
            reads: true,
            share: None,
            found: AtomicUsize::new(0),
            kept: AtomicUsize::new(0),
            refused: AtomicUsize::new(0),
        }
    }

    /// The same, where answers that are there are found again and replaced.
    #[must_use]
    pub fn fresh(self) -> Store {
        Store {
            reads: false,
            ..self
        }
    }

    /// The same for a study that several processes share: every answer is kept, and only those with these names are found here.
    #[must_use]
    pub fn shared(self, own: HashSet<String>) -> Store {
        Store {
            share: Some(Share {
                own,
                wanted: Mutex::default(),
            }),
            ..self
        }
    }

    /// Of a study that is shared, the names of the answers that others are to find, in the order in which they are wanted.
    pub fn wanted(&self) -> Vec<String> {
        let wanted = self.share.as_ref().map(|share| share.wanted.lock());
        wanted.map_or(vec![], |wanted| {
            wanted.unwrap_or_else(PoisonError::into_inner).clone()
        })
    }

    /// Whether there is a whole answer of this name.
    pub fn holds(&self, name: &str) -> bool {
        let bytes = self.files.read(name);
        bytes.is_some_and(|bytes| entry::is_whole(&bytes))
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.files.folder
    }

    /// An engine for the jobs of `model`, which keeps its answers here.
    pub fn engine(self: &Arc<Self>, model: GameModel) -> Engine<GameModel> {
        let owned = |(name, text): (&str, &str)| (name.to_string(), text.to_string());
        let shelf = Shelf {
            store: self.clone(),
            namer: Namer::new(&model),
            texts: model.texts().map(owned).collect(),
        };
        Engine::new(model).keeping(Arc::new(shelf))
    }

    /// What it did so far.
    pub fn served(&self) -> Served {
        Served {
            found: self.found.load(Ordering::Relaxed),
            kept: self.kept.load(Ordering::Relaxed),
            refused: self.refused.load(Ordering::Relaxed),
        }
    }

    /// What it holds.
    pub fn held(&self) -> Vec<Held> {
        self.files.held()
    }

    /// Removes the oldest answers until the rest takes at most so many bytes; says how many were removed.
    pub fn trim(&self, bytes: u64) -> usize {
        self.files.trim(bytes)
    }
}

/// The answers for variants of one model.
struct Shelf {
    store: Arc<Store>,
    namer: Namer,
    /// The names and texts of the model's own files, which messages about a variant point into.
    texts: Vec<(String, String)>,
}

impl Answers for Shelf {
    fn find(&self, job: &Job) -> Option<Reply> {
        if !self.store.reads {
            return None;
        }
        let name = self.namer.name(job);
        let bytes = self.store.files.read(&name)?;
        let Some(entry) = Entry::read(&bytes, job) else {
            self.store.files.remove(&name);
            return None;
        };
        self.store.found.fetch_add(1, Ordering::Relaxed);
        Some(entry.reply(&self.texts))
    }

    fn is_own(&self, job: &Job) -> bool {
        let Some(share) = &self.store.share else {
            return true;
        };
        let name = self.namer.name(job);
        let own = share.own.contains(&name);
        if !own {
            let mut wanted = share.wanted.lock().unwrap_or_else(PoisonError::into_inner);
            wanted.push(name);
        }
        own
    }

    fn keep(&self, job: &Job, reply: &Reply, took: Duration) {
        if self.store.share.is_none() && took < WORTH_KEEPING {
            return;
        }
        let Some(entry) = Entry::of(job, reply, &self.texts) else {
            return;
        };
        let count = match self
            .store
            .files
            .write(&self.namer.name(job), &entry.bytes())
        {
            Ok(()) => &self.store.kept,
            Err(_) => &self.store.refused,
        };
        count.fetch_add(1, Ordering::Relaxed);
    }
}
