//! The charts of a run, or of several side by side.

mod events;
mod series;

use crate::chart::{self, Column, Frame, Sheet};
use crate::report::picture::{framed, luck};
use crate::report::{Estimate, Picture, RunSummary};
use events::{curves, select_events};
use series::{bars, bars_against, belief_series, moving, panels, rows, strips};

/// What the ranges of outcomes and differences are.
pub(in crate::report) const LONGER_SHADOWS: &str =
    "the range over shadows one and four rounds longer";

const OUTCOMES: &str = "Exact probability of each outcome.";
const COURSE: &str = "Share of histories at each level, by round.";
const TIMING: &str = "Probability that the event has happened by the end of each round.";
const MOVES: &str = "Of the times an option was open, how often it was used, by round.";
const BELIEFS: &str = "What all believe of each type at the end of each round, by the true type: median, and bands with 50 % and \
                       90 % of histories.";
const PAYOFFS: &str = "Expected payoff against the status quo, discounted to the start, by term.";

/// The charts of `runs`, one column each; `names` are the titles of the columns, which one run alone
/// does without. Charts by round are left out if the runs have not the same number of rounds.
///
/// # Errors
/// Where a chart cannot be drawn, as for want of room for its labels.
pub fn side_by_side(
    runs: &[RunSummary],
    names: &[String],
    sheet: Sheet,
) -> Result<Vec<Picture>, chart::Error> {
    let group = Group { runs, names, sheet };
    let mut all = vec![group.outcomes()?];
    let rounds = runs[0].rounds.len();
    if runs.iter().all(|r| r.rounds.len() == rounds) {
        all.push(group.course()?);
        all.push(group.timing()?);
        all.push(group.moves()?);
        if runs.iter().any(|r| !r.beliefs.is_empty()) {
            all.push(group.beliefs()?);
        }
    }
    all.push(group.payoffs()?);
    Ok(all)
}

impl RunSummary {
    /// How it ends, without a title.
    pub(in crate::report) fn untitled_outcomes(
        &self,
        sheet: Sheet,
    ) -> Result<Picture, chart::Error> {
        let frame = framed(String::new(), OUTCOMES, &self.head, sheet);
        let range = self.unsure().map_or(String::new(), |unsure| unsure.long());
        let column = Column {
            title: String::new(),
            body: bars(self),
        };
        let svg = chart::outcomes(&frame, (&range, ""), &[column])?;
        Ok(Picture::new("outcomes", svg))
    }

    /// How it ends, held against another run, `name`. The words around it say what it is but not what it
    /// shows.
    ///
    /// # Errors
    /// Where the chart cannot be drawn, as for want of room for its labels.
    pub fn outcomes_against(
        &self,
        before: &RunSummary,
        name: &str,
        sheet: Sheet,
    ) -> Result<Picture, chart::Error> {
        let frame = framed(String::new(), OUTCOMES, &self.head, sheet);
        let range = self.unsure().map_or(String::new(), |unsure| unsure.long());
        let column = Column {
            title: String::new(),
            body: bars_against(self, before),
        };
        let svg = chart::outcomes(&frame, (&range, name), &[column])?;
        Ok(Picture::new("outcomes", svg))
    }
}

/// Runs that share a page, at least one, their names, and what they are drawn on.
struct Group<'a> {
    runs: &'a [RunSummary],
    names: &'a [String],
    sheet: Sheet,
}

impl Group<'_> {
    /// The words around a chart; they are about the first run's scenario.
    fn frame(&self, title: &str, subtitle: &str) -> Frame {
        framed(title.to_string(), subtitle, &self.runs[0].head, self.sheet)
    }

    /// One column without a title for one run, or one with its name for each of several.
    fn columns<T>(&self, body: impl Fn(&RunSummary) -> T) -> Vec<Column<T>> {
        let several = self.names.len() > 1;
        let all = self.runs.iter().zip(self.names);
        all.map(|(run, name)| Column {
            title: if several { name.clone() } else { String::new() },
            body: body(run),
        })
        .collect()
    }

    /// The labels of the rounds. The runs have equally many; where labels differ, the last run's.
    fn rounds(&self) -> &[String] {
        &self.runs[self.runs.len() - 1].rounds
    }

    fn outcomes(&self) -> Result<Picture, chart::Error> {
        let title = match self.runs {
            [only] => likeliest(only),
            _ => "How does it end?".to_string(),
        };
        let frame = self.frame(&title, OUTCOMES);
        let unsure = self.runs.iter().find_map(RunSummary::unsure);
        let range = unsure.map_or(String::new(), |unsure| unsure.long());
        let svg = chart::outcomes(&frame, (&range, ""), &self.columns(bars))?;
        Ok(Picture::new("outcomes", svg))
    }

    fn course(&self) -> Result<Picture, chart::Error> {
        let mut frame = self.frame("The course of play", COURSE);
        let (ids, still) = moving(self.runs);
        if !still.is_empty() {
            frame.note = format!("Hardly moves: {}. {}", still.join(", "), frame.note);
        }
        let columns = self.columns(|run| strips(run, &ids));
        let svg = chart::course(&frame, &columns, self.rounds())?;
        Ok(Picture::new("course", svg))
    }

    fn timing(&self) -> Result<Picture, chart::Error> {
        let mut frame = self.frame("When do events happen?", TIMING);
        let events = select_events(self.runs);
        let left = self.runs[0].timing.len() - events.len();
        if left > 0 {
            let rest = format!("; {left} more, rare or alike, in the table of this chart");
            frame.note.push_str(&rest);
        }
        let columns = self.columns(|run| curves(run, &events));
        let svg = chart::timing(&frame, &columns, self.rounds())?;
        Ok(Picture::new("timing", svg))
    }

    fn moves(&self) -> Result<Picture, chart::Error> {
        let frame = self.frame("Who does what?", MOVES);
        let svg = chart::moves(&frame, &self.columns(panels), self.rounds())?;
        Ok(Picture::new("moves", svg))
    }

    fn beliefs(&self) -> Result<Picture, chart::Error> {
        let mut frame = self.frame("What is believed?", BELIEFS);
        frame.note.push_str(&luck(&self.runs[0].head));
        let svg = chart::fans(&frame, &self.columns(belief_series), self.rounds())?;
        Ok(Picture::new("beliefs", svg))
    }

    fn payoffs(&self) -> Result<Picture, chart::Error> {
        let frame = self.frame("What does each side get, and from what?", PAYOFFS);
        let svg = chart::payoffs(&frame, &self.columns(rows))?;
        Ok(Picture::new("payoffs", svg))
    }
}

/// The likeliest outcome, as a title.
fn likeliest(run: &RunSummary) -> String {
    let exact = |o: &Estimate| o.exact.unwrap_or(0.0);
    let all = run.outcomes.iter();
    let best = all.max_by(|a, b| exact(a).total_cmp(&exact(b)));
    best.map_or(String::new(), |o| {
        format!("Likeliest end: {}, {}", o.label, rounded(o.best()))
    })
}

/// A share in per cent, in as few digits as a title has room for.
fn rounded(p: f64) -> String {
    match 100.0 * p {
        x if x > 0.0 && x < 0.05 => "under 0.1%".into(),
        x if x < 9.95 => format!("{x:.1}%"),
        x => format!("{x:.0}%"),
    }
}
