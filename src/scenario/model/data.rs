//! What a row of a table of cases is, and what is estimated from such rows.

/// What a row of a table of cases is.
#[derive(Clone, Debug, Default)]
pub struct Data {
    /// The column that names the outcome, if that is what is seen of a case.
    pub outcome: Option<String>,
    /// Milestones, by number, and the columns that say whether each came about, if these are.
    pub milestones: Vec<(usize, String)>,
    /// Parameters, by number, and the columns with their values.
    pub columns: Vec<(usize, String)>,
    /// The column with the weight of a case.
    pub weight: Option<String>,
    /// The column that names the group of a case.
    pub cluster: Option<String>,
}
