//! A share as people read it, the same in texts, charts and titles.

/// A share (0..=1) as a percentage with one decimal: "34.2%", "<0.1%", "0%". What is not certain is never
/// rounded to certainty.
pub(crate) fn percent(share: f64) -> String {
    if share <= 0.0 {
        "0%".into()
    } else if share >= 1.0 {
        "100%".into()
    } else if share < 0.0005 {
        "<0.1%".into()
    } else if share >= 0.9995 {
        ">99.9%".into()
    } else {
        format!("{:.1}%", share * 100.0)
    }
}
