//! What several tests share.

#![allow(dead_code)]

pub mod at_once;
pub mod damage;
pub mod gambit;
pub mod program;
pub mod random;
pub mod tree;

/// Settings that make a scenario quick enough for a test.
pub fn quick(name: &str) -> &'static [&'static str] {
    match name {
        "bargainer_or_keeper" | "two_sided_2006" => {
            &["precision=1", "beliefs.points=5", "time.shadow=1"]
        }
        _ => &[],
    }
}
