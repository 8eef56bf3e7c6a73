//! The scenarios that come with the program.

/// The name of the scenario that is run when none is given.
pub const DEFAULT: &str = "north_korea_2006";

macro_rules! shipped {
    ($($name:literal),* $(,)?) => {
        /// Name and text of each.
        const ALL: &[(&str, &str)] = &[
            $(($name, include_str!(concat!("../../scenarios/", $name, ".toml")))),*
        ];
    };
}

shipped![
    "north_korea_2006",
    "no_veto",
    "credible_guarantee",
    "patrons_cut_off",
    "unconditional_patrons",
    "light_retaliation",
    "erratic_actors",
    "us_hawk",
    "us_pragmatist",
    "half_a_year",
    "bargainer_or_keeper",
    "two_sided_2006",
    "classics/rubinstein",
    "classics/baron_ferejohn",
    "classics/baron_ferejohn_veto",
    "classics/shifting_power",
    "classics/shifting_power_staged",
    "classics/centipede",
    "classics/egame12",
    "classics/chain_store",
    "classics/threat",
    "classics/crisis_two_sided",
    "classics/beer_quiche",
    "classics/spence",
    "classics/poker",
    "classics/lemons",
    "classics/disclosure",
    "classics/chicken",
    "classics/inspection",
    "classics/stag_hunt",
    "classics/prisoners_dilemma",
    "classics/trust",
    "classics/verification",
    "classics/cheap_talk",
    "classics/sender_receiver",
    "classics/jury",
    "classics/centipede_altruists",
    "classics/revealing_war",
    "classics/war_of_attrition",
    "classics/franchise",
    "classics/kalandrakis",
    "classics/private_cost",
    "classics/screening",
    "classics/sanctions_threat",
];

/// The starter file that `demarche new` writes.
pub const STARTER: &str = include_str!("../../scenarios/starter.toml");

/// All names, the default first.
pub fn names() -> impl Iterator<Item = &'static str> {
    ALL.iter().map(|(name, _)| *name)
}

/// The text of a shipped scenario, by its name or the last part of it.
pub fn text(name: &str) -> Option<&'static str> {
    let is = |full: &str| full == name || full.rsplit('/').next() == Some(name);
    ALL.iter().find(|(full, _)| is(full)).map(|(_, text)| *text)
}

/// The file that a shipped scenario is in, as messages name it.
pub fn file(name: &str) -> String {
    let is = |full: &str| full == name || full.rsplit('/').next() == Some(name);
    let full = ALL
        .iter()
        .find(|(full, _)| is(full))
        .map_or(name, |(full, _)| full);
    format!("scenarios/{full}.toml")
}
