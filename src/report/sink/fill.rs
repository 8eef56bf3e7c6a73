//! What goes into a results folder, and its writing.

use super::manifest::{MANIFEST, Manifest};
use crate::report::picture::Picture;
use crate::report::table::Table;
use anyhow::{Context, Result};
use rayon::prelude::*;
use std::fs::File;
use std::io::BufWriter;
use std::path::Path;

/// What goes into the folder.
pub struct Output<'a> {
    /// The document, as `--json` prints it.
    pub summary: String,
    /// The manifest, its files not yet listed.
    pub manifest: Manifest,
    /// The charts.
    pub pictures: Vec<Picture>,
    /// The tables.
    pub tables: Vec<Table<'a>>,
    /// The report as a page, if it is asked for.
    pub html: Option<String>,
}

/// Writes all parts into `folder`, which it makes, and returns the manifest with their digests. The
/// manifest comes last: a folder without one is not whole.
pub(super) fn fill(output: &Output, folder: &Path) -> Result<Manifest> {
    for part in ["charts", "data"] {
        let path = folder.join(part);
        std::fs::create_dir_all(&path).with_context(|| format!("making {}", path.display()))?;
    }
    save(&folder.join("summary.json"), output.summary.as_bytes())?;
    if let Some(html) = &output.html {
        save(&folder.join("report.html"), html.as_bytes())?;
    }
    for table in &output.tables {
        write_table(table, &folder.join(format!("data/{}.csv", table.stem)))?;
    }
    output.pictures.par_iter().try_for_each(|picture| {
        let path = folder.join(format!("charts/{}.svg", picture.stem));
        save(&path, picture.svg.as_bytes())?;
        save(
            &path.with_extension("png"),
            &crate::chart::png(&picture.svg)?,
        )
    })?;
    let mut manifest = output.manifest.clone();
    let listing = || format!("reading {}", folder.display());
    manifest.list(folder).with_context(listing)?;
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    save(&folder.join(MANIFEST), text.as_bytes())?;
    Ok(manifest)
}

fn save(path: &Path, bytes: &[u8]) -> Result<()> {
    std::fs::write(path, bytes).with_context(|| format!("writing {}", path.display()))
}

/// Writes a table as CSV to `path`, and as Parquet beside it where that is built in.
fn write_table(table: &Table, path: &Path) -> Result<()> {
    let write = || table.csv(BufWriter::new(File::create(path)?));
    write().with_context(|| format!("writing {}", path.display()))?;
    #[cfg(feature = "parquet")]
    {
        let path = path.with_extension("parquet");
        let write = || super::parquet::write(table, BufWriter::new(File::create(&path)?));
        write().with_context(|| format!("writing {}", path.display()))?;
    }
    Ok(())
}
