//! From a path or a shipped name to a [`Scenario`]: the file, what it extends, `--set`.

use super::conform::{check, kind};
use super::edit::Edit;
use super::format::{self, Format};
use super::merge::{merge, set};
use super::model::Scenario;
use super::read::read;
use super::shipped;
use super::tree::{Node, Table, Value, parse};
use crate::diagnostics::{Diagnostic, Failure, Severity, Sources, Span, suggestion};
use sha2::{Digest, Sha256};
use std::path::{Component, Path, PathBuf};

/// A scenario or every reason why it could not be read.
pub type Loaded = Result<Scenario, Box<Failure>>;

/// Files that extend one another beyond which the last is refused.
const LONGEST_CHAIN: usize = 16;

/// Bytes beyond which a file is refused.
const LARGEST_FILE: u64 = 64 << 20;

/// Where a text is from, and so where what it extends is looked for.
enum Origin {
    File(PathBuf),
    Shipped(String),
}

impl Origin {
    /// The same text for the same file, however it is written.
    fn id(&self) -> String {
        match self {
            Origin::File(path) => {
                let whole = path.canonicalize().unwrap_or(path.clone());
                whole.display().to_string()
            }
            Origin::Shipped(name) => name.clone(),
        }
    }
}

/// The text of a file, or what is wrong and what to try.
fn text_of(path: &Path) -> Result<String, (String, String)> {
    let shown = path.display();
    let failed = |e: std::io::Error| {
        let help = match e.kind() {
            std::io::ErrorKind::InvalidData => "a scenario is a text in UTF-8: save it as that",
            _ => "look at its permissions",
        };
        (format!("cannot read {shown}: {e}"), help.to_string())
    };
    let size = std::fs::metadata(path).map_err(failed)?.len();
    if size > LARGEST_FILE {
        let message = format!(
            "{shown} has {} MB, more than {}",
            size >> 20,
            LARGEST_FILE >> 20
        );
        return Err((message, "a scenario is a few pages of text".to_string()));
    }
    format::text(path).map_err(failed)
}

/// The texts of a scenario, read once: what is made of them later is of the texts as they stood.
#[derive(Clone, Debug)]
pub struct Document {
    sources: Sources,
    /// What the texts say together; none if one is not TOML.
    tree: Option<Table>,
    faults: Vec<Diagnostic>,
    id: String,
}

/// Reads the file at `name`, or the shipped scenario of that name, and applies `sets` in order.
pub fn load(name: &str, sets: &[String]) -> Loaded {
    Document::open(name)?.scenario(&Edit::settings(sets))
}

/// Reads a scenario from its text; what it extends must be shipped.
pub fn load_text(id: &str, text: &str, sets: &[String]) -> Loaded {
    Document::of_text(id, text).scenario(&Edit::settings(sets))
}

/// The text that `name` means, where it is from, and the scenario's id.
fn first(name: &str) -> Result<(Sources, Origin, String), Box<Failure>> {
    let path = Path::new(name);
    let bare = name.strip_suffix(".toml").unwrap_or(name);
    let mut sources = Sources::default();
    let (origin, id) = if path.is_file() {
        let text =
            text_of(path).map_err(|(message, help)| Box::new(Failure::general(message, help)))?;
        other_format(name, &text)?;
        sources.add(name, text);
        let id = path
            .file_stem()
            .map_or(name.into(), |s| s.to_string_lossy().into_owned());
        (Origin::File(path.to_path_buf()), id)
    } else if let Some(text) = shipped::text(bare) {
        sources.add(shipped::file(bare), text);
        let id = bare.rsplit('/').next().unwrap_or(bare).to_string();
        (Origin::Shipped(bare.to_string()), id)
    } else {
        other_format(name, "")?;
        let help = format!(
            "give the path of a TOML file, or a shipped scenario; {}",
            suggestion(bare, shipped::names())
        );
        return Err(Box::new(Failure::general(
            format!("there is no file and no shipped scenario `{name}`"),
            help,
        )));
    };
    Ok((sources, origin, id))
}

impl Document {
    /// Reads the file at `name`, or the shipped scenario of that name, and all that it extends.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(name: &str) -> Result<Document, Box<Failure>> {
        let (sources, origin, id) = first(name)?;
        Ok(Document::new(sources, origin, id))
    }

    /// The scenario called `id` of which `text` is the file; what it extends must be shipped.
    pub fn of_text(id: &str, text: &str) -> Document {
        let mut sources = Sources::default();
        sources.add(format!("{id}.toml"), format::without_mark(text));
        Document::new(sources, Origin::Shipped(id.to_string()), id.to_string())
    }

    fn new(mut sources: Sources, origin: Origin, id: String) -> Document {
        let mut faults = vec![];
        let tree = assemble(&mut sources, 0, &origin, &mut vec![], &mut faults);
        Document {
            sources,
            tree,
            faults,
            id,
        }
    }

    /// The scenario that the texts say, with `edits` applied: first those that change the text, in
    /// order, and then the others, in order.
    ///
    /// # Errors
    /// Every reason why they say none, or an edit that names something the scenario does not have.
    pub fn scenario(&self, edits: &[Edit]) -> Loaded {
        let sets: Vec<String> = edits.iter().filter_map(Edit::text).collect();
        finish(self.clone(), &sets)?.edited(edits)
    }
}

/// An error if the file `name` holds a game of another program.
fn other_format(name: &str, text: &str) -> Result<(), Box<Failure>> {
    let (message, help) = match Format::of(name, text) {
        Format::Scenario => return Ok(()),
        Format::Workbook => (
            format!("{name} is a workbook of Gambit, not a scenario"),
            "export its game from Gambit as an .efg or .nfg file, and `demarche solve` that file"
                .to_string(),
        ),
        Format::Extensive | Format::Strategic => (
            format!("{name} is a game in Gambit's format, which only `solve` reads"),
            format!(
                "`demarche solve {name}`, or write the game as a scenario: classics/centipede \
                 shows how a tree is written"
            ),
        ),
    };
    Err(Box::new(Failure::general(message, help)))
}

fn finish(document: Document, sets: &[String]) -> Loaded {
    let Document {
        mut sources,
        tree,
        mut faults,
        id,
    } = document;
    let Some(mut tree) = tree else {
        return Err(fail(sources, faults));
    };
    for text in sets {
        let file = sources.add("--set", text.as_str());
        set(&mut tree, text, file, &mut faults);
    }
    if !check(&tree, &sources, &mut faults) {
        return Err(fail(sources, faults));
    }
    let (mut scenario, more) = read(&tree);
    faults.extend(more);
    if sources.0[0].text.trim().is_empty() {
        faults = vec![
            Diagnostic::error(Span::default(), "the file is empty")
                .help("`demarche new FILE` writes a commented starter file"),
        ];
    }
    if faults.iter().any(|f| f.severity == Severity::Error) {
        drop_consequences(&tree, &mut faults);
        return Err(fail(sources, faults));
    }
    let root = Node {
        value: Value::Table(tree),
        span: Span::default(),
    };
    root.flatten("", &mut scenario.settings);
    scenario.settings.sort();
    scenario.digest = digest(root.canonical());
    scenario.id = safe(&id);
    if scenario.title.is_empty() {
        scenario.title = scenario.id.replace('_', " ");
    }
    scenario.sources = sources;
    Ok(scenario)
}

/// A file's name as what folders are called by: letters, digits, `_`, `-`, and dots inside.
fn safe(name: &str) -> String {
    let keep = |c: char| {
        if c.is_alphanumeric() || "_-.".contains(c) {
            c
        } else {
            '_'
        }
    };
    let name: String = name.chars().map(keep).collect();
    match name.trim_matches('.') {
        "" => "scenario".to_string(),
        name => name.to_string(),
    }
}

/// SHA-256 of a text or of bytes, in hexadecimal.
pub fn digest(text: impl AsRef<[u8]>) -> String {
    hexadecimal(Sha256::new_with_prefix(text))
}

/// What a hash comes to, in hexadecimal.
pub fn hexadecimal(hash: Sha256) -> String {
    let hash = hash.finalize();
    hash.iter().map(|b| format!("{b:02x}")).collect()
}

/// Drops complaints about names that are declared, if their declaration is complained about.
fn drop_consequences(tree: &Table, faults: &mut Vec<Diagnostic>) {
    let within = |inner: Span, outer: Span| {
        inner.file == outer.file && outer.start <= inner.start && inner.end <= outer.end
    };
    let mut broken: Vec<&str> = vec![];
    for table in ["parameters", "state", "tables", "define", "actors"] {
        for entry in &tree.table(table).0 {
            let own = |span: Span| within(span, entry.node.span) || span == entry.key_span;
            if faults.iter().any(|f| f.span.is_some_and(own)) {
                broken.push(&entry.key);
            }
        }
    }
    faults.retain(|f| {
        !f.unknown
            .as_deref()
            .is_some_and(|name| broken.contains(&name))
    });
}

fn fail(sources: Sources, mut diagnostics: Vec<Diagnostic>) -> Box<Failure> {
    diagnostics.sort_by_key(|d| (d.span.is_none(), d.span.map(|s| (s.file, s.start))));
    diagnostics.dedup_by(|a, b| a.span == b.span && a.message == b.message);
    Box::new(Failure::new(sources, diagnostics))
}

/// The tree of `file` over the tree of what it extends. None if the text is not TOML.
fn assemble(
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
    let Some(name) = extends.as_text() else {
        faults.push(
            Diagnostic::error(
                extends.span,
                format!("`extends` wants a text, this is {}", kind(&extends.value)),
            )
            .help("write extends = \"FILE\", or the name of a shipped scenario"),
        );
        return None;
    };
    if trail.len() > LONGEST_CHAIN {
        faults.push(
            Diagnostic::error(
                extends.span,
                format!("more than {LONGEST_CHAIN} files extend one the next"),
            )
            .help("let a file further up extend the first of them"),
        );
        return None;
    }
    let (next, source, text) = match find(name, origin) {
        Ok(found) => found,
        Err((message, help)) => {
            faults.push(Diagnostic::error(extends.span, message).help(help));
            return None;
        }
    };
    if trail.contains(&next.id()) {
        faults.push(
            Diagnostic::error(extends.span, format!("`{name}` is extended in a circle"))
                .help("a file may not extend itself, nor one that extends it"),
        );
        return None;
    }
    let other = sources.add(source, text);
    let mut base = assemble(sources, other, &next, trail, faults)?;
    merge(&mut base, tree, faults);
    Some(base)
}

/// The text that `extends = name` in `origin` means: a file beside it, else a shipped scenario.
fn find(name: &str, origin: &Origin) -> Result<(Origin, String, String), (String, String)> {
    let bare = name.strip_suffix(".toml").unwrap_or(name);
    if let Origin::File(file) = origin {
        let relative = Path::new(name);
        let inside = relative
            .components()
            .all(|c| matches!(c, Component::Normal(_) | Component::CurDir));
        if !inside {
            return Err((
                format!("`{name}` lies outside this file's folder"),
                "a variant extends a file in its own folder or below, or a shipped scenario".into(),
            ));
        }
        let path = file.parent().unwrap_or(Path::new("")).join(relative);
        if path.is_file() {
            let text = text_of(&path)?;
            if Format::of(name, &text) != Format::Scenario {
                return Err((
                    format!("`{name}` is a game in Gambit's format"),
                    "only a scenario can be extended".into(),
                ));
            }
            return Ok((Origin::File(path.clone()), path.display().to_string(), text));
        }
    }
    let beside = match origin {
        Origin::Shipped(here) => here
            .rsplit_once('/')
            .map(|(folder, _)| format!("{folder}/{bare}")),
        Origin::File(_) => None,
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
