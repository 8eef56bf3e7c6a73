//! What documents and texts say of several equilibria of one game.

use super::screen::{Screen, paragraph, percent, row, thousands};
use crate::game::Game;
use crate::scenario::Scenario;
use crate::solve::Searched;
use crate::study::position::{Probabilities, role_id};
use crate::study::{Ending, Several};
use indexmap::IndexMap;
use serde::Serialize;
use std::fmt::Write;

/// Outcomes that differ by less than what the last digit shows end in the same way.
const SHOWN: f64 = 5e-4;

/// The equilibria that were found, and what was searched.
#[derive(Clone, Debug, Serialize)]
pub struct SeveralSummary {
    /// The principal one, then the others in order of discovery.
    pub equilibria: Vec<EquilibriumEntry>,
    /// What was searched.
    pub search: SearchEntry,
    /// The outcomes' labels.
    #[serde(skip)]
    labels: Vec<String>,
}

/// One of several equilibria.
#[derive(Clone, Debug, Serialize)]
pub struct EquilibriumEntry {
    /// Its number, from 1, which is the principal one.
    pub number: usize,
    /// The exact probability of each outcome at the end of the report.
    pub outcomes: Probabilities,
    /// What each actor, by type if it has any, expects at the start.
    pub values: IndexMap<String, f64>,
    /// How many searches came to it.
    pub found: usize,
    /// max |σ − logit(λQ)|.
    pub residual: f64,
}

/// What was searched for equilibria.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct SearchEntry {
    /// Searches, each from another start.
    pub searches: usize,
    /// Searches that came to an equilibrium.
    pub settled: usize,
    /// Searches that came to none.
    pub failed: usize,
}

impl From<Searched> for SearchEntry {
    fn from(searched: Searched) -> Self {
        SearchEntry {
            searches: searched.searches,
            settled: searched.settled(),
            failed: searched.failed,
        }
    }
}

impl SeveralSummary {
    /// Of the equilibria of `game`, compiled from `scenario`.
    pub(super) fn of(scenario: &Scenario, game: &Game, several: &Several) -> Self {
        let outcomes = || scenario.outcomes.iter().map(|o| &o.name);
        let entry = |(k, one): (usize, &Ending)| {
            let values = one.solution.start(game).into_iter().enumerate();
            let shares = one.outcomes.iter().copied();
            EquilibriumEntry {
                number: k + 1,
                outcomes: outcomes().map(|o| o.id.clone()).zip(shares).collect(),
                values: values
                    .map(|(r, value)| (role_id(scenario, &game.beliefs, r), value))
                    .collect(),
                found: one.hits,
                residual: one.solution.certificate.residual,
            }
        };
        SeveralSummary {
            equilibria: several.all.iter().enumerate().map(entry).collect(),
            search: several.searched.into(),
            labels: outcomes().map(|o| o.label.clone()).collect(),
        }
    }

    /// The least and the most of outcome `o` over all that were found.
    pub(super) fn range(&self, o: usize) -> (f64, f64) {
        let shares = self.equilibria.iter().map(|e| e.outcomes[o]);
        shares.fold((1.0, 0.0), |(low, high): (f64, f64), p| {
            (low.min(p), high.max(p))
        })
    }

    /// The list, beside equilibrium `here`, which the text around it is about.
    pub(super) fn text(&self, s: &mut String, here: usize, screen: Screen) {
        let _ = writeln!(s, "{}", screen.bold("EQUILIBRIA"));
        for one in &self.equilibria {
            let name = match one.number {
                1 => "1, principal".to_string(),
                n if n == here => format!("{n}, above"),
                n => n.to_string(),
            };
            let mut shares: Vec<_> = one.outcomes.values().zip(&self.labels).collect();
            shares.sort_by(|a, b| b.0.total_cmp(a.0));
            let shares = shares.into_iter().filter(|(p, _)| **p >= SHOWN).take(3);
            let shares: Vec<String> = shares
                .map(|(p, label)| format!("{label} {}", percent(*p)))
                .collect();
            let found = format!("{:>5} ×  {}", one.found, shares.join(", "));
            row(s, &name, 13, &found);
        }
        let SearchEntry {
            searches, failed, ..
        } = self.search;
        let failed = match failed {
            0 => String::new(),
            n => format!(", of which {n} came to none"),
        };
        let searches = match searches {
            1 => "1 search".to_string(),
            n => format!("{} searches", thousands(n)),
        };
        let sentence = self.sentence(here);
        let text = format!("{searches}{failed}. {sentence} There may be more.");
        paragraph(s, &text, screen.width);
    }

    /// What the equilibrium that differs most from equilibrium `here` gives.
    fn sentence(&self, here: usize) -> String {
        if self.equilibria.len() == 1 {
            return "No other equilibrium was found.".to_string();
        }
        let own = &self.equilibria[here - 1].outcomes;
        let others = self.equilibria.iter().filter(|e| e.number != here);
        let all = others.flat_map(|e| (0..own.len()).map(|o| (e.outcomes[o], own[o], o)));
        let gap = |(there, here, _): &(f64, f64, usize)| (there - here).abs();
        match all.max_by(|a, b| gap(a).total_cmp(&gap(b))) {
            Some(most) if gap(&most) >= SHOWN => format!(
                "Another equilibrium of the same game gives {} {}.",
                self.labels[most.2],
                percent(most.0)
            ),
            Some(_) | None => "All end alike, to the digits shown.".to_string(),
        }
    }
}
