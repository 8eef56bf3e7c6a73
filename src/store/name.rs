//! The name of an answer: a digest of all that it depends on.

use crate::VERSION;
use crate::scenario::hexadecimal;
use crate::study::{GameModel, Job};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::env::consts::{ARCH, OS};

/// Names the answers to jobs of one model.
pub struct Namer(Sha256);

impl Namer {
    /// For variants of `model`, solved by this build.
    pub fn new(model: &GameModel) -> Namer {
        let mut hash = Sha256::new();
        add(&mut hash, build().as_bytes());
        let texts: Vec<&str> = model.texts().map(|(_, text)| text).collect();
        add(&mut hash, &json(&texts));
        add(&mut hash, &json(model.edits()));
        Namer(hash)
    }

    /// The name of the answer to `job`: 32 hexadecimal digits.
    pub fn name(&self, job: &Job) -> String {
        let mut hash = self.0.clone();
        add(&mut hash, &json(job));
        hexadecimal(hash)[..32].to_string()
    }
}

/// This build: sources, and the machine that it is for.
pub fn build() -> String {
    format!("{VERSION} {ARCH} {OS}")
}

/// Adds bytes so that no two lists of them have the same digest.
fn add(hash: &mut Sha256, bytes: &[u8]) {
    hash.update((bytes.len() as u64).to_le_bytes());
    hash.update(bytes);
}

/// Plain data as bytes, the same for the same data.
fn json<T: Serialize + ?Sized>(data: &T) -> Vec<u8> {
    serde_json::to_vec(data).expect("texts and numbers")
}
