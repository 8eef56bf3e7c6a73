//! The title of choices.

use crate::report::screen::capital;

/// What the rules choose: of each choice that any does its label and those rules. Whether other draws of
/// worlds may change that is said if `unsure`.
pub(in crate::report) fn rules(by: &[(&str, Vec<&str>)], unsure: bool) -> String {
    let sentence = match by {
        [(only, _)] => format!("Every rule chooses: {only}"),
        several => {
            let several = several.iter();
            let parts = several.map(|(label, rules)| format!("{label} by {}", rules.join(", ")));
            capital(&parts.collect::<Vec<_>>().join("; "))
        }
    };
    let doubt = if unsure {
        ", but other worlds may choose otherwise"
    } else {
        ""
    };
    format!("{sentence}{doubt}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_agree_or_differ_and_may_be_unsure() {
        let all = vec!["mean", "worst tenth", "regret", "share"];
        let agreed = [("accept", all)];
        assert_eq!(rules(&agreed, false), "Every rule chooses: accept");
        let split = [
            ("accept", vec!["mean", "share"]),
            ("stand firm", vec!["regret"]),
        ];
        assert_eq!(
            rules(&split, false),
            "Accept by mean, share; stand firm by regret"
        );
        let unsure = rules(&agreed, true);
        assert_eq!(
            unsure,
            "Every rule chooses: accept, but other worlds may choose otherwise"
        );
    }
}
