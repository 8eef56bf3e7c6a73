//! Results are never lost: folders are claimed, nothing of others is touched, an interrupted, a
//! damaged or a full disk costs no answer.

mod common;

use common::program::{code, command, demarche, text};
use std::path::Path;
use std::process::{Command, Output, Stdio};

/// A folder with the starter file, and things of the user's own.
fn desk() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(code(&demarche(folder.path(), &["new", "crisis.toml"])), 0);
    std::fs::create_dir(folder.path().join("docs")).expect("made");
    std::fs::write(folder.path().join("docs/thesis"), "years of work").expect("written");
    folder
}

/// Every file below `folder` with its bytes, hidden ones too.
fn all(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut found = vec![];
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if entry.file_type().expect("a type").is_dir() {
            found.extend(all(&path));
        } else {
            let bytes = std::fs::read(&path).unwrap_or_default();
            found.push((path.display().to_string(), bytes));
        }
    }
    found.sort();
    found
}

const FEW: [&str; 2] = ["-n", "300"];

fn manifest(folder: &Path) -> serde_json::Value {
    let text = std::fs::read_to_string(folder.join("manifest.json")).expect("a manifest");
    serde_json::from_str(&text).expect("JSON")
}

/// Whether the folder is whole: every file is as its manifest says, and there is no other.
fn whole(folder: &Path) -> bool {
    use sha2::{Digest, Sha256};
    let listed = manifest(folder)["files"].clone();
    let listed = listed.as_object().expect("files");
    let same = listed.iter().all(|(name, digest)| {
        let bytes = std::fs::read(folder.join(name)).unwrap_or_default();
        let hash = Sha256::digest(&bytes);
        let hash: String = hash.iter().map(|b| format!("{b:02x}")).collect();
        digest == &serde_json::Value::from(hash)
    });
    same && all(folder).len() == listed.len() + 1
}

#[test]
fn a_path_that_leads_back_is_the_folder_it_leads_to() {
    let keep = desk();
    let folder = keep.path();
    let before = all(folder);
    let studies: [&[&str]; 4] = [
        &["run", "crisis.toml", "-n", "300"],
        &["sweep", "crisis.toml", "--vary", "war_cost=1,2"],
        &["test", "crisis.toml"],
        &["solve", "crisis.toml", "--all"],
    ];
    for study in studies {
        for out in [
            "new/..",
            "new/../",
            "results/x/../..",
            "build/../docs",
            ".",
            "docs",
        ] {
            for force in [&[][..], &["--force"]] {
                let output = demarche(folder, &[study, &["--out", out], force].concat());
                assert_eq!(code(&output), 1, "{study:?} {out}");
                assert_eq!(all(folder), before, "{study:?} {out}");
            }
        }
    }
    // and one that leads to a free place is that place
    let output = demarche(
        folder,
        &["run", "crisis.toml", "-n", "300", "--out", "new/../free"],
    );
    assert_eq!(code(&output), 0);
    assert!(whole(&folder.join("free")) && !folder.join("new").exists());
}

#[test]
fn only_a_result_with_nothing_else_in_it_is_replaced() {
    let keep = desk();
    let folder = keep.path();
    let run = |more: &[&str]| demarche(folder, &[&["run", "crisis.toml"], &FEW[..], more].concat());
    // a manifest of somebody else's
    let extension = folder.join("extension");
    std::fs::create_dir(&extension).expect("made");
    std::fs::write(
        extension.join("manifest.json"),
        r#"{"manifest_version": 3}"#,
    )
    .expect("written");
    assert_eq!(code(&run(&["--out", "extension", "--force"])), 1);
    let watch = ["watch", "crisis.toml", "--out", "extension"];
    let mut watching = command(folder, &watch);
    let mut watching = watching.stdout(Stdio::null()).spawn().expect("it starts");
    std::thread::sleep(std::time::Duration::from_millis(1500));
    let _ = watching.kill();
    let _ = watching.wait();
    assert_eq!(all(&extension).len(), 1);
    // a result to which somebody added something
    assert_eq!(code(&run(&["--out", "mine"])), 0);
    std::fs::write(folder.join("mine/notes.txt"), "thoughts").expect("written");
    let refused = run(&["--out", "mine", "--force"]);
    assert_eq!(code(&refused), 1);
    assert!(text(&refused.stderr).contains("notes.txt"));
    assert!(folder.join("mine/notes.txt").exists());
    std::fs::remove_file(folder.join("mine/notes.txt")).expect("removed");
    assert_eq!(code(&run(&["--out", "mine", "--force", "--seed", "7"])), 0);
    assert_eq!(manifest(&folder.join("mine"))["seed"], 7);
    assert!(whole(&folder.join("mine")));
}

#[test]
fn two_at_once_each_keep_their_result() {
    let keep = desk();
    let folder = keep.path();
    let start = |more: &[&str]| {
        let arguments = [&["run", "crisis.toml", "-n", "200000"], more].concat();
        let mut command = command(folder, &arguments);
        command.stdout(Stdio::piped()).stderr(Stdio::piped());
        command.spawn().expect("it starts")
    };
    // without a name each finds a place of its own
    let both: Vec<_> = ["1", "2", "3"].map(|seed| start(&["--seed", seed])).into();
    for child in both {
        let output = child.wait_with_output().expect("it ends");
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    }
    let mut seeds: Vec<i64> = ["run", "run-2", "run-3"]
        .map(|name| folder.join("results/crisis").join(name))
        .iter()
        .map(|place| {
            assert!(whole(place));
            manifest(place)["seed"].as_i64().expect("a number")
        })
        .collect();
    seeds.sort();
    assert_eq!(seeds, [1, 2, 3]);
    // of one name one has it, and the other is told before its work
    let both: Vec<_> = ["4", "5"]
        .map(|seed| start(&["--seed", seed, "--out", "same"]))
        .into();
    let ends: Vec<Output> = both
        .into_iter()
        .map(|c| c.wait_with_output().expect("it ends"))
        .collect();
    let mut codes: Vec<i32> = ends.iter().map(code).collect();
    codes.sort();
    assert_eq!(codes, [0, 1]);
    assert!(whole(&folder.join("same")));
    let refused = ends.iter().find(|o| code(o) == 1).expect("one was refused");
    let said = text(&refused.stderr);
    assert!(
        said.contains("another run") || said.contains("not empty"),
        "{said}"
    );
}

#[test]
fn an_interrupted_run_leaves_nothing_that_the_next_does_not_clean() {
    let keep = desk();
    let folder = keep.path();
    for place in [&[][..], &["--out", "named"]] {
        let arguments = [&["run", "crisis.toml", "-n", "30000000"], place].concat();
        let mut child = command(folder, &arguments);
        let mut child = child.stdout(Stdio::null()).spawn().expect("it starts");
        std::thread::sleep(std::time::Duration::from_millis(700));
        child.kill().expect("killed");
        child.wait().expect("ended");
        let again = demarche(folder, &[&["run", "crisis.toml"], &FEW[..], place].concat());
        assert_eq!(code(&again), 0, "{}", text(&again.stderr));
    }
    assert!(whole(&folder.join("named")));
    assert!(whole(&folder.join("results/crisis/run")));
    // what a run of another command left goes too
    let left = folder.join("results/crisis/sweep/.demarche/new");
    std::fs::create_dir_all(&left).expect("made");
    std::fs::write(left.join("summary.json"), "{").expect("written");
    assert_eq!(
        code(&demarche(
            folder,
            &[&["run", "crisis.toml"], &FEW[..]].concat()
        )),
        0
    );
    assert!(!folder.join("results/crisis/sweep").exists());
    // and a run stopped between moving the old aside and the new in has lost nothing
    std::fs::rename(folder.join("named"), folder.join(".named.demarche-old")).expect("moved");
    let refused = demarche(folder, &["run", "crisis.toml", "--out", "named"]);
    assert_eq!(code(&refused), 1);
    assert!(whole(&folder.join("named")));
}

#[test]
fn a_damaged_result_is_noticed_and_written_again() {
    let keep = desk();
    let folder = keep.path();
    let run = || demarche(folder, &[&["run", "crisis.toml"], &FEW[..]].concat());
    assert_eq!(code(&run()), 0);
    let place = folder.join("results/crisis/run");
    let first = all(&place);
    assert_eq!(code(&run()), 0);
    assert_eq!(
        all(&place),
        first,
        "the same run leaves its folder as it is"
    );
    std::fs::remove_file(place.join("charts/course.png")).expect("removed");
    assert!(text(&run().stdout).contains("damaged"));
    assert_eq!(all(&place), first);
    std::fs::write(place.join("summary.json"), "{}").expect("written");
    assert!(text(&run().stdout).contains("summary.json"));
    assert_eq!(all(&place), first);
    let kept = folder.join("results/crisis/run.damaged-2/summary.json");
    assert_eq!(std::fs::read_to_string(kept).expect("kept"), "{}");
}

#[test]
fn a_manifest_names_the_build_and_every_file() {
    let keep = desk();
    let folder = keep.path();
    assert_eq!(
        code(&demarche(
            folder,
            &[&["run", "crisis.toml"], &FEW[..]].concat()
        )),
        0
    );
    let place = folder.join("results/crisis/run");
    let version = manifest(&place)["version"]
        .as_str()
        .expect("words")
        .to_string();
    let (number, build) = version.split_once('+').expect("version and build");
    assert_eq!(number, env!("CARGO_PKG_VERSION"));
    assert!(build.len() >= 12 && build.chars().all(|c| c.is_ascii_hexdigit() || c == '.'));
    assert!(whole(&place));
    // --force without a name replaces the first place, and the newest is always found
    let forced = demarche(
        folder,
        &["run", "crisis.toml", "-n", "300", "--seed", "9", "--force"],
    );
    assert_eq!(code(&forced), 0);
    assert_eq!(manifest(&place)["seed"], 9);
    assert!(!folder.join("results/crisis/run-2").exists());
    #[cfg(unix)]
    assert_eq!(manifest(&folder.join("results/crisis/latest"))["seed"], 9);
}

#[test]
fn a_place_that_cannot_be_written_is_told_before_the_work() {
    let keep = desk();
    let folder = keep.path();
    std::fs::write(folder.join("file"), "").expect("written");
    // 4 billion histories would take minutes
    for out in ["file", "file/within"] {
        let output = demarche(
            folder,
            &["run", "crisis.toml", "-n", "40000000", "--out", out],
        );
        assert!([1, 3].contains(&code(&output)), "{out}");
        assert!(output.stdout.is_empty() && !output.stderr.is_empty());
    }
    #[cfg(unix)]
    {
        use std::os::unix::ffi::OsStrExt;
        let strange = std::ffi::OsStr::from_bytes(b"caf\xe9");
        let mut command = command(folder, &["run", "crisis.toml", "-n", "300", "--out"]);
        let output = command.arg(strange).output().expect("it starts");
        assert_eq!(code(&output), 0, "{}", text(&output.stderr));
        assert!(whole(&folder.join(strange)));
    }
}

/// A file system of a few hundred kilobytes at `at`, if this user may make one.
fn tiny_disk(at: &Path) -> bool {
    std::fs::create_dir(at).expect("made");
    let mount = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=300k", "tmpfs"])
        .arg(at)
        .output();
    mount.is_ok_and(|o| o.status.success())
}

#[test]
fn a_full_disk_costs_the_folder_and_not_the_answer() {
    let keep = desk();
    let folder = keep.path();
    let disk = folder.join("disk");
    if !tiny_disk(&disk) {
        eprintln!("skipped: only root can make a disk that is soon full");
        return;
    }
    let plain = demarche(folder, &["run", "crisis.toml", "-n", "300"]);
    let end = text(&plain.stdout);
    let (answer, _) = end
        .split_once("Charts, tables")
        .expect("a line that names the folder");
    let full = demarche(
        folder,
        &["run", "crisis.toml", "-n", "300", "--out", "disk/result"],
    );
    let json = demarche(
        folder,
        &[
            "run",
            "crisis.toml",
            "-n",
            "300",
            "--out",
            "disk/result",
            "--json",
        ],
    );
    let left = all(&disk);
    // a result that fits is not lost to one that does not
    let small = demarche(folder, &["test", "crisis.toml", "--out", "disk/small"]);
    let fits = code(&small) == 0 && whole(&disk.join("small"));
    let kept = all(&disk.join("small"));
    let forced = demarche(
        folder,
        &[
            "run",
            "crisis.toml",
            "-n",
            "300",
            "--out",
            "disk/small",
            "--force",
        ],
    );
    let after = all(&disk.join("small"));
    let _ = Command::new("umount").arg(&disk).output();
    assert_eq!(code(&full), 3);
    assert_eq!(text(&full.stdout).trim_end(), answer.trim_end());
    assert!(
        text(&full.stderr).contains("writing"),
        "{}",
        text(&full.stderr)
    );
    assert_eq!(code(&json), 3);
    let document: serde_json::Value = serde_json::from_slice(&json.stdout).expect("one document");
    assert_eq!(document["command"], "run");
    assert!(document["errors"].is_null());
    assert!(left.is_empty(), "nothing half-written is left: {left:?}");
    assert!(fits, "{}", text(&small.stderr));
    assert_eq!(code(&forced), 3);
    assert_eq!(after, kept, "the old result stands");
}
