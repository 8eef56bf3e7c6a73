//! A run with all that was asked of it: its document, and beside it how long it took and its
//! histories.

use super::{RunSummary, SwaySummary};
use crate::error::Error;
use crate::report::screen::Screen;
use crate::report::{Briefing, LeverageSummary, Report, Table, WorldsSummary, histories};
use crate::scenario::{Document, Edit};
use crate::store::Store;
use crate::study::{
    Among, CELLS, Drawing, Engine, GameModel, Options, Run, leverage, no_range, precisions,
    run_among, small, worlds,
};
use crate::task::Task;
#[cfg(feature = "charts")]
use crate::{chart::Sheet, report::Picture};
use serde::Serialize;
use std::sync::Arc;

/// What is asked of a run.
#[derive(Clone, Debug)]
pub struct RunQuestion {
    /// How histories are played.
    pub options: Options,
    /// Which equilibrium is played, if others than the principal one are searched for.
    pub among: Option<Among>,
    /// In which worlds it is solved too.
    pub worlds: Option<Drawing>,
    /// Whether it is also solved at everybody's precisions 1 to 10 if the game is not small.
    pub precisions: bool,
    /// Whether it is worked out who moves the outcomes and on which numbers they hang.
    pub briefing: Briefed,
    /// Whether every history is a row of a table.
    pub rows: bool,
    /// Whether the text says how long it took.
    pub timed: bool,
    /// Where answers are kept, if anywhere.
    pub store: Option<Arc<Store>>,
}

/// Of which games it is worked out who moves them and what they hang on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Briefed {
    /// Of none.
    Never,
    /// Of small ones, where that costs little.
    Small,
    /// Of any.
    Always,
}

/// A run and its document.
#[derive(Serialize)]
#[serde(transparent)]
pub struct RunReport {
    /// The document.
    pub summary: RunSummary,
    /// The run.
    #[serde(skip)]
    pub run: Run,
    #[serde(skip)]
    question: RunQuestion,
}

impl RunReport {
    /// Solves and plays the scenario that `document` holds with these edits.
    ///
    /// # Errors
    /// The scenario cannot be read, compiled or solved; no parameter has a range and worlds are asked
    /// for; or `task` says to stop.
    pub fn new(
        document: Document,
        edits: Vec<Edit>,
        question: &RunQuestion,
        task: &dyn Task,
    ) -> Result<Self, Error> {
        let RunQuestion { options, .. } = *question;
        let run = run_among(document.scenario(&edits)?, &options, question.among, task)?;
        let mut summary = RunSummary::of(&run, options.seed);
        // beside another equilibrium than the principal one they would say nothing of it
        let principal = summary.equilibrium.is_none_or(|number| number == 1);
        let precise = principal && (question.precisions || small(&run.game));
        let sway = principal
            && match question.briefing {
                Briefed::Never => false,
                Briefed::Small => small(&run.game),
                Briefed::Always => true,
            };
        if precise || sway || question.worlds.is_some() {
            let model = GameModel::new(document, edits, options.limits)?;
            let engine = match &question.store {
                Some(store) => store.engine(model),
                None => Engine::new(model),
            };
            if precise {
                summary.take_precisions(&precisions(&engine, task)?);
            }
            if sway {
                let scenario = &engine.model.scenario;
                summary.sway = match leverage(&engine, None, CELLS, task) {
                    Ok(found) => {
                        let found = LeverageSummary::of(&found, None, scenario);
                        Some(SwaySummary::of(&found))
                    }
                    // a run that was not asked for it is worth having without
                    Err(_) if question.briefing == Briefed::Small => None,
                    Err(error) => return Err(error),
                };
            }
            if let Some(drawing) = &question.worlds {
                let scenario = &engine.model.scenario;
                if scenario.parameters.iter().all(|p| p.range.is_none()) {
                    return Err(no_range().into());
                }
                let found = worlds(&engine, drawing, options.seed, task)?;
                summary.worlds = Some(WorldsSummary::of(&found, scenario, &run.outcomes));
            }
        }
        Ok(RunReport {
            summary,
            run,
            question: question.clone(),
        })
    }
}

impl Report for RunReport {
    fn text(&self, screen: Screen) -> String {
        let seconds = self.question.timed.then_some(self.run.seconds);
        self.summary.text_with_times(screen, seconds)
    }

    #[cfg(feature = "charts")]
    fn charts(&self, sheet: Sheet) -> Result<Vec<Picture>, Error> {
        self.summary.charts(sheet)
    }

    fn briefing(&self) -> Option<Briefing> {
        self.summary.briefing()
    }

    #[cfg(feature = "charts")]
    fn briefing_chart(&self, sheet: Sheet) -> Result<Option<Picture>, Error> {
        self.summary.briefing_chart(sheet)
    }

    fn tables(&self) -> Vec<Table<'_>> {
        let mut all = self.summary.tables();
        if self.question.rows {
            all.push(histories::table(&self.run, self.question.options.seed));
        }
        all
    }
}
