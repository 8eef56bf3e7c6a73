//! Reading `[turns]`: who moves when. What can be chosen is read in `choices`, `joint` and `vote`.

use super::{Reader, scope};
use crate::diagnostics::{Diagnostic, suggestion};
use crate::scenario::document::homes::OF_A_VOTE;
use crate::scenario::document::tree::{Entry, Node, Table, Value};
use crate::scenario::{Choice, Scenario, Turn, TurnKind};

/// The most options of all turns.
const MOST_OPTIONS: usize = 1_000_000;

/// The keys that say who moves; a turn has one of them.
const KINDS: [&str; 4] = ["actor", "actors", "events", "members"];

/// What a turn without a mover lacks.
const NO_MOVER: &str = "give it `actor` and options, or `actors`, each with options, or `events` \
                        (chance), or `members` and drafts (a vote)";

/// The number of options that `choice` stands for.
pub(super) fn count(choice: &Choice, scenario: &Scenario) -> usize {
    choice.choose.map_or(1, |v| scenario.variables[v].size())
}

impl Reader {
    /// All turns in order of play.
    pub(super) fn turns(&mut self, tree: &Table, scenario: &Scenario) -> Vec<Turn> {
        let order = self.order(tree);
        let turns = order.iter().filter_map(|e| self.turn(e, scenario));
        let turns: Vec<Turn> = turns.collect();
        let choices = turns.iter().flat_map(Turn::choices);
        let options: usize = choices.map(|(_, c)| count(c, scenario)).sum();
        if options > MOST_OPTIONS {
            self.error(
                turns[0].name.span,
                format!("the turns have {options} options in all, more than {MOST_OPTIONS}"),
                "with `choose`, every level is an option: give the variables fewer levels",
            );
        }
        if order.is_empty() {
            self.keep(
                Diagnostic::general("the scenario has no turns: nobody ever moves")
                    .help("add a [turns.NAME] with `actor` and [turns.NAME.options]; `demarche new` writes an example"),
            );
        }
        turns
    }

    /// The entries of the turns in order of play: that of the file, except where `after` says otherwise.
    fn order<'a>(&mut self, tree: &'a Table) -> Vec<&'a Entry> {
        let mut order: Vec<&Entry> = vec![];
        for entry in &tree.table("turns").0 {
            let Some(after) = entry.node.as_table().and_then(|t| t.get("after")) else {
                order.push(entry);
                continue;
            };
            let name = after.as_text();
            match order.iter().position(|e| Some(e.key.as_str()) == name) {
                Some(i) => order.insert(i + 1, entry),
                None => {
                    let name = name.unwrap_or("");
                    self.error(
                        after.span,
                        format!("there is no turn `{name}` before this one"),
                        suggestion(name, order.iter().map(|e| e.key.as_str())),
                    );
                }
            }
        }
        order
    }

    fn turn(&mut self, entry: &Entry, scenario: &Scenario) -> Option<Turn> {
        let table = entry.node.as_table()?;
        let names = scope(scenario);
        let when = table.get("when").and_then(|n| self.condition(n, &names));
        let kind = self.turn_kind(entry, table)?;
        self.foreign(table, kind);
        let kind = match kind {
            "actor" => {
                let actor = self.actor(table.get("actor")?, scenario)?;
                let options = self.options(table.table("options"), scenario, entry);
                self.script(&options, actor, scenario, entry);
                TurnKind::Actor(actor, options)
            }
            "actors" => TurnKind::Joint(self.joint(table, scenario, entry)?),
            "events" => TurnKind::Chance(self.events(table.table("events"), scenario, entry)),
            _ => TurnKind::Vote(Box::new(self.vote(table, scenario, entry)?)),
        };
        let hidden = self.hidden(table, &kind, scenario, entry);
        Some(Turn {
            name: self.name(entry),
            when,
            kind,
            hidden,
        })
    }

    /// The one key of a turn that says who moves.
    fn turn_kind<'a>(&mut self, entry: &Entry, table: &'a Table) -> Option<&'a str> {
        let present: Vec<&Entry> = KINDS.iter().filter_map(|k| table.entry(k)).collect();
        match present[..] {
            [one] => Some(one.key.as_str()),
            [] => self.refuse(
                entry.key_span,
                format!("nobody moves at the turn `{}`", entry.key),
                NO_MOVER,
            ),
            [first, second, ..] => {
                let message = format!(
                    "a turn cannot have both `{}` and `{}`",
                    first.key, second.key
                );
                self.keep(
                    Diagnostic::error(second.key_span, message)
                        .related(first.key_span, "here")
                        .help("split it into two turns"),
                );
                None
            }
        }
    }

    /// Keeps an error for every key of a turn that has no meaning in one of this kind.
    fn foreign(&mut self, table: &Table, kind: &str) {
        let options = ["events", "members"].contains(&kind).then_some("options");
        let votes = OF_A_VOTE.into_iter().chain(["cost"]);
        let votes = votes.filter(|_| kind != "members");
        for key in options.into_iter().chain(votes) {
            if let Some(entry) = table.entry(key) {
                self.error(
                    entry.key_span,
                    format!("`{key}` has no meaning in a turn with `{kind}`"),
                    "remove it, or move it to a turn of its own",
                );
            }
        }
    }

    /// The actor named at `node`.
    pub(super) fn actor(&mut self, node: &Node, scenario: &Scenario) -> Option<usize> {
        let name = node.as_text()?;
        let ids = scenario.actors.iter().map(|a| a.name.id.as_str());
        let found = ids.clone().position(|id| id == name);
        if found.is_none() {
            self.keep(
                Diagnostic::error(node.span, format!("there is no actor `{name}`"))
                    .help(suggestion(name, ids))
                    .unknown(name),
            );
        }
        found
    }

    /// The actor that the key of an entry names.
    pub(super) fn actor_key(&mut self, entry: &Entry, scenario: &Scenario) -> Option<usize> {
        let node = Node {
            value: Value::Text(entry.key.clone(), None),
            span: entry.key_span,
        };
        self.actor(&node, scenario)
    }
}
