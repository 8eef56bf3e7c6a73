//! The chart of choices: how each does over the worlds, and what the rules make of it.

use super::document::{ChoiceSummary, RobustSummary};
use crate::chart::{self, Candidate, Ruling, Sheet};
use crate::report::Picture;
use crate::report::picture::framed;
use crate::report::screen::capital;

/// The chart.
pub(super) fn chart(found: &RobustSummary, sheet: Sheet) -> Result<Picture, chart::Error> {
    let all = found.options.iter().enumerate();
    let all: Vec<Candidate> = all.map(|(c, o)| candidate(found, c, o)).collect();
    let mut about = format!(
        "{} in {} worlds, {}; {} is better.",
        capital(&found.aim_label),
        found.worlds,
        match found.weighted {
            true => "numbers drawn as the record favours them",
            false => "every number that is not chosen drawn from its range",
        },
        found.better
    );
    let unsure = found.unsure();
    if !unsure.is_empty() {
        about.push_str(&format!(" Cannot tell by {}.", unsure.join(", ")));
    }
    let frame = framed(found.finding(), &about, &found.head, sheet);
    let marked = "as the file has it";
    let svg = chart::choices(&frame, &all, found.share, &found.heads(), marked)?;
    Ok(Picture::new("robust", svg))
}

fn candidate(found: &RobustSummary, c: usize, choice: &ChoiceSummary) -> Candidate {
    let figures = found.figures(choice).into_iter().zip(found.best);
    let rulings = figures.map(|(words, best)| Ruling {
        words,
        chosen: best == c,
    });
    Candidate {
        label: choice.label.clone(),
        quantiles: choice.quantiles,
        marked: choice.written,
        rulings: rulings.collect(),
    }
}
