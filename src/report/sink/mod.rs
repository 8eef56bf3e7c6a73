//! Where reports are written to: a results folder with its manifest, tables as CSV and Parquet, and
//! one page of HTML.

mod csv;
mod earlier;
mod fill;
mod folder;
mod html;
mod manifest;
#[cfg(feature = "parquet")]
mod parquet;

pub use earlier::{Earlier, newest};
pub use fill::Output;
pub use folder::{Claim, Wanted, Written, claim};
pub use html::{Paged, report};
pub use manifest::{Manifest, ManifestScenario};
