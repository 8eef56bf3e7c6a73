//! Where a study's answers are kept, and what is said of them when it is interrupted.

use super::Coded;
use super::args::Keep;
use super::interrupt::INTERRUPTED;
use crate::error::Error;
use crate::store::Store;
use crate::study::{Engine, GameModel};
use anyhow::{Context, Result};
use etcetera::BaseStrategy;
use std::path::PathBuf;
use std::sync::Arc;

/// Names the folder of the store; nothing is kept where it is empty.
const FOLDER: &str = "DEMARCHE_STORE";

/// What the store may hold, in MB.
const MOST: &str = "DEMARCHE_STORE_MB";

/// What it may hold where nothing else is said, in MB.
const USUAL_MOST: u32 = 1024;

/// Where the answers of a command are kept, if anywhere.
pub(super) struct Keeping {
    pub store: Option<Arc<Store>>,
    most: u64,
}

/// The folder of the store; none where nothing is to be kept, or nobody says where.
pub(super) fn folder() -> Option<PathBuf> {
    match std::env::var_os(FOLDER) {
        Some(name) if name.is_empty() => None,
        Some(name) => Some(name.into()),
        None => {
            let user = etcetera::choose_base_strategy().ok()?;
            Some(user.cache_dir().join("demarche"))
        }
    }
}

/// What the store may hold, in MB.
///
/// # Errors
/// What is said is no number.
pub(super) fn most() -> Result<u32> {
    match std::env::var(MOST) {
        Ok(text) => {
            let number = text.parse::<u32>();
            number.with_context(|| format!("reading {MOST}, `{text}`, as a number of MB"))
        }
        Err(_) => Ok(USUAL_MOST),
    }
}

impl Keep {
    /// Where answers are to be kept.
    pub(super) fn keeping(&self) -> Result<Keeping> {
        if let Some(store) = &self.shared {
            return Ok(Keeping {
                store: Some(store.clone()),
                most: u64::MAX,
            });
        }
        let folder = folder().filter(|_| !self.no_store);
        let store = folder.map(Store::new).map(|store| match self.fresh {
            true => store.fresh(),
            false => store,
        });
        Ok(Keeping {
            store: store.map(Arc::new),
            most: u64::from(most()?) << 20,
        })
    }
}

impl Keeping {
    /// An engine for the jobs of `model`.
    pub(super) fn engine(&self, model: GameModel) -> Engine<GameModel> {
        match &self.store {
            Some(store) => store.engine(model),
            None => Engine::new(model),
        }
    }

    /// What the work came to. The store is brought down to what it may hold.
    ///
    /// # Errors
    /// The work's own; of work that was interrupted, how to go on.
    pub(super) fn done<T>(&self, found: Result<T, Error>) -> Result<T> {
        let Some(store) = &self.store else {
            return Ok(found?);
        };
        let served = store.served();
        if served.refused > 0 {
            let folder = store.folder().display();
            eprintln!("note: answers cannot be kept in {folder}: an interrupted study starts over");
        }
        if served.kept > 0 && self.most < u64::MAX {
            store.trim(self.most);
        }
        match (found, served.kept + served.found) {
            (Err(Error::Cancelled), kept @ 1..) => {
                let answers = match kept {
                    1 => "1 answer is".to_string(),
                    n => format!("{n} answers are"),
                };
                let text = format!("{answers} kept: the same command goes on from there");
                Err(Coded(INTERRUPTED, text).into())
            }
            (found, _) => Ok(found?),
        }
    }
}
