//! Reading the texts: the file, or a shipped scenario, and all that it extends.

use super::format::{self, Format};
use super::merge::merge;
use super::toml::parse;
use super::tree::{Node, Table};
use crate::diagnostics::{Diagnostic, Failure, Sources, suggestion};
use crate::scenario::shipped;
use std::path::{Component, Path, PathBuf};

/// The most files that may extend one another.
const LONGEST_CHAIN: usize = 16;

/// The most bytes of a file.
const LARGEST_FILE: u64 = 64 << 20;

/// What is wrong, and what to try.
type Reason = (String, String);

/// Where a text comes from, and so where to look for what it extends.
#[derive(Clone, Debug)]
pub enum Origin {
    File(PathBuf),
    Shipped(String),
    /// Kept beside a result: names and texts, each after the one that extends it.
    Kept(Vec<(String, String)>),
}

impl Origin {
    /// One text for each file, whichever way its path is written.
    fn id(&self) -> String {
        match self {
            Origin::File(path) => {
                let whole = path.canonicalize().unwrap_or(path.clone());
                whole.display().to_string()
            }
            Origin::Shipped(name) => name.clone(),
            Origin::Kept(left) => format!("{} texts before the last", left.len()),
        }
    }
}

/// The text that `name` means, where it comes from, and the scenario's id.
///
/// # Errors
/// There is neither a file nor a shipped scenario of that name, the file cannot be read, or it holds a
/// game in another format.
pub fn first(name: &str) -> Result<(Sources, Origin, String), Box<Failure>> {
    let general = |(message, help): Reason| Box::new(Failure::general(message, help));
    let path = Path::new(name);
    let bare = bare(name);
    let mut sources = Sources::default();
    if path.is_file() {
        let text = text_of(path).map_err(general)?;
        other_format(name, &text).map_err(general)?;
        sources.add(name, text);
        let stem = path.file_stem();
        let id = stem.map_or(name.into(), |s| s.to_string_lossy().into_owned());
        return Ok((sources, Origin::File(path.to_path_buf()), id));
    }
    if let Some(text) = shipped::text(bare) {
        sources.add(shipped::file(bare), text);
        let id = bare.rsplit('/').next().unwrap_or(bare).to_string();
        return Ok((sources, Origin::Shipped(bare.to_string()), id));
    }
    other_format(name, "").map_err(general)?;
    Err(general((
        format!("there is no file and no shipped scenario `{name}`"),
        format!(
            "name a TOML file or a shipped scenario; {}",
            suggestion(bare, shipped::names())
        ),
    )))
}

/// A name without `.toml`.
fn bare(name: &str) -> &str {
    name.strip_suffix(".toml").unwrap_or(name)
}

/// The text of a file.
fn text_of(path: &Path) -> Result<String, Reason> {
    let shown = path.display();
    let failed = |e: std::io::Error| {
        let help = match e.kind() {
            std::io::ErrorKind::InvalidData => "a scenario is a UTF-8 text: save the file as UTF-8",
            _ => "check its permissions",
        };
        (format!("cannot read {shown}: {e}"), help.to_string())
    };
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > LARGEST_FILE {
        let (size, most) = (size >> 20, LARGEST_FILE >> 20);
        return Err((
            format!("{shown} has {size} MB; a scenario may have {most}"),
            "a scenario is a few pages of text".to_string(),
        ));
    }
    format::text(path).map_err(failed)
}

/// Refuses the file `name` if it holds a game of another program.
fn other_format(name: &str, text: &str) -> Result<(), Reason> {
    match Format::of(name, text) {
        Format::Scenario => Ok(()),
        Format::Workbook => Err((
            format!("{name} is a workbook of Gambit, not a scenario"),
            "export its game from Gambit as an .efg or .nfg file, and `demarche solve` that file"
                .to_string(),
        )),
        Format::Extensive | Format::Strategic => Err((
            format!("{name} is a game in Gambit's format, which only `solve` reads"),
            format!(
                "`demarche solve {name}`, or write the game as a scenario: classics/centipede \
                 shows how to write a tree"
            ),
        )),
    }
}

/// The tree of `file` over the tree of what it extends; none if a text is not TOML or is not found.
/// `trail` holds the ids of the files on the way here.
pub fn assemble(
    sources: &mut Sources,
    file: usize,
    origin: &Origin,
    trail: &mut Vec<String>,
    faults: &mut Vec<Diagnostic>,
) -> Option<Table> {
    let (mut tree, errors, usable) = parse(sources, file);
    faults.extend(errors);
    if !usable {
        return None;
    }
    trail.push(origin.id());
    let Some(extends) = tree.get("extends").cloned() else {
        return Some(tree);
    };
    tree.0.retain(|e| e.key != "extends");
    match extended(&extends, origin, trail) {
        Ok((next, source, text)) => {
            let other = sources.add(source, text);
            let mut base = assemble(sources, other, &next, trail, faults)?;
            merge(&mut base, tree, faults);
            Some(base)
        }
        Err((message, help)) => {
            faults.push(Diagnostic::error(extends.span, message).help(help));
            None
        }
    }
}

/// What the value of `extends` means: where the text comes from, its name in messages, the text.
fn extended(
    extends: &Node,
    origin: &Origin,
    trail: &[String],
) -> Result<(Origin, String, String), Reason> {
    let Some(name) = extends.as_text() else {
        return Err((
            format!(
                "`extends` must be a text, but this is {}",
                extends.value.words()
            ),
            "write extends = \"FILE\", or the name of a shipped scenario".to_string(),
        ));
    };
    if trail.len() > LONGEST_CHAIN {
        return Err((
            format!("more than {LONGEST_CHAIN} files extend one another"),
            "shorten the chain: let this file extend a later one of them".to_string(),
        ));
    }
    let found = find(name, origin)?;
    if trail.contains(&found.0.id()) {
        return Err((
            format!("extending `{name}` leads back to a file that extends it"),
            "a file may not extend itself, nor a file that extends it".to_string(),
        ));
    }
    Ok(found)
}

/// The text that `extends = name` in `origin` means: a file beside it, else a shipped scenario; of kept
/// texts the next.
fn find(name: &str, origin: &Origin) -> Result<(Origin, String, String), Reason> {
    let bare = bare(name);
    let beside = match origin {
        Origin::Kept(texts) => {
            if let [(name, text), left @ ..] = &texts[..] {
                return Ok((Origin::Kept(left.to_vec()), name.clone(), text.clone()));
            }
            None
        }
        Origin::File(file) => {
            if let Some(found) = find_file(name, file)? {
                return Ok(found);
            }
            None
        }
        Origin::Shipped(here) => here
            .rsplit_once('/')
            .map(|(folder, _)| format!("{folder}/{bare}")),
    };
    for candidate in beside.iter().map(String::as_str).chain([bare]) {
        if let Some(text) = shipped::text(candidate) {
            return Ok((
                Origin::Shipped(candidate.into()),
                shipped::file(candidate),
                text.into(),
            ));
        }
    }
    Err((
        format!("there is no file `{name}` beside this one, and no shipped scenario of that name"),
        suggestion(bare, shipped::names()),
    ))
}

/// The file called `name` beside `file` or below; none if there is none.
fn find_file(name: &str, file: &Path) -> Result<Option<(Origin, String, String)>, Reason> {
    let relative = Path::new(name);
    let mut components = relative.components();
    if !components.all(|c| matches!(c, Component::Normal(_) | Component::CurDir)) {
        return Err((
            format!("`{name}` is outside the folder of this file"),
            "extend a file in the same folder or below it, or a shipped scenario".into(),
        ));
    }
    let path = file.parent().unwrap_or(Path::new("")).join(relative);
    if !path.is_file() {
        return Ok(None);
    }
    let text = text_of(&path)?;
    if Format::of(name, &text) != Format::Scenario {
        return Err((
            format!("`{name}` is a game in Gambit's format"),
            "only a scenario can be extended".into(),
        ));
    }
    let shown = path.display().to_string();
    Ok(Some((Origin::File(path), shown, text)))
}
