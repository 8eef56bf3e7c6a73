//! What the program is made of is told: every package in it stands in the notices, in the version that is built.

use std::process::Command;

#[test]
fn the_notices_name_every_package_of_the_program() {
    let mut tree = Command::new(env!("CARGO"));
    tree.args(["tree", "--offline", "--locked", "--edges", "normal"]);
    tree.args(["--prefix", "none", "--format", "{p}"]);
    let tree = tree.current_dir(env!("CARGO_MANIFEST_DIR")).output();
    let tree = tree.expect("cargo runs its tests");
    assert!(
        tree.status.success(),
        "{}",
        String::from_utf8_lossy(&tree.stderr)
    );
    let notices = include_str!("../THIRD-PARTY-NOTICES.md");
    let named: Vec<&str> = notices
        .lines()
        .filter_map(|l| l.strip_prefix("- "))
        .collect();
    let packages = String::from_utf8(tree.stdout).expect("text");
    let packages: Vec<String> = packages
        .lines()
        .filter(|line| !line.contains("(proc-macro)"))
        .filter_map(|line| {
            let mut words = line.split_whitespace();
            let (name, version) = (words.next()?, words.next()?);
            Some(format!("{name} {}", version.trim_start_matches('v')))
        })
        .collect();
    assert!(packages.len() > 50, "{packages:?}");
    for package in packages {
        let known = named.contains(&package.as_str());
        assert!(
            known,
            "{package} is not in THIRD-PARTY-NOTICES.md: .ci/about.toml says how to write it"
        );
    }
}
