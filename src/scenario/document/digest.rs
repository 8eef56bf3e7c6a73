//! Digests of texts, and names that are safe for files.

use sha2::{Digest, Sha256};

/// SHA-256 of a text or of bytes, in hexadecimal.
pub fn digest(text: impl AsRef<[u8]>) -> String {
    hexadecimal(Sha256::new_with_prefix(text))
}

/// The value of a hash, in hexadecimal.
pub fn hexadecimal(hash: Sha256) -> String {
    let hash = hash.finalize();
    hash.iter().map(|b| format!("{b:02x}")).collect()
}

/// A file's name as a name for folders: letters, digits, `_`, `-`, and dots inside.
pub fn safe(name: &str) -> String {
    let keep = |c: char| {
        if c.is_alphanumeric() || "_-.".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(keep).collect();
    match name.trim_matches('.') {
        "" => "scenario".to_string(),
        name => name.to_string(),
    }
}
