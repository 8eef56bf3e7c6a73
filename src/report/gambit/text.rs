//! What `solve` says of a game in one of Gambit's formats on a terminal.

use super::{ActionEntry, GambitSummary};
use crate::diagnostics::visible;
use crate::report::Report;
use crate::report::screen::{Screen, paragraph, signed};
use std::fmt::Write;

impl Report for GambitSummary {
    fn text(&self, screen: Screen) -> String {
        let about = self.head.scenario.as_ref();
        let title = about.map_or("", |a| a.title.as_str());
        let mut text = format!("\n{}\n", screen.bold(&visible(title)));
        // no two sets of a player have the same name
        let same =
            |a: &ActionEntry, b: &ActionEntry| a.player == b.player && a.infoset == b.infoset;
        let sets: Vec<&[ActionEntry]> = self.strategies.chunk_by(same).collect();
        let about = format!(
            "{} players, {} information sets; logit equilibrium at precision {}",
            self.players,
            sets.len(),
            self.precision
        );
        paragraph(&mut text, &about, screen.width);
        for set in sets {
            let (player, name) = (visible(&set[0].player), visible(&set[0].infoset));
            let _ = writeln!(text, "\n  {player}, {name}");
            for entry in set {
                let action = visible(&entry.action);
                let _ = writeln!(text, "    {action:<28} {:>6.2}%", 100.0 * entry.probability);
            }
        }
        if !self.unreached.is_empty() {
            let sets = self.unreached.iter();
            let sets: Vec<String> = sets
                .map(|s| format!("{}, {}", s.player, s.infoset))
                .collect();
            let line = format!(
                "Chance never lets play reach: {}",
                visible(&sets.join("; "))
            );
            text.push('\n');
            paragraph(&mut text, &line, screen.width);
        }
        let values = self.values.iter();
        let values: Vec<String> = values.map(|(p, v)| format!("{p} {}", signed(*v))).collect();
        text.push('\n');
        let line = format!("Expected: {}", visible(&values.join(", ")));
        paragraph(&mut text, &line, screen.width);
        let _ = write!(text, "Residual {:.0e}", self.certificate.residual);
        if let Some(grid) = &self.grid {
            let _ = write!(
                text,
                "; {} points of belief, half as many change a probability by {:.0e} at most",
                grid.points, grid.error
            );
        }
        text.push_str(".\n");
        if let Some(warning) = self.certificate.warning() {
            paragraph(&mut text, &warning, screen.width);
        }
        text
    }
}
