//! Reports: for each command the document that is its contract with other programs, and the text,
//! charts and tables that are made from that document and from nothing else.
//!
//! Each command has its folder, or its file where there is little: `document.rs` what it found,
//! `text.rs` what a person reads, `charts.rs` (or `charts/`) and `tables.rs` the rest. `explain` shares
//! the document of `solve`. In documents probabilities are 0–1 and never rounded; what
//! was not computed is null; nothing in them depends on the clock, on a path or on the machine. Where
//! reports are written to is `sink/`.

mod briefing;
mod calibrate;
pub mod check;
mod compare;
pub mod explain;
pub mod export;
mod fit;
pub mod gambit;
mod head;
pub mod histories;
mod leverage;
pub mod markup;
#[cfg(feature = "charts")]
mod picture;
mod quantiles;
mod record;
mod replay;
mod robust;
mod run;
mod score;
pub mod screen;
mod several;
#[cfg(feature = "charts")]
mod sink;
#[cfg(feature = "charts")]
mod slides;
mod solution;
pub mod solve;
mod spread;
mod store;
mod strips;
mod sweep;
mod table;
mod test;
mod titles;
pub mod trace;
mod worlds;

pub use briefing::{Briefing, BriefingPart};
pub use calibrate::{
    CalibrateSummary, EvidenceSummary, JudgedSummary, LaterSummary, LearntSummary, Limits,
    StorySummary, TogetherSummary,
};
pub use compare::{CompareSummary, DifferenceSummary, Differs};
pub use fit::{
    AlongSummary, BootstrapSummary, EstimateSummary, FitSummary, FitTest, FittedSummary,
    RedrawnSummary, TopSummary,
};
pub use head::{About, Failed, Head, SCHEMA};
pub use leverage::{
    EffectSummary, LeverEffectSummary, LeverWorldsSummary, LeverageSummary, MovedSummary,
    ParameterEffectSummary, PulledSummary, RevealedSummary,
};
#[cfg(feature = "charts")]
pub use picture::Picture;
pub use quantiles::QUANTILES;
pub use record::{RecordRound, RecordSummary};
pub use replay::{ReplayEntry, ReplaySummary};
pub use robust::{ChoiceSummary, RobustSummary};
#[cfg(feature = "charts")]
pub use run::side_by_side;
pub use run::{
    ActorSummary, BeliefSummary, Briefed, ChanceSummary, Course, Estimate, FlowSummary, Incidence,
    MoveSummary, MoverEntry, NumberEntry, PrecisionEntry, RunQuestion, RunReport, RunSummary,
    SwaySummary, TermSummary, TypeOutcome, TypeSummary, UnfoldingSummary,
};
pub use score::{MilestoneSummary, ScoreSummary, VariantScore};
pub use several::{EquilibriumEntry, SearchEntry, SeveralSummary};
#[cfg(feature = "charts")]
pub use sink::{
    Claim, Earlier, Manifest, ManifestScenario, Output, Paged, Wanted, Written, claim, newest,
    report,
};
#[cfg(feature = "charts")]
pub use slides::{Slides, slides};
pub use solution::{CertificateSummary, Size};
pub use spread::SpreadSummary;
pub use store::StoreSummary;
pub use strips::{CellSummary, NearestSummary, StripSummary, StripsSummary};
pub use sweep::{
    AgainSummary, CurveSummary, FoldSummary, LeapSummary, PointSummary, StretchSummary,
    SweepSummary, SweepWorldsSummary, TipSummary, VarySummary, WorldsPointSummary,
};
pub use table::{Cell, Heading, Kind, Sink, Table};
pub use test::{HypothesisSummary, PrecisionSummary, TestSummary, ValueSummary};
pub use worlds::{BoxSummary, LimitSummary, WorldOutcome, WorldsSummary};

#[cfg(feature = "charts")]
use crate::chart::Sheet;
use crate::error::Error;
use screen::Screen;
use serde::Serialize;

/// What a command found, in every form in which it is shown.
///
/// The value itself is the document; the other forms are functions of it and of nothing else, so a
/// report can be shown again, at another width or elsewhere, without solving anything.
pub trait Report: Serialize {
    /// What a person reads on a terminal: lines that end with a newline, at most as wide as the
    /// screen.
    fn text(&self, screen: Screen) -> String;

    /// The charts, in the order in which a page shows them, each on such a sheet.
    ///
    /// # Errors
    /// Where a chart cannot be drawn, as for want of room for its labels.
    #[cfg(feature = "charts")]
    fn charts(&self, _sheet: Sheet) -> Result<Vec<Picture>, Error> {
        Ok(vec![])
    }

    /// The page that a person hands on; none where a report has no such page.
    fn briefing(&self) -> Option<Briefing> {
        None
    }

    /// The chart of that page, without a title.
    ///
    /// # Errors
    /// As [`Report::charts`].
    #[cfg(feature = "charts")]
    fn briefing_chart(&self, _sheet: Sheet) -> Result<Option<Picture>, Error> {
        Ok(None)
    }

    /// The numbers behind the charts. Tables of one report differ in their stems.
    fn tables(&self) -> Vec<Table<'_>> {
        vec![]
    }

    /// The document as indented JSON, without a newline at its end.
    ///
    /// # Errors
    /// Where the value cannot be written as JSON, as a map whose keys are no text.
    fn document(&self) -> Result<String, Error> {
        serde_json::to_string_pretty(self).map_err(|e| Error::io("writing the document", e))
    }
}

/// Whether there is nothing of what a document leaves out then.
fn is_zero(count: &usize) -> bool {
    *count == 0
}
