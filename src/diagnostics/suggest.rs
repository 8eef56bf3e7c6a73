//! Suggestions for a name that is not known.

/// The candidate nearest to `name`, if one is near enough to be a likely spelling of it.
pub fn nearest<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .into_iter()
        .map(|c| (strsim::damerau_levenshtein(name, c), c))
        .filter(|(d, c)| *d <= 1 + c.chars().count().max(name.chars().count()) / 4 && *d < c.len())
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// "did you mean `x`?", or a list of the candidates.
pub fn suggestion<'a>(name: &str, candidates: impl IntoIterator<Item = &'a str>) -> String {
    let all: Vec<&str> = candidates.into_iter().collect();
    match nearest(name, all.iter().copied()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if all.is_empty() => "there are none".to_string(),
        None if all.len() <= 12 => format!("there are: {}", all.join(", ")),
        None => format!("there are: {}, …", all[..12].join(", ")),
    }
}
