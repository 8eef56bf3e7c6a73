//! Who can move what: of each actor and outcome the lever that moves it most by being taken away, of
//! those whose direction is steady.

use super::SHOWN;
use super::document::{LeverEffectSummary, LeverageSummary};
use crate::report::screen::{paragraph, points};
use crate::report::table::with;
use crate::report::{Cell, Table};

/// The strongest steady lever of an actor on an outcome.
pub(super) struct Mover<'a> {
    /// The actor's id.
    pub actor: &'a str,
    /// The outcome's id.
    pub outcome: &'a str,
    /// The lever.
    pub lever: &'a LeverEffectSummary,
    /// What becomes of the outcome's probability without it.
    pub change: f64,
}

impl LeverEffectSummary {
    /// The change of an outcome by taking it away, if its sign outlasts other precisions and longer
    /// shadows, and it is half a point or more.
    pub(in crate::report) fn steady_change(&self, outcome: &str) -> Option<f64> {
        let holds = |all: &[String]| all.iter().any(|id| id == outcome);
        let change = self.removed.outcomes[outcome];
        let steady = holds(&self.steady) && !holds(&self.removed.unsettled);
        Some(change).filter(|change| steady && change.abs() >= SHOWN)
    }
}

impl LeverageSummary {
    /// The actors that have levers, in file order.
    pub(super) fn owners(&self) -> Vec<&str> {
        let actors = self.base.values.keys().map(String::as_str);
        let owns = |id: &&str| self.options.iter().any(|l| l.actor.as_deref() == Some(*id));
        actors.filter(owns).collect()
    }

    /// What moves an outcome most of what an actor has; none if nothing does steadily.
    pub(super) fn mover<'a>(&'a self, actor: &'a str, outcome: &'a str) -> Option<Mover<'a>> {
        let own = self.options.iter();
        let own = own.filter(|l| l.actor.as_deref() == Some(actor));
        strongest(own.filter_map(|lever| {
            Some(Mover {
                actor,
                outcome,
                lever,
                change: lever.steady_change(outcome)?,
            })
        }))
    }

    /// All of them, by actor and outcome in file order.
    pub(super) fn movers(&self) -> Vec<Mover<'_>> {
        let owners = self.owners().into_iter();
        let pairs = owners.flat_map(|actor| self.base.outcomes.keys().map(move |o| (actor, o)));
        pairs
            .filter_map(|(actor, o)| self.mover(actor, o))
            .collect()
    }
}

/// The strongest of these, the first of several.
pub(super) fn strongest<'a>(all: impl IntoIterator<Item = Mover<'a>>) -> Option<Mover<'a>> {
    all.into_iter().reduce(|most, next| {
        if next.change.abs() > most.change.abs() {
            next
        } else {
            most
        }
    })
}

/// Of each actor what it moves most, in a paragraph.
pub(super) fn text(s: &mut String, found: &LeverageSummary, width: usize) {
    let most = |actor: &str| strongest(found.movers().into_iter().filter(|m| m.actor == actor));
    let owners = found.owners().into_iter();
    let words: Vec<String> = owners
        .filter_map(|actor| {
            let m = most(actor)?;
            Some(format!(
                "{} {} {} (without: {})",
                found.label(actor),
                found.label(m.outcome),
                points(m.change, 0),
                m.lever.own
            ))
        })
        .collect();
    if !words.is_empty() {
        let line = format!("What each moves most and steadily: {}.", words.join("; "));
        paragraph(s, &line, width);
    }
}

/// The table.
pub(super) fn table(found: &LeverageSummary) -> Table<'static> {
    let names = ["actor", "outcome", "turn", "option", "change"];
    let all = found.movers();
    let rows = all.iter().map(|m| {
        let words = [m.actor, m.outcome, &m.lever.turn, &m.lever.option];
        with(&words, [Cell::from(m.change)])
    });
    Table::new("movers", &names, rows)
}
