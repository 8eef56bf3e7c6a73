//! The charts of a run, or of several side by side.

mod events;
mod findings;
mod series;
mod types;

use crate::chart::{self, Bar, Column, Frame, Look, Sheet, Strip, Use};
use crate::report::picture::{framed, framed_for, luck};
use crate::report::{Picture, RunSummary};
use events::{curves, select_events};
use series::{bars, bars_against, belief_series, moving, panels, rows, strips, strips_by_type};
use types::{by_type, kinds};

/// What the ranges of outcomes and differences are.
pub(in crate::report) const LONGER_SHADOWS: &str =
    "the range if play went on for one to four rounds more";

const OUTCOMES: &str = "Exact probability of each outcome.";
const COURSE: &str =
    "Share of histories at each level, by round: faint where play began, stronger further away.";
const COURSE_BY_TYPE: &str =
    "Share of histories at each level, by round, if an actor is of a type: exact.";
const BY_TYPE: &str = "Probability of each outcome, and of the events that hang on it, if an actor is of a type: exact.";
const TIMING: &str = "Probability that the event has happened by the end of each round.";
const MOVES: &str = "Of the times an option was open, how often it was used, by round.";
const BELIEFS: &str = "What all believe of each type at the end of each round, by the true type: median, and bands with 50% and \
                       90% of histories.";
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
        let (ids, still) = moving(runs);
        if !ids.is_empty() {
            all.push(group.course(&ids, &still)?);
            if let [only] = runs
                && !only.types.is_empty()
            {
                all.push(group.course_by_type(only, &ids)?);
            }
        }
        let events = select_events(runs);
        if rounds > 1 && !events.is_empty() {
            all.push(group.timing(&events)?);
        }
        if let [only] = runs
            && !only.types.is_empty()
        {
            all.push(group.by_type(only)?);
        }
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
        self.outcomes_of(bars(self), "", sheet)
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
        self.outcomes_of(bars_against(self, before), name, sheet)
    }

    /// The chart of these bars alone, without a title; `before` is what they are held against.
    fn outcomes_of(
        &self,
        bars: Vec<Bar>,
        before: &str,
        sheet: Sheet,
    ) -> Result<Picture, chart::Error> {
        let frame = framed(String::new(), OUTCOMES, &self.head, sheet);
        let range = self.unsure().map_or(String::new(), |unsure| unsure.long());
        let column = Column {
            title: String::new(),
            body: bars,
        };
        let svg = chart::outcomes(&frame, (&range, before), &[column])?;
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
    /// The words around a chart; they name the scenario if all runs are of one title.
    fn frame(&self, title: String, subtitle: &str) -> Frame {
        framed_for(title, subtitle, self.runs, self.sheet)
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
        let frame = self.frame(findings::outcomes(self.runs, self.names), OUTCOMES);
        let unsure = self.runs.iter().find_map(RunSummary::unsure);
        let range = unsure.map_or(String::new(), |unsure| unsure.long());
        let svg = chart::outcomes(&frame, (&range, ""), &self.columns(bars))?;
        Ok(Picture::new("outcomes", svg))
    }

    /// The course of the variables `ids`; those that are `still` are told.
    fn course(&self, ids: &[&str], still: &[&str]) -> Result<Picture, chart::Error> {
        let columns = self.columns(|run| strips(run, ids));
        let mut frame = self.frame(findings::course(&columns), COURSE);
        if !still.is_empty() {
            frame.note = format!("Hardly moves: {}. {}", still.join(", "), frame.note);
        }
        let svg = chart::course(&frame, &columns, self.rounds())?;
        Ok(Picture::new("course", svg))
    }

    /// The same of the only run, a column for each true type.
    fn course_by_type(&self, run: &RunSummary, ids: &[&str]) -> Result<Picture, chart::Error> {
        let columns: Vec<Column<Vec<Strip>>> = strips_by_type(run, ids)
            .into_iter()
            .map(|(title, body)| Column { title, body })
            .collect();
        let frame = self.frame(findings::course_by_type(&columns), COURSE_BY_TYPE);
        let svg = chart::course(&frame, &columns, self.rounds())?;
        Ok(Picture::new("course_types", svg))
    }

    /// What comes of the only run for each true type.
    fn by_type(&self, run: &RunSummary) -> Result<Picture, chart::Error> {
        let columns = by_type(run);
        let frame = self.frame(findings::by_type(&columns), BY_TYPE);
        let of = (&kinds(run)[..], "whichever it is");
        Ok(Picture::new("types", chart::dots(&frame, of, &columns)?))
    }

    fn timing(&self, events: &[(&str, Look)]) -> Result<Picture, chart::Error> {
        let columns = self.columns(|run| curves(run, events));
        let mut frame = self.frame(findings::timing(&columns, self.rounds()), TIMING);
        let left = self.runs[0].timing.len() - events.len();
        if left > 0 {
            let rest = format!("; {left} more, rare or alike, in the table of this chart");
            frame.note.push_str(&rest);
        }
        let svg = chart::timing(&frame, &columns, self.rounds())?;
        Ok(Picture::new("timing", svg))
    }

    fn moves(&self) -> Result<Picture, chart::Error> {
        let mut columns = self.columns(panels);
        // rounds at the end in which nobody can do anything say nothing
        let options = || {
            columns
                .iter()
                .flat_map(|c| &c.body)
                .flat_map(|p| &p.options)
        };
        let last = |o: &Use| o.values.iter().rposition(Option::is_some);
        let rounds = options().filter_map(last).max().map_or(1, |t| t + 1);
        let own = columns.iter_mut().flat_map(|c| &mut c.body);
        for option in own.flat_map(|p| &mut p.options) {
            option.values.truncate(rounds);
            option.open.truncate(rounds);
        }
        let frame = self.frame(findings::moves(&columns), MOVES);
        let svg = chart::moves(&frame, &columns, &self.rounds()[..rounds])?;
        Ok(Picture::new("moves", svg))
    }

    fn beliefs(&self) -> Result<Picture, chart::Error> {
        let columns = self.columns(belief_series);
        let mut frame = self.frame(findings::beliefs(&columns), BELIEFS);
        frame.note.push_str(&luck(&self.runs[0].head));
        let svg = chart::fans(&frame, &columns, self.rounds())?;
        Ok(Picture::new("beliefs", svg))
    }

    fn payoffs(&self) -> Result<Picture, chart::Error> {
        let columns = self.columns(rows);
        let frame = self.frame(findings::payoffs(self.runs, &columns), PAYOFFS);
        let svg = chart::payoffs(&frame, &columns)?;
        Ok(Picture::new("payoffs", svg))
    }
}
