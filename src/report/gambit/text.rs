//! What `solve` says of a game in one of Gambit's formats on a terminal.

#[cfg(feature = "charts")]
use super::charts::charts;
use super::tables::tables;
use super::{ActionEntry, ArmsSummary, BranchSummary, GambitSummary};
use crate::diagnostics::visible;
use crate::report::screen::{Screen, count, paragraph, signed, wrap};
use crate::report::{Report, Table};
#[cfg(feature = "charts")]
use crate::{chart::Sheet, error::Error, report::Picture};
use std::fmt::Write;

impl GambitSummary {
    /// How a whole tree was solved.
    fn branch(&self, text: &mut String, branch: &BranchSummary, screen: Screen) {
        let turned = if branch.turned {
            ", which turns back on the way"
        } else {
            ""
        };
        let line = format!("Solved as a whole, along the branch from precision 0{turned}.");
        paragraph(text, &line, screen.width);
        if branch.branch_points.is_empty() {
            return;
        }
        let arms = if self.arms.is_none() {
            " --arms follows them."
        } else {
            ""
        };
        let places = branch.branch_points.iter().map(|p| format!("{p:.4}"));
        let line = format!(
            "Beware: other equilibria branch off at precision {}. There a tiny change of a payoff can \
             reverse the answer.{arms}",
            places.collect::<Vec<_>>().join(", ")
        );
        paragraph(text, &line, screen.width);
    }

    /// The equilibria to which arms lead.
    fn arms(&self, text: &mut String, arms: &ArmsSummary, screen: Screen) {
        text.push('\n');
        let found = match arms.equilibria.len() {
            0 => "No other equilibrium was found along arms of the branch.".to_string(),
            1 => "Another equilibrium, along an arm of the branch:".to_string(),
            n => format!("{n} other equilibria, along arms of the branch:"),
        };
        paragraph(text, &found, screen.width);
        for (k, arm) in (1..).zip(&arms.equilibria) {
            let values = arm.values.iter();
            let values: Vec<String> = values.map(|(p, v)| format!("{p} {}", signed(*v))).collect();
            let _ = writeln!(text, "\n  {k}. leaves at precision {:.4}", arm.leaves);
            for set in arm.strategies.chunk_by(ActionEntry::of_one_set) {
                let actions = set
                    .iter()
                    .map(|a| format!("{} {:.2}%", a.action, 100.0 * a.probability));
                let line = format!(
                    "{}, {}: {}",
                    set[0].player,
                    set[0].infoset,
                    actions.collect::<Vec<_>>().join(", ")
                );
                for line in wrap(&visible(&line), screen.width.saturating_sub(4)) {
                    let _ = writeln!(text, "    {line}");
                }
            }
            let line = format!("expected: {}", visible(&values.join(", ")));
            for line in wrap(&line, screen.width.saturating_sub(4)) {
                let _ = writeln!(text, "    {line}");
            }
        }
        let mut notes = vec![];
        if arms.failed > 0 {
            let lost = count(arms.failed, "arm");
            notes.push(format!(
                "{lost} could not be followed to precision {}.",
                self.precision
            ));
        }
        if arms.more {
            notes.push("More arms leave than were followed.".to_string());
        }
        for note in notes {
            text.push('\n');
            paragraph(text, &note, screen.width);
        }
    }
}

impl Report for GambitSummary {
    fn tables(&self) -> Vec<Table<'_>> {
        tables(self)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(charts(self, sheet)?)
    }

    fn text(&self, screen: Screen) -> String {
        let about = self.head.scenario.as_ref();
        let title = about.map_or("", |a| a.title.as_str());
        let mut text = format!("\n{}\n", screen.bold(&visible(title)));
        let sets: Vec<&[ActionEntry]> = self.strategies.chunk_by(ActionEntry::of_one_set).collect();
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
        let residual = self.branch.as_ref().map(|b| b.residual);
        let residual = residual.unwrap_or(self.certificate.residual);
        let _ = write!(text, "Residual {residual:.0e}");
        if let Some(grid) = &self.grid {
            let _ = write!(
                text,
                "; {} points of belief, half as many change a probability by {:.0e} at most",
                grid.points, grid.error
            );
        }
        text.push_str(".\n");
        match &self.branch {
            Some(branch) => self.branch(&mut text, branch, screen),
            None => {
                if let Some(warning) = self.certificate.warning() {
                    paragraph(&mut text, &warning, screen.width);
                }
            }
        }
        if let Some(arms) = &self.arms {
            self.arms(&mut text, arms, screen);
        }
        text
    }
}
