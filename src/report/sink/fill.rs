//! What goes into a results folder, and its writing.

use super::manifest::{MANIFEST, Manifest};
use crate::chart;
use crate::error::Error;
use crate::report::picture::Picture;
use crate::report::table::Table;
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
    /// The same as slides, if they are asked for.
    pub slides: Vec<Picture>,
    /// The tables.
    pub tables: Vec<Table<'a>>,
    /// The report as a page, if it is asked for.
    pub html: Option<String>,
}

/// Writes all parts into `folder`, which it makes, and returns the manifest with their digests. The
/// manifest comes last: a folder without one is not whole.
pub(super) fn fill(output: &Output, folder: &Path) -> Result<Manifest, Error> {
    let slides = (!output.slides.is_empty()).then_some("slides");
    for part in ["charts", "data"].into_iter().chain(slides) {
        let path = folder.join(part);
        let making = |e| Error::io(format!("making {}", path.display()), e);
        std::fs::create_dir_all(&path).map_err(making)?;
    }
    save(&folder.join("summary.json"), output.summary.as_bytes())?;
    if let Some(html) = &output.html {
        save(&folder.join("report.html"), html.as_bytes())?;
    }
    for table in &output.tables {
        write_table(table, &folder.join(format!("data/{}.csv", table.stem)))?;
    }
    draw(&output.pictures, &folder.join("charts"), chart::png)?;
    draw(&output.slides, &folder.join("slides"), chart::slide_png)?;
    let mut manifest = output.manifest.clone();
    let listing = |e| Error::io(format!("reading {}", folder.display()), e);
    manifest.list(folder).map_err(listing)?;
    let path = folder.join(MANIFEST);
    let text = serde_json::to_string_pretty(&manifest).map_err(|e| writing(&path, e))?;
    save(&path, format!("{text}\n").as_bytes())?;
    Ok(manifest)
}

/// Writes pictures into `folder` as SVG, and as PNG beside it.
fn draw(
    pictures: &[Picture],
    folder: &Path,
    png: fn(&str) -> Result<Vec<u8>, chart::Error>,
) -> Result<(), Error> {
    pictures.par_iter().try_for_each(|picture| {
        let path = folder.join(format!("{}.svg", picture.stem));
        save(&path, picture.svg.as_bytes())?;
        save(&path.with_extension("png"), &png(&picture.svg)?)
    })
}

fn save(path: &Path, bytes: &[u8]) -> Result<(), Error> {
    std::fs::write(path, bytes).map_err(|e| writing(path, e))
}

/// What is said where the file at `path` cannot be written.
fn writing(path: &Path, e: impl Into<std::io::Error>) -> Error {
    Error::io(format!("writing {}", path.display()), e)
}

/// Writes a table as CSV to `path`, and as Parquet beside it where that is built in.
fn write_table(table: &Table, path: &Path) -> Result<(), Error> {
    let write = || table.csv(BufWriter::new(File::create(path)?));
    write().map_err(|e| writing(path, e))?;
    #[cfg(feature = "parquet")]
    {
        let path = path.with_extension("parquet");
        let write = || super::parquet::write(table, BufWriter::new(File::create(&path)?));
        write().map_err(|e| writing(&path, e))?;
    }
    Ok(())
}
