//! Reading turns of `actors`: several actors who move at once.

use super::Reader;
use super::actors::not_exact;
use super::choices::MOST_OPTIONS;
use super::turns::count;
use crate::diagnostics::{Diagnostic, suggestion};
use crate::scenario::document::tree::{Entry, Node, Table};
use crate::scenario::{Choice, Scenario};

/// The options of each actor who moves.
type Parties = Vec<(usize, Vec<Choice>)>;

impl Reader {
    /// The options of each actor who moves at the turn `owner`.
    pub(super) fn joint(
        &mut self,
        turn: &Table,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Option<Parties> {
        let mut all: Parties = vec![];
        for node in turn.get("actors").and_then(Node::as_array).unwrap_or(&[]) {
            let actor = self.actor(node, scenario)?;
            if all.iter().any(|(a, _)| *a == actor) {
                self.error(
                    node.span,
                    "this actor is listed twice",
                    "each actor moves once: remove one",
                );
                continue;
            }
            let options = self.party(node, actor, turn, scenario, owner)?;
            all.push((actor, options));
        }
        if all.len() < 2 {
            self.error(
                owner.key_span,
                "`actors` needs two or more actors",
                "write `actor = \"…\"` for one",
            );
        }
        self.strangers(turn, &all, scenario);
        self.profiles(&all, scenario, owner);
        self.same_variable(&all, scenario);
        Some(all)
    }

    /// The options of one actor, named at `node`.
    fn party(
        &mut self,
        node: &Node,
        actor: usize,
        turn: &Table,
        scenario: &Scenario,
        owner: &Entry,
    ) -> Option<Vec<Choice>> {
        let id = &scenario.actors[actor].name.id;
        if scenario.actors[actor].precision.is_none() {
            self.keep(not_exact(node.span, id, "moves together with others"));
        }
        let own = turn.table("options").entry(id);
        let Some(own) = own.filter(|own| own.node.as_table().is_none_or(|t| !t.0.is_empty()))
        else {
            return self.refuse(
                own.map_or(node.span, |own| own.key_span),
                format!("{id} has no options at this turn"),
                format!("add [turns.{}.options.{id}]", owner.key),
            );
        };
        let options = self.options(own.node.as_table()?, scenario, own);
        self.script(&options, actor, scenario, owner);
        Some(options)
    }

    /// Keeps an error for all options of actors who do not move.
    fn strangers(&mut self, turn: &Table, all: &Parties, scenario: &Scenario) {
        let ids = all
            .iter()
            .map(|(a, _)| scenario.actors[*a].name.id.as_str());
        let ids: Vec<&str> = ids.collect();
        for own in &turn.table("options").0 {
            if !ids.contains(&own.key.as_str()) {
                self.error(
                    own.key_span,
                    format!("{} does not move at this turn", own.key),
                    suggestion(&own.key, ids.iter().copied()),
                );
            }
        }
    }

    /// Checks that the options combine in few enough ways.
    fn profiles(&mut self, all: &Parties, scenario: &Scenario, owner: &Entry) {
        let options =
            |options: &[Choice]| -> usize { options.iter().map(|c| count(c, scenario)).sum() };
        let counts: Vec<f64> = all.iter().map(|(_, o)| options(o) as f64).collect();
        let profiles: f64 = counts.iter().map(|n| n.max(1.0)).product();
        // an actor without an open option does nothing: one more each, and numbers have 32 bits
        let numbers: f64 = counts.iter().map(|n| n + 1.0).product();
        let most = MOST_OPTIONS as f64;
        if profiles > most || numbers > f64::from(u32::MAX) {
            let shown = if profiles > most { profiles } else { numbers };
            self.error(
                owner.key_span,
                format!(
                    "the options of this turn combine in {shown} ways, more than {MOST_OPTIONS}"
                ),
                "remove options or levels, or let some actors move later",
            );
        }
    }

    /// Checks that no two actors set the same variable: neither change would be the last.
    fn same_variable(&mut self, all: &Parties, scenario: &Scenario) {
        fn sets(choice: &Choice) -> impl Iterator<Item = usize> {
            choice.set.iter().map(|(v, _)| *v).chain(choice.choose)
        }
        for (n, (_, options)) in all.iter().enumerate() {
            for choice in options {
                for v in sets(choice) {
                    let mut earlier = all[..n].iter().flat_map(|(_, o)| o);
                    let Some(other) = earlier.find(|c| sets(c).any(|w| w == v)) else {
                        continue;
                    };
                    let name = &scenario.variables[v].name.id;
                    self.keep(
                        Diagnostic::error(
                            choice.name.span,
                            format!("two actors who move at once both set {name}"),
                        )
                        .related(other.name.span, "the other")
                        .help("give each a variable of its own; a chance turn after this one can combine them"),
                    );
                }
            }
        }
    }
}
