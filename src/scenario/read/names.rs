//! Names in expressions: parameters, state variables, tables and definitions must all differ.

use super::Reader;
use crate::diagnostics::Diagnostic;
use crate::language::{RESERVED, is_id, is_name};
use crate::scenario::document::tree::{Node, Table};
use crate::scenario::{Name, Scenario};
use std::collections::BTreeMap;

/// Names that have a meaning of their own at some place.
const TAKEN: [&str; 2] = ["draft", "exact"];

impl Reader {
    /// Checks the names that expressions can use.
    pub(super) fn names(&mut self, tree: &Table, scenario: &Scenario) {
        let names = (scenario.parameters.iter().map(|p| &p.name))
            .chain(scenario.variables.iter().map(|v| &v.name))
            .chain(scenario.private.iter().map(|p| &p.variable.name))
            .chain(scenario.tables.iter().map(|t| &t.name))
            .chain(scenario.definitions.iter().map(|d| &d.name));
        let mut known: BTreeMap<&str, &Name> = BTreeMap::new();
        for name in names {
            let id = name.id.as_str();
            let taken = TAKEN.contains(&id) || RESERVED.contains(&id);
            // the check of keys complains about what is not an id
            if taken || is_id(id) && !is_name(id) {
                self.error(
                    name.span,
                    format!("`{id}` cannot be a name here"),
                    "a name has only letters, digits and _, and is not a word of the language",
                );
            }
            if let Some(first) = known.get(id) {
                self.keep(
                    Diagnostic::error(
                        name.span,
                        format!("`{id}` is already the name of something else"),
                    )
                    .related(first.span, "here")
                    .help("the names of parameters, state variables, tables and definitions must all differ"),
                );
            }
            known.entry(id).or_insert(name);
        }
        self.level_names(tree, scenario);
    }

    /// Checks that no level has the name of a state variable: `a == a` would compare a level with
    /// itself. Other names are safe, because a number is never compared with a level.
    fn level_names(&mut self, tree: &Table, scenario: &Scenario) {
        let private = scenario.private.iter().map(|p| &p.variable);
        let names = scenario.variables.iter().chain(private).map(|v| &v.name);
        let known: BTreeMap<&str, &Name> = names.map(|n| (n.id.as_str(), n)).collect();
        let all = tree.table("state").0.iter();
        for variable in all.chain(&tree.table("private").0) {
            let levels = variable.node.as_table().and_then(|t| t.get("levels"));
            for node in levels.and_then(Node::as_array).unwrap_or(&[]) {
                let level = node.as_text().unwrap_or("");
                let Some(other) = known.get(level) else {
                    continue;
                };
                let message = format!(
                    "the level `{level}` of {} has the name of a state variable",
                    variable.key
                );
                self.keep(
                    Diagnostic::error(node.span, message)
                        .related(other.span, "here")
                        .help(
                            "rename one: only levels of different variables may have the same name",
                        ),
                );
            }
        }
    }
}
