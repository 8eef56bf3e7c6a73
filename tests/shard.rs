//! A study that is shared out comes to the bytes that it has on one machine: in any number of shards, in any order, whoever is killed.

mod common;

use common::folder::files;
use common::program::{code, command, demarche, text};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// A crisis with something to be known of it.
const CRISIS: &str = r#"
extends = "classics/crisis_two_sided"

[milestones.quarrel]
event = "stage == resisted or stage == war or stage == backed_down"
at = "end"
happened = true
"#;

const STUDIES: [&str; 7] = [
    "sweep crisis.toml --vary hawk=0.1..0.9:9",
    "sweep crisis.toml",
    "leverage crisis.toml --cells 5 --shapley 2 --sobol 8",
    "robust crisis.toml --turn reply --worlds 8",
    "run crisis.toml --worlds 16 -n 200",
    "calibrate crisis.toml --worlds 32",
    "score crisis.toml",
];

fn words(line: &str) -> Vec<&str> {
    line.split_whitespace().collect()
}

fn place() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("crisis.toml"), CRISIS).expect("written");
    folder
}

fn done(folder: &Path, line: &str) -> String {
    let output = demarche(folder, &words(line));
    assert!(output.status.success(), "{line}: {}", text(&output.stderr));
    text(&output.stdout)
}

/// How many shards the plan in `dir` has.
fn shards(dir: &Path) -> usize {
    let plan = std::fs::read_to_string(dir.join("plan.json")).expect("a plan");
    let plan: serde_json::Value = serde_json::from_str(&plan).expect("JSON");
    usize::try_from(plan["shards"].as_u64().expect("a number")).expect("few")
}

/// Runs every shard, the last first, and merges, wave by wave.
fn worked(folder: &Path) -> usize {
    for wave in 1..100 {
        for k in (0..shards(&folder.join("d"))).rev() {
            done(
                folder,
                &format!(
                    "shard run --dir d --threads 1 --shard {k}/{}",
                    shards(&folder.join("d"))
                ),
            );
        }
        let output = demarche(folder, &words("shard merge --dir d --out b"));
        match code(&output) {
            0 => return wave,
            3 => assert!(
                text(&output.stdout).contains("The study asks for more"),
                "{}",
                text(&output.stderr)
            ),
            other => panic!("{other}: {}", text(&output.stderr)),
        }
    }
    panic!("no end of waves");
}

#[test]
fn every_study_comes_to_the_bytes_of_one_machine() {
    for line in STUDIES {
        for number in [1, 3, 1000] {
            let keep = place();
            let folder = keep.path();
            done(
                folder,
                &format!("shard plan --dir d --shards {number} -- {line} --out b"),
            );
            let waves = worked(folder);
            if line.starts_with("calibrate") {
                assert!(waves > 1);
            }
            let alone = place();
            done(alone.path(), &format!("{line} --out b"));
            let (found, expected) = (files(&folder.join("b")), files(&alone.path().join("b")));
            assert!(expected.len() > 3, "{line}");
            assert!(found == expected, "{line} in {number} shards");
        }
    }
}

#[test]
fn what_is_missing_damaged_or_foreign_is_named() {
    let keep = place();
    let folder = keep.path();
    let says = |line: &str, wanted: i32, words_in: &str| {
        let output = demarche(folder, &words(line));
        let said = text(&output.stdout) + &text(&output.stderr);
        assert_eq!(code(&output), wanted, "{line}: {said}");
        assert!(said.contains(words_in), "{line}: {said}");
    };
    done(
        folder,
        "shard plan --dir d --shards 6 -- sweep crisis.toml --vary hawk=0.1..0.9:6",
    );
    says(
        "shard plan --dir d -- sweep crisis.toml",
        1,
        "holds a plan already",
    );
    says("shard missing --dir d --format array", 3, "0-5");
    says("shard run --dir d --shard 2/7", 1, "the plan has 6");
    says("shard run --dir d --shard 6/6", 2, "below N");
    for k in [1, 2, 4] {
        done(folder, &format!("shard run --dir d --shard {k}/6"));
    }
    says("shard missing --dir d --format array", 3, "0,3,5");
    says("shard missing --dir d --format json", 3, "[0,3,5]");
    says("shard merge --dir d", 3, "shards are missing: 0,3,5");
    // every second shard from the first on
    done(folder, "shard run --dir d --lane 0/2");
    done(folder, "shard run --dir d --lane 1/2");
    assert_eq!(done(folder, "shard missing --dir d"), "");
    // an answer that is gone, and one with a bit turned
    let answers: Vec<PathBuf> = files(&folder.join("d/answers")).into_keys().collect();
    let at = |n: usize| folder.join("d/answers").join(&answers[n]);
    std::fs::remove_file(at(0)).expect("it was there");
    let mut bytes = std::fs::read(at(1)).expect("bytes");
    bytes[40] ^= 1;
    std::fs::write(at(1), bytes).expect("written");
    let output = demarche(folder, &words("shard missing --dir d"));
    assert_eq!(text(&output.stdout).lines().count(), 2);
    says("shard merge --dir d", 3, "shards are missing");
    done(folder, "shard run --dir d");
    done(folder, "shard merge --dir d");
    // a scenario that has changed since does not matter: the plan has its text
    std::fs::remove_file(folder.join("crisis.toml")).expect("it was there");
    done(folder, "shard merge --dir d --out again");
    // another build
    let path = folder.join("d/plan.json");
    let plan = std::fs::read_to_string(&path).expect("a plan");
    let mut plan: serde_json::Value = serde_json::from_str(&plan).expect("JSON");
    plan["version"] = "0.0.1+000000000000".into();
    std::fs::write(&path, plan.to_string()).expect("written");
    for verb in ["run", "missing", "merge"] {
        says(&format!("shard {verb} --dir d"), 4, "never mixed");
    }
    std::fs::write(&path, "{").expect("written");
    says("shard run --dir d", 3, "plan.json");
    says("shard run --dir nowhere", 3, "plan.json");
    says(
        "shard plan --dir e -- solve classics/threat",
        1,
        "is no study that is shared out",
    );
}

#[test]
fn a_killed_shard_is_taken_up() {
    let keep = place();
    let folder = keep.path();
    let line = "sweep crisis.toml --vary hawk=0.05..0.95:31 --out b";
    done(folder, &format!("shard plan --dir d --shards 2 -- {line}"));
    for n in 0..10u64 {
        let mut child = command(folder, &words("shard run --dir d --threads 1"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        std::thread::sleep(Duration::from_millis(60 + 37 * n));
        child.kill().expect("it is ours");
        child.wait().expect("it ends");
    }
    worked(folder);
    let alone = place();
    done(alone.path(), line);
    assert!(files(&folder.join("b")) == files(&alone.path().join("b")));
}

/// Dask's Python: named by `DEMARCHE_DASK`, a Python with the package `distributed`.
fn dask() -> Option<String> {
    let python = std::env::var("DEMARCHE_DASK").ok();
    if python.is_none() {
        eprintln!("skipped: needs DEMARCHE_DASK naming a Python with the package distributed");
    }
    python
}

/// A process that is ended with the test.
struct Running(std::process::Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn dask_runs_shards_and_loses_none_with_a_worker() {
    let Some(python) = dask() else { return };
    let keep = place();
    let folder = keep.path();
    let line = "sweep crisis.toml --vary hawk=0.02..0.98:49 --out b";
    let alone = place();
    done(alone.path(), line);
    done(folder, &format!("shard plan --dir d --shards 24 -- {line}"));
    let module = |name: &str, arguments: &[&str]| {
        let child = Command::new(&python)
            .args(["-m", &format!("distributed.cli.{name}")])
            .args([
                "--host",
                "127.0.0.1",
                "--no-dashboard",
                "--scheduler-file",
                "sched.json",
            ])
            .args(arguments)
            .current_dir(folder)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        Running(child.expect("Dask starts"))
    };
    let _scheduler = module("dask_scheduler", &["--port", "0"]);
    let begun = Instant::now();
    while !folder.join("sched.json").exists() {
        assert!(begun.elapsed() < Duration::from_secs(60), "no scheduler");
        std::thread::sleep(Duration::from_millis(50));
    }
    let worker = |place: &str| {
        let alone = ["--nthreads", "1", "--nworkers", "1", "--no-nanny"];
        let arguments = [&alone[..], &["--local-directory", place]].concat();
        module("dask_worker", &arguments)
    };
    let (first, _second) = (worker("w1"), worker("w2"));
    let submit = words("shard submit --dir d --engine dask --scheduler-file sched.json");
    let submitted = command(folder, &submit)
        .env("DEMARCHE_PYTHON", &python)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("it starts");
    // a worker dies when a third is there
    let answers = || files(&folder.join("d/answers")).len();
    while answers() < 16 {
        assert!(
            begun.elapsed() < Duration::from_secs(120),
            "{} answers",
            answers()
        );
        std::thread::sleep(Duration::from_millis(5));
    }
    drop(first);
    assert!(answers() < 49, "killed too late to show anything");
    let output = submitted.wait_with_output().expect("it ends");
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    assert_eq!(done(folder, "shard missing --dir d"), "");
    worked(folder);
    assert!(files(&folder.join("b")) == files(&alone.path().join("b")));
}

/// Puts an engine of this name, a shell script, where the program finds it; gives the search path.
#[cfg(unix)]
fn engine(folder: &Path, name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let bin = folder.join("bin");
    std::fs::create_dir_all(&bin).expect("made");
    let path = bin.join(name);
    std::fs::write(&path, script).expect("written");
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("allowed");
    let old = std::env::var("PATH").unwrap_or_default();
    format!("{}:{old}", bin.display())
}

#[cfg(unix)]
#[test]
fn engines_are_given_what_is_missing_and_not_believed() {
    let keep = place();
    let folder = keep.path();
    let line = "sweep crisis.toml --vary hawk=0.1..0.9:8 --out b";
    done(folder, &format!("shard plan --dir d --shards 8 -- {line}"));
    let submit = |name: &str, script: &str| {
        let mut submit = command(
            folder,
            &words(&format!("shard submit --dir d --lanes 3 --engine {name}")),
        );
        let program = if name == "slurm" { "sbatch" } else { name };
        submit.env("PATH", engine(folder, program, script));
        submit.output().expect("it starts")
    };
    // one that says that all is well, and has done nothing
    let lazy = submit("parallel", "#!/bin/sh\nexit 0\n");
    assert_eq!(code(&lazy), 3);
    assert!(text(&lazy.stderr).contains("8 shards are still missing"));
    // a job array, as Slurm runs it, of which a lane is lost
    let array = "#!/bin/sh\nfor i in 0 2; do SLURM_ARRAY_TASK_ID=$i sh \"$1\"; done\nexit 1\n";
    assert_eq!(code(&submit("slurm", array)), 0);
    let output = demarche(folder, &words("shard missing --dir d --format array"));
    assert_eq!(text(&output.stdout).trim(), "1,4,7");
    // one that runs what it is given, a line at a time: the last argument is K/8, where K stands for {}
    let parallel = "#!/bin/sh\nwhile read k; do\n  set -- \"$@\"\n  line=\"\"\n  for a in \"$@\"; do case \"$a\" in -j*|--retries|3) ;; *) line=\"$line $(echo \"$a\" | sed \"s/{}/$k/\")\";; esac; done\n  $line\ndone\n";
    let output = submit("parallel", parallel);
    assert_eq!(code(&output), 0, "{}", text(&output.stderr));
    worked(folder);
    let alone = place();
    done(alone.path(), line);
    assert!(files(&folder.join("b")) == files(&alone.path().join("b")));
    // one that cannot be had
    done(
        folder,
        "shard plan --dir e -- sweep crisis.toml --vary hawk=0.2,0.3",
    );
    let none = command(folder, &words("shard submit --dir e --engine slurm"))
        .env("PATH", "/nowhere")
        .output()
        .expect("it starts");
    assert_eq!(code(&none), 3);
    assert!(text(&none.stderr).contains("starting sbatch"));
}
