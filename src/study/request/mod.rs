//! What a study is asked, in the words of a command line: settings and their values, thresholds,
//! positions, beliefs, choices. Texts come in; typed questions go out, or what is wrong and what to try.

mod belief;
mod choice;
mod place;
mod sweep;
mod threshold;
mod vary;

pub use belief::held;
pub use choice::ChoiceQuestion;
pub use place::{Places, PositionQuestion, every_place, places};
pub use sweep::{Asked, question};
pub use threshold::{target, threshold};
pub use vary::varied;
