//! The command line's entrance.

fn main() {}
