//! The texts of a scenario and the tree that they say together.
//!
//! A [`Document`] is read from disk once: the file, and what it extends ([`texts`]). The tree keeps a
//! span for every key and value. [`merge`] puts one tree over another, [`families`] are written out, [`set`] applies `--set`, and
//! [`conform`] checks a tree against the table of keys ([`keys`]). Nothing here knows what the keys mean.

pub mod conform;
pub mod digest;
mod families;
pub mod format;
pub mod homes;
pub mod keys;
mod merge;
pub mod set;
pub mod shape;
mod texts;
mod toml;
pub mod tree;

use crate::diagnostics::{Diagnostic, Failure, Sources};
use texts::Origin;
use tree::Table;

/// The name of a text of `--set`.
pub const SETTING: &str = "--set";

/// The texts of a scenario, read once. Later changes of the files do not matter.
#[derive(Clone, Debug)]
pub struct Document {
    pub(super) sources: Sources,
    /// What the texts say together; none if one is not TOML, or a family cannot be written out.
    pub(super) tree: Option<Table>,
    pub(super) faults: Vec<Diagnostic>,
    pub(super) id: String,
    origin: Origin,
}

impl Document {
    /// Reads the file at `name`, or the shipped scenario of that name, and all that it extends.
    ///
    /// # Errors
    /// The first file cannot be read. Every other error is kept, and reported by
    /// [`Document::scenario`].
    pub fn open(name: &str) -> Result<Document, Box<Failure>> {
        let (sources, origin, id) = texts::first(name)?;
        Ok(Document::new(sources, origin, id))
    }

    /// The same if its first file held `text`; what that extends is read anew.
    #[must_use]
    pub fn holding(&self, text: &str) -> Document {
        let mut sources = Sources::default();
        sources.add(&*self.sources.0[0].name, format::without_mark(text));
        Document::new(sources, self.origin.clone(), self.id.clone())
    }

    /// The text of the first file.
    pub fn text(&self) -> &str {
        &self.sources.0[0].text
    }

    /// Whether another one has the same texts, and so says the same.
    pub fn same(&self, other: &Document) -> bool {
        self.texts().eq(other.texts())
    }

    /// All texts with their names: the file's, then those of what each extends.
    pub fn texts(&self) -> impl Iterator<Item = (&str, &str)> {
        let all = self.sources.0.iter();
        all.map(|source| (source.name.as_str(), source.text.as_str()))
    }

    /// The document of a file that is called `id` and holds `text`; what it extends must be shipped.
    pub fn of_text(id: &str, text: &str) -> Document {
        let mut sources = Sources::default();
        sources.add(format!("{id}.toml"), format::without_mark(text));
        Document::new(sources, Origin::Shipped(id.to_string()), id.to_string())
    }

    /// The document of texts that were kept with a result, called `id`: the file's, then that of what each
    /// extends, with their names. Texts of `--set` among them are no part of it.
    pub fn kept(id: &str, texts: &[(String, String)]) -> Document {
        let mut files = texts.iter().filter(|(name, _)| name != SETTING).cloned();
        let mut sources = Sources::default();
        let (name, text) = files.next().unwrap_or_default();
        sources.add(name, text);
        Document::new(sources, Origin::Kept(files.collect()), id.to_string())
    }

    fn new(mut sources: Sources, origin: Origin, id: String) -> Document {
        let mut faults = vec![];
        let mut tree = texts::assemble(&mut sources, 0, &origin, &mut vec![], &mut faults);
        if let Some(whole) = &mut tree {
            let before = faults.len();
            families::write_out(whole, &mut faults);
            if faults.len() > before {
                // what is not written out would cause errors everywhere
                tree = None;
            }
        }
        Document {
            sources,
            tree,
            faults,
            id,
            origin,
        }
    }
}
