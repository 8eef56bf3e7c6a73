//! `demarche shard submit`: has an engine run the shards of a plan, and asks again for what is missing: no engine's word is taken for it.

use super::Shown;
use super::args::Engine;
use super::output::put;
use super::shard::{Plan, left};
use anyhow::{Context, Result, bail};
use std::path::Path;
use std::process::Command;

/// How often what is missing is submitted again.
const TIMES: usize = 3;

/// Tasks that Dask is given at a time.
const WINDOW: usize = 10_000;

/// Runs the shards of the plan in `dir`.
pub(super) fn submit(
    dir: &Path,
    plan: &Plan,
    engine: Engine,
    lanes: usize,
    scheduler: Option<&Path>,
) -> Result<Shown> {
    let program = std::env::current_exe().context("finding this program")?;
    let dir = std::path::absolute(dir).context("finding the folder")?;
    let (program, folder) = (program.display().to_string(), dir.display().to_string());
    if engine == Engine::Slurm {
        let path = dir.join("submit.sbatch");
        put(&path, &sbatch(&program, &folder, lanes))?;
        call(Command::new("sbatch").arg(&path))?;
        let text = format!(
            "Submitted in {lanes} lanes. When they have run: demarche shard missing --dir {folder}, then demarche shard merge --dir {folder}\n"
        );
        return Ok(Shown {
            text,
            ..Shown::default()
        });
    }
    for _ in 0..TIMES {
        let shards = left(&dir)?;
        if shards.is_empty() {
            break;
        }
        let list: Vec<String> = shards.iter().map(usize::to_string).collect();
        match engine {
            Engine::Parallel => {
                let path = dir.join("submit.sh");
                put(
                    &path,
                    &parallel(&program, &folder, plan.shards, lanes, &list),
                )?;
                call(Command::new("sh").arg(&path))?;
            }
            Engine::Dask | Engine::Slurm => {
                let path = dir.join("submit.py");
                let scheduler =
                    scheduler.context("naming Dask's scheduler: --scheduler-file FILE")?;
                let scheduler = scheduler.display().to_string();
                put(
                    &path,
                    &dask(&program, &folder, plan.shards, &scheduler, &list)?,
                )?;
                let python = std::env::var("DEMARCHE_PYTHON").unwrap_or("python3".into());
                call(Command::new(python).arg(&path))?;
            }
        }
    }
    let shards = left(&dir)?;
    if shards.is_empty() {
        let text = format!("All shards are there. Now: demarche shard merge --dir {folder}\n");
        return Ok(Shown {
            text,
            ..Shown::default()
        });
    }
    let text = format!(
        "{} shards are still missing: demarche shard missing --dir {folder} names them",
        shards.len()
    );
    bail!(text)
}

/// Runs an engine; what it says of itself is not believed, only whether it can be had.
fn call(command: &mut Command) -> Result<()> {
    let name = command.get_program().to_string_lossy().into_owned();
    command
        .status()
        .map(drop)
        .with_context(|| format!("starting {name}"))
}

/// A word of a shell.
fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn parallel(program: &str, dir: &str, shards: usize, jobs: usize, list: &[String]) -> String {
    format!(
        "#!/bin/sh\n# the shards that are missing, on this machine\nprintf '%s\\n' {} | parallel -j{jobs} --retries 3 {} shard run --dir {} --threads 1 --shard {{}}/{shards}\n",
        list.join(" "),
        quoted(program),
        quoted(dir)
    )
}

/// One job a shard starts too few in a second: lanes of many shards.
fn sbatch(program: &str, dir: &str, lanes: usize) -> String {
    format!(
        "#!/bin/sh\n#SBATCH --job-name=demarche\n#SBATCH --array=0-{}\n#SBATCH --cpus-per-task=1\n#SBATCH --output=/dev/null\nexec {} shard run --dir {} --threads 1 --lane \"$SLURM_ARRAY_TASK_ID\"/{lanes}\n",
        lanes.saturating_sub(1),
        quoted(program),
        quoted(dir)
    )
}

fn dask(
    program: &str,
    dir: &str,
    shards: usize,
    scheduler: &str,
    list: &[String],
) -> Result<String> {
    let text = |text: &str| serde_json::to_string(text);
    Ok(format!(
        r#"# Runs shards by Dask: a task is one process, its result is in the folder.
import subprocess
from distributed import Client

PROGRAM, FOLDER, SHARDS = {}, {}, {shards}


def shard(k):
    subprocess.run(
        [PROGRAM, "shard", "run", "--dir", FOLDER, "--threads", "1", "--shard", f"{{k}}/{{SHARDS}}"],
        check=True,
    )
    return k


missing = [{}]
with Client(scheduler_file={}) as client:
    for start in range(0, len(missing), {WINDOW}):
        part = missing[start : start + {WINDOW}]
        tasks = client.map(shard, part, retries=3, pure=False)
        for task in tasks:
            task.exception()
"#,
        text(program)?,
        text(dir)?,
        list.join(", "),
        text(scheduler)?
    ))
}
