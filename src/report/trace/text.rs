//! What `trace` says on a terminal.

use super::{HistorySummary, TraceSummary};
use crate::report::screen::{Screen, paragraph, thousands, wrap};
use crate::report::{About, Report};
use crate::study::story::LOOKED_THROUGH;
use crate::study::typical::AMONG;
use indexmap::IndexMap;
use std::fmt::Write;
use std::ops::Range;

impl Report for TraceSummary {
    fn text(&self, screen: Screen) -> String {
        let (own, story) = (self.head.scenario.as_ref(), &self.story);
        let title = |about: Option<&About>| about.map_or(String::new(), |a| a.title.clone());
        let mut text = format!("\n{}\n", screen.bold(&title(own)));
        if let Some(against) = &self.against {
            let _ = writeln!(text, "beside {}", title(against.scenario.as_ref()));
        }
        let seed = self.head.seed.unwrap_or_default();
        let _ = writeln!(text, "History {} of seed {seed}.", self.history);
        if let Some(ending) = self.ending {
            let line = format!(
                "The most typical of the {} of {} histories that end as {}: most of them share its course.",
                thousands(ending),
                thousands(AMONG as usize),
                story.ending.0
            );
            paragraph(&mut text, &line, screen.width);
        }
        story.tell_truth(&mut text);
        match (&self.against, self.parting.flatten()) {
            (Some(against), Some(part)) => {
                story.narrate(&mut text, 0..part, screen);
                let other = (against.scenario.as_ref(), &against.story);
                for (about, story) in [(own, story), other] {
                    let id = about.map_or("", |a| a.id.as_str());
                    let heading = screen.bold(&format!("HERE THEY PART: {id}"));
                    let _ = writeln!(text, "\n{heading}");
                    story.narrate(&mut text, part..story.moves.len(), screen);
                    story.end(&mut text);
                }
            }
            (against, _) => {
                match self.ending {
                    Some(_) => story.narrate_folded(&mut text, screen),
                    None => story.narrate(&mut text, 0..story.moves.len(), screen),
                }
                story.end(&mut text);
                if against.is_some() {
                    paragraph(&mut text, &self.together(), screen.width);
                }
            }
        }
        text
    }
}

/// A sentence of a story in lines.
fn indented(text: &mut String, sentence: &str, screen: Screen) {
    let lines = wrap(sentence, screen.width.saturating_sub(6));
    for (i, line) in lines.iter().enumerate() {
        let _ = writeln!(text, "{}{line}", if i == 0 { "  " } else { "      " });
    }
}

impl TraceSummary {
    /// What is said of a history that is the same in both scenarios.
    fn together(&self) -> String {
        match self.first_parting.flatten() {
            Some(k) => {
                format!("It is the same in both. The next history that is not: --history {k}.")
            }
            None => {
                format!("It is the same in both, and so are the {LOOKED_THROUGH} that follow.")
            }
        }
    }
}

impl HistorySummary {
    /// Who is what in truth.
    fn tell_truth(&self, text: &mut String) {
        for sentence in &self.truth {
            let _ = writeln!(text, "{sentence}");
        }
    }

    /// The moves of a range in sentences, under their rounds.
    fn narrate(&self, text: &mut String, moves: Range<usize>, screen: Screen) {
        for round in self.moves[moves].chunk_by(|a, b| a.round == b.round) {
            let _ = writeln!(text, "\n{}", screen.bold(&round[0].when));
            round
                .iter()
                .for_each(|m| indented(text, &m.sentence, screen));
        }
    }

    /// All moves, those by which nothing changes folded into a line for each round.
    fn narrate_folded(&self, text: &mut String, screen: Screen) {
        for round in self.moves.chunk_by(|a, b| a.round == b.round) {
            let _ = writeln!(text, "\n{}", screen.bold(&round[0].when));
            let mut still: IndexMap<&str, Vec<&str>> = IndexMap::new();
            for m in round {
                match &m.still {
                    Some((actor, option)) => still.entry(option).or_default().push(actor),
                    None => indented(text, &m.sentence, screen),
                }
            }
            let folded = still
                .iter()
                .map(|(option, actors)| format!("{option}: {}", actors.join(", ")));
            let folded: Vec<String> = folded.collect();
            if !folded.is_empty() {
                indented(text, &format!("({})", folded.join("; ")), screen);
            }
        }
    }

    fn end(&self, text: &mut String) {
        let (outcome, when) = &self.ending;
        let _ = writeln!(text, "\nIt ends as: {outcome} ({when}).");
    }
}
