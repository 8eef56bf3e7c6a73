//! What a folder holds.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// All files under `folder` with their bytes, by their paths there.
pub fn files(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut all = BTreeMap::new();
    let mut left = vec![folder.to_path_buf()];
    while let Some(next) = left.pop() {
        for entry in std::fs::read_dir(&next).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            // a link leads to what is looked at already
            if path.is_symlink() {
            } else if path.is_dir() {
                left.push(path);
            } else {
                let name = path.strip_prefix(folder).expect("in it").to_path_buf();
                all.insert(name, std::fs::read(&path).expect("bytes"));
            }
        }
    }
    all
}
