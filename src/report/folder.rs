//! The results folder: summary, manifest, charts, data. Written beside and then renamed, so that
//! a folder that is there is whole.

use super::charts::Picture;
use super::table::Table;
use crate::source::{Failure, Sources};
use anyhow::{Context, Result};
use rayon::prelude::*;
use serde::Serialize;
use std::path::{Path, PathBuf};

/// What a run can be repeated from.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct Manifest {
    pub version: &'static str,
    pub command: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub histories: Option<usize>,
    pub scenarios: Vec<ManifestScenario>,
}

/// A scenario in full.
#[derive(Clone, Debug, Serialize)]
#[allow(missing_docs)]
pub struct ManifestScenario {
    pub id: String,
    pub digest: String,
    /// Name and whole text of the file, of what it extends, and of each `--set`.
    pub texts: Vec<(String, String)>,
}

impl ManifestScenario {
    /// Of a scenario's texts.
    pub fn new(id: &str, digest: &str, sources: &Sources) -> Self {
        let texts = sources
            .0
            .iter()
            .map(|s| (s.name.clone(), s.text.clone()))
            .collect();
        ManifestScenario {
            id: id.into(),
            digest: digest.into(),
            texts,
        }
    }
}

/// What goes into the folder.
pub struct Output<'a> {
    /// The document, as `--json` prints it.
    pub summary: String,
    /// The manifest.
    pub manifest: Manifest,
    /// The charts.
    pub pictures: Vec<Picture>,
    /// The tables.
    pub tables: Vec<Table<'a>>,
    /// The report as a page, if it is asked for.
    pub html: Option<String>,
}

/// An error if results may not be written at `place`: it is not empty and not to be replaced. To
/// be asked before the work, so that no result is lost to it.
pub fn claim(place: &Path, force: bool) -> Result<()> {
    let used = place.exists() && place.read_dir().map_or(true, |mut d| d.next().is_some());
    if !used {
        return Ok(());
    }
    let (what, help) = if !force {
        (
            "is there and not empty",
            "name another folder, or add --force to replace it",
        )
    } else if !place.join("manifest.json").is_file() {
        (
            "holds something that is not a result (there is no manifest.json in it)",
            "name another folder: --force replaces results only",
        )
    } else {
        return Ok(());
    };
    Err(Failure::general(format!("{} {what}", place.display()), help).into())
}

/// Writes the folder: at `out` if given (new or empty, unless `force`), else under
/// `results/SCENARIO/COMMAND`, or `…-2` and so on where another run is. Returns the folder.
pub fn write(
    output: &Output,
    out: Option<&Path>,
    force: bool,
    scenario: &str,
    command: &str,
) -> Result<PathBuf> {
    let manifest = serde_json::to_string_pretty(&output.manifest)? + "\n";
    let place = match out {
        Some(place) => {
            claim(place, force)?;
            place.to_path_buf()
        }
        None => {
            let mut number = 1;
            loop {
                let name = if number == 1 {
                    command.to_string()
                } else {
                    format!("{command}-{number}")
                };
                let place = Path::new("results").join(scenario).join(name);
                if !place.exists() {
                    break place;
                }
                if std::fs::read_to_string(place.join("manifest.json")).is_ok_and(|m| m == manifest)
                {
                    return Ok(place); // that very run: its folder is left as it is
                }
                number += 1;
            }
        }
    };
    let name = place
        .file_name()
        .map_or("results".into(), |n| n.to_string_lossy().into_owned());
    let beside = place.with_file_name(format!(".{name}.{}", std::process::id()));
    let written = fill(output, &manifest, &beside).and_then(|()| {
        if place.exists() {
            std::fs::remove_dir_all(&place)
                .with_context(|| format!("replacing {}", place.display()))?;
        }
        std::fs::rename(&beside, &place).with_context(|| format!("writing {}", place.display()))
    });
    if written.is_err() {
        let _ = std::fs::remove_dir_all(&beside);
    }
    written.map(|()| place)
}

fn fill(output: &Output, manifest: &str, folder: &Path) -> Result<()> {
    let save = |name: String, bytes: &[u8]| {
        let path = folder.join(name);
        std::fs::write(&path, bytes).with_context(|| format!("writing {}", path.display()))
    };
    for part in ["charts", "data"] {
        let path = folder.join(part);
        std::fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
    }
    save("summary.json".into(), output.summary.as_bytes())?;
    save("manifest.json".into(), manifest.as_bytes())?;
    if let Some(html) = &output.html {
        save("report.html".into(), html.as_bytes())?;
    }
    for table in &output.tables {
        let path = folder.join(format!("data/{}.csv", table.stem));
        let write = || table.csv(std::io::BufWriter::new(std::fs::File::create(&path)?));
        write().with_context(|| format!("writing {}", path.display()))?;
        #[cfg(feature = "parquet")]
        {
            let path = path.with_extension("parquet");
            let file = || anyhow::Ok(std::io::BufWriter::new(std::fs::File::create(&path)?));
            file()
                .and_then(|to| super::parquet::write(table, to))
                .with_context(|| format!("writing {}", path.display()))?;
        }
    }
    output.pictures.par_iter().try_for_each(|(stem, svg)| {
        save(format!("charts/{stem}.svg"), svg.as_bytes())?;
        save(format!("charts/{stem}.png"), &crate::chart::png(svg)?)
    })
}
