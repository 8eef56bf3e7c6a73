//! The title of claims.

/// What became of claims: how many fail, hold and cannot be told, those that fail first.
pub(in crate::report) fn claims([fail, hold, untold]: [usize; 3]) -> String {
    let all = fail + hold + untold;
    let parts = [(fail, "fails", "fail"), (hold, "holds", "hold")];
    let untold = (untold, "cannot be told", "cannot be told");
    let parts = parts.into_iter().chain([untold]).filter(|part| part.0 > 0);
    let parts: Vec<(usize, &str)> = parts
        .map(|(n, one, several)| (n, if n == 1 { one } else { several }))
        .collect();
    match &parts[..] {
        [] => "No claim".to_string(),
        [(1, verb)] => format!("The claim {verb}"),
        [(_, verb)] => format!("All {all} claims {verb}"),
        [(n, verb), rest @ ..] => {
            let rest = rest.iter().map(|(n, verb)| format!(", {n} {verb}"));
            format!("{n} of {all} claims {verb}{}", rest.collect::<String>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn those_that_fail_come_first() {
        assert_eq!(
            claims([11, 13, 5]),
            "11 of 29 claims fail, 13 hold, 5 cannot be told"
        );
        assert_eq!(
            claims([1, 1, 1]),
            "1 of 3 claims fails, 1 holds, 1 cannot be told"
        );
        assert_eq!(claims([0, 2, 1]), "2 of 3 claims hold, 1 cannot be told");
        assert_eq!(claims([0, 1, 0]), "The claim holds");
        assert_eq!(claims([0, 0, 4]), "All 4 claims cannot be told");
        assert_eq!(claims([0, 0, 0]), "No claim");
    }
}
