//! What templates share: why a finding is in doubt, shares in few digits, lists.

/// Why a finding is in doubt.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(in crate::report) enum Doubt {
    /// A longer shadow undoes it.
    Shadow,
    /// Another equilibrium of the same game undoes it.
    Equilibrium,
    /// Half or double precision undoes it.
    Precision,
    /// It holds in this share of the worlds only.
    Worlds(f64),
    /// No equilibrium was found of a part.
    Lost,
}

impl Doubt {
    /// What is added to a sentence that holds as the file is.
    fn but(self) -> String {
        match self {
            Doubt::Shadow => ", but not under a longer shadow".to_string(),
            Doubt::Equilibrium => ", but not in every equilibrium".to_string(),
            Doubt::Precision => ", but not at another precision".to_string(),
            Doubt::Worlds(share) if share < 0.5 => {
                format!(", but in only {} of worlds", rounded(share))
            }
            Doubt::Worlds(share) => format!(", and in {} of worlds", rounded(share)),
            Doubt::Lost => ", where an equilibrium was found".to_string(),
        }
    }

    /// What the direction of a change depends on.
    pub(super) fn which_way(self) -> &'static str {
        match self {
            Doubt::Shadow => "the shadow",
            Doubt::Equilibrium => "the equilibrium",
            Doubt::Precision => "precision",
            Doubt::Worlds(_) => "the numbers",
            Doubt::Lost => "what could be solved",
        }
    }
}

/// A sentence, and after it what puts it in doubt.
pub(super) fn doubted(sentence: String, doubt: Option<Doubt>) -> String {
    sentence + &doubt.map_or(String::new(), Doubt::but)
}

/// A share in per cent, in as few digits as a title has room for.
pub(in crate::report) fn rounded(p: f64) -> String {
    match 100.0 * p {
        x if x > 0.0 && x < 0.05 => "under 0.1%".into(),
        x if x < 9.95 => format!("{x:.1}%").replace(".0%", "%"),
        x => format!("{x:.0}%"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_take_few_digits() {
        let all = [0.0, 0.0002, 0.004, 0.05, 0.523, 1.0].map(rounded);
        assert_eq!(all, ["0%", "under 0.1%", "0.4%", "5%", "52%", "100%"]);
    }

    #[test]
    fn every_doubt_is_said() {
        let of = |doubt| doubted("War is likeliest".to_string(), Some(doubt));
        let war = |rest: &str| format!("War is likeliest{rest}");
        assert_eq!(of(Doubt::Shadow), war(", but not under a longer shadow"));
        assert_eq!(
            of(Doubt::Equilibrium),
            war(", but not in every equilibrium")
        );
        assert_eq!(of(Doubt::Precision), war(", but not at another precision"));
        assert_eq!(of(Doubt::Worlds(0.3)), war(", but in only 30% of worlds"));
        assert_eq!(of(Doubt::Worlds(0.8)), war(", and in 80% of worlds"));
        assert_eq!(of(Doubt::Lost), war(", where an equilibrium was found"));
    }
}
