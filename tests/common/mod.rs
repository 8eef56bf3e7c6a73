//! What several tests share.

#![allow(dead_code)]

pub mod at_once;
pub mod branches;
pub mod damage;
pub mod folder;
pub mod gambit;
pub mod lab;
pub mod program;
pub mod random;
pub mod record;
pub mod tree;
pub mod whole_trees;
